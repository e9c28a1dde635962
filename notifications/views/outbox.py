"""The administrator's view of what leaves, and the mails the demonstration keeps instead of sending."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory.enums import Role
from directory.requests import HouseRequest
from notifications import folder
from notifications.actions.outbox import try_again
from notifications.enums import MailState
from notifications.models import OutboxMail

ROWS = 50


@login_required
@require_safe
def outbox(request: HouseRequest) -> HttpResponse:
    """Every mail, newest first, by state; those given up can be sent again. The words are not shown."""
    _administrator_only(request)
    mails = OutboxMail.objects.visible_to(request.standing)
    counts = mails.count_by_state()
    chosen = request.GET.get("state", "")
    if chosen not in MailState.values:
        chosen = ""
    shown = mails.filter(state=chosen) if chosen else mails
    context = {
        "page": Paginator(shown.for_list(), ROWS).get_page(request.GET.get("page")),
        "chosen": chosen,
        "total": sum(counts.values()),
        "tabs": [(state, counts.get(state.value, 0)) for state in MailState],
        "failed": counts.get(MailState.FAILED, 0),
    }
    return render(request, "notifications/outbox.html", context)


@login_required
@require_POST
def again(request: HouseRequest, mail_id: int) -> HttpResponse:
    """Send a given-up mail again."""
    _administrator_only(request)
    mail = get_object_or_404(OutboxMail.objects.visible_to(request.standing), pk=mail_id)
    if try_again(mail, by=request.standing):
        messages.success(request, _("The mail leaves again within a minute."))
    else:
        messages.info(request, _("This mail is no longer among those given up: nothing was done."))
    return redirect("outbox")


@require_safe
def kept_mails(request: HouseRequest) -> HttpResponse:
    """What the demonstration would have sent, newest first."""
    _demonstration_only()
    return render(request, "notifications/kept_mails.html", {"mails": folder.kept()})


@require_safe
def kept_mail(request: HouseRequest, instant: int) -> HttpResponse:
    """One of them, with its links."""
    _demonstration_only()
    mail = folder.read(instant)
    if mail is None:
        raise Http404
    return render(request, "notifications/kept_mail.html", {"mail": mail})


def _administrator_only(request: HouseRequest) -> None:
    if not request.standing.holds_nationally(Role.ADMINISTRATOR):
        raise Http404


def _demonstration_only() -> None:
    """These mails open accounts: the pages exist only where every account is shared anyway, and nothing is sent."""
    if not (settings.IS_DEMONSTRATION and settings.MAIL_FOLDER):
        raise Http404
