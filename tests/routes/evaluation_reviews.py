"""Routes of reviews: in the account, and behind the signed link of one review."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from directory.enums import Role
from directory.standing import standing_of
from evaluation.actions.answering import accept
from evaluation.actions.inviting import invite
from evaluation.links import link_for
from evaluation.models import Review
from tests.evaluation.reviews import (
    a_filed_review,
    a_reviewer,
    a_written_review,
    an_admissible_dossier,
    an_invited_review,
)
from tests.factories import a_person
from tests.routes import CARRIER, COEDITOR, EVERYONE, REVIEWER, SIGNED_IN, TYPED, Route, only
from tests.routes.proposals import share

OFFICER, DIRECTION = Role.INSTITUTE_OFFICER.value, Role.INSTITUTE_DIRECTION.value
DERCI, DERCI_HEAD = Role.DERCI_OFFICER.value, Role.DERCI_DIRECTOR.value
STAFF = (OFFICER, DIRECTION, DERCI, DERCI_HEAD)


def build(world: Any) -> None:
    """A review that waits for its answer, one being written, one filed beside another; all of one reviewer."""
    world.people[REVIEWER] = a_person(last_name="Relectrice")
    reviewer = a_reviewer(person=world.people[REVIEWER], most_at_once=40)
    officer = standing_of(world.people[OFFICER])
    dossiers = [an_admissible_dossier(carrier=world.people[CARRIER], call=world.call) for _ in range(4)]
    for dossier in dossiers:
        share(dossier, world.people[COEDITOR])
    world.invited = an_invited_review(dossiers[0], reviewer, by=officer)
    world.written = a_written_review(dossiers[1], reviewer, by=officer)
    a_filed_review(dossiers[2], by=officer)
    world.reviewed = a_filed_review(dossiers[2], reviewer, by=officer)
    world.to_rule = an_invited_review(dossiers[3], reviewer, by=officer)
    accept(world.to_rule, level="minor", ground="past-action", text="Un projet en 2015.", at=timezone.now(),
           by=standing_of(world.people[REVIEWER]))  # fmt: skip
    world.links = {name: link_for(getattr(world, name)).token for name in ("invited", "written", "reviewed")}


def _asked(world: Any, number: int) -> list[Review]:
    reviewer, officer = world.invited.reviewer, standing_of(world.people[OFFICER])
    due = timezone.now() + timedelta(days=20)
    dossiers = [an_admissible_dossier(carrier=world.people[CARRIER], call=world.call) for _ in range(number)]
    return [invite(one, reviewer, due=due, at=timezone.now(), by=officer) for one in dossiers]


def _others(world: Any, number: int) -> list[Review]:
    officer = standing_of(world.people[OFFICER])
    return [a_filed_review(world.reviewed.dossier, by=officer) for _ in range(number)]


def _of(name: str, rest: str = "") -> Any:
    return lambda world: f"/reviews/{getattr(world, name).uid}/{rest}"


def _behind(name: str, rest: str = "") -> Any:
    return lambda world: f"/reviews/by-link/{world.links[name]}/{rest}"


def _file_of(world: Any) -> str:
    return str(world.written.filing.content["papers"][0]["file"])


READERS = only(REVIEWER, *STAFF)
NO_GET = only(status=405, otherwise=405)
# the comment stands already: written again over its first revision
RETYPED = {**TYPED, "revision": 1}
ROUTES = [
    Route("review_list", "/reviews/", SIGNED_IN, fullest=REVIEWER, rows=_asked),
    Route("review", _of("invited"), READERS, fullest=REVIEWER, post=only(REVIEWER, *STAFF)),
    Route("review", _of("to_rule"), READERS, fullest=OFFICER, post=only(REVIEWER, *STAFF)),
    Route("review", _of("written"), READERS, fullest=REVIEWER, post={**READERS, REVIEWER: 302}),
    Route("review", _of("reviewed"), READERS, fullest=OFFICER, rows=_others, post=only(REVIEWER, *STAFF)),
    Route("review_piece", _of("written", "pieces/comment/"), {**NO_GET, "anonymous": 405},
          post=only(REVIEWER, anonymous=401), data=RETYPED, is_json=True, is_page=False),
    Route("review_offline", _of("written", "offline/"), only(REVIEWER), fullest=REVIEWER,
          post=only(REVIEWER, status=422)),
    Route("review_sheet", _of("written", "offline/sheet.odt"), only(REVIEWER), is_page=False),
    Route("review_link_offline", _behind("written", "offline/"), EVERYONE, post={"*": 422}),
    Route("review_link_sheet", _behind("written", "offline/sheet.docx"), EVERYONE, is_page=False),
    Route("review_file_base", _of("written", "files/"), READERS, is_page=False, post={**READERS, REVIEWER: 302}),
    # the world's letter has no bytes: whoever may take it is told that it is not there now
    Route("review_file", lambda w: f"/reviews/{w.written.uid}/files/{_file_of(w)}/", only(REVIEWER, *STAFF, status=503),
          is_page=False),
    Route("review_remind", _of("invited", "remind/"), {**NO_GET, "anonymous": 302},
          post=only(OFFICER, REVIEWER, DIRECTION, DERCI, DERCI_HEAD, status=302), is_page=False),
    *(Route(f"review_{name}", _of("invited", f"{rest}/"), {**NO_GET, "anonymous": 302},
            post=only(OFFICER, REVIEWER, DIRECTION, DERCI, DERCI_HEAD, status=302), is_page=False)
      for name, rest in (("postpone", "date"), ("links", "links"))),
    Route("review_act", _of("invited", "acts/remove/"), only(OFFICER), fullest=OFFICER, post=only(OFFICER, status=422)),
    Route("review_link", _behind("invited"), EVERYONE, fullest="anonymous", post=EVERYONE),
    Route("review_link", _behind("written"), EVERYONE, fullest="anonymous", post={"*": 302}),
    Route("review_link_piece", _behind("written", "pieces/comment/"), {"*": 405}, post=EVERYONE, data=RETYPED,
          is_json=True, is_page=False),
    Route("review_link_file_base", _behind("written", "files/"), EVERYONE, is_page=False, post={"*": 302}),
    Route("review_link_file", lambda w: f"/reviews/by-link/{w.links['written']}/files/{_file_of(w)}/", {"*": 503},
          is_page=False),
]  # fmt: skip
