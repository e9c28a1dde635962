"""A query whose SQL is written once: the same rows as the queryset it was made from, whatever the values."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import models

from directory.enums import Role
from directory.models import Office, Person
from directory.querysets.offices import EXERCISED
from directory.sessions import SessionStore
from tests.factories import a_holder, a_person, an_institute
from tests.workflow.test_races import at_once
from workflow.prepared import Given, GivenMany, Prepared, PreparedByKey, PreparedChange, lifted

pytestmark = [pytest.mark.django_db, pytest.mark.both]

OF_PERSON = Prepared(
    lambda: (
        Office.objects.filter(person=Given("person"), starts__lte=Given("day", models.DateField()))
        .select_related("person", "institute", "unit")
        .order_by("pk")
    )
)


def test_a_prepared_query_finds_what_its_queryset_finds_for_each_value(django_assert_num_queries):
    officer, director = a_holder(Role.INSTITUTE_OFFICER, an_institute()), a_holder(Role.DERCI_DIRECTOR)
    today = date.today()
    for person, day in ((officer, today), (director, today), (officer, today - timedelta(days=20_000))):
        with django_assert_num_queries(1):
            found = OF_PERSON.objects(person=person.pk, day=day)
            # what was joined is there, and an empty relation too
            said = [(str(one.person), one.institute and one.institute.name, one.unit) for one in found]
        plain = Office.objects.filter(person=person, starts__lte=day).select_related("institute").order_by("pk")
        assert found == list(plain)
        assert [one.starts for one in found] == [one.starts for one in plain]
        assert said == [(str(person), one.institute and one.institute.name, None) for one in plain]
    assert OF_PERSON.first(person=officer.pk, day=today) == OF_PERSON.objects(person=officer.pk, day=today)[0]
    assert OF_PERSON.first(person=0, day=today) is None


def test_a_condition_of_one_shape_is_one_query_whatever_it_holds():
    one, other = a_holder(Role.INSTITUTE_OFFICER, an_institute()), a_holder(Role.DERCI_DIRECTOR)

    def asked(person: int, institutes: list[int]) -> tuple[models.Q, dict, tuple]:
        return lifted(models.Q(person=person) | models.Q(institute__in=institutes) & ~models.Q(person=0))

    condition, _values, shape = asked(one.pk, [])
    found = Prepared(lambda: Office.objects.filter(condition).order_by("pk"))
    mine = Office.objects.get(person=one)
    for person, institutes in ((one.pk, []), (0, [mine.institute_id]), (other.pk, [mine.institute_id]), (0, [])):
        _condition, values, same = asked(person, institutes)
        assert same == shape
        plain = Office.objects.filter(models.Q(person=person) | models.Q(institute__in=institutes)).order_by("pk")
        assert found.objects(**values) == list(plain)
    assert lifted(models.Q(person=1) & models.Q(institute__in=[1]))[2] != shape


NAMED = Prepared(
    lambda: Person.objects.filter(last_name=Given("name", models.CharField(max_length=5))).exclude(first_name="100 %s")
)


def test_a_value_is_compared_whole_and_may_hold_any_sign():
    long, sign = a_person(last_name="Abcdefgh"), a_person(last_name="5 % '%s")
    a_person(last_name="5 % '%s", first_name="100 %s")
    for name, found in (("Abcdefgh", [long]), ("Abcde", []), ("5 % '%s", [sign])):
        assert NAMED.objects(name=name) == found, name


RENAMED = PreparedChange(
    lambda: Person.objects.filter(last_name=Given("was", models.CharField())).exclude(first_name="100 %s"),
    last_name=Given("name", models.CharField()), time_zone="50 % '%s",
)  # fmt: skip


def test_a_prepared_change_writes_the_rows_of_its_queryset_and_says_how_many(django_assert_num_queries):
    two, other, left = (
        [a_person(last_name="Petit") for _ in "ab"],
        a_person(),
        a_person(last_name="Petit", first_name="100 %s"),
    )
    for was, name, rows in (("Petit", "O’Grand % '%s", two), ("O’Grand % '%s", "", two), ("Personne", "x", [])):
        with django_assert_num_queries(1):
            assert RENAMED.change(was=was, name=name) == len(rows)
        for person in rows:
            person.refresh_from_db()
            assert (person.last_name, person.time_zone) == (name, "50 % '%s")
    for person in (other, left):
        before = person.last_name, person.time_zone
        person.refresh_from_db()
        assert (person.last_name, person.time_zone) == before


def test_each_connection_is_told_the_query_for_itself():
    assert OF_PERSON.objects(person=0, day=date.today()) == []
    others = at_once(lambda _number: [OF_PERSON.objects(person=0, day=date.today()) for _turn in range(2)], 2)
    assert others == [[[], []], [[], []]]


def test_offices_read_before_every_page_end_with_their_day():
    officer = a_holder(Role.INSTITUTE_OFFICER, an_institute())
    held = Office.objects.get(person=officer)
    assert [role for role, *_ids in EXERCISED.rows(person=officer.pk, day=date.today())] == [Role.INSTITUTE_OFFICER]
    Office.objects.filter(pk=held.pk).update(ends=date.today() - timedelta(days=1))
    assert EXERCISED.rows(person=officer.pk, day=date.today()) == []


def test_a_session_that_has_ended_is_empty():
    kept = SessionStore()
    kept["said"] = "here"
    kept.save()
    assert SessionStore(kept.session_key)["said"] == "here"
    ended = kept.model.objects.get(pk=kept.session_key)
    kept.model.objects.update(expire_date=ended.expire_date - timedelta(days=400))
    late = SessionStore(kept.session_key)
    assert "said" not in late
    assert late.session_key is None


def test_queries_of_many_shapes_are_written_once_each_and_the_oldest_forgotten(django_assert_num_queries):
    officer, director = a_holder(Role.INSTITUTE_OFFICER, an_institute()), a_holder(Role.DERCI_DIRECTOR)
    made: list[int] = []

    def offices_of(*people: int) -> models.QuerySet:
        made.append(len(people))
        return Office.objects.filter(person__in=people).order_by("pk").values_list("person")

    kept = PreparedByKey(most=2)

    def asked(*people: int) -> list[tuple]:
        return kept.rows(people, lambda: offices_of(*people))

    with django_assert_num_queries(3):
        assert [asked(officer.pk), asked(director.pk), asked(officer.pk)] == [
            [(officer.pk,)], [(director.pk,)], [(officer.pk,)],
        ]  # fmt: skip
    assert made == [1, 1]
    with django_assert_num_queries(0):
        assert asked() == []
    # the third shape took the place of the first
    assert asked(director.pk) == [(director.pk,)]
    assert asked(officer.pk) == [(officer.pk,)]
    assert made == [1, 1, 0, 1]


def test_rows_under_conditions_of_one_shape_are_asked_by_one_query():
    one, other = a_holder(Role.INSTITUTE_OFFICER, an_institute()), a_holder(Role.DERCI_DIRECTOR)
    made, kept = [], PreparedByKey(most=9)

    def offices(readable: models.Q) -> models.QuerySet:
        made.append(readable)
        return Office.objects.filter(readable).order_by("pk").values_list("person")

    for condition, found in ((models.Q(person=one.pk), [(one.pk,)]), (models.Q(person=other.pk), [(other.pk,)])):
        assert kept.rows_where(condition, offices) == found
    assert len(made) == 1
    assert kept.rows_where(models.Q(person__in=[one.pk]), offices) == [(one.pk,)]
    assert kept.rows_where(models.Q(person=one.pk), lambda readable: offices(~readable), "others") == [(other.pk,)]
    assert len(made) == 3


def test_a_list_of_ids_finds_those_in_it_and_none_when_it_is_empty():
    officer, director = a_holder(Role.INSTITUTE_OFFICER, an_institute()), a_holder(Role.DERCI_DIRECTOR)
    of_people = Prepared(
        lambda: Office.objects.filter(person__in=GivenMany("people")).order_by("pk").values_list("person")
    )
    others = Prepared(
        lambda: Office.objects.exclude(person__in=GivenMany("people")).order_by("pk").values_list("person")
    )
    both = [(officer.pk,), (director.pk,)]
    assert of_people.rows(people=[officer.pk, director.pk, 0]) == both == others.rows(people=[])
    assert of_people.rows(people=[]) == [] == others.rows(people={officer.pk, director.pk})
