"""The life of a dossier is sound for every instrument, and says nothing outside before the release."""

from itertools import product

import pytest

from directory.enums import Role
from instruments.registry import all_instruments
from instruments.steps import Step
from proposals.enums import DossierState as S
from proposals.workflow import DOSSIER, IN_EVALUATION, INSIDERS
from workflow.table import Kind

INSTRUMENTS = {one.slug: one for one in all_instruments()}
ALWAYS = {Step.FILING, Step.VISA, Step.TRIAGE, Step.REVIEW}
DECISIONS = (
    {Step.RANKING, Step.ARBITRATION},
    {Step.RANKING, Step.INSTITUTE_DECISION},
    {Step.RANKING, Step.COLLEGE},
    {Step.SECTION, Step.COLLEGE},
    {Step.SECTION, Step.RANKING, Step.ARBITRATION},
)
FORMALISATIONS = ({Step.NOTIFICATION}, {Step.LETTERS})


@pytest.mark.parametrize("slug", INSTRUMENTS)
def test_the_life_of_each_instrument_is_sound(slug):
    assert DOSSIER.restricted_to(INSTRUMENTS[slug].steps).defects() == []


@pytest.mark.parametrize("slug", INSTRUMENTS)
def test_an_instrument_names_only_known_steps_in_order(slug):
    order = [step.value for step in Step]
    steps = list(INSTRUMENTS[slug].steps)
    assert steps == sorted(steps, key=order.index)


@pytest.mark.parametrize("slug", INSTRUMENTS)
def test_a_call_without_expression_of_interest_leaves_a_sound_life(slug):
    steps = set(INSTRUMENTS[slug].steps) - {Step.EXPRESSION}
    table = DOSSIER.restricted_to(steps)
    assert table.defects() == []
    assert S.EXPRESSED not in {state.slug for state in table.states}


@pytest.mark.parametrize(
    ("decision", "formalisation", "first"),
    [*product(DECISIONS, FORMALISATIONS, (set(), {Step.EXPRESSION}))],
)
def test_a_fifth_instrument_may_combine_the_steps_otherwise(decision, formalisation, first):
    assert DOSSIER.restricted_to(ALWAYS | decision | formalisation | first).defects() == []


def test_an_instrument_without_formalisation_is_said_unsound():
    defects = DOSSIER.restricted_to(ALWAYS | DECISIONS[0]).defects()
    assert "nobody is expected to act in state selected" in defects


def test_two_deciding_bodies_at_once_are_said_unsound():
    steps = ALWAYS | DECISIONS[0] | DECISIONS[1] | {Step.NOTIFICATION}
    assert "transition select is there 2 times" in DOSSIER.restricted_to(steps).defects()


def test_every_state_and_act_of_the_table_serves_an_instrument():
    restricted = [DOSSIER.restricted_to(one.steps) for one in all_instruments()]
    assert {state.slug for table in restricted for state in table.states} == {state.slug for state in DOSSIER.states}
    assert {(t.name, t.step) for table in restricted for t in table.transitions} == {
        (t.name, t.step) for t in DOSSIER.transitions
    }


def test_the_table_holds_exactly_the_states_of_the_enum():
    assert {state.slug for state in DOSSIER.states} == set(S.values)


def test_outside_everything_between_admission_and_release_has_one_name():
    until_released = [S.ADMISSIBLE, S.IN_REVIEW, S.IN_SECTION, S.SECTION_HEARD, S.RANKED, S.ARBITRATED,
                      S.INSTITUTE_DECIDED, S.BEFORE_COLLEGE, S.COLLEGE_DECIDED]  # fmt: skip
    assert {DOSSIER.state(slug).said_to(public=True) for slug in until_released} == {IN_EVALUATION}


def test_whoever_carries_writes_reviews_or_directs_a_unit_reads_from_outside():
    outside = {Role.CARRIER, Role.COEDITOR, Role.PARTNER, Role.REVIEWER, Role.UNIT_DIRECTOR, Role.PUBLIC}
    assert not INSIDERS & outside


@pytest.mark.parametrize("slug", INSTRUMENTS)
def test_the_carrier_may_withdraw_a_filed_dossier_until_the_action_starts(slug):
    table = DOSSIER.restricted_to(INSTRUMENTS[slug].steps)
    writing = {S.DRAFT}
    for state in table.states:
        if state.kind is not Kind.FINAL and state.slug not in writing:
            assert "withdraw" in {t.name for t in table.leaving(state.slug)}, state.slug


@pytest.mark.parametrize("slug", INSTRUMENTS)
def test_only_the_release_tells_the_outcome(slug):
    table = DOSSIER.restricted_to(INSTRUMENTS[slug].steps)
    outcomes = {S.SELECTED, S.RESERVE, S.NOT_SELECTED}
    leading = {t.name for t in table.transitions if t.target in outcomes}
    assert leading <= {"select", "put-in-reserve", "not-select", "call-from-reserve", "close-reserve", "give-up"}


def test_who_releases_depends_on_who_decides():
    releasing = {
        slug: DOSSIER.restricted_to(one.steps).transition("select").roles - {Role.SYSTEM}
        for slug, one in INSTRUMENTS.items()
    }
    assert releasing["iea"] == releasing["irl"] == {Role.DERCI_OFFICER}
    assert releasing["irp"] == releasing["irn"] == {Role.INSTITUTE_DIRECTION}


def test_a_set_up_year_is_extended_only_once():
    table = DOSSIER.restricted_to(INSTRUMENTS["irl"].steps)
    assert table.transition("extend-set-up").sources == (S.SET_UP,)
    assert "extend-set-up" not in {t.name for t in table.leaving(S.SET_UP_EXTENDED)}
