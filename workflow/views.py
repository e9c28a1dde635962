"""Pages of acts: one for every act that needs only a confirmation or a reason; and how the others, with a form, end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from workflow.engine import MovedOn, Refused, offers, perform, roles_towards
from workflow.models import Subject
from workflow.signals import asking_who_is_told
from workflow.table import Transition
from workflow.telling import state_label


class ReasonForm(forms.Form):
    """Why, in a few words; kept in the history."""

    reason = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": gettext_lazy("Write in a few words why: it stays in the history."),
            "max_length": gettext_lazy(
                "Keep to %(limit_value)d characters (there are %(show_value)d): the history holds the essential."
            ),
        },
    )

    def __init__(self, *args: Any, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needed
        self.fields["reason"].label = _("Reason")


# how a page is shown again: what was typed cannot be read, or the act is refused as things are
UNREADABLE, REFUSED = 422, 409


def act_by_form(
    request: HttpRequest, form: Any, act: Callable[[], Any], *, page: Callable[[int], HttpResponse], done: Any = "",
    to: Any = None,
) -> HttpResponse:  # fmt: skip
    """A page with a form, and the act once it is sent and understood.

    `act` may raise MovedOn (what is so is said, and on) or Refused (its reasons stand over the form, what was typed
    stays). `page` shows the form with a status; `done` is what is said of the act, nothing when it is empty. Then on to
    `to`, or without it to what the act made.
    """
    if request.method != "POST":
        return page(200)
    if not form.is_valid():
        return page(UNREADABLE)
    try:
        made = act()
    except Refused as refused:
        if isinstance(refused, MovedOn) and to is not None:
            messages.info(request, " ".join(refused.reasons))
            return redirect(to)
        form.add_error(None, refused.reasons)
        return page(REFUSED)
    if done:
        messages.success(request, done)
    return redirect(made if to is None else to)


class TransitionView(LoginRequiredMixin, View):
    """GET asks, POST performs; a replay says calmly what is already so. Subclasses find the subject by rights.

    The address names the act in its `name` part.
    """

    # the house's request: it carries `standing` and `received_at`
    request: Any
    template_name = "workflow/transition.html"
    http_method_names = ["get", "head", "post"]

    def get_subject(self) -> Subject:
        """The subject, through `visible_to`; raises Http404."""
        raise NotImplementedError

    def get_success_url(self, subject: Subject) -> Any:
        """Where the person goes once it is done, or has been done by somebody else."""
        return subject

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page that asks; somebody who comes too late is led to the fact."""
        subject = self.get_subject()
        transition = self._transition(subject)
        for offer in offers(subject, self.request.standing, self.request.received_at):
            if offer.transition == transition:
                form = ReasonForm(needed=transition.needs_reason)
                return self._page(subject, transition, form, offer.reasons)
        return redirect(self.get_success_url(subject))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The act. 422 when the reason is lacking, 409 when refused; both keep what was typed."""
        subject = self.get_subject()
        transition = self._transition(subject)
        form = ReasonForm(request.POST, needed=transition.needs_reason)
        if not form.is_valid():
            return self._page(subject, transition, form, [], status=422)
        standing, at, reason = self.request.standing, self.request.received_at, form.cleaned_data["reason"]
        try:
            perform(subject, transition.name, by=standing, at=at, reason=reason)
        except MovedOn as moved_on:
            messages.info(request, " ".join(moved_on.reasons))
        except Refused as refused:
            return self._page(subject, transition, form, refused.reasons, status=409)
        else:
            messages.success(request, self._done(subject))
        return redirect(self.get_success_url(subject))

    def _transition(self, subject: Subject) -> Transition:
        """The act of the address; 404 when there is none, or when it belongs to roles this person has not."""
        try:
            transition = subject.workflow.transition(self.kwargs["name"])
        except KeyError as error:
            raise Http404 from error
        if not transition.is_offered or not transition.roles & roles_towards(subject, self.request.standing):
            raise Http404
        return transition

    def _done(self, subject: Subject) -> str:
        standing = self.request.standing
        roles = subject.roles_of(standing)
        return _("It is now “%(state)s”.") % {"state": state_label(subject, subject.state, roles)}

    def _page(
        self, subject: Subject, transition: Transition, form: ReasonForm, problems: list[str], status: int = 200
    ) -> HttpResponse:
        roles = subject.roles_of(self.request.standing)
        context = {
            "subject": subject,
            "transition": transition,
            "target": state_label(subject, transition.target, roles),
            "is_final": subject.workflow.state(transition.target).is_final,
            "told": _told(subject, transition),
            "form": form,
            "problems": problems,
        }
        return render(self.request, self.template_name, context, status=status)


def _told(subject: Subject, transition: Transition) -> list[str]:
    """Who would be told, as upper apps answer it."""
    answers = asking_who_is_told.send(sender=type(subject), subject=subject, transition=transition)
    return [name for _receiver, names in answers for name in names or ()]
