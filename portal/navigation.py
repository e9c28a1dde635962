"""The menus as one table: address, label, who sees it. What is not built yet stands in no menu."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.translation import gettext_lazy as _

from directory.enums import Role
from directory.requests import HouseRequest


@dataclass(frozen=True)
class Item:
    """One possible entry. `roles` empty: whoever `audience` says ("all", "public", "people"), but those of `but`."""

    url_name: str
    label: Any
    audience: str = "all"
    roles: frozenset[Role] = frozenset()
    # offices that have another entry for the same page
    but: frozenset[Role] = frozenset()


@dataclass(frozen=True)
class Entry:
    """One entry as a page shows it; `current` is the value of aria-current."""

    url: str
    label: Any
    current: str = ""

    @property
    def is_current(self) -> bool:
        return bool(self.current)


EVALUATING = frozenset({
    Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION, Role.DERCI_OFFICER, Role.DERCI_DIRECTOR,
})  # fmt: skip
FOLLOWING = EVALUATING | {Role.UNIT_DIRECTOR, Role.FINANCE_OFFICER}
# whoever holds such an office full time carries no action: the home page would say so otherwise
NOT_CARRYING = FOLLOWING | {
    Role.PRESIDENT, Role.COLLEGE_SECRETARY, Role.SECURITY_OFFICER, Role.ADMINISTRATOR,
}  # fmt: skip
MAIN = (
    Item("home", _("Home"), audience="people"),
    Item("proposal_list", _("My dossiers"), audience="people"),
    Item("award_list", _("My actions"), audience="people", but=NOT_CARRYING),
    Item("report_list", _("My reports"), audience="people", but=NOT_CARRYING),
    Item("visa_queue", _("Opinions to give"), roles=frozenset({Role.UNIT_DIRECTOR})),
    Item(
        "triage_board", _("Filed dossiers"),
        roles=frozenset({Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION, Role.DERCI_OFFICER, Role.DERCI_DIRECTOR}),
    ),
    Item("review_list", _("My reviews"), roles=frozenset({Role.SECTION_MEMBER, Role.SECTION_CHAIR})),
    Item("review_campaign", _("Reviews"), roles=EVALUATING),
    Item("session_list", _("Sessions"), roles=EVALUATING | {Role.SECTION_MEMBER, Role.SECTION_CHAIR}),
    Item("ranking_list", _("Rankings"), roles=EVALUATING),
    Item("release_list", _("Results"), roles=EVALUATING | {Role.PRESIDENT, Role.COLLEGE_SECRETARY}),
    Item("college_list", _("Before the collège"), roles=frozenset({Role.COLLEGE_SECRETARY})),
    Item("award_list", _("Running actions"), roles=FOLLOWING),
    Item("payable_list", _("Payable tranches"), roles=frozenset({Role.FINANCE_OFFICER, Role.DERCI_OFFICER})),
    Item("report_list", _("Reports"), roles=FOLLOWING),
    Item("reminder_preview", _("Reminders"), roles=EVALUATING),
    Item("security_list", _("Security opinions"), roles=frozenset({Role.SECURITY_OFFICER})),
    Item("instrument_list", _("Instruments")),
    Item("call_list", _("Calls")),
    Item("centre_list", _("International centers")),
    Item("organisation_search", _("Directory"), audience="people"),
    Item("units_to_confirm", _("Units to confirm"), roles=frozenset({Role.INSTITUTE_OFFICER})),
    Item(
        "office_list", _("Offices"),
        roles=frozenset({Role.ADMINISTRATOR, Role.DERCI_OFFICER, Role.INSTITUTE_OFFICER, Role.UNIT_DIRECTOR}),
    ),
    Item("admin:index", _("Reference data"), roles=frozenset({Role.ADMINISTRATOR})),
    Item("country_notes", _("Notes on countries"), roles=frozenset({Role.ADMINISTRATOR})),
    Item("outbox", _("Mails"), roles=frozenset({Role.ADMINISTRATOR})),
)  # fmt: skip
FOOTER = (
    Item("help", _("Help and contacts")),
    Item("receipt_check", _("Check a receipt")),
    Item("data_notice", _("Personal data")),
    Item("legal_notice", _("Legal notice")),
    Item("accessibility", _("Accessibility: not compliant")),
)


@dataclass(frozen=True)
class Menu:
    """The entries of one menu as a page shows them; two with the same key read alike."""

    entries: list[Entry]

    @property
    def key(self) -> str:
        return " ".join(f"{entry.url} {entry.current}" for entry in self.entries)


def entries(items: Iterable[Item], request: HouseRequest) -> list[Entry]:
    """The entries this person sees, in order; the one they are at (or within) is marked."""
    urlconf = get_urlconf()
    return [
        _entry(item, url, request)
        for item in items
        if _is_for(item, request) and (url := _address(item.url_name, urlconf))
    ]


def _is_for(item: Item, request: HouseRequest) -> bool:
    if item.roles:
        return not item.roles.isdisjoint(request.standing.roles)
    if item.but and not item.but.isdisjoint(request.standing.roles):
        return False
    return item.audience == "all" or (item.audience == "people") == request.user.is_authenticated


def _entry(item: Item, url: str, request: HouseRequest) -> Entry:
    if request.path == url:
        return Entry(url, item.label, "page")
    section = getattr(request, "section", "")
    within = item.url_name == section if section else url != "/" and request.path.startswith(url)
    return Entry(url, item.label, "true" if within else "")


@cache
def _address(url_name: str, urlconf: str | None) -> str:
    """Where an entry leads, empty when there is no such page (yet): asked two dozen times for every page."""
    try:
        return reverse(url_name, urlconf)
    except NoReverseMatch:
        return ""
