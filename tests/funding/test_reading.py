"""Who reads a report: the institute, or the next office above that somebody who does not write it holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from directory.enums import Role
from directory.models import Office, StandIn
from directory.standing import PARIS, Standing, standing_of
from funding.deciding import read_by, reader_in_rows, reader_of
from funding.guards import reads_this_report
from funding.models import Award, AwardMember, Report
from funding.reminders.reports import ReportToWrite
from funding.waiting import waiting
from notifications.models import OutboxMail
from notifications.reminding.sources import InOffice
from tests.factories import a_person, an_office
from tests.funding.awards import an_award
from tests.funding.formal import browser_of
from tests.funding.test_reports import report_of, written
from workflow.engine import Act, Refused, perform

pytestmark = pytest.mark.django_db
OFFICER, HEAD = Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION
DERCI, DIRECTOR, FINANCE = Role.DERCI_OFFICER, Role.DERCI_DIRECTOR, Role.FINANCE_OFFICER
READ = "/reports/?state=submitted&for=me"
# offices of the carrier, of a co-writer, of others; who reads
LINES = [
    ((), (), (OFFICER, HEAD, DERCI, DIRECTOR), OFFICER),
    ((OFFICER,), (), (OFFICER, HEAD, DERCI, DIRECTOR), OFFICER),
    ((OFFICER,), (), (HEAD, DERCI, DIRECTOR), HEAD),
    # alone in every office of the institute, or two who write it together: the directorate
    ((OFFICER, HEAD), (), (DERCI, DIRECTOR), DERCI),
    ((OFFICER,), (HEAD,), (DERCI, DIRECTOR), DERCI),
    ((OFFICER, HEAD, DERCI), (), (DIRECTOR, FINANCE), DIRECTOR),
    # vacant
    ((), (), (DERCI,), DERCI),
]


def held(award: Award, person: object, role: Role) -> Standing:
    over = {OFFICER: award.institute, HEAD: award.institute, FINANCE: award.delegation}.get(role)
    return standing_of(an_office(person, role, over).person)


def told_to_read(standing: Standing) -> int:
    return sum(one.number for one in waiting(standing, timezone.now()) if one.url == READ)


# of figures, two lines are enough: finance reads them besides, whoever reads the rest
@pytest.mark.parametrize(("kind", "lines"), [("scientific", LINES), ("financial", LINES[3:6:2])])
def test_a_report_goes_up_where_nobody_but_who_writes_it_holds_the_offices_that_read_it(kind: str, lines: list):
    award, now = an_award("irp"), timezone.now()
    colleague = a_person()
    AwardMember.objects.create(award=award, person=colleague, first_name="A", last_name="B", status="phd", writes=True,
                               joined_on=award.starts_on)  # fmt: skip
    written(report_of(award, kind))
    people = {role: a_person() for role in (OFFICER, HEAD, DERCI, DIRECTOR, FINANCE)}
    day = now.astimezone(PARIS).date()
    for own, shared, besides, reading in lines:
        with transaction.atomic():
            Office.objects.filter(role__in=(OFFICER, HEAD, DERCI, DIRECTOR, FINANCE)).delete()
            for role in own:
                held(award, award.carrier, role)
            for role in shared:
                held(award, colleague, role)
            others = {role: held(award, people[role], role) for role in besides}
            late = ReportToWrite().awaited(Report.objects.filter(award=award, kind=kind, year=1), now)
            (due,) = ReportToWrite().read(late)
            over = award.institute_id if reading in (OFFICER, HEAD) else None
            assert due.to["officers"] == (InOffice(reading, over),)
            report = report_of(award, kind)
            perform(report, "submit", by=standing_of(award.carrier), at=now)
            report = report_of(award, kind)
            assert reader_of(report) == reading
            assert Report.objects.annotate(reader=reader_in_rows(day)).get(pk=report.pk).reader == reading
            # finance reads figures besides, whoever reads the rest
            expected = {reading} | ({FINANCE} if kind == "financial" else set())
            told = set(OutboxMail.objects.filter(key="report.submitted").values_list("person", flat=True))
            assert told == {one.person_id for role, one in others.items() if role in expected}
            writers = {"carrier": standing_of(award.carrier), "co-writer": standing_of(colleague)}
            for role, standing in {**others, **writers}.items():
                where = read_by(standing, day)
                listed = where is not None and Report.objects.to_read().filter(where).exists()
                assert listed == (role in expected), (own, role)
                may = not list(reads_this_report(report, Act(None, standing, now)))
                # both offices of the institute may read it, whichever it waits for
                assert may == (role in expected | ({OFFICER, HEAD} & set(others))), (own, role)
            assert told_to_read(others[reading]) == 1
            perform(report, "return", by=others[reading], at=now, reason="À préciser.")
            transaction.set_rollback(True)


def test_who_stands_in_for_the_only_officer_reads_what_the_officer_wrote():
    award, now = an_award("irp"), timezone.now()
    Office.objects.filter(role__in=(OFFICER, HEAD, DERCI, DIRECTOR)).delete()
    office = an_office(award.carrier, OFFICER, award.institute)
    derci, deputy = held(award, a_person(), DERCI), a_person()
    day = now.astimezone(PARIS).date()
    written(report_of(award, "scientific"))
    perform(report_of(award, "scientific"), "submit", by=standing_of(award.carrier), at=now)
    report = report_of(award, "scientific")
    assert (reader_of(report), told_to_read(derci)) == (DERCI, 1)
    with pytest.raises(Refused):
        perform(report, "accept", by=standing_of(award.carrier), at=now)
    StandIn.objects.create(office=office, person=deputy, starts=day - timedelta(days=1), ends=day + timedelta(days=9))
    assert (reader_of(report), told_to_read(derci)) == (OFFICER, 0)
    assert told_to_read(standing_of(deputy)) == 1
    page = browser_of(deputy).get(READ)
    assert [row.pk for row in page.context["page"].object_list] == [report.pk]
    with pytest.raises(Refused, match=r"lu par|read by"):
        perform(report, "accept", by=derci, at=now)
    perform(report, "accept", by=standing_of(deputy), at=now)
