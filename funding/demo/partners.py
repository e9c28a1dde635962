"""What the partners write of the reports of the demonstration: some have written, the others are asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from directory.standing import standing_of
from funding.actions.partner_parts import ask_partner, save_text
from funding.enums import ReportKind
from funding.models import Award, AwardPartner, Report

TEXTS = {
    "team": "We deployed four ocean-bottom sensors in May and recovered three of them in September. Two of our "
    "doctoral students spent six weeks in Paris; the joint processing of the first data set is complete.",
    "given": "Ten days of ship time (about €38,000) and the salary of one engineer for three months.",
}


def asked(award: Award, year: int, at: datetime, *, writing: int) -> None:
    """Every partner is asked for their part of the scientific report; so many of them have written."""
    report = Report.objects.for_page().get(award=award, kind=ReportKind.SCIENTIFIC, year=year)
    by = standing_of(award.carrier)
    parts = [ask_partner(report, one, at=at, by=by) for one in AwardPartner.objects.of_report(report)]
    for part in parts[:writing]:
        for slug, text in TEXTS.items():
            save_text(part, slug=slug, value=text, revision=0, at=at + timedelta(days=5))
