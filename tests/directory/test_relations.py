"""A right is one row read in three directions: each direction agrees with the two others."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from directory.enums import OFFICE_SCOPES, Role, Scope
from directory.models import Office, Person, StandIn
from directory.models.offices import SCOPE_FIELDS
from directory.relations import ByLink, ByOffice, ToEveryone, holders, parts_of, people_of, roles_of, visible
from directory.standing import NOBODY, paris_today, standing_of
from tests.factories import a_delegation, a_person, a_section, a_unit, an_institute, an_office

TODAY = date(2027, 3, 15)
pytestmark = pytest.mark.both


class Thing(models.Model):
    """What the relations below are about: it exists only here."""

    carrier = models.ForeignKey(Person, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    unit = models.ForeignKey("directory.Unit", models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    institute = models.ForeignKey(
        "directory.Institute", models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    section = models.ForeignKey(
        "directory.Section", models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    delegation = models.ForeignKey(
        "directory.RegionalDelegation", models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    is_public = models.BooleanField(default=False)
    is_open = models.BooleanField(default=True)

    class Meta:
        app_label = "things"

    def __str__(self) -> str:
        return f"thing {self.pk}"


OPEN = (Q(is_open=True), lambda thing: thing.is_open)
NAMED = (
    ByLink(Role.CARRIER, "carrier"),
    ByOffice(Role.UNIT_DIRECTOR, Scope.UNIT, "unit"),
    ByOffice(Role.INSTITUTE_OFFICER, Scope.INSTITUTE, "institute"),
    ByOffice(Role.INSTITUTE_DIRECTION, Scope.INSTITUTE, "institute", where=OPEN),
    ByOffice(Role.SECTION_CHAIR, Scope.SECTION, "section"),
    ByOffice(Role.FINANCE_OFFICER, Scope.DELEGATION, "delegation"),
    ByOffice(Role.FINANCE_OFFICER, Scope.NATIONAL, where=OPEN),
    ByOffice(Role.DERCI_OFFICER, Scope.NATIONAL),
)
EVERYONE = ToEveryone(Q(is_public=True), lambda thing: thing.is_public)
SCOPED = {Scope.UNIT: a_unit, Scope.INSTITUTE: an_institute, Scope.SECTION: a_section, Scope.DELEGATION: a_delegation}
HELD = sorted((role, scope) for role, scopes in OFFICE_SCOPES.items() for scope in scopes)


@pytest.fixture(scope="session")
def _thing_table(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        if Thing._meta.db_table not in connection.introspection.table_names():
            with connection.schema_editor() as editor:
                editor.create_model(Thing)


@pytest.fixture
def places(db, _thing_table):
    """Two of each kind of place, and five people of whom the last is no longer active."""
    people = [a_person() for _ in range(4)] + [a_person(is_active=False)]
    return {**{scope: [make(), make()] for scope, make in SCOPED.items()}, "people": people}


days = st.integers(-3, 3).map(lambda n: TODAY + timedelta(days=n))
offices = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from(HELD), st.integers(0, 1), days, st.none() | st.integers(0, 3),
              st.booleans()),
    max_size=6,
)  # fmt: skip
stand_ins = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 4), days, st.integers(0, 3), st.booleans()), max_size=4
)
choice = st.none() | st.integers(0, 1)
things = st.lists(
    st.tuples(st.none() | st.integers(0, 4), choice, choice, choice, choice, st.booleans(), st.booleans()),
    min_size=1, max_size=3,
)  # fmt: skip


def make_offices(places, drawn):
    made = []
    for person, (role, scope), place, starts, length, is_withdrawn in drawn:
        over = {SCOPE_FIELDS[scope]: places[scope][place]} if scope in SCOPE_FIELDS else {}
        ends = None if length is None else starts + timedelta(days=length)
        withdrawn = timezone.now() if is_withdrawn else None
        made.append(
            Office.objects.create(
                person=places["people"][person], role=role, starts=starts, ends=ends, withdrawn_at=withdrawn, **over
            )
        )
    return made


def make_stand_ins(places, made, drawn):
    for which, person, starts, length, is_withdrawn in drawn:
        if which < len(made):
            StandIn.objects.create(
                office=made[which], person=places["people"][person], starts=starts,
                ends=starts + timedelta(days=length), withdrawn_at=timezone.now() if is_withdrawn else None,
            )  # fmt: skip


def make_things(places, drawn):
    def at(kind, index):
        return None if index is None else places[kind][index]

    return [
        Thing.objects.create(
            carrier=at("people", carrier), unit=at(Scope.UNIT, unit), institute=at(Scope.INSTITUTE, institute),
            section=at(Scope.SECTION, section), delegation=at(Scope.DELEGATION, delegation), is_public=public,
            is_open=open_,
        )
        for carrier, unit, institute, section, delegation, public, open_ in drawn
    ]  # fmt: skip


@settings(max_examples=60, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(drawn_offices=offices, drawn_stand_ins=stand_ins, drawn_things=things)
def test_which_what_and_who_agree(places, drawn_offices, drawn_stand_ins, drawn_things):
    Thing.objects.all().delete()
    StandIn.objects.all().delete()
    Office.objects.all().delete()
    make_stand_ins(places, make_offices(places, drawn_offices), drawn_stand_ins)
    subjects = make_things(places, drawn_things)
    with _today():
        standings = {person: standing_of(person) for person in places["people"]}
        for relations in (NAMED, (EVERYONE,), (*NAMED, EVERYONE), ()):
            _agree(relations, subjects, standings)


def _agree(relations, subjects, standings):
    for person, standing in {**standings, None: NOBODY}.items():
        seen = set(Thing.objects.filter(visible(relations, standing)))
        assert Thing.objects.filter(visible(relations, standing)).count() == len(seen)
        for subject in subjects:
            roles = roles_of(relations, subject, standing)
            assert (subject in seen) == bool(roles)
            for role in roles - {Role.PUBLIC}:
                assert person in set(holders(relations, subject, role))
    for subject in subjects:
        for role in Role:
            found = list(holders(relations, subject, role))
            assert len(found) == len(set(found))
            assert set(people_of(relations, subject, role)) == set(found)
            assert all(role in roles_of(relations, subject, standings[person]) for person in found)


@contextmanager
def _today():
    with (
        patch("directory.relations.paris_today", lambda: TODAY),
        patch("directory.standing.paris_today", lambda: TODAY),
    ):
        yield


@pytest.fixture
def unit(places):
    return places[Scope.UNIT][0]


def test_a_stand_in_has_the_right_during_the_absence_only(places, unit):
    director, deputy = places["people"][:2]
    office = an_office(director, Role.UNIT_DIRECTOR, unit)
    StandIn.objects.create(office=office, person=deputy, starts=TODAY, ends=TODAY + timedelta(days=1))
    thing = Thing.objects.create(unit=unit)
    for shift, is_in in ((-1, False), (0, True), (1, True), (2, False)):
        standing = standing_of(deputy, TODAY + timedelta(days=shift))
        assert (Role.UNIT_DIRECTOR in roles_of(NAMED, thing, standing)) is is_in
        assert Thing.objects.filter(visible(NAMED, standing)).exists() is is_in
        with patch("directory.relations.paris_today", return_value=TODAY + timedelta(days=shift)):
            assert (deputy in holders(NAMED, thing, Role.UNIT_DIRECTOR)) is is_in
            assert director in holders(NAMED, thing, Role.UNIT_DIRECTOR)


def test_a_national_office_is_not_one_over_a_delegation(places):
    clerk = an_office(role=Role.FINANCE_OFFICER, over=places[Scope.DELEGATION][0]).person
    elsewhere = Thing.objects.create(delegation=places[Scope.DELEGATION][1])
    assert not Thing.objects.filter(visible(NAMED, standing_of(clerk))).exists()
    assert not holders(NAMED, elsewhere, Role.FINANCE_OFFICER).exists()


def test_a_standing_is_one_query_and_none_for_the_public(places, unit, django_assert_num_queries):
    director = places["people"][0]
    for _ in range(3):
        an_office(director, Role.UNIT_DIRECTOR, unit)
    with django_assert_num_queries(1):
        standing = standing_of(director)
    with django_assert_num_queries(0):
        assert standing_of(AnonymousUser()) == NOBODY
        assert standing_of(places["people"][-1]) == NOBODY
        assert roles_of(NAMED, Thing(unit=unit), standing) == {Role.UNIT_DIRECTOR}


def test_everything_visible_asks_no_condition_of_the_database(places):
    derci = standing_of(an_office(role=Role.DERCI_OFFICER).person)
    assert not visible(NAMED, derci)
    sql = str(Thing.objects.filter(visible(NAMED, derci)).query)
    assert "WHERE" not in sql


def test_reading_rights_is_one_query_whatever_the_number_of_relations(places, unit, django_assert_num_queries):
    director = an_office(places["people"][0], Role.UNIT_DIRECTOR, unit).person
    things = [Thing.objects.create(unit=unit, carrier=director) for _ in range(3)]
    standing = standing_of(director)
    with django_assert_num_queries(1):
        assert set(Thing.objects.filter(visible(NAMED, standing))) == set(things)
    with django_assert_num_queries(1):
        assert list(holders(NAMED, things[0], Role.UNIT_DIRECTOR)) == [director]


def test_parts_are_read_by_whoever_has_one_of_their_roles():
    parts = {"notes": frozenset({Role.INSTITUTE_OFFICER}), "text": frozenset({Role.CARRIER, Role.INSTITUTE_OFFICER})}
    assert parts_of(parts, frozenset({Role.CARRIER})) == {"text"}
    assert parts_of(parts, frozenset({Role.INSTITUTE_OFFICER, Role.CARRIER})) == {"notes", "text"}
    assert parts_of(parts, frozenset()) == frozenset()


def test_what_a_standing_says_of_itself(places, unit):
    institute = places[Scope.INSTITUTE][0]
    person = an_office(places["people"][0], Role.UNIT_DIRECTOR, unit).person
    an_office(person, Role.INSTITUTE_OFFICER, institute)
    an_office(person, Role.DERCI_OFFICER)
    standing = standing_of(person)
    assert standing.roles == {Role.UNIT_DIRECTOR, Role.INSTITUTE_OFFICER, Role.DERCI_OFFICER}
    assert standing.holds(Role.UNIT_DIRECTOR)
    assert not standing.holds(Role.SECTION_CHAIR)
    assert standing.holds_nationally(Role.DERCI_OFFICER)
    assert not standing.holds_nationally(Role.UNIT_DIRECTOR)
    assert standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE) == {institute.pk}


def test_today_is_the_date_in_paris():
    with patch("directory.standing.timezone.now", return_value=_utc(2027, 3, 28, 22, 30)):
        assert paris_today() == date(2027, 3, 29)
    with patch("directory.standing.timezone.now", return_value=_utc(2027, 3, 27, 22, 30)):
        assert paris_today() == date(2027, 3, 27)


def _utc(*parts):
    return datetime(*parts, tzinfo=UTC)
