"""The engine: who may, what refuses, what is written, and nothing else."""

import ast
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from tests.workflow.models import Somebody, Walked
from workflow.engine import SYSTEM, MovedOn, Refused, offers, perform
from workflow.history import record, timeline
from workflow.models import HistoryRow
from workflow.signals import moved
from workflow.verification import subject_models

pytestmark = pytest.mark.both
AT = datetime(2027, 9, 30, 13, 59, 59, 123456, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def rows(door):
    return list(timeline(door))


def test_an_act_moves_the_state_runs_the_effects_and_writes_one_row(door, porter):
    row = perform(door, "open", by=porter, at=AT, reason=" It rings. ", key="brass")
    assert door.state == Walked.objects.get(pk=door.pk).state == "open"
    assert Walked.objects.get(pk=door.pk).note == "opened"
    assert rows(door) == [row]
    assert (row.seq, row.act, row.source, row.target) == (1, "open", "closed", "open")
    assert (row.at, row.person_id, row.reason.text) == (AT, porter.person_id, "It rings.")
    assert row.data == {"key": "brass", "turns": 2}


def test_the_instant_is_now_unless_said(door, porter, django_assert_max_num_queries):
    before = datetime.now(UTC)
    assert before <= perform(door, "open", by=porter).at <= datetime.now(UTC)


def test_the_signal_is_sent_in_the_transaction_of_the_act(door, porter):
    def refuse(sender, subject, row, transition, act, **kwargs):
        assert (sender, subject.state, transition.name, act.by) == (Walked, "open", "open", porter)
        assert HistoryRow.objects.filter(pk=row.pk).exists()
        raise RuntimeError("the mail cannot be posted")

    moved.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            perform(door, "open", by=porter)
    finally:
        moved.disconnect(refuse)
    assert Walked.objects.get(pk=door.pk).state == "closed"
    assert rows(door) == []
    assert door.state == "closed"


@pytest.mark.parametrize(
    ("name", "note", "reason", "said"),
    [
        ("close", "", "", ["It is now “Closed”: nothing was done."]),
        ("wall", "", "  ", ["A reason is needed: write in a few words why."]),
        ("open", "frozen", "", ["The door is frozen.", "Wait for the thaw."]),
    ],
)
def test_what_refuses_says_why_and_leaves_nothing(door, porter, name, note, reason, said):
    Walked.objects.filter(pk=door.pk).update(note=note)
    with pytest.raises(Refused) as refused:
        perform(door, name, by=porter, reason=reason)
    assert refused.value.reasons == said
    assert str(refused.value) == " ".join(said)
    assert Walked.objects.get(pk=door.pk).state == "closed"
    assert rows(door) == []


def test_whoever_has_not_the_role_learns_nothing_of_the_state(door, porter, guest):
    with pytest.raises(Refused) as refused:
        perform(door, "open", by=guest)
    assert refused.value.reasons == ["This act belongs to another role than yours."]
    perform(door, "open", by=porter)
    with pytest.raises(Refused) as refused_later:
        perform(door, "open", by=guest)
    assert refused_later.value.reasons == refused.value.reasons


def test_an_act_that_this_life_does_not_have_is_a_key_error(door, porter):
    with pytest.raises(KeyError):
        perform(door, "teleport", by=porter)


def test_what_is_gone_is_said_to_be_gone(door, porter):
    Walked.objects.filter(pk=door.pk).delete()
    with pytest.raises(Walked.DoesNotExist):
        perform(door, "open", by=porter)
    assert rows(door) == []


def test_the_house_has_its_own_role_and_no_other(door, porter):
    perform(door, "open", by=porter)
    with pytest.raises(Refused):
        perform(door, "wall", by=SYSTEM, reason="x")
    row = perform(door, "close", by=SYSTEM, at=AT)
    assert row.person_id is None


def test_a_stale_instance_does_not_decide(door, porter):
    stale = Walked.objects.get(pk=door.pk)
    perform(door, "open", by=porter, at=AT)
    with pytest.raises(MovedOn):
        perform(stale, "loosen", by=porter)
    assert Walked.objects.get(pk=door.pk).state == "open"


def test_a_double_click_is_told_what_they_did_already(door, porter):
    perform(door, "open", by=porter, at=AT)
    with pytest.raises(MovedOn) as late:
        perform(door, "open", by=porter)
    assert late.value.reasons == [
        "You did this on 30 September 2027 at 15:59: it is now “Open”. Nothing was done twice."
    ]
    assert len(rows(door)) == 1


def test_whoever_comes_too_late_is_told_who_did_what_when(door, porter, guest):
    perform(door, "open", by=porter, at=AT)
    second = Somebody(guest.person_id, porter.roles)
    with pytest.raises(MovedOn) as late:
        perform(door, "open", by=second)
    assert late.value.reasons == [
        "Odile Portier acted on 30 September 2027 at 15:59: it is now “Open”. Nothing more was done."
    ]
    with override("fr"), pytest.raises(MovedOn) as late:
        perform(door, "open", by=second)
    assert late.value.reasons == [
        "Odile Portier a agi le 30 septembre 2027 à 15\u00a0h\u00a059\u00a0: l’état est maintenant «\u00a0Open\u00a0». "
        "Rien d’autre n’a été fait."
    ]


def test_an_outsider_who_comes_too_late_is_told_no_name(door, porter, guest):
    perform(door, "open", by=porter)
    perform(door, "close", by=porter, at=AT)
    with pytest.raises(MovedOn) as late:
        perform(door, "close", by=guest)
    assert late.value.reasons == ["Since 30 September 2027 at 15:59 it is “Closed”. Nothing more was done."]


def test_the_state_is_compared_as_it_is_set(door, porter, monkeypatch):
    """Where no lock is held, somebody may move the subject between our reading and our writing."""

    def move_behind_our_back(subject, act):
        Walked.objects.filter(pk=subject.pk).update(state="ajar")
        return iter(())

    table = door.workflow
    sly = table.transition("loosen").__class__(
        **{**vars(table.transition("loosen")), "guards": (move_behind_our_back,)}
    )
    monkeypatch.setitem(table._transitions, "loosen", sly)
    with pytest.raises(MovedOn) as late:
        perform(door, "loosen", by=porter)
    assert late.value.reasons == ["It is now “Ajar”: nothing was done."]
    assert rows(door) == []


def test_offers_are_the_acts_of_ones_roles_from_here_with_what_refuses(door, porter, guest):
    assert [offer.transition.name for offer in offers(door, porter)] == ["open", "loosen", "wall"]
    assert all(offer.is_possible for offer in offers(door, porter))
    assert offers(door, guest) == []
    door.note = "frozen"
    refused = offers(door, porter, AT)[0]
    assert not refused.is_possible
    assert refused.reasons == ["The door is frozen.", "Wait for the thaw."]


def test_what_is_recorded_moves_nothing(door, porter):
    row = record(door, "knock", by=porter, at=AT, reason="Twice", times=2)
    assert (row.source, row.target, row.data, row.reason.text) == ("", "", {"times": 2}, "Twice")
    assert Walked.objects.get(pk=door.pk).state == "closed"
    assert not row.is_move


def test_saving_a_stale_instance_never_moves_it_back(door, porter):
    stale = Walked.objects.get(pk=door.pk)
    perform(door, "loosen", by=porter)
    stale.note = "painted"
    stale.save()
    stale.state = "walled"
    stale.save(update_fields=["state", "note"])
    saved = Walked.objects.get(pk=door.pk)
    assert (saved.state, saved.note) == ("ajar", "painted")


def test_a_new_subject_begins_at_the_beginning(door):
    assert door.state == "closed"
    assert Walked.objects.bulk_create([Walked(note="in bulk")])[0].state == "closed"


def test_the_number_of_queries_of_an_act_is_small(door, porter, django_assert_max_num_queries):
    # savepoints, lock, compare-and-set, turn in the chain, last row, new row; the door's own effect saves once more
    with django_assert_max_num_queries(12):
        perform(door, "open", by=porter)


# -- the only writer of `state` --------------------------------------------------------------------------
def _written_states(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found += [
                t for target in targets for t in ast.walk(target) if _is_state(t) and isinstance(t.ctx, ast.Store)
            ]
        if isinstance(node, ast.Call) and _called(node) in {"update", "update_or_create"}:
            found += [k for k in node.keywords if k.arg == "state"]
        if isinstance(node, ast.Call) and _called(node) in {"setattr", "bulk_update"}:
            found += [c for a in node.args for c in ast.walk(a) if isinstance(c, ast.Constant) and c.value == "state"]
    return [f"{path}:{node.lineno}" for node in found if hasattr(node, "lineno")]


# vocabularies of what has a state and no life
NO_LIFE = re.compile(r"\b(?:CompletionState|OpinionState|DecisionState|AppealState|RunState)\b")


def _source(found: str) -> str:
    """The line of code that `_written_states` names."""
    path, _sep, number = found.rpartition(":")
    return Path(path).read_text("utf-8").splitlines()[int(number) - 1]


def _is_state(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "state"


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def test_nobody_but_the_engine_writes_a_state():
    """Documents and mails have a `state` of their own, which is no life: those two apps hold no subject.

    So have the requests and opinions of triage, the decisions, appeals and assignment runs of the evaluation; and
    `generate` writes whole lives, history included, in numbers.
    """
    without_lives = {"documents", "notifications"}
    assert not {model._meta.app_label for model in subject_models()} & without_lives
    apps = [Path(settings.BASE_DIR) / app for app in settings.LOCAL_APPS if app not in without_lives]
    paths = [path for app in apps for path in app.rglob("*.py") if path.name != "engine.py"]
    paths = [path for path in paths if path.parent.name != "generate"]
    assert len(paths) > 50
    found = [line for path in paths for line in _written_states(path)]
    assert [line for line in found if not NO_LIFE.search(_source(line))] == []


@pytest.mark.parametrize(
    "line",
    ["call.state = 'open'", "calls.update(state='open')", "setattr(call, 'state', x)", "bulk_update(calls, ['state'])",
     "a, call.state = 1, 2", "call.state: str = 'open'"],
)  # fmt: skip
def test_a_written_state_is_found(tmp_path, line):
    sample = tmp_path / "sample.py"
    sample.write_text(f"{line}\nfilter(state='open')\nif call.state == 'open': pass\n")
    assert _written_states(sample) == [f"{sample}:1"]
