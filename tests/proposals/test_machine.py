"""Any walk of the people around a real dossier, of any instrument, keeps its promises."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from directory.enums import Role
from directory.models import Person
from directory.standing import standing_of
from proposals.actions import completing, informing, talk, visas
from proposals.actions.filing import submit_dossier, take_back
from proposals.actions.writing import save_answer
from proposals.content import content_of, fingerprint
from proposals.enums import CompletionState, VisaOpinion
from proposals.enums import DossierState as S
from proposals.models import Dossier
from tests.factories import a_person, an_institute, an_office
from tests.proposals.dossiers import a_complete_dossier
from workflow.engine import Refused, perform
from workflow.history import timeline, verify

# of what triage and the carrier can do: (name of the act, what it is given)
ACTS = ("admit", "ask-completion", "complete", "resume", "route", "take-over", "send-back", "reconsider",
        "declare-inadmissible", "withdraw")  # fmt: skip
ENDS = ("declare-inadmissible", "withdraw")
# per instrument; `make audit` takes more
WALKS = int(os.environ.get("WALKS", "6"))
WHO = st.sampled_from(["carrier", "officer", "other", "director", "nobody"])


class Walk(RuleBasedStateMachine):
    """Keeps beside the dossier what was filed, and when."""

    slug: str
    done: Counter[str]

    @initialize()
    def begin(self):
        self.dossier = a_complete_dossier(self.slug)
        self.other = an_institute()
        director = Person.objects.get(offices__role=Role.UNIT_DIRECTOR, offices__unit=self.dossier.unit)
        self.people = {
            "carrier": self.dossier.carrier, "director": director, "nobody": a_person(),
            "officer": an_office(a_person(), Role.INSTITUTE_OFFICER, self.dossier.institute).person,
            "other": an_office(a_person(), Role.INSTITUTE_OFFICER, self.other).person,
        }  # fmt: skip
        self.institutes = [self.dossier.institute, self.other]
        self.filed: list[str] = []
        self.reference, self.words, self.since = None, 0, timezone.now()
        self._file()

    def by(self, who: str) -> Any:
        return standing_of(self.people[who])

    def now(self) -> Dossier:
        return Dossier.objects.get(pk=self.dossier.pk)

    def _file(self):
        with suppress(Refused):
            submit_dossier(self.dossier, at=timezone.now(), by=self.by("carrier"))
        self._keep()

    def _keep(self):
        filings = list(self.dossier.filings.order_by("number"))
        self.filed += [filing.sha256 for filing in filings[len(self.filed) :]]
        self.reference = self.reference or self.now().reference

    def whose(self, name: str) -> str:
        """Who may do this act now, as far as roles go."""
        if name in ("complete", "withdraw"):
            return "carrier"
        dossier = self.now()
        institute = dossier.routed_to or dossier.institute
        return "other" if institute == self.other else "officer"

    # most acts belong to one person: walks get further when that one does them
    @rule(pick=st.integers(0, 99), who=st.one_of(st.none(), st.none(), WHO), place=st.integers(0, 1))
    def somebody_acts(self, pick, who, place):
        self._act(pick, who, place)

    # nobody is admitted before the unit's director has spoken
    @rule(picks=st.lists(st.integers(0, 79), min_size=5, max_size=12), opinion=st.sampled_from(VisaOpinion.values))
    def they_go_on(self, picks, opinion):
        if picks[0] % 2:
            self._give(opinion)
        for pick in picks:
            self.write("context")
            self._act(pick, None, pick % 2)

    def _act(self, pick: int, who: str | None, place: int) -> None:
        dossier = self.now()
        here = [t.name for t in dossier.workflow.leaving(dossier.state) if t.name in ACTS] or ACTS
        name = ACTS[pick % len(ACTS)] if who else self._chosen(here, pick)
        if name in ENDS and pick < 80:
            return
        who = who or self.whose(name)
        data = {
            "ask-completion": {"parts": ["context"], "due": timezone.now() + timedelta(days=9)},
            "route": {"institute": self.institutes[place]},
        }.get(name, {})
        before = (dossier.state, timeline(dossier).count(), dossier.filings.count())
        reasons = self._reasons(name, who, data)
        after = self.now()
        assert reasons is None or (after.state, timeline(after).count(), after.filings.count()) == before
        self._keep()

    def _chosen(self, here: Sequence[str], pick: int) -> str:
        """Any of them, or, every other time, the one least done so far: walks then get everywhere soon."""
        living = [one for one in here if one not in ENDS]
        return min(living, key=self.done.__getitem__) if living and pick % 2 else here[pick % len(here)]

    def _reasons(self, name: str, who: str, data: dict[str, Any]) -> list[str] | None:
        """Why it was refused, in sentences; None when it was done."""
        try:
            perform(self.now(), name, by=self.by(who), reason="parce que", **data)
        except Refused as refused:
            return refused.reasons
        self.done[name] += 1
        return None

    @rule()
    def file_again(self):
        self._file()

    @rule(is_meant=st.sampled_from([False, False, True]))
    def take_it_back(self, is_meant):
        if not is_meant:
            self._file()
            return
        with suppress(Refused):
            take_back(self.now(), at=timezone.now(), by=self.by("carrier"))
            self.write("title")

    @rule(field=st.sampled_from(["title", "context"]))
    def somebody_writes(self, field):
        self.write(field)

    def write(self, field: str) -> None:
        self.words += 1
        revision = self.dossier.answers.get(field=field).revision
        with suppress(Refused):
            save_answer(self.now(), field=field, value=f"Mots {self.words}", revision=revision, at=timezone.now(),
                        by=self.by("carrier"))  # fmt: skip

    @rule(opinion=st.sampled_from(VisaOpinion.values))
    def give_the_visa(self, opinion):
        self._give(opinion)

    def _give(self, opinion: str) -> None:
        visa = self.dossier.visas.in_force().first()
        if visa is not None:
            with suppress(Refused):
                visas.give_visa(visa, opinion=opinion, comment="Vu.", at=timezone.now(), by=self.by("director"))

    @rule(who=WHO)
    def speak(self, who):
        for say in (talk.add_note, talk.send_message):
            with suppress(Refused):
                say(self.now(), text=f"Mots de {who}", at=timezone.now(), by=self.by(who))

    @rule(who=WHO, asked=WHO)
    def ask_somebody(self, who, asked):
        with suppress(Refused):
            informing.ask_opinion(self.now(), person=self.people[asked], question="?", at=timezone.now(),
                                  by=self.by(who))  # fmt: skip

    @rule(days=st.integers(1, 30))
    def time_passes_for_completions(self, days):
        completing.resume_overdue(timezone.now() + timedelta(days=days))

    @invariant()
    def what_was_filed_stays(self):
        dossier = self.now()
        filings = list(dossier.filings.order_by("number"))
        assert [filing.sha256 for filing in filings] == self.filed
        assert [filing.number for filing in filings] == list(range(1, len(filings) + 1))
        assert all(fingerprint(filing.content) == filing.sha256 for filing in filings)
        assert dossier.filing == filings[-1]
        assert dossier.reference == self.reference
        # the board keeps its counts of days, as this never changes
        assert dossier.first_filed_at == filings[0].received_at

    @invariant()
    def everybody_reads_what_was_filed(self):
        dossier = self.now()
        assert dossier.title == dossier.filing.content["title"] == dossier.listed["title"]

    @invariant()
    def a_working_copy_is_open_only_where_something_may_be_written(self):
        dossier = Dossier.objects.for_content().get(pk=self.dossier.pk)
        is_open = dossier.taken_back_at is not None or dossier.state == S.COMPLETION
        if not is_open:
            same = ("answers", "partners", "budget", "papers", "months", "unit")
            written, filed = content_of(dossier), dossier.filing.content
            assert {key: written[key] for key in same} == {key: filed[key] for key in same}

    @invariant()
    def one_institute_examines_and_one_request_at_most_is_open(self):
        dossier = self.now()
        assert dossier.institute in self.institutes
        assert (dossier.routed_to is not None) == (dossier.state == S.ROUTED)
        assert dossier.taken_back_at is None or dossier.state == S.FILED
        is_asked = dossier.completions.filter(state=CompletionState.ASKED).count()
        assert is_asked == (dossier.state == S.COMPLETION)
        assert dossier.visas.in_force().count() <= 1
        assert not dossier.informed.filter(institute=dossier.institute_id).exists()
        moved = timeline(dossier).filter(act="take-over").first()
        if moved is not None:
            assert dossier.institute.code == moved.data["institute"]

    @invariant()
    def those_who_have_no_part_in_it_read_nothing_of_it(self):
        dossier, nobody = self.now(), self.by("nobody")
        is_asked = dossier.opinions.filter(person=nobody.person_id).exists()
        assert Dossier.objects.visible_to(nobody).filter(pk=dossier.pk).exists() == is_asked
        assert dossier.parts_of(nobody) == (frozenset({"content", "opinions"}) if is_asked else frozenset())

    def teardown(self):
        assert list(verify([Dossier])) == []


@pytest.mark.both
@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["iea", "irp", "irn", "irl"])
def test_any_walk_around_a_dossier_keeps_its_promises(slug):
    done: Counter[str] = Counter()
    run_state_machine_as_test(
        type("Walk", (Walk,), {"slug": slug, "done": done}),
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    # the walks get somewhere
    assert {"admit", "ask-completion", "route", "take-over", "send-back", "complete", "resume"} <= set(done)
