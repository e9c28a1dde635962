"""The papers of a dossier: sent, replaced, taken out; by its writers, or by a partner for their own letter."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.models import Person
from documents.intake import hash_of, receive
from documents.models import StoredFile
from documents.retention import forget
from proposals.actions.locks import locked_for_writing, may_write
from proposals.models import Attachment, Dossier, Filing, Partner, SetAside
from proposals.querysets.writing import touched
from workflow.engine import Refused

if TYPE_CHECKING:
    from directory.standing import Standing
    from instruments.spec import Instrument, Paper

# what the carrier adds of their own choice
ANNEX = "annex"


class PaperReplacedMeanwhile(Refused):
    """Somebody else sent another file in the same place since the page was read."""

    def __init__(self) -> None:
        super().__init__([
            _("Somebody else changed this paper meanwhile: theirs is shown. Send yours again to replace it.")
        ])  # fmt: skip


def paper_of(rules: Instrument, slug: str) -> Paper | None:
    """The paper of the rules, None for an annex. Raises KeyError for any other slug."""
    return None if slug == ANNEX else {paper.slug: paper for paper in rules.papers}[slug]


def most_bytes(asked: Paper | None) -> int:
    """The size of this paper at most: that of its call, never more than what the house takes."""
    own = (asked.most_megabytes or 0) * 1_000_000 if asked else 0
    return min(own, settings.UPLOAD_MOST_BYTES) or settings.UPLOAD_MOST_BYTES


@transaction.atomic
def add_paper(dossier: Dossier, *, paper: str, file: UploadedFile, at: datetime, by: Standing | None = None,
              partner: Partner | None = None, replaces: int | None = None) -> Attachment:  # fmt: skip
    """Take `file` as this paper of the dossier, in the place of the one that was there; an annex is added.

    `by` writes the dossier; without it, `partner` gives their own letter by their link. `replaces` is the attachment
    that the page showed there (0: none): another one since raises PaperReplacedMeanwhile. The same file sent twice is
    kept once. Raises KeyError for an unknown paper, Refused (IntakeRefused) with nothing kept.
    """
    locked = _locked(dossier, paper, by=by, partner=partner)
    asked = paper_of(locked.rules, paper)
    if by is None and (asked is None or not asked.from_partner):
        raise KeyError(paper)
    current = list(locked.attachments.filter(removed_at=None).select_related("file"))
    there = [one for one in current if one.paper == paper and asked and _is_same_place(one, partner)]
    fingerprint = hash_of(file)
    for one in current:
        if one.file.sha256 == fingerprint and one.file.size == file.size:
            return _already(one, paper)
    if replaces is not None and asked and [one.pk for one in there] != ([replaces] if replaces else []):
        raise PaperReplacedMeanwhile
    if asked is None:
        _refuse_more_annexes(current)
    stored = receive(
        file, at=at, by=Person(pk=by.person_id) if by else None,
        most_pages=asked.most_pages if asked else settings.MOST_ANNEX_PAGES, most_bytes=most_bytes(asked),
    )  # fmt: skip
    Attachment.objects.filter(pk__in=[one.pk for one in there]).update(removed_at=at)
    touched(locked, at)
    return Attachment.objects.create(dossier=locked, paper=paper, partner=partner, file=stored)


@transaction.atomic
def take_out(dossier: Dossier, *, file: UUID, at: datetime, by: Standing) -> None:
    """This file is no longer in the dossier; already out, nothing changes. Raises Refused; DoesNotExist."""
    found = Attachment.objects.filter(dossier__uid=dossier.uid, file__uid=file).order_by("-pk").first()
    if found is None:
        raise Attachment.DoesNotExist
    locked = locked_for_writing(dossier, found.paper, by=by)
    if Attachment.objects.filter(dossier=locked, file__uid=file, removed_at=None).update(removed_at=at):
        touched(locked, at)


def _locked(dossier: Dossier, paper: str, *, by: Standing | None, partner: Partner | None) -> Dossier:
    if by is not None:
        return locked_for_writing(dossier, paper, by=by)
    if partner is None or partner.dossier_id != dossier.pk:
        raise Refused([_("This dossier is written by others: ask its carrier to invite you.")])
    locked = Dossier.objects.select_for_update(of=("self",)).for_rules().get(pk=dossier.pk)
    if not may_write(locked, paper):
        raise Refused([_("This dossier is filed: no letter can be added any more. Write to its carrier.")])
    return locked


def _is_same_place(one: Attachment, partner: Partner | None) -> bool:
    """A writer replaces whatever is there; a partner their own letter, or the one that was sent for them."""
    return partner is None or one.partner_id in (None, partner.pk)


def _already(one: Attachment, paper: str) -> Attachment:
    if one.paper == paper:
        return one
    raise Refused([
        _("This file is already in the dossier, in another place, as “%(name)s”.") % {"name": one.file.name}
    ])  # fmt: skip


def _refuse_more_annexes(current: list[Attachment]) -> None:
    most = settings.MOST_ANNEXES
    if sum(one.paper == ANNEX for one in current) >= most:
        said = ngettext(
            "A dossier holds at most %(most)s annex. Take it out first.",
            "A dossier holds at most %(most)s annexes. Take one out first.",
            most,
        )
        raise Refused([said % {"most": most}])


def forget_papers(now: datetime) -> int:
    """Delete files taken out long ago and part of nothing that was filed or set aside. Returns how many."""
    before = now - timedelta(days=settings.FILES_KEPT_DAYS)
    out = Attachment.objects.filter(removed_at__lt=before).select_related("file").order_by("dossier_id", "pk")
    kept: dict[int, set[str]] = {}
    gone = 0
    for one in out.iterator():
        if one.dossier_id not in kept:
            kept[one.dossier_id] = _named(one.dossier_id)
        if str(one.file.uid) not in kept[one.dossier_id]:
            gone += _forget(one)
    return gone


def _named(dossier_id: int) -> set[str]:
    """The files that a version filed, or a working copy set aside, names."""
    contents = [
        *Filing.objects.filter(dossier=dossier_id).values_list("content", flat=True),
        *SetAside.objects.filter(dossier=dossier_id).values_list("content", flat=True),
    ]
    return {paper["file"] for content in contents for paper in content["papers"]}


@transaction.atomic
def _forget(one: Attachment) -> bool:
    file = StoredFile.objects.select_for_update().get(pk=one.file_id)
    one.delete()
    if Attachment.objects.filter(file=file).exists():
        return False
    forget(file)
    return True
