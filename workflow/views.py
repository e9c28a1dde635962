"""One page for every act that needs only a confirmation or a reason: it asks, then performs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from workflow.engine import Offer, Refused, offers, perform
from workflow.models import Subject
from workflow.table import Transition


class ReasonForm(forms.Form):
    """Why, in a few words; kept in the history."""

    reason = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needed
        self.fields["reason"].label = _("Reason") if needed else _("Reason, if there is something to say")
        self.fields["reason"].error_messages["required"] = _("Write in a few words why: it stays in the history.")


class TransitionView(LoginRequiredMixin, View):
    """GET asks, POST performs; a replay says calmly what is already so. Subclasses find the subject by rights."""

    template_name = "workflow/transition.html"

    def get_subject(self) -> Subject:
        """The subject, through `visible_to`; raises Http404."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        subject = self.get_subject()
        offer = self._offer(subject)
        return self._page(subject, offer, ReasonForm(needed=offer.transition.needs_reason), offer.reasons)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        subject = self.get_subject()
        transition = self._transition(subject)
        form = ReasonForm(request.POST, needed=transition.needs_reason)
        if not form.is_valid():
            return self._page(subject, self._offer(subject), form, [], status=422)
        try:
            perform(
                subject, transition.name, by=request.standing, at=request.received_at,
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except Refused as refused:
            return self._page(subject, Offer(transition, refused.reasons), form, refused.reasons, status=409)
        messages.success(request, _("Done: %(act)s.") % {"act": transition.label})
        return redirect(self.after(subject))

    def after(self, subject: Subject) -> Any:
        """Where the person goes once it is done."""
        return subject

    def _transition(self, subject: Subject) -> Transition:
        try:
            return subject.workflow.transition(self.kwargs["transition"])
        except KeyError as error:
            raise Http404 from error

    def _offer(self, subject: Subject) -> Offer:
        """The act as offered to this person; 404 when their role or the state does not have it."""
        name = self._transition(subject).name
        for offer in offers(subject, self.request.standing, self.request.received_at):
            if offer.transition.name == name:
                return offer
        raise Http404

    def _page(self, subject: Subject, offer: Offer, form: ReasonForm, problems: list[str], status: int = 200) -> HttpResponse:
        context = {"subject": subject, "transition": offer.transition, "form": form, "problems": problems}
        return render(self.request, self.template_name, context, status=status)
