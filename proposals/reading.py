"""A dossier's content as a report: its sections with what is answered, said in words. Pure."""

from __future__ import annotations

from typing import Any

from instruments.spec import Instrument
from proposals.content import Content


def report(rules: Instrument, content: Content, language: str) -> list[dict[str, Any]]:
    """The sections of the rules with their answers, in `language` ("fr" or "en")."""
    return [
        {
            "title": section.title.said(language),
            "answers": [
                {"label": asked.label.said(language), "value": content["answers"].get(asked.slug)}
                for asked in section.fields
            ],
        }
        for section in rules.sections
    ]
