"""The states of dossiers as the board counts them: those of triage one by one, the later ones in a few words.

An institute that is only informed reads the public words: no inner step shows, neither in counts nor in filters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from proposals.enums import DossierState as S
from proposals.workflow import DOSSIER, STATES


@dataclass(frozen=True)
class Group:
    """States counted together, under one word; `state=` of the first stands for all of them."""

    label: Any
    states: tuple[str, ...]

    @property
    def slug(self) -> str:
        return self.states[0]


# a draft, discarded or lapsed, is never filed: it has no place here
INNER = (
    Group(_("Interest expressed"), (S.EXPRESSED,)),
    Group(_("To be examined"), (S.FILED,)),
    Group(_("Completion asked"), (S.COMPLETION,)),
    Group(_("Passed on"), (S.ROUTED,)),
    Group(_("Admissible"), (S.ADMISSIBLE,)),
    Group(_("Inadmissible"), (S.INADMISSIBLE,)),
    Group(_("In evaluation"), (S.IN_REVIEW, S.IN_SECTION, S.SECTION_HEARD, S.RANKED)),
    Group(_("Being decided"), (S.ARBITRATED, S.INSTITUTE_DECIDED, S.BEFORE_COLLEGE, S.COLLEGE_DECIDED)),
    Group(_("Selected"), (S.SELECTED, S.RESERVE, S.LETTERS, S.SET_UP, S.SET_UP_EXTENDED, S.STARTED)),
    Group(_("Not selected"), (S.NOT_SELECTED,)),
    Group(_("Not filed in the end"), (S.INVITED, S.ADVISED_AGAINST, S.LAPSED, S.DISCARDED, S.WITHDRAWN)),
)


def _public() -> tuple[Group, ...]:
    """States that outsiders call by the same word, together."""
    # one word is one lazy text: they are told apart without being translated
    found: dict[int, tuple[Any, list[str]]] = {}
    for state in STATES:
        label = state.said_to(public=True)
        found.setdefault(id(label), (label, []))[1].append(state.slug)
    return tuple(Group(label, tuple(slugs)) for label, slugs in found.values())


PUBLIC = _public()


def groups(*, is_public: bool) -> tuple[Group, ...]:
    return PUBLIC if is_public else INNER


def word(slug: str) -> str:
    """The label of a state for those who examine."""
    return str(DOSSIER.state(slug).label)


def public_word(slug: str) -> str:
    """The label of a state for those who do not."""
    return str(DOSSIER.state(slug).said_to(public=True))


def widened(slugs: list[str], *, is_public: bool) -> list[str]:
    """The states meant by these; in public words, whatever has the same word."""
    if not is_public:
        return slugs
    return [state for group in PUBLIC if set(slugs) & set(group.states) for state in group.states]


def public_ranks() -> dict[str, int]:
    """The same place for all states of one public word, so that an order tells nothing of inner steps."""
    return {state: place for place, group in enumerate(PUBLIC) for state in group.states}
