"""Two texts for one question: how they are shown, and what the person chose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.http import QueryDict

from proposals.forms.editor import Sent
from proposals.models import Answer

KEEP, TAKE, JOIN = "mine", "theirs", "join"


@dataclass(frozen=True)
class Conflict:
    """What I typed and what somebody else kept since I read the question."""

    bound: BoundField
    mine: Sent
    theirs: Answer


@dataclass(frozen=True)
class Compared:
    """A conflict as the page shows it: both values in words, both joined when they are texts."""

    slug: str
    label: Any
    mine: str
    theirs: str
    raw: list[str]
    joined: str
    revision: int
    who: Any
    at: Any
    is_text: bool


def asked_again(conflict: Conflict) -> Compared:
    """The conflict in words; `raw` is what was typed, to be sent again if kept."""
    slug, theirs = conflict.mine.slug, conflict.theirs
    is_text = isinstance(conflict.mine.value, str) and isinstance(theirs.value, str)
    joined = f"{theirs.value}\n\n{conflict.mine.value}" if is_text else ""
    raw = conflict.bound.data
    return Compared(
        slug=slug, label=conflict.bound.label, mine=said(conflict.bound, conflict.mine.value),
        theirs=said(conflict.bound, theirs.value), raw=raw if isinstance(raw, list) else [raw or ""], joined=joined,
        revision=theirs.revision, who=theirs.changed_by, at=theirs.changed_at, is_text=is_text,
    )  # fmt: skip


def said(bound: BoundField, value: Any) -> str:
    """A value in words: the labels of what is chosen, a text as it is."""
    shown = bound.field.prepare_value(value)
    choices = getattr(bound.field, "choices", None)
    if choices is None:
        return str(shown or "")
    labels = {str(key): str(label) for key, label in choices}
    chosen_ones = shown if isinstance(shown, list) else [shown] if shown not in (None, "") else []
    return ", ".join(labels.get(str(one), str(one)) for one in chosen_ones)


def chosen(data: QueryDict) -> QueryDict:
    """The form as the person decided it: theirs is taken by leaving the question out, a join is the text of both."""
    if not any(name.startswith("choice-") for name in data):
        return data
    decided = data.copy()
    for name in data:
        slug = name.removeprefix("choice-")
        if slug == name:
            continue
        if data[name] == TAKE:
            decided.pop(f"revision-{slug}", None)
        elif data[name] == JOIN:
            decided[slug] = data.get(f"join-{slug}", "")
    return decided
