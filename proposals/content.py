"""A dossier as one plain value: what is checked, shown, frozen, hashed and compared.

`content_of` reads the working copy; a filed version carries its own. Pages, PDF, checks and the diff of a completion
all read this form, so that what was filed can be shown after every row has changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from documents.enums import IntakeState
from instruments.spec import FieldKind

if TYPE_CHECKING:
    from directory.models import Institute, Organisation, Person, Unit
    from instruments.spec import Instrument
    from proposals.models import Attachment, Dossier, Partner

FORMAT = 1
Content = Mapping[str, Any]


# what is typed in a dossier, by the name of its rows
PARTS = ("answers", "partners", "participants", "budget", "cofundings", "publications")
# where a content keeps what is no answer of its own, by the kind of the question
KEPT_IN = {
    FieldKind.PARTNERS: ("partners",), FieldKind.PEOPLE: ("participants",), FieldKind.BUDGET: ("budget", "cofundings"),
    FieldKind.PUBLICATIONS: ("publications",),
}  # fmt: skip


def content_of(dossier: Dossier, parts: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The working copy. `dossier` comes from `for_content()`, or its `parts` are given: no query here.

    Amounts are texts, dates ISO.
    """
    if parts is None:
        parts = {name: getattr(dossier, name).all() for name in PARTS}
        parts["current_attachments"] = dossier.current_attachments
    typed = {answer.field: answer.value for answer in parts["answers"]}
    place = dossier.working_place
    return {
        "format": FORMAT,
        "instrument": dossier.instrument_slug,
        "call": dossier.call.slug,
        "version": dossier.version.number,
        # once filed, the columns say what was filed; the working copy is what is typed
        "title": typed.get("title", dossier.title) or "",
        "acronym": typed.get("acronym", dossier.acronym) or "",
        "carrier": {**_person(dossier.carrier), "is_permanent": dossier.is_carrier_permanent},
        "unit": _unit(place.unit),
        "institute": _institute(place.institute),
        "delegation": str(place.delegation) if place.delegation else "",
        "director": {"name": dossier.director_name, "email": dossier.director_email},
        "months": dossier.months,
        "answers": {answer.field: answer.value for answer in sorted(parts["answers"], key=lambda a: a.field)
                    if answer.value not in (None, "", [])},
        "partners": [_partner(partner) for partner in parts["partners"]],
        "participants": [
            {"side": one.side, "first_name": one.first_name, "last_name": one.last_name, "email": one.email,
             "orcid": one.orcid, "status": one.status, "role": one.role,
             "partner": str(one.partner.uid) if one.partner else ""}
            for one in parts["participants"]
        ],
        "budget": [
            {"year": cell.year, "line": cell.line, "source": cell.source, "euros": f"{cell.euros:.2f}"}
            for cell in parts["budget"] if cell.euros
        ],
        "cofundings": [
            {"source": one.source, "partner": str(one.partner.uid) if one.partner else "",
             "amount": f"{one.amount:.2f}", "currency": one.currency, "rate": f"{one.rate:.8f}",
             "rate_on": one.rate_on.isoformat() if one.rate_on else "", "euros": f"{one.euros:.2f}",
             "state": one.state}
            for one in parts["cofundings"]
        ],
        "publications": [
            {"doi": one.doi, "title": one.title, "authors": one.authors, "journal": one.journal, "year": one.year}
            for one in parts["publications"]
        ],
        "papers": [_paper(one) for one in parts["current_attachments"]],
    }  # fmt: skip


# typed as they stand in the content
TYPED = ("title", "acronym", "delegation", "director", "months", "answers", "participants", "budget", "cofundings",
         "publications")  # fmt: skip


def typed(content: Content) -> dict[str, Any]:
    """What its writers typed of it: two contents that are alike in this say the same.

    Less what changes without them: the institute, the names of people and of the directory, a partner's own word, the
    check of a paper.
    """
    return {
        **{name: content[name] for name in TYPED},
        "is_permanent": content["carrier"]["is_permanent"],
        "unit": _id(content["unit"]),
        "partners": [
            {**one, "word": "", "organisation": _id(one["organisation"]), "unit": _id(one["unit"])}
            for one in content["partners"]
        ],
        "papers": [(one["paper"], one["partner"], one["file"]) for one in content["papers"]],
    }


def unaccepted(content: Content) -> tuple[str, ...]:
    """The uids of its documents that had not passed their check: still being checked, or refused."""
    return tuple(one["file"] for one in content["papers"] if one["state"] != IntakeState.ACCEPTED)


def _id(named: Mapping[str, Any] | None) -> Any:
    return named["id"] if named else None


def expression_of(rules: Instrument, content: Content) -> dict[str, Any]:
    """What an expression of interest says of `content`: who carries it and where, and what its own sections ask.

    The institute reads no more than this (product page §1: a short form): neither the other answers, nor the budget,
    nor a document, whatever is written already.
    """
    asked = {one.slug: one.kind for section in rules.expression_sections for one in section.fields}
    sent = {key for kind in asked.values() for key in KEPT_IN.get(kind, ())}
    left_out: dict[str, Any] = {key: [] for keys in KEPT_IN.values() for key in keys if key not in sent}
    return {
        **content, **left_out, "months": None, "papers": [],
        "answers": {slug: value for slug, value in content["answers"].items() if slug in asked},
    }  # fmt: skip


def canonical(content: Content) -> bytes:
    """The one way to write a content down: sorted keys, no spaces, UTF-8. What the hash covers."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def fingerprint(content: Content) -> str:
    """SHA-256 of the canonical content; every attachment is in it by its own hash."""
    return hashlib.sha256(canonical(content)).hexdigest()


def _person(person: Person) -> dict[str, Any]:
    return {
        "id": person.pk, "first_name": person.first_name, "last_name": person.last_name, "email": person.email,
        "orcid": person.orcid or "",
    }  # fmt: skip


def _unit(unit: Unit | None) -> dict[str, Any] | None:
    if unit is None:
        return None
    return {
        "id": unit.pk, "code": unit.code, "name": unit.name, "acronym": unit.acronym, "city": unit.city,
        "institute": unit.institute.code if unit.institute else "",
    }  # fmt: skip


def _institute(institute: Institute | None) -> dict[str, Any] | None:
    return {"id": institute.pk, "code": institute.code, "name": institute.name} if institute else None


def _organisation(organisation: Organisation | None) -> dict[str, Any] | None:
    if organisation is None:
        return None
    return {"id": organisation.pk, "ror": organisation.ror_id or "", "name": organisation.name}


def _partner(partner: Partner) -> dict[str, Any]:
    return {
        "uid": str(partner.uid), "side": partner.side, "organisation": _organisation(partner.organisation),
        "unit": {"id": partner.unit.pk, "code": partner.unit.code, "name": partner.unit.name} if partner.unit else None,
        "institution": partner.institution, "laboratory": partner.laboratory, "city": partner.city,
        "country": partner.country, "lead_first_name": partner.lead_first_name,
        "lead_last_name": partner.lead_last_name, "lead_email": partner.lead_email, "lead_orcid": partner.lead_orcid,
        "role": partner.role, "word": partner.word,
    }  # fmt: skip


def _paper(attachment: Attachment) -> dict[str, Any]:
    kept = attachment.file
    return {
        "id": attachment.pk, "paper": attachment.paper,
        "partner": str(attachment.partner.uid) if attachment.partner else "", "file": str(kept.uid), "name": kept.name,
        "size": kept.size, "sha256": kept.sha256, "pages": kept.pages, "state": kept.state,
    }  # fmt: skip
