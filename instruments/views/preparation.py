"""The pages of whoever prepares a call: new, copy, edit, priorities, preview, announce, amend."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.models import Institute
from directory.requests import HouseRequest
from instruments.access import CALL_OWNERS
from instruments.actions import calls as actions
from instruments.actions.owners import Ownership, possible_owners
from instruments.enums import CallState
from instruments.forms.calls import AmendTextForm, AnnexForm, CallForm, PostponeForm, PriorityForm, RenewRulesForm
from instruments.models import Call, CallAnnex, Priority
from instruments.views.calls import call_context
from workflow.engine import Refused, offers
from workflow.views import TransitionView

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def owned_call(request: HouseRequest, slug: str) -> Call:
    """The call, for whoever prepares it; absent and forbidden look alike."""
    call = get_object_or_404(Call.objects.visible_to(request.standing).for_page(), slug=slug)
    if not call.roles_of(request.standing) & CALL_OWNERS:
        raise Http404
    return call


@login_required
@require_safe
def call_choose(request: HouseRequest) -> HttpResponse:
    """Which call to prepare: from nothing, or from one of the last."""
    owners = possible_owners(request.standing)
    if not owners:
        raise Http404
    mine = Call.objects.visible_to(request.standing).for_list().exclude(state=CallState.DISCARDED)
    copies = [
        call
        for call in mine.filter(is_permanent=False).order_by("-year", "-pk")[:40]
        if call.roles_of(request.standing) & CALL_OWNERS
    ]
    return render(request, "instruments/call_choose.html", {"owners": owners, "copies": copies})


@login_required
@GET_OR_POST
def call_new(request: HouseRequest, instrument_slug: str, owner: str) -> HttpResponse:
    """A new draft; `owner` is the code of an institute in small letters, or the word of the directorate."""
    ownership = _ownership(request, instrument_slug, owner)
    next_year = request.received_at.year + 1
    new = Call(instrument_slug=instrument_slug, institute=ownership.institute, year=next_year,
               is_permanent=ownership.definition.entry.is_permanent)  # fmt: skip
    form = CallForm(request.POST or None, instance=new, definition=ownership.definition)
    if request.method == "POST" and form.is_valid():
        fields = {"instrument_slug": instrument_slug, "institute": ownership.institute,
                  "is_permanent": new.is_permanent, **form.values()}  # fmt: skip
        call = actions.create_call(fields=fields, token=form.sent, by=request.standing)
        messages.success(request, _("The draft is kept. Nobody else reads it until you open the call."))
        return redirect("call_priorities", call.slug)
    context = {"form": form, "ownership": ownership}
    return render(request, "instruments/call_form.html", context, status=_status(form))


@login_required
@require_POST
def call_copy(request: HouseRequest, slug: str) -> HttpResponse:
    """Next year's draft from this call, every date shifted."""
    copy = actions.copy_call(owned_call(request, slug), by=request.standing)
    messages.success(request, _("Copied: every date is one year later. Check each of them."))
    return redirect("call_edit", copy.slug)


@login_required
@GET_OR_POST
def call_edit(request: HouseRequest, slug: str) -> HttpResponse:
    """Change a draft."""
    call = owned_call(request, slug)
    if call.state != CallState.DRAFT:
        return redirect(call)
    form = CallForm(request.POST or None, instance=call, definition=call.definition)
    if request.method == "POST" and form.is_valid():
        try:
            revision = form.cleaned_data.get("revision")
            actions.edit_call(call, fields=form.values(), revision=revision or 0, by=request.standing)
        except actions.ChangedMeanwhile as changed:
            return _compare(request, changed, form)
        except Refused as refused:
            _add_refusal(form, refused)
        else:
            messages.success(request, _("The draft is kept."))
            return redirect("call_preview", slug)
    context = {"form": form, "call": call}
    return render(request, "instruments/call_form.html", context, status=_status(form))


def _compare(request: HouseRequest, changed: actions.ChangedMeanwhile, typed: CallForm) -> HttpResponse:
    """The form as typed, beside what the other person wrote; kept again, it is kept knowingly."""
    data = request.POST.copy()
    data["revision"] = str(changed.current.revision)
    form = CallForm(data, instance=changed.current, definition=changed.current.definition)
    theirs = form.theirs()
    _add_refusal(form, changed)
    context = {"form": form, "call": changed.current, "theirs": theirs}
    return render(request, "instruments/call_form.html", context, status=409)


@login_required
@GET_OR_POST
def call_priorities(request: HouseRequest, slug: str) -> HttpResponse:
    """The priorities of a draft: the list, and one more."""
    call = owned_call(request, slug)
    if call.state != CallState.DRAFT:
        return redirect(call)
    form = PriorityForm(request.POST or None, owner=call.institute, language=get_language() or "fr")
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_priority(call, by=request.standing, **form.cleaned_data)
        except Refused as refused:
            _add_refusal(form, refused)
        else:
            messages.success(request, _("The priority is in the list."))
            return redirect("call_priorities", slug)
    # an institute's own call has no annex: its text is that of the institute
    institutes = () if call.institute_id else Institute.objects.all()
    context = call_context(request, call) | {"form": form, "institutes": institutes}
    return render(request, "instruments/call_priorities.html", context, status=_status(form))


@login_required
@GET_OR_POST
def call_annex(request: HouseRequest, slug: str, code: str) -> HttpResponse:
    """What one institute adds to a draft of the Derci: its text, its share of the envelope."""
    call = owned_call(request, slug)
    if call.institute_id or call.state != CallState.DRAFT:
        return redirect(call)
    institute = get_object_or_404(Institute, code__iexact=code)
    known = CallAnnex.objects.filter(call=call, institute=institute).first()
    form = AnnexForm(request.POST or None, instance=known, definition=call.definition)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_annex(call, institute=institute, fields=form.cleaned_data, by=request.standing)
        except Refused as refused:
            _add_refusal(form, refused)
        else:
            messages.success(request, _("The annex is kept."))
            return redirect("call_priorities", slug)
    context = {"form": form, "call": call, "institute": institute}
    return render(request, "instruments/call_annex.html", context, status=_status(form))


@login_required
@require_POST
def priority_remove(request: HouseRequest, slug: str, priority_id: int) -> HttpResponse:
    """Take one priority out of a draft."""
    call = owned_call(request, slug)
    priority = get_object_or_404(Priority.objects.select_related("call", "institute"), pk=priority_id, call=call)
    try:
        actions.remove_priority(priority, by=request.standing)
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
    return redirect("call_priorities", slug)


@login_required
@GET_OR_POST
def call_preview(request: HouseRequest, slug: str) -> HttpResponse:
    """The call as everybody will read it, what still prevents its opening, and the act itself."""
    call = owned_call(request, slug)
    if call.state != CallState.DRAFT:
        return redirect(call)
    reasons: list[str] = []
    if request.method == "POST":
        try:
            actions.announce_call(call, at=request.received_at, by=request.standing)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, _("The call is announced and its rules are frozen."))
            return redirect(call)
    announce = next((o for o in offers(call, request.standing) if o.transition.name == "announce"), None)
    context = call_context(request, call) | {"problems": reasons or (announce.reasons if announce else [])}
    return render(request, "instruments/call_preview.html", context, status=409 if reasons else 200)


@login_required
@GET_OR_POST
def call_postpone(request: HouseRequest, slug: str) -> HttpResponse:
    """Move the closing later, with a reason that everybody reads."""
    call = owned_call(request, slug)
    if call.is_permanent:
        raise Http404
    initial = {"closes": call.closes.astimezone(call.zoneinfo) if call.closes else None}
    form = PostponeForm(request.POST or None, call=call, initial=initial)

    def act() -> None:
        actions.postpone_closing(call, at=request.received_at, by=request.standing, **form.cleaned_data)

    return _amendment(request, call, form, act, _("Postpone the closing"))


@login_required
@GET_OR_POST
def call_amend_text(request: HouseRequest, slug: str) -> HttpResponse:
    """Change the text of an announced call, with a reason that everybody reads."""
    call = owned_call(request, slug)
    form = AmendTextForm(request.POST or None, call=call, initial={"text_fr": call.text_fr, "text_en": call.text_en})

    def act() -> None:
        actions.amend_text(call, at=request.received_at, by=request.standing, **form.cleaned_data)

    return _amendment(request, call, form, act, _("Amend the text"))


@login_required
@GET_OR_POST
def call_renew_rules(request: HouseRequest, slug: str) -> HttpResponse:
    """Give a permanent entry the present rules."""
    call = owned_call(request, slug)
    if not call.is_permanent:
        raise Http404
    form = RenewRulesForm(request.POST or None)

    def act() -> None:
        actions.renew_rules(call, at=request.received_at, by=request.standing, **form.cleaned_data)

    return _amendment(request, call, form, act, _("Take the present rules"))


class CallTransitionView(TransitionView):
    """Discard a draft, cancel an announced call, end a permanent entry: a page that asks, then the act."""

    def get_subject(self) -> Call:
        return owned_call(cast(HouseRequest, self.request), self.kwargs["slug"])


def _amendment(request: HouseRequest, call: Call, form: BaseForm, act: Callable[[], None], title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Refused as refused:
            _add_refusal(form, refused)
        else:
            messages.success(request, _("The amendment is published with its reason."))
            return redirect(call)
    context = {"form": form, "call": call, "title": title}
    return render(request, "instruments/call_amend.html", context, status=_status(form))


def _ownership(request: HouseRequest, instrument_slug: str, owner: str) -> Ownership:
    for ownership in possible_owners(request.standing):
        if ownership.definition.slug == instrument_slug and ownership.word == owner:
            return ownership
    raise Http404


def _add_refusal(form: BaseForm, refused: Refused) -> None:
    for reason in refused.reasons:
        form.add_error(NON_FIELD_ERRORS, reason)


def _status(form: BaseForm) -> int:
    """422 for a refused form, so that no one takes it for done."""
    return 422 if form.is_bound and form.errors else 200
