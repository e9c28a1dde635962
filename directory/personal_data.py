"""What the house knows of a person, gathered for them (GDPR, articles 15 and 20). Apps above register their part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from directory.models import Office, Person, StandIn
from workflow.models import HistoryRow

Gather = Callable[[Person], Any]
PARTS: dict[str, Gather] = {}


def part(name: str) -> Callable[[Gather], Gather]:
    """Register a function that returns what is known of a person under `name`, as JSON values."""

    def keep(gather: Gather) -> Gather:
        PARTS[name] = gather
        return gather

    return keep


def all_about(person: Person) -> dict[str, Any]:
    """Everything known of `person`, part by part, in the order of their names."""
    return {name: PARTS[name](person) for name in sorted(PARTS)}


@part("account")
def _account(person: Person) -> dict[str, Any]:
    return {
        "first_name": person.first_name, "last_name": person.last_name, "email": person.email, "orcid": person.orcid,
        "language": person.language, "time_zone": person.time_zone, "theme": person.theme,
        "unit": str(person.unit) if person.unit else None,
        "created": person.date_joined.isoformat(), "last_login": person.last_login and person.last_login.isoformat(),
    }  # fmt: skip


@part("addresses")
def _addresses(person: Person) -> list[dict[str, Any]]:
    return list(EmailAddress.objects.filter(user=person).order_by("email").values("email", "verified", "primary"))


@part("external_accounts")
def _external_accounts(person: Person) -> list[dict[str, Any]]:
    accounts = SocialAccount.objects.filter(user=person).order_by("pk")
    return [{"provider": each.provider, "identifier": each.uid, "told": each.extra_data} for each in accounts]


@part("sessions")
def _sessions(person: Person) -> list[dict[str, Any]]:
    sessions = UserSession.objects.filter(user=person).order_by("created_at")
    return [{"since": each.created_at.isoformat(), "address": each.ip, "browser": each.user_agent} for each in sessions]


@part("offices")
def _offices(person: Person) -> list[dict[str, Any]]:
    return [_dated(office, office) for office in Office.objects.filter(person=person).for_list()]


@part("replacements")
def _replacements(person: Person) -> list[dict[str, Any]]:
    found = StandIn.objects.filter(person=person).for_list()
    return [_dated(each.office, each) for each in found]


@part("acts")
def _acts(person: Person) -> list[dict[str, Any]]:
    rows = HistoryRow.objects.filter(person=person).order_by("at", "pk")
    return [{"at": row.at.isoformat(), "act": row.act, "on": f"{row.subject_type} {row.subject_id}"} for row in rows]


def _dated(office: Office, held: Office | StandIn) -> dict[str, Any]:
    ends = held.ends.isoformat() if held.ends else None
    return {"role": office.role, "scope": office.scope_name, "from": held.starts.isoformat(), "to": ends}
