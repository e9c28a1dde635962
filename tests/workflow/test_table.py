"""The soundness of a table: each defect is named; tables of the house have none."""

from dataclasses import replace

import pytest

from cnrs_coop.lifecycles import tables, variants
from tests.workflow.table import DOOR
from workflow.table import Kind, Shape, State, Table, Transition

A = frozenset({"a"})
HOUSE_LIVES = [(name, life) for table in tables() for name, life in variants(table)]


def a_state(slug, kind=Kind.WAITING, actors=A):
    return State(slug, slug, kind=kind, shape=Shape.WAIT, actors=actors)


def an_act(name, *sources, target, roles=A, **more):
    return Transition(name, name, sources=sources, target=target, roles=roles, **more)


START = a_state("start")
END = a_state("end", Kind.FINAL, frozenset())
FINISH = an_act("finish", "start", target="end")


def a_table(*states, acts=(), initial="start"):
    return Table(aggregate="thing", initial=initial, states=states, transitions=acts)


def test_a_sound_table_has_no_defect():
    assert a_table(START, END, acts=(FINISH,)).defects() == []


def test_what_was_over_may_go_on_by_an_act_that_says_so_and_stays_final_meanwhile():
    assert a_table(START, END, acts=(FINISH, an_act("rise", "end", target="start", reopens=True))).defects() == []


@pytest.mark.parametrize(
    ("table", "defect"),
    [
        (a_table(START, START, END, acts=(FINISH,)), "state start is there 2 times"),
        (a_table(START, END, acts=(FINISH, FINISH)), "transition finish is there 2 times"),
        (a_table(START, END, acts=(FINISH,), initial="birth"), "the initial state birth is unknown"),
        (a_table(START, END, acts=(FINISH, an_act("go", "start", target="nowhere"))),
         "transition go names the unknown state nowhere"),
        (a_table(START, END, acts=(FINISH, an_act("go", "nowhere", target="end"))),
         "transition go names the unknown state nowhere"),
        (a_table(START, END, acts=(FINISH, an_act("go", "start", target="end", roles=frozenset()))),
         "transition go can be performed by nobody"),
        (a_table(START, END, acts=(FINISH, an_act("turn", "start", target="start"))),
         "transition turn leads from start to itself: record the act instead"),
        (a_table(START, a_state("island"), END, acts=(FINISH, an_act("swim", "island", target="end"))),
         "state island is never reached"),
        (a_table(START, END, acts=(FINISH, an_act("rise", "end", target="start"))),
         "final state end can be left by rise"),
        (a_table(START, END, acts=(FINISH, an_act("wake", "start", "end", target="start", reopens=True))),
         "wake reopens state start, which is not final"),
        (a_table(START, a_state("trap"), END, acts=(FINISH, an_act("fall", "start", target="trap"))),
         "no end can be reached from state trap"),
        (a_table(START, a_state("left"), a_state("right"), END,
                 acts=(FINISH, an_act("in", "start", target="left"), an_act("to", "left", target="right"),
                       an_act("fro", "right", target="left"))),
         "no end can be reached from state left"),
        (a_table(a_state("start", actors=frozenset()), END, acts=(FINISH,)),
         "nobody is expected to act in state start"),
        (a_table(a_state("start", actors=frozenset({"a", "b"})), END, acts=(FINISH,)),
         "b is expected to act in state start but has no act there"),
    ],
)  # fmt: skip
def test_each_defect_is_named(table, defect):
    assert defect in table.defects()


@pytest.mark.parametrize(("name", "life"), HOUSE_LIVES, ids=[name for name, _ in HOUSE_LIVES])
def test_every_life_of_the_house_is_sound(name, life):
    assert life.defects() == []


def test_restriction_drops_other_steps_and_what_they_alone_reach():
    detour = a_state("detour", actors=frozenset({"a", "b"}))
    acts = (FINISH, an_act("turn", "start", target="detour", step="long"),
            an_act("back", "detour", target="end", step="long"))  # fmt: skip
    table = a_table(START, detour, END, acts=acts)
    assert table.steps == {"long"}
    short = table.restricted_to(())
    assert [state.slug for state in short.states] == ["start", "end"]
    assert [act.name for act in short.transitions] == ["finish"]
    long = table.restricted_to(["long"])
    assert [act.name for act in long.transitions] == ["finish", "turn", "back"]
    assert long.state("detour").actors == A


def test_restriction_drops_sources_that_are_no_longer_reached():
    both = an_act("finish", "start", "detour", target="end")
    table = a_table(START, a_state("detour"), END, acts=(both, an_act("turn", "start", target="detour", step="long")))
    assert table.restricted_to(()).transition("finish").sources == ("start",)


def test_an_act_written_once_per_step_is_one_act_of_each_instrument():
    by_a = an_act("decide", "start", target="end", step="one")
    by_b = an_act("decide", "start", target="end", step="two", roles=frozenset({"b"}))
    table = a_table(a_state("start", actors=frozenset({"a", "b"})), END, acts=(by_a, by_b))
    assert table.restricted_to(["one"]).defects() == []
    assert table.restricted_to(["two"]).transition("decide").roles == {"b"}
    assert table.restricted_to(["one", "two"]).defects() == ["transition decide is there 2 times"]


def test_a_state_is_said_in_its_public_words_outside():
    assert DOOR.state("ajar").said_to(public=True) == "Closed"
    assert DOOR.state("ajar").said_to(public=False) == "Ajar"
    assert DOOR.state("open").said_to(public=True) == "Open"


def test_the_diagram_shows_every_state_and_act():
    odd = replace(FINISH, label='End: "it"; now')
    diagram = a_table(START, replace(END, slug="the-end"), acts=(replace(odd, target="the-end"),)).mermaid("en")
    assert diagram.splitlines() == [
        "stateDiagram-v2",
        '    state "start" as start',
        '    state "end" as the_end',
        "    [*] --> start",
        "    start --> the_end: End꞉ ”it”, now",
        "    the_end --> [*]",
    ]
