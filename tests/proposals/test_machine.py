"""Any walk of the people around a real dossier, of any instrument, keeps its promises, and does every act there is.

The acts are read in the life cycles and in the words of the histories: a new one that no walk does fails here.
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from proposals.actions import informing, talk
from proposals.content import fingerprint
from proposals.enums import CompletionState, FilingKind, OpinionState
from proposals.enums import DossierState as S
from proposals.models import Dossier, Visa
from proposals.querysets.dossiers import UNFILED
from proposals.workflow import DOSSIER, REOPENED
from tests.proposals.walks import acts, deeds
from tests.proposals.walks.acts import HOUSE
from tests.proposals.walks.around import PEOPLE, Around, frozen, written
from tests.proposals.walks.choosing import Found
from tests.proposals.walks.deeds import DEEDS
from tests.proposals.walks.expected import expected, functions_of_acts, impossible, names_in
from workflow.engine import SYSTEM, Refused
from workflow.history import of_subject, timeline, verify

# per instrument; `make audit` takes more
WALKS = int(os.environ.get("WALKS", "6"))
WHO = (*PEOPLE, HOUSE)
SLUGS = ("iea", "irp", "irn", "irl")
# the house does them, or somebody without an account
BY_HOUSE = {"lapse", "set-aside", "partner-confirms", "partner-denies"}
# what follows remembers where it was done: never taken back
FOR_GOOD = {"lapse", "route", *REOPENED.values()}


class Walk(Around, RuleBasedStateMachine):
    """What they do, and what is always so."""

    slug: str

    @initialize()
    def begin(self):
        self.meet(self.slug)
        self.leads = {name: after - impossible(self.slug) for name, after in deeds.LEADS_TO.items()}
        self.refused = Counter()

    # -- what they do ------------------------------------------------------------------------------------------
    # one rule: of several, Hypothesis leaves some out of a whole walk
    @rule(picks=st.lists(st.integers(0, 999), min_size=4, max_size=9), who=st.sampled_from(WHO),
          asked=st.sampled_from(PEOPLE))  # fmt: skip
    def they_go_on(self, picks, who, asked):
        """Some do what may be done from here; then anybody tries anything, and speaks."""
        for pick in picks:
            self._go_on(pick)
        self.write(("title", "context")[picks[0] % 2])
        every = [*sorted({t.name for t in self.now().workflow.transitions} - acts.FOLLOWS), *DEEDS]
        self._try(every[picks[0] % len(every)], who)
        if who != HOUSE and picks[0] % 3 == 0:
            self._speak(who, asked)

    def _go_on(self, pick: int) -> None:
        """What was done least from here, by one of those who may."""
        dossier = self.now()
        here = dossier.state, dossier.taken_back_at is not None
        fitting = [name for name, deed in DEEDS.items() if deed.fits(dossier)]
        weights = self.found.least(here, self._leaving(dossier), fitting, self.leads)
        name = min(weights, key=weights.__getitem__)
        if weights[name]:
            # everything was done from here: on to where something was not, or, now and then, once more
            way = self.found.on_the_way(dossier.workflow, dossier.state, weights, self.refused)
            if way is None and pick % 9:
                return
            name = way or name
        is_new = name not in DEEDS and name not in FOR_GOOD and not self.found.done[dossier.state, name]
        is_end = name in deeds.ENDING or (name not in {*DEEDS, "lapse"} and self._is_end(dossier, name))
        may = sorted(self._may(dossier, name))
        self.found.tried[*here, name] += 1
        if pick % 5 == 0:
            self.write("title")
        if pick % 8 == 0 or not self.found.done["", name]:
            # somebody who may not, first
            others = sorted(set(PEOPLE) - set(may))
            self._try(name, others[pick % len(others)])
        with self.come_back(is_end or (is_new and pick < 500)):
            self._try(name, may[pick % len(may)] if may else "nobody")
            if is_end:
                self._look()

    def _speak(self, who: str, asked: str) -> None:
        for say in (talk.add_note, talk.send_message):
            with suppress(Refused):
                say(self.now(), text=f"Mots de {who}", at=self.at, by=self.by(who))
        with suppress(Refused):
            informing.ask_opinion(self.now(), person=self.people[asked], question="?", at=self.at, by=self.by(who))
        self.keep()

    def _leaving(self, dossier: Dossier) -> list[str]:
        if dossier.state == S.LAPSED:
            return [REOPENED[S(of_subject(dossier).filter(act="lapse").latest("seq").source)]]
        return [t.name for t in dossier.workflow.leaving(dossier.state) if t.name not in acts.FOLLOWS]

    def _is_end(self, dossier: Dossier, name: str) -> bool:
        return dossier.workflow.state(dossier.workflow.transition(name).target).is_final

    def _may(self, dossier: Dossier, name: str) -> frozenset[str]:
        if name in DEEDS:
            return DEEDS[name].may(self, dossier)
        if name in REOPENED.values():
            return DEEDS["extend"].may(self, dossier)
        return acts.who_may(self, dossier, dossier.workflow.transition(name))

    def _try(self, name: str, who: str) -> None:
        dossier = self.now()
        may, before = self._may(dossier, name), self.trace()
        self.at += timedelta(minutes=1)
        reasons = self._reasons(name, who)
        after = self.trace()
        if reasons is not None:
            self.refused[dossier.state, name] += 1
            # a refusal says why, and leaves no trace
            assert reasons
            assert after == before
        elif after != before:
            assert who in may, (name, who)
            self.found.done["", name] += 1
            self.keep()

    def _reasons(self, name: str, who: str) -> list[str] | None:
        """Why it was refused, in sentences; None when it was done."""
        try:
            with transaction.atomic():
                self._do(name, self.by(who))
        except Refused as refused:
            return refused.reasons
        return None

    def _do(self, name: str, by: Any) -> None:
        if (by is SYSTEM) != (name in BY_HOUSE) and (name in DEEDS or name in BY_HOUSE):
            raise Refused(["people have their own acts, the house has its own"])
        if name in DEEDS:
            DEEDS[name].do(self, by)
        else:
            acts.do(self, name, by)

    # -- what is always so -------------------------------------------------------------------------------------
    def _look(self) -> None:
        """Every invariant now, between two steps."""
        self.what_was_filed_stays()
        self.what_was_kept_and_said_stays()
        self.a_working_copy_is_open_only_there()
        self.one_institute_examines_and_one_request_at_most_is_open()
        self.those_who_have_no_part_read_nothing()

    @invariant()
    def what_was_filed_stays(self):
        dossier = self.now()
        filings = list(dossier.filings.order_by("number"))
        assert [frozen(filing) for filing in filings] == self.known.filed
        assert [filing.number for filing in filings] == list(range(1, len(filings) + 1))
        assert all(fingerprint(filing.content) == filing.sha256 for filing in filings)
        assert dossier.filing == (filings[-1] if filings else None)
        assert dossier.reference == self.known.reference
        # the board keeps its counts of days, as this never changes
        assert dossier.first_filed_at == (filings[0].received_at if filings else None)
        if filings and dossier.state not in UNFILED:
            assert dossier.title == dossier.filing.content["title"] == dossier.listed["title"]

    @invariant()
    def what_was_kept_and_said_stays(self):
        dossier = self.now()
        assert {one.pk: fingerprint(one.content) for one in dossier.set_asides.all()} == self.known.aside
        given = list(dossier.opinions.exclude(state=OpinionState.ASKED))
        assert {one.pk: (one.state, one.text, one.given_by_id) for one in given} == self.known.said
        # an institute speaks unasked once, and never one that has the dossier's writers among its officers
        unasked = [one for one in given if one.is_volunteered]
        assert len({one.institute_id for one in unasked}) == len(unasked)
        assert not {one.given_by_id for one in unasked} & {self.dossier.carrier_id}

    @invariant()
    def a_working_copy_is_open_only_there(self):
        """Only where something may be written does it differ from what was filed."""
        dossier = self.now()
        is_open = dossier.taken_back_at is not None or dossier.state == S.COMPLETION
        if dossier.filing is not None and dossier.filing.kind != FilingKind.EXPRESSION and not is_open:
            assert self.content() == written(dossier.filing.content)

    @invariant()
    def one_institute_examines_and_one_request_at_most_is_open(self):
        dossier = self.now()
        assert dossier.institute in self.officers.values()
        assert (dossier.routed_to is not None) == (dossier.state == S.ROUTED)
        assert dossier.taken_back_at is None or dossier.state == S.FILED
        assert dossier.mandated_at is None or dossier.state in UNFILED or dossier.taken_back_at is not None
        is_asked = dossier.completions.filter(state=CompletionState.ASKED).count()
        assert is_asked == (dossier.state == S.COMPLETION)
        assert dossier.visas.in_force().count() <= 1
        assert not dossier.informed.filter(institute=dossier.institute_id).exists()
        moved = timeline(dossier).filter(act="take-over").first()
        if moved is not None:
            assert dossier.institute.code == moved.data["institute"]

    @invariant()
    def those_who_have_no_part_read_nothing(self):
        dossier, nobody = self.now(), self.by("nobody")
        is_asked = dossier.opinions.filter(person=nobody.person_id).exists()
        assert Dossier.objects.visible_to(nobody).filter(pk=dossier.pk).exists() == is_asked
        assert dossier.parts_of(nobody) == (frozenset({"content", "opinions"}) if is_asked else frozenset())

    @invariant()
    def whoever_ends_or_postpones_something_says_why(self):
        needing = {t.name for t in DOSSIER.transitions if t.needs_reason} | {"extend", "end-correction", "waive-visa"}
        assert not timeline(self.dossier).filter(act__in=needing, reason=None).exists()

    def teardown(self):
        assert list(verify([Dossier, Visa])) == []


def test_no_word_of_a_history_and_no_function_of_an_act_is_left_out_of_the_walks():
    """A new act, whose name no walk knows, is seen here at once; whether the walks get to it, below."""
    words = {*Dossier.acts, *Visa.acts}
    assert words == (set(DEEDS) - deeds.NAMED) | deeds.FOLLOWING | deeds.ABOVE | deeds.UNWRITTEN
    walked = names_in([Path(__file__), *Path(deeds.__file__).parent.glob("*.py")])
    assert functions_of_acts() - walked == deeds.BESIDE


@pytest.mark.both
@pytest.mark.django_db
@pytest.mark.parametrize("slug", SLUGS)
def test_any_walk_around_a_dossier_keeps_its_promises(slug):
    found = Found()
    run_state_machine_as_test(
        type("Walk", (Walk,), {"slug": slug, "found": found}),
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=11,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    # the walks get everywhere, and nowhere else
    assert sorted(f"{place} {name}" for place, name in expected(slug) - set(found.done)) == []
    assert {name for _place, name in found.done} & impossible(slug) == set()
