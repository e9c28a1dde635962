"""What is due around running actions is said to the right people at each step, once, and stopped by the act itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from directory.enums import Role
from directory.standing import PARIS, standing_of
from documents.links import read_link
from documents.models import SignedLink
from funding.actions import batches, derogations
from funding.actions.partner_parts import ask_partner, save_text, withdraw_link
from funding.enums import ReportKind, ReportState, TrancheState
from funding.models import Award, AwardMember, Commitment, Report, Tranche
from notifications.models import OutboxMail, Reminded
from notifications.reminding.preview import addressed_to, listed_to
from notifications.reminding.run import remind
from notifications.reminding.sources import all_sources, source_of
from proposals.models import Dossier
from tests.factories import a_person, a_unit, an_office
from tests.funding.awards import accepted_reports, an_award, finance_of, officer_of
from tests.funding.formal import a_dossier_at_letters, a_set_up, a_signed_letter, as_role
from workflow.engine import perform

pytestmark = [pytest.mark.django_db, pytest.mark.both]
STARTED = date(2027, 1, 1)
BEFORE = datetime(2026, 12, 1, 9, tzinfo=UTC)


def told(source: str) -> list[tuple[int | str, str]]:
    """Who was told which step, in order."""
    rows = Reminded.objects.filter(source=source).order_by("at", "pk")
    return [(person or email, step) for person, email, step in rows.values_list("person", "email", "step")]


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=PARIS)


def turn(*days: date) -> None:
    """The scheduler on each of these days; silent when it runs again, where it said something and on the last."""
    for day in days:
        if remind(noon(day)) or day == days[-1]:
            assert remind(noon(day)) == 0


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


def a_running_award(slug: str = "irp") -> Award:
    """Started on 1 January 2027, entered a month before; its dossier's other reminders are not looked at."""
    award = an_award(slug, starts_on=STARTED)
    Award.objects.filter(pk=award.pk).update(created_at=BEFORE)
    award.reports.update(state_since=BEFORE)
    award.tranches.update(state_since=BEFORE)
    return Award.objects.get(pk=award.pk)


def only_report(award: Award, kind: str = ReportKind.SCIENTIFIC) -> Report:
    """The report of year 1 of this kind; the others are not asked for."""
    kept = award.reports.get(kind=kind, year=1)
    award.reports.exclude(pk=kept.pk).update(state=ReportState.NOT_NEEDED)
    return kept


def test_a_late_report_is_said_to_those_who_write_it_then_to_the_unit_then_to_the_institute():
    award = a_running_award()
    report = only_report(award)
    award.tranches.update(state=TrancheState.PAID)
    writer = a_person()
    AwardMember.objects.create(award=award, person=writer, first_name="A", last_name="B", status="phd",
                               writes=True, joined_on=STARTED)  # fmt: skip
    director = an_office(a_person(), Role.UNIT_DIRECTOR, award.unit).person
    officer = officer_of(award).person_id
    assert report.due_on == date(2027, 11, 16)
    turn(*(report.due_on + timedelta(days=away) for away in (-61, -60, -30, -7, 0, 7, 30, 45, 80)))
    steps = ["-60d", "-30d", "-7d", "+0d", "+7d", "+30d"]
    assert [step for person, step in told("report") if person == award.carrier_id] == steps
    assert [step for person, step in told("report") if person == writer.pk] == steps
    assert [step for person, step in told("report") if person == director.pk] == ["+30d"]
    assert [step for person, step in told("report") if person == officer] == ["+45d"]
    mail = OutboxMail.objects.filter(person=award.carrier_id, key__startswith="reminder.").order_by("pk").first()
    assert mail is not None
    assert award.reference in mail.text
    assert "Pourquoi" in mail.text
    assert "Ce qui l’arrête" in mail.text
    assert "/settings/" in mail.text or "/reminders/" in mail.text


def test_the_report_itself_stops_its_reminders_and_its_return_gives_fifteen_days_more():
    award = a_running_award()
    report = only_report(award)
    award.tranches.update(state=TrancheState.PAID)
    turn(report.due_on - timedelta(days=30))
    assert told("report") == [(award.carrier_id, "-30d")]
    at = noon(report.due_on - timedelta(days=10))
    Report.objects.filter(pk=report.pk).update(state=ReportState.SUBMITTED, submitted_at=at, state_since=at,
                                               submitted_by=award.carrier)  # fmt: skip
    turn(*every_day(report.due_on - timedelta(days=8), report.due_on + timedelta(days=20)))
    assert told("report") == [(award.carrier_id, "-30d")]
    report.refresh_from_db()
    back = noon(report.due_on + timedelta(days=20))
    perform(report, "return", by=officer_of(award), at=back, reason="Le budget est incomplet.")
    last = report.due_on + timedelta(days=35)
    turn(*every_day(report.due_on + timedelta(days=21), last + timedelta(days=7)))
    said = [step for person, step in told("report") if person == award.carrier_id]
    assert said == ["-30d", "-7d", "+0d", "+7d"]


def test_a_report_that_nobody_reads_is_said_to_whoever_reads_it_and_never_to_who_wrote_it():
    award = a_running_award()
    report = only_report(award)
    award.tranches.update(state=TrancheState.PAID)
    officer = officer_of(award).person_id
    # the carrier holds the same office: they never read their own
    an_office(award.carrier, Role.INSTITUTE_OFFICER, award.institute)
    sent = report.due_on - timedelta(days=10)
    Report.objects.filter(pk=report.pk).update(state=ReportState.SUBMITTED, submitted_at=noon(sent),
                                               state_since=noon(sent), submitted_by=award.carrier)  # fmt: skip
    turn(*(sent + timedelta(days=away) for away in (10, 22, 23, 36, 37)))
    assert told("report-read") == [(officer, "-7d"), (officer, "+7d")]
    perform(report, "accept", by=officer_of(award), at=noon(sent + timedelta(days=38)))
    turn(*every_day(sent + timedelta(days=39), sent + timedelta(days=65)))
    assert told("report-read") == [(officer, "-7d"), (officer, "+7d")]


def test_a_partner_who_has_not_written_is_told_again_by_their_link_until_the_first_words():
    award = a_running_award("irn")
    report = only_report(award)
    award.tranches.update(state=TrancheState.PAID)
    silent, writing = award.partners.order_by("pk")
    asked_on, carrier = noon(report.due_on - timedelta(days=40)), standing_of(award.carrier)
    parts = [ask_partner(report, one, at=asked_on, by=carrier) for one in (silent, writing)]
    turn(report.due_on - timedelta(days=16), report.due_on - timedelta(days=15))
    assert told("report-part") == [(one.lead_email, "-15d") for one in (silent, writing)]
    mail = OutboxMail.objects.get(key__startswith="reminder.", email=silent.lead_email)
    token = mail.text.split("/report/")[1].split("/")[0].split()[0]
    assert read_link(token, "report-part", asked_on).subject_id == str(parts[0].pk)
    assert mail.language == silent.language
    save_text(parts[1], slug="team", value="Deux campagnes.", revision=0, at=asked_on + timedelta(days=26))
    turn(*every_day(report.due_on - timedelta(days=14), report.due_on + timedelta(days=20)))
    assert told("report-part")[2:] == [(silent.lead_email, "-3d")]


def test_a_partner_whose_link_was_withdrawn_or_whose_report_is_submitted_is_left_alone():
    award = a_running_award("irn")
    report = only_report(award)
    award.tranches.update(state=TrancheState.PAID)
    gone, kept = award.partners.order_by("pk")
    asked_on, carrier = noon(report.due_on - timedelta(days=40)), standing_of(award.carrier)
    for one in (gone, kept):
        ask_partner(report, one, at=asked_on, by=carrier)
    withdraw_link(report, gone, at=asked_on, by=carrier)
    turn(report.due_on - timedelta(days=15))
    assert told("report-part") == [(kept.lead_email, "-15d")]
    Report.objects.filter(pk=report.pk).update(state=ReportState.SUBMITTED, submitted_at=asked_on,
                                               submitted_by=award.carrier)  # fmt: skip
    turn(report.due_on - timedelta(days=3))
    assert told("report-part") == [(kept.lead_email, "-15d")]


def test_a_letter_is_asked_again_in_the_language_of_the_institution_by_its_own_link_until_it_is_there():
    dossier, officer = a_dossier_at_letters()
    letter = Commitment.objects.filter(dossier=dossier).order_by("pk").first()
    assert letter is not None
    Commitment.objects.exclude(pk=letter.pk).update(state="declined")
    Commitment.objects.filter(pk=letter.pk).update(email="haruto@u-tokyo.example", language="en")
    letter.refresh_from_db()
    perform(letter, "ask", by=officer, at=noon(STARTED))
    due = STARTED + timedelta(days=60)
    turn(*(due + timedelta(days=away) for away in (-40, -30)))
    SignedLink.objects.update(revoked_at=timezone.now())
    turn(*(due + timedelta(days=away) for away in (-7, 15)))
    assert [step for person, step in told("letter") if person == letter.email] == ["-30d", "-7d", "+15d"]
    assert [step for person, step in told("letter") if person == officer.person_id] == ["+15d"]
    mails = OutboxMail.objects.filter(email=letter.email, key__startswith="reminder.").order_by("pk")
    assert len(mails) == 3
    assert "What stops it: the signed letter" in mails[0].text
    first, second, third = (mail.text.split("/commitment/")[-1].split()[0].rstrip("/") for mail in mails)
    assert second == third != first, "the link that was withdrawn is replaced, a good one is kept"
    assert read_link(second, "commitment", noon(due)).subject_id == str(letter.pk)
    assert Client().get(f"/commitment/{second}/").status_code == 200
    letter.refresh_from_db()
    assert letter.reminded_at == noon(due + timedelta(days=15))
    # an officer is led to the page of the line, never to the institution's own link
    assert second not in OutboxMail.objects.filter(person=officer.person_id).latest("pk").text
    a_signed_letter(letter, officer)
    turn(due + timedelta(days=45))
    assert len(told("letter")) == 4


def test_the_set_up_clock_is_said_at_3_6_9_and_11_months_and_again_for_an_extension():
    made, officer = a_set_up(noon(date(2027, 2, 28)))
    ends = date(2028, 2, 28)
    assert made.due_on == ends
    twelfths = [date(2027, 5, 28), date(2027, 8, 28), date(2027, 11, 28), date(2028, 1, 28)]
    turn(*(day + timedelta(days=away) for day in twelfths for away in (-1, 0)))
    steps = ["-9m", "-6m", "-3m", "-1m"]
    rows = Reminded.objects.filter(source="set-up", person=officer.person_id).order_by("at")
    assert [(row.step, row.at.astimezone(PARIS).date()) for row in rows] == list(zip(steps, twelfths, strict=True))
    assert [step for person, step in told("set-up") if person == made.dossier.carrier_id] == steps
    derci = as_role(made.dossier, Role.DERCI_OFFICER)
    perform(made.dossier, "extend-set-up", by=derci, reason="Trop court.", months=6, at=noon(ends))
    turn(*(date(2028, 5, 27), date(2028, 5, 28), date(2028, 7, 28)))
    assert [step for person, step in told("set-up") if person == officer.person_id] == [*steps, "-3m", "-1m"]
    assert [step for person, step in told("set-up") if person == derci.person_id] == ["-3m", "-1m"]
    number = len(told("set-up"))
    Dossier.objects.filter(pk=made.dossier_id).update(state="started")
    turn(*every_day(date(2028, 7, 29), date(2028, 9, 1)))
    assert len(told("set-up")) == number


def test_finance_is_told_the_morning_after_a_tranche_becomes_payable_and_once_more_unless_it_is_in_a_batch():
    award = a_running_award()
    award.reports.update(due_on=date(2040, 1, 1))
    finance = finance_of(award)
    national = an_office(a_person(), Role.FINANCE_OFFICER).person
    turn(date(2026, 12, 31), date(2027, 1, 1))
    assert told("tranche") == []
    turn(*every_day(date(2027, 1, 2), date(2027, 1, 28)))
    assert told("tranche") == [(finance.person_id, "-29d"), (finance.person_id, "-7d")]
    turn(date(2027, 2, 7))
    assert told("tranche")[2:] == [(national.pk, "+7d")]
    first, second = Tranche.objects.filter(award=award).order_by("number")[:2]
    batches.prepare([first], title="Février", at=noon(date(2027, 2, 8)), by=finance)
    # the second opens in January, and is blocked until its reports are accepted in March
    turn(date(2028, 1, 2), date(2028, 2, 10))
    assert len(told("tranche")) == 3
    accepted_reports(award, 1)
    award.reports.filter(year=1).update(state_since=noon(date(2028, 3, 10)))
    turn(date(2028, 3, 10), date(2028, 3, 11))
    assert told("tranche")[3:] == [(finance.person_id, "-29d")]
    assert Tranche.objects.get(pk=second.pk).state == TrancheState.PLANNED


def test_a_derogation_makes_a_tranche_payable_and_its_end_stops_the_reminder():
    award = a_running_award()
    award.tranches.filter(number=1).update(state=TrancheState.PAID)
    award.reports.update(due_on=date(2040, 1, 1))
    finance = finance_of(award)
    derci = standing_of(an_office(a_person(), Role.DERCI_OFFICER).person)
    second = award.tranches.get(number=2)
    turn(date(2028, 1, 2))
    given = derogations.give(second, reason="Le laboratoire a fermé.", ends_on=date(2028, 3, 1),
                             at=noon(date(2028, 1, 10)), by=derci)  # fmt: skip
    turn(date(2028, 1, 10), date(2028, 1, 11))
    assert told("tranche") == [(finance.person_id, "-29d")]
    derogations.end(given, at=noon(date(2028, 1, 12)), by=derci)
    turn(*every_day(date(2028, 1, 12), date(2028, 2, 20)))
    assert len(told("tranche")) == 1


def test_the_preview_lists_what_is_to_come_to_those_who_follow_the_action_and_each_reads_their_own():
    award = a_running_award()
    finance, officer = finance_of(award), officer_of(award)
    derci = standing_of(an_office(a_person(), Role.DERCI_OFFICER).person)
    elsewhere = standing_of(an_office(a_person(), Role.INSTITUTE_OFFICER, a_unit().institute).person)
    # a carrier who also holds an office reads what they are told, not what the others are
    carrier = standing_of(an_office(award.carrier, Role.DERCI_OFFICER).person)
    for source, day, to in (("tranche", date(2026, 12, 20), finance.person_id),
                            ("report", date(2027, 9, 10), award.carrier_id)):  # fmt: skip
        coming = {reader: listed_to(reader, noon(day), [source_of(source)]).lines for reader in
                  (officer, derci, elsewhere, carrier)}  # fmt: skip
        for reader in (officer, derci):
            assert {line.to for line in coming[reader]} == {to}, source
        assert coming[elsewhere] == coming[carrier] == []
        own = {reader: {line.due.source for line in addressed_to(reader, noon(day)).lines}
               for reader in (finance, carrier)}  # fmt: skip
        assert own == {finance: {"tranche"} if to == finance.person_id else set(),
                       carrier: {"report"} if to == award.carrier_id else set()}  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_source_says_its_lines_whole_in_both_languages(language):
    with translation.override(language):
        for source in all_sources():
            due = source.sample()
            said = [source.sentence(due), source.stops(due), *(source.why(due, one) for one in source.audiences)]
            assert all(said)
            assert not any("%(" in one for one in said)
            other = "fr" if language == "en" else "en"
            with translation.override(other):
                assert source.sentence(due) != said[0], source.key
