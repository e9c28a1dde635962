"""Offices: the list, one office with its history, granting, ending, standing in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from directory.access import may_manage, roles_granted_by
from directory.actions.offices import (
    end_office,
    end_stand_in,
    grant_office,
    is_over,
    may_name_stand_in,
)
from directory.actions.offices import name_stand_in as let_stand_in
from directory.actions.people import create_person
from directory.enums import Role
from directory.forms.offices import EndForm, FilterForm, GrantForm, StandInForm
from directory.mixins import LoginRequiredMixin, ReauthenticationRequired
from directory.models import Office, Person, StandIn
from directory.office_history import told
from directory.requests import HouseRequest
from directory.standing import paris_today
from workflow.engine import Refused

PER_PAGE = 50


class OfficeList(LoginRequiredMixin, View):
    """The offices one may end, holds or stands in for; nobody else finds the page."""

    def get(self, request: HouseRequest) -> HttpResponse:
        seen = Office.objects.visible_to(request.standing)
        roles = roles_granted_by(request.standing)
        if not roles and not seen.exists():
            raise Http404
        form = FilterForm(request.GET)
        form.is_valid()
        rows = seen.for_list().filtered(**form.cleaned_data, day=paris_today())
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "form": form,
            "page": page,
            "can_grant": bool(roles),
            "today": paris_today(),
            "query": _query(request),
        }
        return render(request, "offices/list.html", context)


class OfficePage(LoginRequiredMixin, View):
    """One office: who, over what, when, who stands in, and everything that happened to it."""

    def get(self, request: HouseRequest, pk: int) -> HttpResponse:
        office = _office(request, pk)
        running = not is_over(office)
        is_own = office.person_id == request.standing.person_id
        context = {
            "office": office, "stand_ins": _stand_ins(office), "entries": told(office), "today": paris_today(),
            "can_end": running and (is_own or may_manage(request.standing, office)), "is_own": is_own,
            "can_name": running and may_name_stand_in(office, request.standing),
        }  # fmt: skip
        return render(request, "offices/office.html", context)


class GrantChoice(LoginRequiredMixin, View):
    """Which office is granted: each role asks its own questions."""

    def get(self, request: HouseRequest) -> HttpResponse:
        return render(request, "offices/grant_choice.html", {"roles": _grantable(request)})


class ActPage(ReauthenticationRequired, View):
    """A form that performs one act; a refusal shows its sentences and keeps what was typed."""

    template = ""
    request: HouseRequest

    def prepare(self, request: HouseRequest, **kwargs: Any) -> None:
        """Find what the act is about, or 404."""
        raise NotImplementedError

    def form(self, data: Any = None) -> Form:
        raise NotImplementedError

    def act(self, form: Any) -> tuple[str, Office]:
        """Do it; returns the new fact in words and the office to show."""
        raise NotImplementedError

    def page(self, form: Form) -> dict[str, Any]:
        return {}

    def get(self, request: HouseRequest, **kwargs: Any) -> HttpResponse:
        self.prepare(request, **kwargs)
        return self._show(self.form())

    def post(self, request: HouseRequest, **kwargs: Any) -> HttpResponse:
        self.prepare(request, **kwargs)
        form = self.form(request.POST)
        if not form.is_valid():
            return self._show(form, 422)
        try:
            with transaction.atomic():
                fact, office = self.act(form)
        except Refused as refused:
            form.add_error(None, refused.reasons)
            return self._show(form, 422)
        messages.success(request, fact)
        return redirect("office", pk=office.pk)

    def _show(self, form: Form, status: int = 200) -> HttpResponse:
        return render(self.request, self.template, {"form": form, **self.page(form)}, status=status)


class Grant(ActPage):
    """Grant one role to a person named by their address."""

    template = "offices/grant.html"

    def prepare(self, request: HouseRequest, **kwargs: Any) -> None:
        role = next((role for role in _grantable(request) if role.value == kwargs["role"]), None)
        if role is None:
            raise Http404
        self.role = role

    def form(self, data: Any = None) -> GrantForm:
        initial = {"unit": self.request.GET["unit"]} if self.request.GET.get("unit") else {}
        return GrantForm(data, role=self.role, standing=self.request.standing, initial=initial)

    def page(self, form: Form) -> dict[str, Any]:
        return {"role": self.role}

    def act(self, form: GrantForm) -> tuple[str, Office]:
        said = form.cleaned_data
        person = form.found() or _invited(said)
        office = grant_office(
            person=person, role=self.role, scope=form.scope, starts=said["starts"], ends=said["ends"],
            reason=said["reason"], by=self.request.standing,
        )  # fmt: skip
        return _("%(person)s holds this office. A mail tells them.") % {"person": person}, office


class EndOffice(ActPage):
    """End an office, at once or after a day."""

    template = "offices/end.html"

    def prepare(self, request: HouseRequest, **kwargs: Any) -> None:
        self.office = _office(request, kwargs["pk"])
        is_own = self.office.person_id == request.standing.person_id
        if not is_own and not may_manage(request.standing, self.office):
            raise Http404

    def form(self, data: Any = None) -> EndForm:
        return EndForm(data)

    def page(self, form: Form) -> dict[str, Any]:
        return {"office": self.office}

    def act(self, form: EndForm) -> tuple[str, Office]:
        said = form.cleaned_data
        office = end_office(office=self.office, ends=said["ends"], reason=said["reason"], by=self.request.standing)
        return _("The end of this office is recorded."), office


class NameStandIn(ActPage):
    """Name who stands in during an absence."""

    template = "offices/stand_in.html"

    def prepare(self, request: HouseRequest, **kwargs: Any) -> None:
        self.office = _office(request, kwargs["pk"])
        if not may_name_stand_in(self.office, request.standing):
            raise Http404

    def form(self, data: Any = None) -> StandInForm:
        return StandInForm(data)

    def page(self, form: Form) -> dict[str, Any]:
        return {"office": self.office}

    def act(self, form: StandInForm) -> tuple[str, Office]:
        said = form.cleaned_data
        person = Person.objects.get(email=said["email"])
        let_stand_in(
            office=self.office, person=person, starts=said["starts"], ends=said["ends"], reason=said["reason"],
            by=self.request.standing,
        )  # fmt: skip
        return _("%(person)s stands in on these days. A mail tells them.") % {"person": person}, self.office


class EndStandIn(ActPage):
    """End a replacement at once: a page that asks."""

    template = "offices/end_stand_in.html"

    def prepare(self, request: HouseRequest, **kwargs: Any) -> None:
        found = StandIn.objects.visible_to(request.standing).for_list()
        self.stand_in = get_object_or_404(found, pk=kwargs["pk"])
        is_own = self.stand_in.person_id == request.standing.person_id
        if not is_own and not may_name_stand_in(self.stand_in.office, request.standing):
            raise Http404

    def form(self, data: Any = None) -> Form:
        return Form(data)

    def page(self, form: Form) -> dict[str, Any]:
        return {"stand_in": self.stand_in, "office": self.stand_in.office}

    def act(self, form: Form) -> tuple[str, Office]:
        end_stand_in(stand_in=self.stand_in, by=self.request.standing)
        return _("This replacement is over."), self.stand_in.office


def _office(request: HouseRequest, pk: int) -> Office:
    return get_object_or_404(Office.objects.visible_to(request.standing).for_list(), pk=pk)


def _stand_ins(office: Office) -> Any:
    return office.stand_ins.select_related("person").order_by("-starts", "-pk")


def _grantable(request: HouseRequest) -> list[Role]:
    roles = roles_granted_by(request.standing)
    if not roles:
        raise Http404
    return roles


def _invited(said: dict[str, Any]) -> Person:
    """An account without password for somebody new: their mail carries the link that opens it."""
    return create_person(email=said["email"], first_name=said["first_name"], last_name=said["last_name"])


def _query(request: HouseRequest) -> str:
    """The filters without the page, for the links to other pages."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()
