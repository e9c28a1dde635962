"""Bringing the working copy back to the filed version, row by row: what `content_of` then reads is what was filed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from proposals.actions.partner_links import withdraw_links
from proposals.actions.partner_words import denials_since
from proposals.actions.writing import COLUMNS
from proposals.enums import PartnerWord
from proposals.facts import countries_abroad
from proposals.models import (
    Answer,
    Attachment,
    BudgetCell,
    Cofunding,
    Dossier,
    Participant,
    Partner,
    Publication,
    WorkingPlace,
)
from workflow.engine import SYSTEM

PERSON = ("side", "first_name", "last_name", "email", "orcid", "status", "role")


def restore_filed(dossier: Dossier) -> None:
    """Write every part of `dossier` again from its filed version. ValueError for one that was never filed."""
    if dossier.filing is None:
        raise ValueError("only a filed dossier has a version to come back to")
    content = dossier.filing.content
    _frame(dossier, content)
    _answers(dossier, content)
    partners = _partners(dossier, content, denials_since(dossier.filing))
    _people(dossier, content, partners)
    _money(dossier, content, partners)
    _publications(dossier, content)
    _papers(dossier, content, partners)


def _frame(dossier: Dossier, content: dict[str, Any]) -> None:
    """Unit, institute and délégation never left the filed version, or follow who took the dossier over since."""
    WorkingPlace.objects.filter(dossier=dossier).delete()
    columns = {
        "is_carrier_permanent": content["carrier"]["is_permanent"], "months": content["months"],
        "director_name": content["director"]["name"], "director_email": content["director"]["email"],
        "countries": countries_abroad(content["partners"]),
        **{column: content["answers"].get(slug) or "" for slug, column in COLUMNS.items()},
    }  # fmt: skip
    # who has the page of the working copy open still is told that it changed
    Dossier.objects.filter(pk=dossier.pk).update(frame_revision=F("frame_revision") + 1, **columns)


def _answers(dossier: Dossier, content: dict[str, Any]) -> None:
    filed = content["answers"]
    for answer in dossier.answers.all():
        value = filed.get(answer.field)
        if answer.value != value:
            answer.value, answer.revision, answer.changed_at = value, answer.revision + 1, timezone.now()
            answer.save()
    known = {answer.field for answer in dossier.answers.all()}
    Answer.objects.bulk_create(
        [Answer(dossier=dossier, field=field, value=value, changed_at=timezone.now())
         for field, value in filed.items() if field not in known]
    )  # fmt: skip


def _partners(dossier: Dossier, content: dict[str, Any],
              denials: dict[str, tuple[datetime, str]]) -> dict[str, Partner]:  # fmt: skip
    """Those filed, as filed; a partner added since is taken out. What they said since they were filed stays said."""
    filed = {one["uid"]: one for one in content["partners"]}
    dossier.partners.exclude(uid__in=[UUID(uid) for uid in filed]).delete()
    found = {str(one.uid): one for one in dossier.partners.all()}
    for place, (uid, one) in enumerate(filed.items()):
        partner = found.setdefault(uid, Partner(uid=UUID(uid), dossier=dossier))
        is_another = partner.lead_email.lower() != one["lead_email"].lower()
        if is_another and partner.pk:
            withdraw_links(dossier, partner, at=timezone.now(), by=SYSTEM)
        for name in ("side", "institution", "laboratory", "city", "country", "lead_first_name", "lead_last_name",
                     "lead_email", "lead_orcid", "role"):  # fmt: skip
            setattr(partner, name, one[name])
        if is_another or not partner.pk:
            partner.word, partner.answered_at, partner.answer_text = one["word"], None, ""
        if is_another and uid in denials:
            partner.word = PartnerWord.DENIED
            partner.answered_at, partner.answer_text = denials[uid]
        partner.organisation_id = one["organisation"]["id"] if one["organisation"] else None
        partner.unit_id = one["unit"]["id"] if one["unit"] else None
        partner.place, partner.revision = place, partner.revision + 1
        partner.save()
    return found


def _people(dossier: Dossier, content: dict[str, Any], partners: dict[str, Partner]) -> None:
    dossier.participants.all().delete()
    Participant.objects.bulk_create(
        [Participant(dossier=dossier, place=place, partner=partners.get(one["partner"]),
                     **{name: one[name] for name in PERSON})
         for place, one in enumerate(content["participants"])]
    )  # fmt: skip


def _money(dossier: Dossier, content: dict[str, Any], partners: dict[str, Partner]) -> None:
    dossier.budget.all().delete()
    BudgetCell.objects.bulk_create(
        [BudgetCell(dossier=dossier, year=one["year"], line=one["line"], source=one["source"],
                    euros=Decimal(one["euros"])) for one in content["budget"]]
    )  # fmt: skip
    dossier.cofundings.all().delete()
    Cofunding.objects.bulk_create(
        [Cofunding(dossier=dossier, place=place, partner=partners.get(one["partner"]), source=one["source"],
                   amount=Decimal(one["amount"]), currency=one["currency"], rate=Decimal(one["rate"]),
                   rate_on=date.fromisoformat(one["rate_on"]) if one["rate_on"] else None,
                   euros=Decimal(one["euros"]), state=one["state"])
         for place, one in enumerate(content["cofundings"])]
    )  # fmt: skip


def _publications(dossier: Dossier, content: dict[str, Any]) -> None:
    dossier.publications.all().delete()
    Publication.objects.bulk_create(
        [Publication(dossier=dossier, place=place, **one) for place, one in enumerate(content["publications"])]
    )


def _papers(dossier: Dossier, content: dict[str, Any], partners: dict[str, Partner]) -> None:
    """Papers added since are taken out (kept aside), those taken out come back."""
    filed = {one["id"]: one for one in content["papers"]}
    dossier.attachments.filter(removed_at=None).exclude(pk__in=filed).update(removed_at=timezone.now())
    for pk, one in filed.items():
        # a partner taken out meanwhile left its letter without a name
        kept = Attachment.objects.filter(dossier=dossier, pk=pk)
        kept.update(removed_at=None, partner=partners.get(one["partner"]))
