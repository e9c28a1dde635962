"""Dossiers for tests, made through the acts people use (rows of lists are written directly)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from directory.enums import Role
from directory.models import Person, Unit
from directory.standing import Standing, standing_of
from documents.enums import IntakeState
from documents.models import StoredFile
from instruments.models import Call
from instruments.registry import instrument
from instruments.spec import FieldKind, FormField
from notifications.models import OutboxMail
from proposals.actions.filing import submit_dossier
from proposals.actions.opening import open_dossier
from proposals.actions.writing import COLUMNS
from proposals.enums import Side, Source, Status
from proposals.models import Answer, Attachment, BudgetCell, Dossier, Participant, Partner, Publication
from tests.factories import a_delegation, a_person, a_unit, an_institute, an_office
from tests.instruments.calls import a_call_open_now

WORDS = "Une phrase qui répond à la question, avec ce qu’il faut de mots."


def a_permanent_or_annual_call(slug: str, now: datetime | None = None, **fields: Any) -> Call:
    """A call of this instrument, open now: permanent where the instrument has no call."""
    one = instrument(slug)
    own = {"is_permanent": True, "closes": None} if one.entry.is_permanent else {}
    return a_call_open_now(now or timezone.now(), instrument_slug=slug, **{**own, **fields})


def a_unit_with_everything(**fields: Any) -> Unit:
    """A CNRS unit of an institute and a délégation, with a director in office."""
    institute = fields.pop("institute", None) or an_institute()
    unit = a_unit(institute=institute, delegation=a_delegation(), **fields)
    an_office(a_person(), Role.UNIT_DIRECTOR, unit)
    return unit


def a_dossier(slug: str = "iea", *, carrier: Person | None = None, call: Call | None = None,
              at: datetime | None = None) -> Dossier:  # fmt: skip
    """An empty draft, opened by its carrier, or by an officer of the institute where the instrument says so."""
    at = at or timezone.now()
    carrier = carrier or a_person(unit=a_unit_with_everything())
    call = call or a_permanent_or_annual_call(slug, at)
    institute, by = None, standing_of(carrier)
    if Role.CARRIER not in call.rules.entry.dossier_opened_by:
        institute = carrier.unit.institute
        by = standing_of(an_office(a_person(), Role.INSTITUTE_OFFICER, institute).person)
    made = open_dossier(call, carrier=carrier, institute=institute, at=at, by=by)
    return Dossier.objects.get(pk=made.pk)


def a_complete_dossier(slug: str = "iea", *, partner_country: str = "JP", **given: Any) -> Dossier:
    """A draft in which nothing is missing."""
    dossier = a_dossier(slug, **given)
    return completed(dossier, partner_country=partner_country)


def completed(dossier: Dossier, *, partner_country: str = "JP") -> Dossier:
    """`dossier` with every question answered and every paper there."""
    at = dossier.created_at
    # a renewal has taken some over
    there = set(dossier.answers.values_list("field", flat=True))
    asked_still = [asked for asked in dossier.rules.fields if asked.slug not in there]
    given = {asked.slug: value for asked in asked_still if (value := an_answer(asked)) is not None}
    answered(dossier, given, at=at)
    for number in range(max(1, dossier.rules.partners.foreign_laboratories.minimum or 1)):
        Partner.objects.create(
            dossier=dossier, side=Side.FOREIGN, institution=f"Université {number}", laboratory=f"Laboratoire {number}",
            country=partner_country, city="Kita-Umi", lead_first_name="Akiko", lead_last_name=f"Mori{number}",
            lead_email=f"akiko{number}@example.org",
        )  # fmt: skip
    Participant.objects.create(
        dossier=dossier, side=Side.FRENCH, first_name="Nora", last_name="Neuve", status=Status.PHD
    )
    Publication.objects.create(dossier=dossier, doi="10.1000/182", title="Une publication commune")
    asked = Decimal(dossier.rules.credits.minimum or 1000)
    BudgetCell.objects.create(
        dossier=dossier, year=1, line=dossier.rules.spending.lines[0].slug, source=Source.CNRS, euros=asked
    )
    for paper in dossier.rules.papers:
        Attachment.objects.create(dossier=dossier, paper=paper.slug, file=a_file(at=at))
    return Dossier.objects.get(pk=dossier.pk)


def answered(dossier: Dossier, given: dict[str, Any], *, at: datetime) -> None:
    """The rows that `save_answer` leaves of its carrier's first answers, in two queries instead of seven for each.

    Hundreds of tests need a complete dossier; `test_answers.py` holds these rows equal to those of the act.
    """
    by = dossier.carrier_id
    Answer.objects.bulk_create(
        Answer(dossier=dossier, field=field, value=value, revision=1, changed_at=at, changed_by_id=by)
        for field, value in given.items()
    )
    columns = {column: given[field] for field, column in COLUMNS.items() if field in given}
    Dossier.objects.filter(pk=dossier.pk).update(changed_at=at, **columns)


def an_answer(asked: FormField) -> Any:
    """An answer of the right kind; none for the questions that are lines of their own."""
    return {
        FieldKind.LINE: "Fonds marins"[: asked.limit or 40], FieldKind.TEXT: WORDS[: asked.limit or 4000],
        FieldKind.CHOICE: asked.choices[0].slug if asked.choices else None, FieldKind.YES_NO: True,
        FieldKind.DATE: date(2028, 1, 1).isoformat(), FieldKind.NUMBER: "3", FieldKind.KEYWORDS: ["océan", "abysses"],
    }.get(asked.kind)  # fmt: skip


def a_file(*, at: datetime | None = None, **fields: Any) -> StoredFile:
    """A file received and accepted (its bytes are not there: see the tests of intake for real ones)."""
    given = {"name": "lettre.pdf", "file": "files/none.pdf", "size": 1000, "sha256": "0" * 64, "pages": 1}
    at = at or timezone.now()
    return StoredFile.objects.create(
        **{**given, "state": IntakeState.ACCEPTED, "sent_at": at, "checked_at": at, **fields}
    )


def a_filed_dossier(slug: str = "iea", *, at: datetime | None = None, **given: Any) -> Dossier:
    """A complete dossier, filed by its carrier."""
    dossier = a_complete_dossier(slug, at=at, **given)
    submit_dossier(dossier, at=at or timezone.now(), by=standing_of(dossier.carrier))
    return Dossier.objects.get(pk=dossier.pk)


def the_officer(dossier: Dossier) -> Standing:
    """An international officer of the dossier's institute."""
    return standing_of(an_office(a_person(), Role.INSTITUTE_OFFICER, dossier.institute).person)


def the_director(dossier: Dossier) -> Standing:
    """Somebody who directs the dossier's unit."""
    return standing_of(dossier.holders(Role.UNIT_DIRECTOR)[0])


def again(dossier: Dossier) -> Dossier:
    """The dossier as it is now, with all that is written in it."""
    return Dossier.objects.for_content().get(pk=dossier.pk)


def mails(key: str) -> QuerySet[OutboxMail]:
    """The mails of this kind, in the order in which they were written."""
    return OutboxMail.objects.filter(key=key).order_by("pk")
