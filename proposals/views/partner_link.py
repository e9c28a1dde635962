"""The foreign partner's page, by a signed link: no account, in English unless they choose French."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from directory.requests import HouseRequest
from documents.link_language import in_english_unless_french
from documents.links import LinkRefused, read_link
from documents.views import rendering_response
from instruments.spec import Paper
from proposals.actions.lines import part_of
from proposals.actions.locks import may_write
from proposals.actions.partner_links import PURPOSE
from proposals.actions.partner_words import PartWrittenMeanwhile, confirm_part, deny_part
from proposals.enums import PartnerWord
from proposals.forms.partner import DenyForm, OwnPartForm
from proposals.models import Partner
from proposals.reading import report
from wording.formats import country
from wording.languages import shown_language

GONE = 410


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_english_unless_french
def partner_page(request: HouseRequest, token: str) -> HttpResponse:
    """See one's part; confirm it, correct it, or say that one is not part of it. Usable several times."""
    try:
        partner = partner_of(request, token)
    except LinkRefused as refused:
        return render(request, "proposals/partner/refused.html", {"reason": str(refused)}, status=GONE)
    dossier = partner.dossier
    may_correct = may_write(dossier, part_of(dossier.rules, Partner))
    form = OwnPartForm(request.POST if "confirm" in request.POST else None, partner=partner, may_correct=may_correct)
    deny = DenyForm(request.POST if "deny" in request.POST else None)
    both: dict[str, Any] = {}
    if form.is_bound and form.is_valid():
        try:
            confirm_part(partner, part=form.part if may_correct else None, at=request.received_at)
        except PartWrittenMeanwhile as written:
            both = {"refused": " ".join(written.reasons), "meanwhile": _both(form, written)}
            partner, form = written.current, form.after(written.current)
        else:
            messages.success(request, _("Thank you: your part is confirmed. The carrier is told."))
            return redirect("partner_link", token)
    if deny.is_bound and deny.is_valid():
        deny_part(partner, text=deny.cleaned_data["text"], at=request.received_at)
        messages.success(request, _("It is noted that you are not part of this project. The carrier is told."))
        return redirect("partner_link", token)
    content = dossier.working_content if not dossier.filing_id else dossier.filing.content  # type: ignore[union-attr]
    chapters = report(dossier.rules, content, shown_language())
    context = {
        "partner": partner, "dossier": dossier, "form": form, "deny": deny, "token": token, **both,
        "may_correct": may_correct, "words": PartnerWord, "needs_letter": dossier.rules.has_partner_letter,
        "may_send": may_send_letter(partner), "letters": partner.letters.filter(removed_at=None).select_related("file"),
        "summary": [piece for chapter in chapters[:1] for piece in chapter.pieces],
    }  # fmt: skip
    is_refused = (form.is_bound and form.errors) or (deny.is_bound and deny.errors)
    status = 409 if both else 422 if is_refused else 200
    return render(request, "proposals/partner/page.html", context, status=status)


def _both(form: OwnPartForm, written: PartWrittenMeanwhile) -> list[dict[str, str]]:
    """Field by field: what the partner sent, and what stands there since they read it."""
    rows = []
    for name in written.fields:
        mine, theirs = str(form.cleaned_data[name]), str(getattr(written.current, name))
        if name == "country":
            mine, theirs = (country(code, shown_language()) for code in (mine, theirs))
        rows.append({"name": name, "label": str(form.fields[name].label), "mine": mine, "theirs": theirs})
    return rows


@never_cache
@require_safe
@in_english_unless_french
def partner_letter(request: HouseRequest, token: str) -> HttpResponseBase:
    """The model of the letter of support, filled in with what the dossier says of this partner."""
    try:
        partner = partner_of(request, token)
    except LinkRefused as refused:
        return render(request, "proposals/partner/refused.html", {"reason": str(refused)}, status=GONE)
    return rendering_response(request, "partner-letter", str(partner.uid), shown_language())


def partner_of(request: HouseRequest, token: str) -> Partner:
    """The partner of this link. Raises LinkRefused, whose text is a sentence for the reader."""
    link = read_link(token, PURPOSE, request.received_at)
    found = Partner.objects.filter(pk=link.subject_id).select_related("dossier__carrier", "dossier__unit",
                                                                       "dossier__call", "dossier__version",
                                                                       "dossier__filing").first()  # fmt: skip
    if found is None:
        raise LinkRefused(_("You are no longer named in this dossier. Write to its carrier if that surprises you."))
    return found


def letter_of(partner: Partner) -> Paper | None:
    """The paper of the rules that the partner gives, if there is one."""
    return next((paper for paper in partner.dossier.rules.papers if paper.from_partner), None)


def may_send_letter(partner: Partner) -> bool:
    """Whether the partner's letter may be sent now."""
    letter = letter_of(partner)
    return letter is not None and may_write(partner.dossier, letter.slug)
