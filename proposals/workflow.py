"""The life of a dossier, from its first line to the start of the action; there the award's life begins.

One table for every instrument, restricted to the steps its rules name (`DOSSIER.restricted_to(rules.steps)`).
What leaves the dossier where it stands is recorded, not performed: taking it back before the deadline (the filed
version stays valid), visas, opinions, informing other institutes, the security officer's confidential opinion, a
ranking being drawn up. A decision not yet released is a row of the evaluation: the state says that one exists, never
which.
"""

from django.utils.translation import gettext_lazy as _

from directory.enums import Role
from instruments.steps import Step
from proposals import effects, guards
from proposals.conditions import asked_above
from proposals.enums import DossierState as S
from proposals.enums import VisaState as V
from proposals.querysets.dossiers import UNFILED
from proposals.visa_dates import VISA_DAYS
from workflow.table import Kind, Shape, State, Table, Transition

CARRIER = frozenset({Role.CARRIER})
HOUSE = frozenset({Role.SYSTEM})
OFFICER = frozenset({Role.INSTITUTE_OFFICER})
INSTITUTE = frozenset({Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION})
DIRECTION = frozenset({Role.INSTITUTE_DIRECTION})
DERCI = frozenset({Role.DERCI_OFFICER})
COLLEGE = frozenset({Role.COLLEGE_SECRETARY})
SECTION = frozenset({Role.SECTION_CHAIR})

# they read the inner labels, names and reasons; the carrier, co-editors, partners, directors and reviewers do not
INSIDERS = INSTITUTE | DERCI | COLLEGE | SECTION | {
    Role.DERCI_DIRECTOR, Role.SECTION_MEMBER, Role.FINANCE_OFFICER, Role.ADMINISTRATOR,
}  # fmt: skip

IN_EVALUATION = _("In evaluation")
IN_EXAMINATION = _("Filed")

# states an already filed dossier can be in, until the action starts
EVALUATED = (S.ADMISSIBLE, S.IN_REVIEW, S.IN_SECTION, S.SECTION_HEARD, S.RANKED, S.ARBITRATED, S.INSTITUTE_DECIDED,
             S.BEFORE_COLLEGE, S.COLLEGE_DECIDED)  # fmt: skip
GRANTED = (S.SELECTED, S.LETTERS, S.SET_UP, S.SET_UP_EXTENDED)
ANSWERED = (S.EXPRESSED, S.INVITED, S.ADVISED_AGAINST)

STATES = (
    # -- writing -----------------------------------------------------------------------------------
    State(S.DRAFT, S.DRAFT.label, kind=Kind.EDITING, shape=Shape.DRAFT, actors=CARRIER),
    State(S.EXPRESSED, S.EXPRESSED.label, kind=Kind.WAITING, shape=Shape.WAIT, actors=OFFICER, target_days=30),
    State(S.INVITED, S.INVITED.label, kind=Kind.EDITING, shape=Shape.YOURS, actors=CARRIER),
    State(S.ADVISED_AGAINST, S.ADVISED_AGAINST.label, kind=Kind.EDITING, shape=Shape.ASK, actors=CARRIER),
    State(S.LAPSED, S.LAPSED.label, kind=Kind.FINAL, shape=Shape.OFF),
    State(S.DISCARDED, S.DISCARDED.label, kind=Kind.FINAL, shape=Shape.OFF),
    # -- triage ------------------------------------------------------------------------------------
    State(S.FILED, S.FILED.label, kind=Kind.WAITING, shape=Shape.WAIT, public_label=IN_EXAMINATION, actors=OFFICER,
          target_days=21),
    State(S.COMPLETION, S.COMPLETION.label, kind=Kind.WAITING, shape=Shape.ASK, actors=CARRIER, target_days=15),
    State(S.ROUTED, S.ROUTED.label, kind=Kind.WAITING, shape=Shape.WAIT, actors=OFFICER, target_days=10),
    State(S.INADMISSIBLE, S.INADMISSIBLE.label, kind=Kind.FINAL, shape=Shape.STOP),
    # -- evaluation: one public word, so that no inner step shows ------------------------------------
    State(S.ADMISSIBLE, S.ADMISSIBLE.label, kind=Kind.WAITING, shape=Shape.WAIT, public_label=IN_EVALUATION,
          actors=OFFICER, target_days=15),
    State(S.IN_REVIEW, S.IN_REVIEW.label, kind=Kind.WAITING, shape=Shape.WAIT, public_label=IN_EVALUATION,
          actors=OFFICER, target_days=60),
    State(S.IN_SECTION, S.IN_SECTION.label, kind=Kind.WAITING, shape=Shape.WAIT, public_label=IN_EVALUATION,
          actors=SECTION, target_days=120),
    State(S.SECTION_HEARD, S.SECTION_HEARD.label, kind=Kind.WAITING, shape=Shape.WAIT, public_label=IN_EVALUATION,
          actors=INSTITUTE, target_days=30),
    State(S.RANKED, S.RANKED.label, kind=Kind.WAITING, shape=Shape.WAIT, public_label=IN_EVALUATION,
          actors=DERCI | DIRECTION, target_days=30),
    # -- decided, not released: still « in evaluation » outside --------------------------------------
    State(S.ARBITRATED, S.ARBITRATED.label, kind=Kind.WAITING, shape=Shape.WAIT, public_label=IN_EVALUATION,
          actors=DERCI, target_days=15),
    State(S.INSTITUTE_DECIDED, S.INSTITUTE_DECIDED.label, kind=Kind.WAITING, shape=Shape.WAIT,
          public_label=IN_EVALUATION, actors=DIRECTION, target_days=15),
    State(S.BEFORE_COLLEGE, S.BEFORE_COLLEGE.label, kind=Kind.WAITING, shape=Shape.WAIT, public_label=IN_EVALUATION,
          actors=COLLEGE, target_days=60),
    State(S.COLLEGE_DECIDED, S.COLLEGE_DECIDED.label, kind=Kind.WAITING, shape=Shape.WAIT, public_label=IN_EVALUATION,
          actors=DERCI, target_days=15),
    # -- released ----------------------------------------------------------------------------------
    State(S.NOT_SELECTED, S.NOT_SELECTED.label, kind=Kind.FINAL, shape=Shape.STOP),
    State(S.RESERVE, S.RESERVE.label, kind=Kind.WAITING, shape=Shape.WAIT, actors=DERCI | DIRECTION),
    State(S.SELECTED, S.SELECTED.label, kind=Kind.WAITING, shape=Shape.DONE, actors=DERCI | OFFICER, target_days=30),
    # -- formalisation -----------------------------------------------------------------------------
    State(S.LETTERS, S.LETTERS.label, kind=Kind.WAITING, shape=Shape.WAIT, actors=OFFICER, target_days=180),
    State(S.SET_UP, S.SET_UP.label, kind=Kind.WAITING, shape=Shape.WAIT, actors=OFFICER, target_days=365),
    State(S.SET_UP_EXTENDED, S.SET_UP_EXTENDED.label, kind=Kind.WAITING, shape=Shape.WAIT, actors=OFFICER,
          target_days=365),
    State(S.STARTED, S.STARTED.label, kind=Kind.FINAL, shape=Shape.DONE),
    State(S.WITHDRAWN, S.WITHDRAWN.label, kind=Kind.FINAL, shape=Shape.OFF),
)  # fmt: skip

WRITING = (
    Transition("express", _("Express interest"), step=Step.EXPRESSION, sources=(S.DRAFT,), target=S.EXPRESSED,
               roles=CARRIER, guards=(guards.expression_is_in_time, guards.nothing_blocks_expression),
               prepares=(effects.freeze_expression,), messages=("expression.received", "expression.institute")),
    Transition("invite", _("Invite to file"), step=Step.EXPRESSION, sources=(S.EXPRESSED, S.ADVISED_AGAINST),
               target=S.INVITED, roles=OFFICER, messages=("expression.invited",)),
    Transition("advise-against", _("Advise against filing"), step=Step.EXPRESSION, sources=(S.EXPRESSED,),
               target=S.ADVISED_AGAINST, roles=OFFICER, needs_reason=True, has_public_reason=True,
               messages=("expression.advised-against",)),
    # the house files by mandate, at the last instant before closing
    Transition("submit", _("File the dossier"), step=Step.FILING,
               sources=UNFILED, target=S.FILED, roles=CARRIER | HOUSE,
               guards=(guards.is_in_time, guards.is_invited_if_needed, guards.nothing_blocks),
               prepares=(effects.freeze_dossier,), effects=(effects.inform_institutes, effects.ask_director),
               messages=("dossier.received", "dossier.filed", "dossier.informed")),
    Transition("discard", _("Discard the draft"), sources=(S.DRAFT,), target=S.DISCARDED, roles=CARRIER),
    Transition("lapse", _("Set aside, not filed by the closing"), sources=UNFILED, target=S.LAPSED,
               roles=HOUSE, messages=("dossier.lapsed",)),
)  # fmt: skip

# the house puts a dossier back where it lapsed from, when an officer gives it a new closing (`actions/extensions.py`):
# of a draft, which they do not read, they have no role in the table
REOPENED = {state: "reopen" if state == S.DRAFT else f"reopen-{state.value}" for state in UNFILED}
REOPENING = tuple(
    Transition(name, _("Open again, with more time"), step=None if state == S.DRAFT else Step.EXPRESSION,
               sources=(S.LAPSED,), target=state, roles=HOUSE, messages=("dossier.reopened",), is_offered=False,
               reopens=True)
    for state, name in REOPENED.items()
)  # fmt: skip

TRIAGE = (
    Transition("admit", _("Declare admissible"), step=Step.TRIAGE, sources=(S.FILED,), target=S.ADMISSIBLE,
               roles=OFFICER, is_bulk=True, guards=(guards.visa_is_settled, guards.is_not_taken_back),
               messages=("dossier.admitted",)),
    Transition("ask-completion", _("Ask for completion"), step=Step.TRIAGE, sources=(S.FILED,), target=S.COMPLETION,
               roles=OFFICER, needs_reason=True, has_public_reason=True,
               # the request is between the institute and the writers: the director reads that there is one
               reason_readers=frozenset({Role.CARRIER, Role.COEDITOR}),
               guards=(guards.is_not_taken_back, guards.names_parts_and_a_date), prepares=(effects.open_completion,),
               messages=("completion.asked",)),
    Transition("complete", _("Send the completion"), step=Step.TRIAGE, sources=(S.COMPLETION,), target=S.FILED,
               roles=CARRIER, guards=(guards.completion_changes_something,), prepares=(effects.freeze_completion,),
               effects=(effects.answer_completion,), messages=("dossier.received", "completion.answered")),
    # the date has passed, or the officer no longer needs it: what is there is examined
    Transition("resume", _("Resume without the completion"), step=Step.TRIAGE, sources=(S.COMPLETION,),
               target=S.FILED, roles=OFFICER | HOUSE, effects=(effects.close_completion,),
               messages=("completion.closed",)),
    Transition("route", _("Pass to another institute"), step=Step.TRIAGE, sources=(S.FILED, S.ADMISSIBLE),
               target=S.ROUTED, roles=OFFICER, needs_reason=True,
               guards=(guards.is_not_taken_back, guards.goes_elsewhere), prepares=(effects.pass_to_institute,),
               messages=("dossier.routed",)),
    Transition("take-over", _("Take the dossier over"), step=Step.TRIAGE, sources=(S.ROUTED,), target=S.FILED,
               roles=OFFICER, guards=(guards.is_in_its_hands,), effects=(effects.hand_over,),
               messages=("dossier.taken-over",)),
    Transition("send-back", _("Send the dossier back"), step=Step.TRIAGE, sources=(S.ROUTED,), target=S.FILED,
               roles=OFFICER, needs_reason=True, effects=(effects.keep_here,), messages=("dossier.sent-back",)),
    # what was admissible when it was passed on is so again once it is sent back: the house says it at once
    Transition("find-admissible-again", _("Admissible as before it was passed on"), step=Step.TRIAGE,
               sources=(S.FILED,), target=S.ADMISSIBLE, roles=HOUSE, guards=(guards.was_admissible,),
               is_offered=False),
    Transition("reconsider", _("Examine again"), step=Step.TRIAGE, sources=(S.ADMISSIBLE,), target=S.FILED,
               roles=OFFICER, needs_reason=True, messages=("dossier.reconsidered",)),
    Transition("declare-inadmissible", _("Declare inadmissible"), step=Step.TRIAGE, sources=(S.FILED,),
               target=S.INADMISSIBLE, roles=OFFICER, needs_reason=True, has_public_reason=True,
               guards=(guards.is_not_taken_back,), messages=("dossier.inadmissible",)),
)  # fmt: skip

EVALUATION = (
    Transition("start-review", _("Open the peer review"), step=Step.REVIEW, sources=(S.ADMISSIBLE,),
               target=S.IN_REVIEW, roles=OFFICER, is_bulk=True),
    # opened on several by mistake and undone: whoever asks reviewers says whether that can still be
    Transition("close-review", _("Take back from the peer review"), step=Step.REVIEW, sources=(S.IN_REVIEW,),
               target=S.ADMISSIBLE, roles=OFFICER, needs_reason=True, guards=(asked_above,), is_offered=False),
    Transition("send-to-section", _("Send to the section"), step=Step.SECTION, sources=(S.IN_REVIEW,),
               target=S.IN_SECTION, roles=OFFICER, is_bulk=True),
    # the chair signs the minutes of the session; the house writes the opinion on each dossier
    Transition("give-section-opinion", _("Give the section’s opinion"), step=Step.SECTION, sources=(S.IN_SECTION,),
               target=S.SECTION_HEARD, roles=SECTION | HOUSE, effects=(effects.note_section_opinion,),
               is_offered=False),
    Transition("rank", _("Close the ranking"), step=Step.RANKING, sources=(S.IN_REVIEW, S.SECTION_HEARD),
               target=S.RANKED, roles=INSTITUTE, is_bulk=True, is_offered=False),
    Transition("reopen-ranking", _("Reopen the ranking"), step=Step.RANKING, sources=(S.RANKED,), target=S.IN_REVIEW,
               roles=DIRECTION, needs_reason=True, is_bulk=True, is_offered=False),
    Transition("arbitrate", _("Close the arbitration"), step=Step.ARBITRATION, sources=(S.RANKED,),
               target=S.ARBITRATED, roles=DERCI, is_bulk=True, is_offered=False),
    Transition("reopen-arbitration", _("Reopen the arbitration"), step=Step.ARBITRATION, sources=(S.ARBITRATED,),
               target=S.RANKED, roles=DERCI, needs_reason=True, is_bulk=True, is_offered=False),
    # the institute decides with the Derci: its agreement is a guard of the act that draws the decisions
    Transition("decide", _("Close the decision"), step=Step.INSTITUTE_DECISION, sources=(S.RANKED,),
               target=S.INSTITUTE_DECIDED, roles=DIRECTION, is_bulk=True, is_offered=False),
    Transition("reopen-decision", _("Reopen the decision"), step=Step.INSTITUTE_DECISION,
               sources=(S.INSTITUTE_DECIDED,), target=S.RANKED, roles=DIRECTION, needs_reason=True, is_bulk=True,
               is_offered=False),
    Transition("propose", _("Propose to the collège"), step=Step.COLLEGE, sources=(S.SECTION_HEARD, S.RANKED),
               target=S.BEFORE_COLLEGE, roles=DIRECTION),
    Transition("record-decision", _("Record the collège’s decision"), step=Step.COLLEGE, sources=(S.BEFORE_COLLEGE,),
               target=S.COLLEGE_DECIDED, roles=COLLEGE, is_offered=False),
    Transition("correct-record", _("Correct the record"), step=Step.COLLEGE, sources=(S.COLLEGE_DECIDED,),
               target=S.BEFORE_COLLEGE, roles=COLLEGE, needs_reason=True, is_offered=False),
)  # fmt: skip


def _released(step: Step, source: S, roles: frozenset[str]) -> tuple[Transition, ...]:
    """What can come out of a decision: the same acts whoever releases, once per deciding body."""
    return (
        Transition("select", _("Release: selected"), step=step, sources=(source,), target=S.SELECTED,
                   roles=roles | HOUSE, is_bulk=True, is_offered=False),
        Transition("put-in-reserve", _("Release: on the reserve list"), step=step, sources=(source,),
                   target=S.RESERVE, roles=roles | HOUSE, is_bulk=True, is_offered=False),
        Transition("not-select", _("Release: not selected"), step=step, sources=(source,), target=S.NOT_SELECTED,
                   roles=roles | HOUSE, is_bulk=True, is_offered=False),
        Transition("call-from-reserve", _("Select from the reserve list"), step=step, sources=(S.RESERVE,),
                   target=S.SELECTED, roles=roles | HOUSE, is_offered=False),
        Transition("close-reserve", _("Close the reserve list"), step=step, sources=(S.RESERVE,),
                   target=S.NOT_SELECTED, roles=roles | HOUSE, is_bulk=True, is_offered=False),
    )  # fmt: skip


RELEASE = (
    *_released(Step.ARBITRATION, S.ARBITRATED, DERCI),
    *_released(Step.INSTITUTE_DECISION, S.INSTITUTE_DECIDED, DIRECTION),
    *(t for t in _released(Step.COLLEGE, S.COLLEGE_DECIDED, DERCI) if t.name in ("select", "not-select")),
)

FORMALISATION = (
    Transition("notify", _("Notify: the action starts"), step=Step.NOTIFICATION, sources=(S.SELECTED,),
               target=S.STARTED, roles=DERCI, is_bulk=True, guards=(asked_above,)),
    Transition("open-letters", _("Ask for the commitment letters"), step=Step.LETTERS, sources=(S.SELECTED,),
               target=S.LETTERS, roles=OFFICER, guards=(asked_above,)),
    Transition("start", _("All letters are signed: start the action"), step=Step.LETTERS, sources=(S.LETTERS,),
               target=S.STARTED, roles=OFFICER, guards=(asked_above,)),
    Transition("give-up", _("Give up: the institutions do not commit"), step=Step.LETTERS, sources=(S.LETTERS,),
               target=S.NOT_SELECTED, roles=DIRECTION, needs_reason=True, has_public_reason=True),
    Transition("open-set-up", _("Open the set-up year"), step=Step.SET_UP, sources=(S.SELECTED,), target=S.SET_UP,
               roles=OFFICER, guards=(asked_above,)),
    Transition("extend-set-up", _("Extend the set-up year, once"), step=Step.SET_UP, sources=(S.SET_UP,),
               target=S.SET_UP_EXTENDED, roles=DERCI, needs_reason=True, has_public_reason=True, guards=(asked_above,)),
    Transition("sign-convention", _("The convention is signed: start the action"), step=Step.SET_UP,
               sources=(S.SET_UP, S.SET_UP_EXTENDED), target=S.STARTED, roles=OFFICER, guards=(asked_above,)),
    Transition("return-to-college", _("Return to the collège"), step=Step.SET_UP,
               sources=(S.SET_UP, S.SET_UP_EXTENDED), target=S.BEFORE_COLLEGE, roles=OFFICER | HOUSE,
               needs_reason=True),
    Transition("withdraw", _("Withdraw the dossier"),
               sources=(*ANSWERED, S.FILED, S.COMPLETION, S.ROUTED, *EVALUATED, S.RESERVE, *GRANTED),
               target=S.WITHDRAWN, roles=CARRIER, needs_reason=True, has_public_reason=True,
               # between those who wrote the dossier and the institute: the director reads that it is withdrawn
               reason_readers=frozenset({Role.CARRIER, Role.COEDITOR}),
               prepares=(effects.end_everything,), effects=(effects.keep_here,), messages=("dossier.withdrawn",)),
)  # fmt: skip

DOSSIER = Table(
    aggregate="dossier",
    initial=S.DRAFT,
    insiders=INSIDERS,
    states=STATES,
    transitions=(*WRITING, *REOPENING, *TRIAGE, *EVALUATION, *RELEASE, *FORMALISATION),
)

HEADS = frozenset({Role.UNIT_DIRECTOR, Role.INSTITUTE_DIRECTION})

VISA = Table(
    aggregate="visa",
    initial=V.PREPARED,
    states=(
        State(V.PREPARED, V.PREPARED.label, kind=Kind.WAITING, shape=Shape.WAIT, actors=HOUSE),
        State(V.ASKED, V.ASKED.label, kind=Kind.WAITING, shape=Shape.WAIT, actors=HEADS, target_days=VISA_DAYS),
        State(V.GIVEN, V.GIVEN.label, kind=Kind.WAITING, shape=Shape.DONE, actors=HOUSE),
        State(V.WAIVED, V.WAIVED.label, kind=Kind.WAITING, shape=Shape.OFF, actors=HOUSE),
        State(V.SUPERSEDED, V.SUPERSEDED.label, kind=Kind.FINAL, shape=Shape.OFF),
    ),
    transitions=(
        # the filing itself asks
        Transition("ask", _("Ask for the opinion"), sources=(V.PREPARED,), target=V.ASKED, roles=HOUSE,
                   messages=("visa.asked",)),
        Transition("give", _("Give the opinion"), sources=(V.ASKED,), target=V.GIVEN, roles=HEADS, is_bulk=True,
                   guards=(guards.opinion_is_said,), prepares=(effects.write_opinion,), messages=("visa.given",)),
        # asked, or held up because nobody is in office: the institute need not wait for either
        Transition("waive", _("Examine without the opinion"), sources=(V.ASKED, V.PREPARED), target=V.WAIVED,
                   roles=OFFICER, needs_reason=True, guards=(guards.is_on_a_filing,)),
        # another version was filed: a new opinion is asked
        Transition("supersede", _("Replace by a new filing"), sources=(V.PREPARED, V.ASKED, V.GIVEN, V.WAIVED),
                   target=V.SUPERSEDED, roles=HOUSE),
    ),
)  # fmt: skip
