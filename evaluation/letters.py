"""The letter of a decision, frozen when it is published: what it says, who signs it, how to appeal."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings

from evaluation.models import DecisionLetter
from proposals.receipts import new_code

if TYPE_CHECKING:
    from evaluation.models import Decision


def letter_of(decision: Decision, at: datetime) -> dict[str, Any]:
    """All that both languages print, as plain values; amounts are texts of decimals, instants ISO in UTC.

    First name, name and quality of the signatory (CRPA, L. 212-1), reasons and means of appeal (product page §5).
    """
    dossier, release = decision.dossier, decision.release
    content = dossier.filing.content if dossier.filing else {}
    rules, institute = dossier.rules, dossier.institute
    return {
        "reference": dossier.reference, "title": content.get("title", dossier.title),
        "carrier": dossier.carrier.get_full_name(), "unit": (content.get("unit") or {}).get("code", ""),
        "unit_name": (content.get("unit") or {}).get("name", ""), "institute": institute.name if institute else "",
        "acronym": rules.acronym, "name_fr": rules.name.fr, "name_en": rules.name.en,
        "call_fr": dossier.call.title_fr, "call_en": dossier.call.title_en,
        "outcome": decision.outcome, "amount": str(decision.amount) if decision.amount is not None else "",
        "reserve_rank": decision.reserve_rank, "months": content.get("months") or rules.duration.minimum,
        "reasons_fr": decision.reasons_fr, "reasons_en": decision.reasons_en,
        "signatory": dict(release.signatory) if release else {}, "at": at.isoformat(),
        "service": (institute.service_name or institute.name) if institute else "",
        "postal_address": institute.postal_address if institute else "", "email": institute.email if institute else "",
        "organisation": settings.ORGANISATION_NAME, "directorate": settings.DIRECTORATE_NAME,
    }  # fmt: skip


def write_letter(decision: Decision, *, at: datetime) -> DecisionLetter:
    """The one letter of a decision, never changed afterwards (the database refuses)."""
    content = letter_of(decision, at)
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return DecisionLetter.objects.create(
        decision=decision, code=new_code(), content=content, made_at=at,
        sha256=hashlib.sha256(canonical.encode()).hexdigest(),
    )  # fmt: skip
