"""Routes of the papers of a dossier."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from directory.enums import Role
from directory.standing import standing_of
from documents.checks import check
from proposals.actions.filing import submit_dossier
from proposals.actions.papers import ANNEX, add_paper
from proposals.models import Attachment
from tests.documents.files import a_pdf, an_upload
from tests.proposals.dossiers import a_complete_dossier, a_file
from tests.routes import ANONYMOUS, CARRIER, COEDITOR, Route, only

WRITERS = (CARRIER, COEDITOR)
READERS = (Role.UNIT_DIRECTOR, Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION, Role.DERCI_OFFICER,
           Role.DERCI_DIRECTOR)  # fmt: skip


def build(world: Any) -> None:
    """A letter with its bytes, checked, in the draft that asks for one; another in a filed dossier."""
    by = standing_of(world.people[CARRIER])
    sent = add_paper(world.draft, paper=ANNEX, file=an_upload(a_pdf()), at=timezone.now(), by=by)
    check(sent.file)
    world.paper = sent.file
    world.with_paper = a_complete_dossier(carrier=world.people[CARRIER], call=world.call)
    filed = add_paper(world.with_paper, paper=ANNEX, file=an_upload(a_pdf()), at=timezone.now(), by=by)
    check(filed.file)
    world.filed_paper = filed.file
    submit_dossier(world.with_paper, at=timezone.now(), by=by)


def _more_annexes(world: Any, count: int) -> None:
    for number in range(count):
        file = a_file(sha256=f"{number:064}", sent_by=world.people[COEDITOR])
        Attachment.objects.create(dossier=world.draft, paper=ANNEX, file=file)


def _draft(path: str) -> Any:
    return lambda w: f"/proposals/{w.draft.uid}/{path}"


ROUTES = [
    Route(
        "dossier_papers", _draft("edit/papers/"), only(*WRITERS), fullest=CARRIER, rows=_more_annexes,
        post=only(*WRITERS, status=422), data={"paper": ANNEX},
    ),
    Route("dossier_papers_state", _draft("edit/papers/state/"), only(*WRITERS), is_page=False, rows=_more_annexes,
          fullest=CARRIER),
    Route(
        "dossier_paper_remove", lambda w: f"/proposals/{w.draft.uid}/edit/papers/{w.paper.uid}/remove/",
        only(*WRITERS), fullest=CARRIER,
        post=only(*WRITERS, status=302),
    ),
    Route("dossier_file", lambda w: f"/proposals/{w.draft.uid}/files/{w.paper.uid}/", only(*WRITERS), is_page=False),
    # filed, it is read by whoever examines it and by whoever gives the unit's opinion
    Route("dossier_file", lambda w: f"/proposals/{w.with_paper.uid}/files/{w.filed_paper.uid}/",
          only(CARRIER, *READERS), is_page=False),
    Route(
        "partner_letter_send", lambda w: f"/partner/{w.partner_token}/letter/send/", {"*": 405}, is_page=False,
        post={ANONYMOUS: 404, "*": 404},
    ),
]  # fmt: skip
