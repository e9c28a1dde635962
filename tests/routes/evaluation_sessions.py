"""Routes of sessions: a panel that runs, in which a dossier's carrier sits too, and one whose minutes are signed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from directory.enums import Role
from directory.standing import standing_of
from evaluation.actions import sessions as preparing
from evaluation.actions import sitting
from tests.evaluation.reviews import a_filed_review, an_admissible_dossier
from tests.evaluation.seatings import Sat, conclude_item
from tests.factories import a_person
from tests.routes import CARRIER, COEDITOR, Route, only
from tests.routes.proposals import share
from workflow.engine import perform

OFFICER, DIRECTION, DERCI = Role.INSTITUTE_OFFICER.value, Role.INSTITUTE_DIRECTION.value, Role.DERCI_OFFICER.value
MEMBER, CHAIR = Role.SECTION_MEMBER.value, Role.SECTION_CHAIR.value
# they run a session; those who have a seat or organise; the carrier sits, and their own dossier is not there
RUNNING = (OFFICER, DIRECTION, CHAIR)
READING = (*RUNNING, DERCI, MEMBER)
SEATED = (*READING, CARRIER)


def build(world: Any) -> None:
    """One session under way, one prepared, one signed."""
    world.sat = _live(world)
    world.prepared = _prepared(world, title="Session préparée")
    signed = _live(world)
    conclude_item(signed)
    sitting.rank_items(signed.session, {signed.items[0].pk: sitting.Place(1, "", signed.item().revision)},
                       at=timezone.now(), by=signed.officer)  # fmt: skip
    perform(signed.session, "close", by=signed.officer)
    perform(signed.session, "sign", by=standing_of(world.people[CHAIR]))
    world.signed = signed


def _prepared(world: Any, title: str = "Session de printemps") -> Any:
    officer = standing_of(world.people[OFFICER])
    return preparing.prepare_session(institute=world.institute, kind="panel", title=title, quorum=2, at=timezone.now(),
                                     starts_at=timezone.now() + timedelta(days=9), by=officer)  # fmt: skip


def _live(world: Any) -> Sat:
    now, officer = timezone.now(), standing_of(world.people[OFFICER])
    session = _prepared(world)
    dossier = an_admissible_dossier(carrier=world.people[CARRIER], call=world.call)
    share(dossier, world.people[COEDITOR])
    a_filed_review(dossier, by=officer)
    seats = [(CHAIR, "chair"), (MEMBER, "member"), (CARRIER, "member")]
    for role, seat in seats:
        preparing.seat_person(session, person=world.people[role], role=seat, at=now, by=officer)
    preparing.add_dossiers(session, [dossier], at=now, by=officer)
    items = list(session.items.select_related("session", "dossier"))
    for role in (CHAIR, MEMBER):
        preparing.declare(session, {items[0]: ("none", "", "")}, at=now, by=standing_of(world.people[role]))
    sat = Sat(session, items, officer, world.people[CHAIR], [world.people[CHAIR], world.people[MEMBER]])
    sitting.note_presence(session, session.seats.values_list("pk", flat=True), at=now, by=officer)
    perform(session, "open", by=officer)
    sitting.call_dossier(session, items[0], at=now, by=officer)
    return sat


def _more_dossiers(world: Any, number: int) -> None:
    officer = standing_of(world.people[OFFICER])
    for _number in range(number):
        dossier = an_admissible_dossier(carrier=world.people[CARRIER], call=world.call)
        a_filed_review(dossier, by=officer)
        preparing.add_dossiers(world.sat.session, [dossier], at=timezone.now(), by=officer)
        an_admissible_dossier(carrier=world.people[CARRIER], call=world.call)


def _more_seats(world: Any, number: int) -> None:
    officer = standing_of(world.people[OFFICER])
    for _number in range(number):
        preparing.seat_person(world.sat.session, person=a_person(), role="member", at=timezone.now(), by=officer)


def _more_sessions(world: Any, number: int) -> None:
    for _number in range(number):
        _prepared(world)


def _live_url(path: str = "") -> Any:
    return lambda w: f"/sessions/{w.sat.session.uid}/{path}"


def _item_url(path: str = "") -> Any:
    return lambda w: f"/sessions/{w.sat.session.uid}/dossiers/{w.sat.items[0].uid}/{path}"


def _signed_url(path: str) -> Any:
    return lambda w: f"/sessions/{w.signed.session.uid}/{path}"


NOT_GET = {"*": 405}
ROUTES = [
    Route("session_list", "/sessions/", {"anonymous": 302, "*": 200}, fullest=OFFICER, rows=_more_sessions),
    Route("session_new", "/sessions/new/", only(OFFICER, DIRECTION, "institute-officer-elsewhere"), fullest=OFFICER,
          post=only(OFFICER, DIRECTION, "institute-officer-elsewhere", status=422)),
    Route("session", _live_url(), only(*SEATED), fullest=CHAIR, rows=_more_dossiers),
    Route("session", _live_url(), only(*SEATED), fullest=OFFICER, rows=_more_seats),
    Route("session", lambda w: f"/sessions/{w.prepared.uid}/", only(OFFICER, DIRECTION, DERCI), fullest=OFFICER),
    Route("session", _signed_url(""), only(*SEATED), fullest=CHAIR),
    Route("session_edit", _live_url("edit/"), only(*RUNNING), fullest=OFFICER, post=only(*RUNNING, status=422)),
    Route("session_seats", _live_url("seats/"), only(*RUNNING), fullest=OFFICER, rows=_more_seats,
          post=only(*RUNNING, status=422)),
    Route("session_agenda", _live_url("agenda/"), only(*RUNNING), fullest=OFFICER, rows=_more_dossiers,
          post=only(*RUNNING, status=302)),
    Route("session_interests", _live_url("interests/"), only(*RUNNING), fullest=OFFICER, rows=_more_dossiers),
    Route("session_declare", _live_url("declarations/"), only(CHAIR, MEMBER, CARRIER), fullest=MEMBER,
          rows=_more_dossiers, post=only(CHAIR, MEMBER, CARRIER, status=302)),
    Route("session_do", _live_url("do/order/"), {"anonymous": 302, "*": 405}, post=only(*SEATED, status=302),
          is_page=False),
    Route("session_pulse", _live_url("pulse/"), only(*SEATED), is_page=False),
    Route("session_ranks", _live_url("ranks/"), only(*SEATED), fullest=OFFICER, rows=_more_dossiers,
          post=only(*RUNNING, status=302)),
    Route("session_minutes", _signed_url("minutes/"), only(*SEATED), fullest=CHAIR),
    Route("session_minutes_pdf", _signed_url("minutes.pdf"), only(*SEATED, status=202), is_page=False),
    Route("session_sign", lambda w: f"/sessions/{w.sat.session.uid}/acts/sign/", only(CHAIR, status=302),
          is_page=False, post=only(CHAIR, status=302)),
    Route("session_act", _live_url("acts/close/"), only(*RUNNING), fullest=CHAIR, post=only(*RUNNING, status=409)),
    Route("session_item", _item_url(), only(*READING), fullest=CHAIR, rows=_more_dossiers),
    Route("session_item", _item_url(), only(*READING), fullest=MEMBER),
    Route("session_files", _item_url("files/"), only(*READING), is_page=False),
    Route("session_file", _item_url("files/00000000-0000-4000-8000-000000000000/"), only(), is_page=False),
    Route("session_conclude", _item_url("conclude/"), {"anonymous": 302, "*": 405}, is_page=False,
          post=only(*RUNNING, status=409)),
    Route("session_ballot", _item_url("votes/"), {"anonymous": 302, "*": 405}, is_page=False,
          post=only(*RUNNING, status=422), data={"open": "1"}),
    Route("session_text", _item_url("texts/synthesis/"), NOT_GET, is_page=False,
          post={**only(*RUNNING, status=302), **dict.fromkeys((DERCI, MEMBER), 409)},
          data={"synthesis": "Une synthèse."}),
]  # fmt: skip
