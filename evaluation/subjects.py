"""What dossiers and people of the pool say of themselves, read from their rows for `affinity`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evaluation.affinity import Subject

if TYPE_CHECKING:
    from evaluation.models import Reviewer

ABSTRACTS = {"abstract-fr": "fr", "abstract-en": "en"}


def subject_of_content(title: str, content: Mapping[str, Any]) -> Subject:
    """The subject of a filed version: sections, keywords, title and abstracts, in both languages."""
    answers = content.get("answers") or {}
    texts = tuple((language, answers[slug]) for slug, language in ABSTRACTS.items() if answers.get(slug))
    # an answer is the section's number and title; a reviewer's is known by its number
    numbers = frozenset(str(named).split(" ", 1)[0] for named in answers.get("sections") or ())
    return Subject(numbers, tuple(answers.get("keywords") or ()), (("", title), *texts))


def subject_of_reviewer(reviewer: Reviewer) -> Subject:
    """What the pool says of somebody; sections (and works, where they are read) come prefetched."""
    sections = frozenset(str(section.number) for section in reviewer.sections.all())
    known = getattr(reviewer, "_prefetched_objects_cache", {}).get("works", ())
    texts = (("", reviewer.expertise), *(("", work.title) for work in known if work.title))
    return Subject(sections, tuple(reviewer.keywords), texts)
