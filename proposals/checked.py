"""What became of the documents that were still being checked when a version was received.

The version never changes, and says of them "being checked" for ever. Which of them were refused since is read beside
it, and the rules are asked again without those; a document accepted since counts as it did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from documents.enums import IntakeState
from documents.models import StoredFile
from documents.reasons import sentence
from proposals.content import Content, unaccepted
from proposals.enums import FilingKind
from proposals.facts import verdicts_of
from proposals.filed import known_by, told_of
from workflow.kept import Kept

if TYPE_CHECKING:
    from instruments.checks import Problem
    from instruments.spec import Instrument
    from proposals.models import Dossier


@dataclass(frozen=True)
class RefusedPaper:
    """A document that did not pass its check: the uid of its file, the slug of its paper, why and when."""

    file: str
    paper: str
    name: str
    reason: Mapping[str, Any]
    at: datetime | None

    @property
    def refusal(self) -> str:
        """Why, and what whoever sent it can do, in the reader's language."""
        return sentence(self.reason)


@dataclass(frozen=True)
class Checked:
    """The documents of one version that were refused, and what the rules find without them."""

    refused: tuple[RefusedPaper, ...]
    verdicts: tuple[Problem, ...]

    @property
    def files(self) -> list[str]:
        """The uids of what was refused."""
        return [one.file for one in self.refused]

    @property
    def lost(self) -> list[str]:
        """The papers of the rules that were refused and are lacking now, each once."""
        lacking = {one.link for one in self.verdicts}
        return list(dict.fromkeys(one.paper for one in self.refused if one.paper in lacking))


# of versions whose documents all have their verdict, which is final: some two thousand bytes each
_settled: Kept[tuple[str, str], Checked] = Kept(2_000)


def refused_in(content: Content) -> tuple[RefusedPaper, ...]:
    """The documents of `content` that were refused. One query when one had not been accepted yet, none otherwise."""
    return _refused(content, _files(unaccepted(content)))


def refused_files(content: Content) -> list[str]:
    """Their uids, for the pages that list the documents of `content`."""
    return [one.file for one in refused_in(content)]


def checked(rules: Instrument, content: Content, kind: str = FilingKind.DOSSIER) -> Checked:
    """The same, and what the rules find without them in `content`, received as `kind`."""
    return _judged(rules, content, kind, refused_in(content))


def checked_of(dossier: Dossier) -> Checked:
    """The same of the filed version, else of the draft as it is now.

    No query more than `told_of` when all was accepted at reception. Otherwise one each time until every document has
    its verdict, then none once this process has read it.
    """
    if dossier.filing is None:
        return checked(dossier.rules, dossier.working_content)
    told = told_of(dossier)
    if not told.unaccepted:
        return Checked((), told.verdicts)
    known = known_by(dossier)
    kept = _settled.get(known)
    if kept is not None:
        return kept
    files = _files(told.unaccepted)
    found = Checked((), told.verdicts)
    # the text that was filed stays in the database until it matters
    if any(one.state == IntakeState.REFUSED for one in files):
        filing = dossier.filing
        found = _judged(dossier.rules, filing.content, filing.kind, _refused(filing.content, files))
    if all(one.state != IntakeState.PENDING for one in files):
        _settled.keep(known, found)
    return found


def _files(uids: tuple[str, ...]) -> list[StoredFile]:
    return list(StoredFile.objects.filter(uid__in=uids).order_by()) if uids else []


def _refused(content: Content, files: Iterable[StoredFile]) -> tuple[RefusedPaper, ...]:
    gone = {str(one.uid): one for one in files if one.state == IntakeState.REFUSED}
    return tuple(
        RefusedPaper(one["file"], one["paper"], one["name"], gone[one["file"]].reason, gone[one["file"]].checked_at)
        for one in content["papers"] if one["file"] in gone
    )  # fmt: skip


def _judged(rules: Instrument, content: Content, kind: str, refused: tuple[RefusedPaper, ...]) -> Checked:
    gone = {one.file for one in refused}
    papers = [{**one, "state": IntakeState.REFUSED} if one["file"] in gone else one for one in content["papers"]]
    return Checked(refused, verdicts_of(rules, {**content, "papers": papers}, kind))
