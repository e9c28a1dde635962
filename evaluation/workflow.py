"""The lives of a review, a session, a ranking and a publication of results."""

from django.utils.translation import gettext_lazy as _

from directory.enums import Role
from evaluation import effects, guards
from evaluation.enums import RankingState as K
from evaluation.enums import ReleaseState as P
from evaluation.enums import ReviewState as R
from evaluation.enums import SessionState as T
from workflow.table import Kind, Shape, State, Table, Transition

HOUSE = frozenset({Role.SYSTEM})
REVIEWER = frozenset({Role.REVIEWER})
OFFICER = frozenset({Role.INSTITUTE_OFFICER})
DIRECTION = frozenset({Role.INSTITUTE_DIRECTION})
INSTITUTE = OFFICER | DIRECTION
DERCI = frozenset({Role.DERCI_OFFICER})
CHAIR = frozenset({Role.SECTION_CHAIR})
# they read the names and reasons; a reviewer reads their own acts
STAFF = INSTITUTE | DERCI | {Role.DERCI_DIRECTOR}

REVIEW = Table(
    aggregate="review",
    initial=R.INVITED,
    insiders=STAFF,
    states=(
        State(R.INVITED, R.INVITED.label, kind=Kind.WAITING, shape=Shape.ASK, actors=REVIEWER, target_days=7),
        State(R.TO_RULE, R.TO_RULE.label, kind=Kind.WAITING, shape=Shape.WAIT, actors=OFFICER, target_days=5),
        State(R.WRITING, R.WRITING.label, kind=Kind.EDITING, shape=Shape.DRAFT, actors=REVIEWER, target_days=30),
        State(R.FILED, R.FILED.label, kind=Kind.WAITING, shape=Shape.DONE, actors=OFFICER),
        State(R.DECLINED, R.DECLINED.label, kind=Kind.FINAL, shape=Shape.OFF),
        State(R.EXCLUDED, R.EXCLUDED.label, kind=Kind.FINAL, shape=Shape.STOP),
        State(R.REMOVED, R.REMOVED.label, kind=Kind.FINAL, shape=Shape.OFF),
    ),
    transitions=(
        Transition("accept", _("Accept: I have no interest in this dossier"), sources=(R.INVITED,), target=R.WRITING,
                   roles=REVIEWER, guards=(guards.nothing_excludes, guards.declares_none),
                   prepares=(effects.answer_review,), messages=("review.accepted",)),
        Transition("accept-with-interest", _("Accept, with a minor interest"), sources=(R.INVITED,), target=R.TO_RULE,
                   roles=REVIEWER, guards=(guards.nothing_excludes, guards.declares_minor),
                   prepares=(effects.answer_review,), messages=("review.to-rule",)),
        Transition("recuse", _("I have an excluding interest"), sources=(R.INVITED, R.WRITING), target=R.EXCLUDED,
                   roles=REVIEWER, guards=(guards.declares_excluding,), prepares=(effects.answer_review,),
                   messages=("review.excluded",)),
        Transition("decline", _("Decline the review"), sources=(R.INVITED, R.WRITING), target=R.DECLINED,
                   roles=REVIEWER, needs_reason=True, prepares=(effects.answer_review,),
                   messages=("review.declined",)),
        Transition("allow", _("Rule: may evaluate"), sources=(R.TO_RULE,), target=R.WRITING, roles=OFFICER,
                   needs_reason=True, effects=(effects.rule_allowed,), messages=("review.allowed",)),
        Transition("exclude", _("Rule: may not evaluate"), sources=(R.INVITED, R.TO_RULE, R.WRITING),
                   target=R.EXCLUDED, roles=OFFICER, needs_reason=True, effects=(effects.rule_excluded,),
                   messages=("review.not-needed",)),
        Transition("file", _("File the review"), sources=(R.WRITING,), target=R.FILED, roles=REVIEWER,
                   guards=(guards.review_is_complete,), prepares=(effects.stamp_review,), messages=("review.filed",)),
        Transition("reopen", _("Reopen the review"), sources=(R.FILED,), target=R.WRITING, roles=OFFICER,
                   needs_reason=True, has_public_reason=True, guards=(guards.dossier_is_in_review,),
                   messages=("review.reopened",)),
        Transition("remove", _("Withdraw the request"), sources=(R.INVITED, R.TO_RULE, R.WRITING), target=R.REMOVED,
                   roles=OFFICER | HOUSE, needs_reason=True, messages=("review.not-needed",)),
        # once the dossier is decided, the review is kept as it is
        Transition("strike", _("Set the review aside"), sources=(R.FILED,), target=R.REMOVED, roles=OFFICER,
                   needs_reason=True, guards=(guards.dossier_is_in_review,)),
    ),
)  # fmt: skip

SESSION = Table(
    aggregate="session",
    initial=T.PREPARED,
    states=(
        State(T.PREPARED, T.PREPARED.label, kind=Kind.EDITING, shape=Shape.DRAFT, actors=INSTITUTE | CHAIR),
        State(T.LIVE, T.LIVE.label, kind=Kind.RUNNING, shape=Shape.YOURS, actors=CHAIR),
        State(T.CLOSED, T.CLOSED.label, kind=Kind.WAITING, shape=Shape.ASK, actors=CHAIR, target_days=7),
        State(T.SIGNED, T.SIGNED.label, kind=Kind.FINAL, shape=Shape.DONE),
        State(T.CANCELLED, T.CANCELLED.label, kind=Kind.FINAL, shape=Shape.OFF),
    ),
    transitions=(
        Transition("open", _("Open the session"), sources=(T.PREPARED,), target=T.LIVE, roles=INSTITUTE | CHAIR,
                   guards=(guards.session_can_open,), effects=(effects.stamps("opened_at"), effects.tell_screens)),
        Transition("close", _("Close the session"), sources=(T.LIVE,), target=T.CLOSED, roles=INSTITUTE | CHAIR,
                   guards=(guards.everything_is_concluded,),
                   effects=(effects.stamps("closed_at"), effects.tell_screens)),
        Transition("resume", _("Resume the session"), sources=(T.CLOSED,), target=T.LIVE, roles=CHAIR,
                   needs_reason=True, effects=(effects.tell_screens,)),
        Transition("sign", _("Sign the minutes"), sources=(T.CLOSED,), target=T.SIGNED, roles=CHAIR,
                   prepares=(effects.freeze_minutes,),
                   effects=(effects.stamps("signed_at"), effects.tell_screens, effects.give_opinions),
                   messages=("session.signed",)),
        Transition("cancel", _("Cancel the session"), sources=(T.PREPARED,), target=T.CANCELLED,
                   roles=INSTITUTE | CHAIR, needs_reason=True, messages=("session.cancelled",)),
    ),
)  # fmt: skip

RANKING = Table(
    aggregate="ranking",
    initial=K.OPEN,
    states=(
        State(K.OPEN, K.OPEN.label, kind=Kind.EDITING, shape=Shape.DRAFT, actors=DIRECTION, target_days=30),
        State(K.SIGNED, K.SIGNED.label, kind=Kind.WAITING, shape=Shape.WAIT, actors=DIRECTION),
        State(K.CLOSED, K.CLOSED.label, kind=Kind.FINAL, shape=Shape.DONE),
    ),
    transitions=(
        Transition("sign", _("Sign the ranking"), sources=(K.OPEN,), target=K.SIGNED, roles=DIRECTION,
                   guards=(guards.ranking_is_whole,), prepares=(effects.sign_ranking,),
                   effects=(effects.rank_dossiers,), messages=("ranking.signed",)),
        Transition("reopen", _("Reopen the ranking"), sources=(K.SIGNED,), target=K.OPEN, roles=DIRECTION,
                   needs_reason=True, guards=(guards.nothing_is_arbitrated,), effects=(effects.unrank_dossiers,)),
        # once every decision of it is published
        Transition("close", _("Close the ranking"), sources=(K.SIGNED,), target=K.CLOSED, roles=HOUSE),
    ),
)  # fmt: skip

SIGNATORIES = frozenset({Role.DERCI_DIRECTOR, Role.INSTITUTE_DIRECTION, Role.PRESIDENT})
RELEASE = Table(
    aggregate="release",
    initial=P.PREPARED,
    states=(
        State(P.PREPARED, P.PREPARED.label, kind=Kind.EDITING, shape=Shape.DRAFT, actors=SIGNATORIES),
        State(P.SIGNED, P.SIGNED.label, kind=Kind.WAITING, shape=Shape.WAIT, actors=HOUSE),
        State(P.RELEASING, P.RELEASING.label, kind=Kind.RUNNING, shape=Shape.WAIT, actors=HOUSE),
        State(P.RELEASED, P.RELEASED.label, kind=Kind.FINAL, shape=Shape.DONE),
        State(P.CANCELLED, P.CANCELLED.label, kind=Kind.FINAL, shape=Shape.OFF),
    ),
    transitions=(
        Transition("sign", _("Sign, to be published at the chosen hour"), sources=(P.PREPARED,), target=P.SIGNED,
                   roles=SIGNATORIES, guards=(guards.signs_in_office, guards.release_is_whole),
                   prepares=(effects.sign_release,)),
        Transition("hold", _("Hold the publication"), sources=(P.SIGNED,), target=P.PREPARED,
                   roles=SIGNATORIES | DERCI, needs_reason=True, effects=(effects.unsign_release,)),
        Transition("begin", _("Begin the publication"), sources=(P.SIGNED,), target=P.RELEASING, roles=HOUSE),
        Transition("finish", _("End the publication"), sources=(P.RELEASING,), target=P.RELEASED, roles=HOUSE,
                   effects=(effects.stamp_release,)),
        Transition("cancel", _("Give up this publication"), sources=(P.PREPARED,), target=P.CANCELLED,
                   roles=SIGNATORIES | INSTITUTE | DERCI, needs_reason=True, effects=(effects.free_decisions,)),
    ),
)  # fmt: skip
