"""Any walk by anybody through any life of the house keeps its promises."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from directory.enums import Role
from tests.workflow.models import LIVES, Somebody, Walked
from workflow.engine import SYSTEM, MovedOn, Refused, offers, perform
from workflow.history import erase_reason, record, timeline, verify

ROLES = sorted({*Role.values, "porter", "guest"} - {Role.SYSTEM.value})
CROWD = st.builds(Somebody, st.integers(1, 9), st.frozensets(st.sampled_from(ROLES)))
ALONE = st.sampled_from(ROLES).map(lambda role: Somebody(7, frozenset({role})))
# most acts belong to few roles: somebody who has them all gets further
EVERYBODY = st.just(Somebody(8, frozenset(ROLES)))
ACTORS = st.one_of(st.just(SYSTEM), CROWD, ALONE, EVERYBODY)
REASONS = st.sampled_from(["", "because"])


def roles_of(by: Any) -> frozenset[str]:
    return frozenset({Role.SYSTEM.value}) if by is SYSTEM else by.roles


class Walk(RuleBasedStateMachine):
    """Keeps beside the subject what ought to be so."""

    life: str

    @initialize()
    def begin(self):
        self.table = LIVES[self.life]
        self.subject = Walked.objects.create(life=self.life)
        self.stale = Walked.objects.get(pk=self.subject.pk)
        self.state, self.moves, self.rows = self.table.initial, [], 0

    @rule(by=ACTORS, pick=st.integers(0, 99), reason=REASONS, is_stale=st.booleans())
    def act_from_here(self, by, pick, reason, is_stale):
        leaving = self.table.leaving(self.state)
        if leaving:
            self._try(leaving[pick % len(leaving)], by, reason, is_stale)

    @rule(by=ACTORS, pick=st.integers(0, 99), reason=REASONS, is_stale=st.booleans())
    def act_at_random(self, by, pick, reason, is_stale):
        self._try(self.table.transitions[pick % len(self.table.transitions)], by, reason, is_stale)

    @rule(by=ACTORS, reason=REASONS)
    def record_something(self, by, reason):
        record(self.subject, "knock", by=by, reason=reason, times=self.rows)
        self.rows += 1

    @rule()
    def erase_a_reason(self):
        row = timeline(self.subject).exclude(reason=None).first()
        if row:
            erase_reason(row.reason)

    @rule()
    def save_a_stale_copy(self):
        self.stale.note = "saved"
        self.stale.save()

    @rule(by=ACTORS)
    def look_at_the_offers(self, by):
        offered = {offer.transition.name for offer in offers(Walked.objects.get(pk=self.subject.pk), by)}
        leaving = self.table.leaving(self.state)
        # what follows from the act of another aggregate is offered alone to nobody
        assert offered == {t.name for t in leaving if t.roles & roles_of(by) and t.is_offered}

    @invariant()
    def the_state_is_where_the_walk_led(self):
        assert Walked.objects.get(pk=self.subject.pk).state == self.state
        assert self.state in {state.slug for state in self.table.states}

    @invariant()
    def there_is_one_row_per_act(self):
        rows = list(timeline(self.subject))[::-1]
        assert [row.seq for row in rows] == list(range(1, self.rows + 1))
        assert [row.act for row in rows if row.is_move] == self.moves

    def teardown(self):
        assert list(verify([Walked])) == []

    def _try(self, transition, by, reason, is_stale):
        has_role = bool(roles_of(by) & transition.roles)
        is_here = self.state in transition.sources
        expected = None
        if not has_role:
            expected = Refused
        elif not is_here:
            expected = MovedOn
        elif transition.needs_reason and not reason:
            expected = Refused
        subject = self.stale if is_stale else self.subject
        if expected:
            with pytest.raises(Refused) as refused:
                perform(subject, transition.name, by=by, reason=reason)
            assert type(refused.value) is expected
            assert all(refused.value.reasons)
            return
        row = perform(subject, transition.name, by=by, reason=reason)
        assert (row.source, row.target) == (self.state, transition.target)
        assert row.person_id == by.person_id
        self.state, self.rows = transition.target, self.rows + 1
        self.moves.append(transition.name)


@pytest.mark.both
@pytest.mark.usefixtures("_walked_table", "db")
@pytest.mark.parametrize("life", LIVES)
def test_any_walk_by_anybody_keeps_the_promises(life):
    run_state_machine_as_test(
        type("Walk", (Walk,), {"life": life}),
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
