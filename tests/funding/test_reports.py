"""Reports: what is typed is kept, figures equal the ledger to the cent, who submits, returns, accepts."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from directory.enums import Role
from directory.standing import standing_of
from funding.actions import reporting
from funding.enums import EntryKind, LineKind, ReportKind
from funding.ledger import enter
from funding.models import Award, Report, ReportLine
from funding.report_checks import balance, by_line, notified_in_all
from funding.report_content import content_of, notified_of, spread
from funding.report_parts import PartKind, parts
from tests.factories import a_person, an_office
from tests.funding.awards import an_award, finance_of, officer_of
from workflow.engine import Act, Refused, perform

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 11, 2, 9, tzinfo=UTC)


def report_of(award: Award, kind: str = "financial", year: int = 1) -> Report:
    return Report.objects.for_page().get(award=award, kind=kind, year=year)


def written(report: Report, euros: str = "100") -> None:
    """Everything that blocks is there."""
    by = standing_of(report.award.carrier)
    for part in parts(report.kind, report.year, report.award.rules):
        if part.kind is PartKind.LINES:
            continue
        value = euros if part.kind is PartKind.EUROS else "Une phrase."
        reporting.save_part(report, slug=part.slug, value=value, revision=0, at=NOW, by=by)


def submitted(award: Award, kind: str = "financial", year: int = 1) -> Report:
    report = report_of(award, kind, year)
    written(report)
    reporting.submit_report(report, at=NOW, by=standing_of(award.carrier))
    return report_of(award, kind, year)


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


@given(cents=st.integers(0, 10_000_000), weights=st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 10**6),
                                                                 min_size=1))  # fmt: skip
def test_a_sum_spread_over_lines_stays_the_same_to_the_cent(cents: int, weights: dict[str, int]):
    total = Decimal(cents) / 100
    found = spread(total, {key: Decimal(weight) for key, weight in weights.items()})
    assert sum(found.values()) == total
    assert set(found) == set(weights)


@pytest.mark.both
def test_figures_equal_the_ledger_to_the_cent_corrections_and_returns_counted():
    award = an_award("irp")
    first = award.tranches.get(number=1)
    act = Act(None, finance_of(award), NOW)
    enter(first, EntryKind.NOTIFIED, first.amount, act)
    assert notified_of(award, 1) == first.amount
    enter(first, EntryKind.PAID, first.amount, act)
    enter(first, EntryKind.CORRECTED, Decimal("-12.34"), act, reason="Trop versé.")
    enter(first, EntryKind.RETURNED, Decimal("100.01"), act, reason="Mission annulée.")
    content = content_of(report_of(award))
    assert notified_in_all(content) == first.amount - Decimal("112.35")
    rows = by_line(content, award.rules)
    assert sum(notified for _part, notified, _spent in rows) == notified_in_all(content)


def test_what_is_missing_blocks_and_what_is_dubious_warns():
    award = an_award("iea")
    report = report_of(award)
    with translation.override("fr"), pytest.raises(Refused, match="zéro compris"):
        reporting.submit_report(report, at=NOW, by=standing_of(award.carrier))
    written(report)
    reporting.submit_report(report, at=NOW, by=standing_of(award.carrier))
    version = report.versions.get()
    assert balance(version.content) < 0
    assert len(version.sha256) == 64
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        report.versions.update(number=9)


def test_next_year_recalls_the_figures_to_be_trued_up():
    award = an_award("irp")
    submitted(award)
    second = report_of(award, year=2)
    content = content_of(second)
    line = award.rules.spending.lines[0].slug
    # spent and forecast of last year, not typed yet
    assert content["euros"][f"trued-{line}"] == "200.00"
    by = standing_of(award.carrier)
    assert reporting.save_part(second, slug=f"trued-{line}", value="200", revision=0, at=NOW, by=by) == 0
    assert reporting.save_part(second, slug=f"trued-{line}", value="180,50", revision=0, at=NOW, by=by) == 1
    assert content_of(report_of(award, year=2))["euros"][f"trued-{line}"] == "180.50"


def test_returned_with_comments_on_named_parts_corrected_accepted():
    award = an_award("irp")
    officer = officer_of(award)
    report = submitted(award, "scientific")
    reporting.return_report(report, comments={"summary": "Précisez les dates.", "next-year": " "}, reason="À préciser.",
                            at=NOW, by=officer)  # fmt: skip
    assert [(one.slug, one.text) for one in report.comments.all()] == [("summary", "Précisez les dates.")]
    client = client_of(award.carrier)
    assert "Précisez les dates." in client.get(report.get_absolute_url()).content.decode()
    reporting.submit_report(report, at=NOW, by=standing_of(award.carrier))
    perform(report, "accept", by=officer, at=NOW)
    report.refresh_from_db()
    assert (report.state, report.accepted_by_id) == ("accepted", officer.person_id)


def test_finance_accepts_figures_and_not_science_and_nobody_their_own():
    award = an_award("irp")
    finance = finance_of(award)
    perform(submitted(award), "accept", by=finance, at=NOW)
    science = submitted(award, "scientific")
    with pytest.raises(Refused):
        perform(science, "accept", by=finance, at=NOW)
    own = standing_of(an_office(award.carrier, Role.INSTITUTE_OFFICER, award.institute).person)
    with pytest.raises(Refused):
        perform(science, "accept", by=own, at=NOW)


def test_a_working_copy_is_its_writers_alone():
    award = an_award("irp")
    report = report_of(award, "scientific")
    reporting.save_part(report, slug="summary", value="Un brouillon secret.", revision=0, at=NOW,
                        by=standing_of(award.carrier))  # fmt: skip
    for reader in (officer_of(award), finance_of(award)):
        page = client_of(_person(reader.person_id)).get(report.get_absolute_url())
        assert page.status_code == 200
        assert "secret" not in page.content.decode()


def _person(pk: int | None) -> Any:
    from directory.models import Person

    return Person.objects.get(pk=pk)


def test_a_member_writes_once_the_carrier_says_so_and_has_an_account():
    award = an_award("irp")
    member = award.members.first()
    by = standing_of(award.carrier)
    with pytest.raises(Refused, match=r"account|compte"):
        reporting.let_write(member, is_writer=True, at=NOW, by=by)
    colleague = a_person()
    award.members.filter(pk=member.pk).update(email=colleague.email)
    member.refresh_from_db()
    assert client_of(colleague).get(award.get_absolute_url()).status_code == 404
    reporting.let_write(member, is_writer=True, at=NOW, by=by)
    report = report_of(award, "scientific")
    assert reporting.save_part(report, slug="summary", value="À deux.", revision=0, at=NOW,
                               by=standing_of(colleague)) == 1  # fmt: skip
    reporting.let_write(member, is_writer=False, at=NOW, by=by)
    assert client_of(colleague).get(report.get_absolute_url()).status_code == 404


def test_two_windows_are_shown_both_texts():
    award = an_award("irp")
    client, url = client_of(award.carrier), f"{report_of(award, 'scientific').get_absolute_url()}parts/summary/"

    def sent(value: str, revision: int) -> Any:
        return client.post(url, json.dumps({"value": value, "revision": revision}), content_type="application/json")

    assert sent("Une", 0).json()["revision"] == 1
    # the same again, a replay: nothing changes
    assert sent("Une", 0).json()["revision"] == 1
    conflict = sent("Autre", 0)
    assert conflict.status_code == 409
    assert conflict.json()["theirs"]["value"] == "Une"
    assert Client().post(url, "{}", content_type="application/json").status_code == 401


def test_last_years_young_researchers_are_taken_over_once():
    award = an_award("irp")
    first, second = report_of(award, "scientific"), report_of(award, "scientific", 2)
    by = standing_of(award.carrier)
    reporting.save_line(first, kind=LineKind.YOUNG, pk=None, fields={"name": "Nora Neuve", "status": "phd"},
                        revision=0, by=by)  # fmt: skip
    assert reporting.copy_young(second, by=by) == 1
    assert reporting.copy_young(second, by=by) == 0


MISSION = {"name": "Nora Neuve", "place": "Sendai", "starts_on": "2027-05-02", "ends_on": "2027-05-09", "cost": "1200"}
# place, what is sent, the sentence in French, in English
BAD_LINES = [
    ("mission", {"name": ""}, "Dites qui est parti.", "Say who went."),
    ("mission", {"place": " "}, "Dites où la mission s’est rendue.", "Say where the mission went."),
    ("mission", {"starts_on": "31/02/2027"}, "Ce jour n’est pas compris.", "This day is not understood."),
    ("mission", {"ends_on": "2027-05-01"}, "Le dernier jour précède le premier", "The last day comes before the first"),
    ("mission", {"cost": "-5"}, "Un montant ne peut pas être négatif.", "An amount cannot be negative."),
    ("mission", {"cost": "1e9"}, "Ce montant n’est pas compris.", "This amount is not understood."),
    ("mission", {"cost": "NaN"}, "Ce montant n’est pas compris.", "This amount is not understood."),
    ("mission", {"cost": "100 000"}, "Ce montant est trop grand", "This amount is too large"),
    ("meeting", {"name": ""}, "Donnez un titre à la rencontre.", "Give the meeting a title."),
    ("meeting", {"people": "0"}, "Une rencontre réunit au moins une personne.", "brings together at least one person"),
    ("meeting", {"people": "beaucoup"}, "Écrivez en chiffres", "Write a number of people in figures."),
    ("publication", {"doi": "10.x/3"}, "Ce n’est pas un DOI.", "This is no DOI."),
    ("publication", {"hal_id": "hal 12"}, "Ce n’est pas un identifiant HAL.", "This is no HAL identifier."),
    ("publication", {}, "Donnez un titre, un DOI ou un identifiant HAL.", "Give a title, a DOI or a HAL identifier."),
    ("young", {"name": "\u202e\u0007"}, "Donnez son nom.", "Give their name."),
]


@pytest.mark.parametrize(("kind", "sent", "french", "english"), BAD_LINES)
def test_what_people_mistype_in_a_list_is_said_and_nothing_is_kept(kind: str, sent: dict, french: str, english: str):
    award = an_award("irp")
    whole = {"mission": MISSION, "meeting": {"name": "Atelier", "starts_on": "2027-05-02"}}.get(kind, {})
    client = client_of(award.carrier)
    url = f"{report_of(award, 'scientific').get_absolute_url()}lists/{kind}/"
    for language, sentence in (("fr", french), ("en", english)):
        award.carrier.__class__.objects.filter(pk=award.carrier_id).update(language=language)
        answer = client.post(url, {**whole, **sent}, headers={"accept-language": language})
        assert answer.status_code == 422
        assert sentence in answer.content.decode().replace("&#x27;", "'").replace("\u202f", " ").replace("\u00a0", " ")
    assert not ReportLine.objects.exists()


def test_a_day_of_a_mission_counts_both_ends():
    assert ReportLine(starts_on=date(2027, 5, 2), ends_on=date(2027, 5, 9)).days == 8


def test_a_report_no_longer_written_is_kept_as_it_is():
    award = an_award("irp")
    report = submitted(award, "scientific")
    by = standing_of(award.carrier)
    with pytest.raises(Refused):
        reporting.save_part(report, slug="summary", value="Plus tard", revision=1, at=timezone.now(), by=by)
    assert client_of(award.carrier).post(report.get_absolute_url(), {"summary": "x"}).status_code == 404
    assert report.kind == ReportKind.SCIENTIFIC
