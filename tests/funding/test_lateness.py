"""What is late waits for whoever answers for it, and the list of actions shows it: money and lateness."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from directory.enums import Role
from directory.models import Person
from directory.standing import PARIS, standing_of
from funding.enums import ReportState, TrancheState
from funding.models import Award, Report
from funding.waiting import waiting
from tests.factories import a_person, an_office
from tests.funding.awards import accepted_reports, an_award, officer_of
from tests.funding.formal import browser_of

pytestmark = pytest.mark.django_db
LATE, HELD = "/actions/?state=late", "/actions/?state=held"


def a_late_award(**given: object) -> Award:
    """In its second year, whose reports of the first were not written: its second tranche is held up."""
    return an_award("irp", starts_on=timezone.now().astimezone(PARIS).date() - timedelta(days=400), **given)


def rows_of(person: Person) -> dict[str, int]:
    return {one.url: one.number for one in waiting(standing_of(person), timezone.now()) if one.url in (LATE, HELD)}


def test_late_reports_and_tranches_held_up_wait_for_the_unit_and_the_institute_alone(django_assert_num_queries):
    award, other = a_late_award(), a_late_award()
    Award.objects.filter(pk=award.pk).update(carrier=a_person())
    director, stranger, head = (
        an_office(a_person(), role, over).person
        for role, over in ((Role.UNIT_DIRECTOR, award.unit), (Role.UNIT_DIRECTOR, other.unit),
                           (Role.INSTITUTE_DIRECTION, award.institute))
    )  # fmt: skip
    officer = Person.objects.get(pk=officer_of(award).person_id)
    readers = (director, officer, head)
    assert [rows_of(one) for one in readers] == [{LATE: 2, HELD: 1}] * 3
    assert rows_of(a_person()) == {}
    for one in readers:
        page = browser_of(one).get(LATE)
        assert [row.pk for row in page.context["page"].object_list] == [award.pk]
        assert [row.pk for row in browser_of(one).get(HELD).context["page"].object_list] == [award.pk]
    text = page.content.decode().replace("\u202f", " ").replace("\u00a0", " ")
    assert "2 comptes rendus en retard" in text
    # a derogation lifts neither report; the reports accepted lift both
    accepted_reports(award, 1)
    assert [rows_of(one) for one in readers] == [{}] * 3
    assert rows_of(stranger) == {LATE: 2, HELD: 1}
    assert not browser_of(director).get(HELD).context["page"].object_list
    standing = standing_of(director)
    with django_assert_num_queries(1):  # reports to write and both rows, counted together
        list(waiting(standing, timezone.now()))


def test_a_director_who_carries_the_action_is_told_to_write_and_not_twice():
    award = a_late_award()
    an_office(award.carrier, Role.UNIT_DIRECTOR, award.unit)
    assert rows_of(award.carrier) == {HELD: 1}
    Report.objects.filter(award=award).update(state=ReportState.SUBMITTED, submitted_at=timezone.now())
    award.tranches.update(state=TrancheState.PAID)
    assert rows_of(award.carrier) == {}
