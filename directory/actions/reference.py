"""Loading the project's reference data without undoing what an administrator edited."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.db import transaction

from directory.models import Institute, Mandate, RegionalDelegation, Section
from directory.models.reference import ReferenceData

DATA = Path(__file__).resolve().parent.parent / "data"
Row = TypeVar("Row", bound=ReferenceData)
CONTACT_FIELDS = ("service_name", "email", "telephone", "postal_address")


@dataclass
class Loaded:
    """How many rows a loading created, changed, and left as they were."""

    created: int = 0
    updated: int = 0
    kept: int = 0

    def __str__(self) -> str:
        return f"{self.created} created, {self.updated} updated, {self.kept} unchanged"


@transaction.atomic
def load_reference(*, with_invented_contacts: bool) -> Loaded:
    """Load institutes, delegations, mandates and sections; safe to run at each start.

    `with_invented_contacts` fills the services' contacts with those of the demonstration (example.org).
    """
    loaded = Loaded()
    for row in _institutes(with_invented_contacts):
        keep(Institute, {"code": row.pop("code")}, row, loaded)
    for row in _table("delegations", "delegation"):
        keep(RegionalDelegation, {"number": row.pop("number")}, row, loaded)
    for row in _table("sections", "mandate"):
        mandate = keep(Mandate, {"name": row["name"]}, {"starts": row["starts"], "ends": row.get("ends")}, loaded)
        for number, title in _sections(row):
            # a title not yet published is no value: one loaded since from the published list stays
            values = {"title": title} if title else {}
            keep(Section, {"mandate": mandate, "number": number}, values, loaded)
    return loaded


@transaction.atomic
def load_section_titles(mandate: Mandate, titles: Mapping[int, str]) -> Loaded:
    """Give these numbers of `mandate` these titles, as the published list has them; adds missing numbers.

    A title edited in the administration since is kept.
    """
    loaded = Loaded()
    for number, title in sorted(titles.items()):
        keep(Section, {"mandate": mandate, "number": number}, {"title": title}, loaded)
    return loaded


def _table(name: str, key: str) -> list[dict[str, Any]]:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))[key]


def _institutes(with_invented_contacts: bool) -> Iterable[dict[str, Any]]:
    pattern = tomllib.loads((DATA / "demonstration.toml").read_text(encoding="utf-8"))
    for place, row in enumerate(_table("institutes", "institute"), start=1):
        named = {"code": row["code"], "number": f"{place:02d} {place * 7 % 100:02d}", "place": place}
        contacts = {field: pattern[field].format(**named) for field in CONTACT_FIELDS}
        contacts["email"] = contacts["email"].lower()
        yield row | (contacts if with_invented_contacts else dict.fromkeys(CONTACT_FIELDS, ""))


def _sections(mandate: dict[str, Any]) -> Iterable[tuple[int, str]]:
    """Each number of the mandate with its title, or an empty one when it is not known."""
    titles = mandate.get("titles", {})
    for first, last in mandate["numbers"]:
        for number in range(first, last + 1):
            yield number, titles.get(str(number), "")


def keep(model: type[Row], key: dict[str, Any], values: dict[str, Any], loaded: Loaded) -> Row:
    """The row of this key: created, or given the file's values in the fields nobody edited here."""
    row = model._default_manager.filter(**key).first()
    said = {field: _plain(value) for field, value in values.items()}
    if row is None:
        loaded.created += 1
        return model._default_manager.create(**key, **values, loaded=said)
    untouched = [field for field in said if _follows_file(row, field)]
    changed = [field for field in untouched if row.loaded.get(field, "") != said[field]]
    for field in changed:
        setattr(row, field, values[field])
        row.loaded[field] = said[field]
    if changed:
        row.save()
    loaded.updated += bool(changed)
    loaded.kept += not changed
    return row


def _follows_file(row: ReferenceData, field: str) -> bool:
    """Whether the field still holds what the file last gave."""
    return _plain(getattr(row, field)) == row.loaded.get(field, "")


def _plain(value: Any) -> Any:
    """The value as JSON keeps it."""
    return value.isoformat() if hasattr(value, "isoformat") else value
