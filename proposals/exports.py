"""The board as a workbook, made by the worker."""

from __future__ import annotations

from typing import IO

from django.http import QueryDict

from directory.standing import standing_of
from documents.exports import ExportKind, register
from documents.models import Export
from proposals.board.asked import read
from proposals.board.export import dated, write_workbook
from proposals.board.frame import Frame


@register
class BoardWorkbook(ExportKind):
    """What the filters of the board find, with the rights of whoever asked."""

    kind = "board-xlsx"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def write(self, export: Export, target: IO[bytes]) -> None:
        frame = frame_of_export(export)
        write_workbook(read(QueryDict(export.asked["query"]), frame), frame, target)

    def filename(self, export: Export) -> str:
        return dated(export.asked_at, "xlsx")


def frame_of_export(export: Export) -> Frame:
    """The board as its person reads it now."""
    is_informed = QueryDict(export.asked["query"]).get("place") == "informed"
    language = "en" if export.language == "en" else "fr"
    frame = Frame(standing_of(export.person), export.asked_at, language)
    if is_informed and frame.may_be_informed:
        return Frame(frame.standing, export.asked_at, language, is_informed=True)
    return frame
