"""Routes of rankings, the arbitration, publications of results, decisions, letters and the collège."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from directory.enums import Role
from directory.standing import standing_of
from evaluation.actions.afterwards import receive_appeal
from evaluation.actions.decisions import close_arbitration
from evaluation.actions.ranking import draw_up, set_cut, sign
from evaluation.actions.releasing import prepare_release, release_due, sign_release
from evaluation.models import Decision, DecisionLetter, Envelope
from instruments.steps import Step
from proposals.models import Dossier
from tests.evaluation.reviews import a_filed_review, an_admissible_dossier
from tests.proposals.dossiers import a_permanent_or_annual_call
from tests.routes import CARRIER, COEDITOR, EVERYONE, Route, only
from tests.routes.proposals import share

OFFICER, DIRECTION = Role.INSTITUTE_OFFICER.value, Role.INSTITUTE_DIRECTION.value
DERCI, DERCI_HEAD = Role.DERCI_OFFICER.value, Role.DERCI_DIRECTOR.value
PRESIDENT, SECRETARY, DIRECTOR = Role.PRESIDENT.value, Role.COLLEGE_SECRETARY.value, Role.UNIT_DIRECTOR.value
ELSEWHERE = "institute-officer-elsewhere"
STAFF = (OFFICER, DIRECTION, DERCI, DERCI_HEAD)


def build(world: Any) -> None:
    """A call being ranked, one signed and cut, one with its results prepared, one published with an appeal."""
    world.ranking = _ranked(world)
    world.cut = _ranked(world, cut=1)
    world.release = _prepared(world)
    world.published = _published(world)
    world.college = _before_college(world)


def _dossiers(world: Any, call: Any, number: int = 2) -> list[Dossier]:
    made = []
    for _turn in range(number):
        dossier = an_admissible_dossier(call.instrument_slug, carrier=world.people[CARRIER], call=call)
        share(dossier, world.people[COEDITOR])
        a_filed_review(dossier, by=standing_of(world.people[OFFICER]))
        made.append(dossier)
    return made


def _ranked(world: Any, cut: int | None = None) -> Any:
    call, now = a_permanent_or_annual_call("iea"), timezone.now()
    _dossiers(world, call, 2 if cut is None else 1)
    ranking = draw_up(call, world.institute, at=now, by=standing_of(world.people[OFFICER]))
    if cut is not None:
        sign(ranking, at=now, by=standing_of(world.people[DIRECTION]))
        set_cut(ranking, cut=cut, reserve=0, revision=0, at=now, by=standing_of(world.people[DERCI]))
    return ranking


def _prepared(world: Any) -> Any:
    ranking, now, derci = _ranked(world, cut=1), timezone.now(), standing_of(world.people[DERCI])
    made = close_arbitration(ranking.call, at=now, by=derci)
    return prepare_release(ranking.call, made, title="IEA 2028", step=Step.ARBITRATION, at=now, by=derci)


def _published(world: Any) -> Decision:
    release, now = _prepared(world), timezone.now()
    sign_release(release, planned_at=None, at=now, by=standing_of(world.people[DERCI_HEAD]))
    release_due(now + timedelta(seconds=1))
    decision = Decision.objects.get(release=release)
    # two unanswered: their forms stand on one page
    for grounds in ("La séance manquait de quorum.", "Un rapport manquait."):
        world.appeal = receive_appeal(decision, grounds=grounds, at=now, by=standing_of(world.people[DERCI]))
    world.letter = DecisionLetter.objects.get(decision=decision)
    return decision


def _before_college(world: Any) -> Dossier:
    dossier = _dossiers(world, a_permanent_or_annual_call("irl"), 1)[0]
    Dossier.objects.filter(pk=dossier.pk).update(state="before-college")
    return dossier


def _lines(world: Any, number: int) -> None:
    _dossiers(world, world.ranking.call, number)
    draw_up(world.ranking.call, world.institute, at=timezone.now(), by=standing_of(world.people[OFFICER]))


def _rankings(world: Any, number: int) -> None:
    for _turn in range(number):
        _ranked(world, cut=1)


def _releases(world: Any, number: int) -> None:
    for _turn in range(number):
        _prepared(world)


def _decisions(world: Any, number: int) -> None:
    for dossier in _dossiers(world, world.release.call, number):
        Decision.objects.create(
            dossier=dossier, step=Step.ARBITRATION, outcome="selected", amount=Decimal(12000), release=world.release,
            prepared_at=timezone.now(), prepared_by=world.people[DERCI],
        )  # fmt: skip


def _appeals(world: Any, number: int) -> None:
    for turn in range(number):
        receive_appeal(world.published, grounds=f"Motif {turn}.", at=timezone.now(),
                       by=standing_of(world.people[DERCI]))  # fmt: skip


def _envelopes(world: Any, number: int) -> None:
    for turn in range(number):
        Envelope.objects.create(institute=world.institute, instrument_slug="iea", year=2050 + turn, amount=1000,
                                changed_at=timezone.now())  # fmt: skip


def _college(world: Any, number: int) -> None:
    for _turn in range(number):
        _before_college(world)


def _of(name: str, base: str, rest: str = "") -> Any:
    return lambda world: f"/{base}/{getattr(world, name).uid}/{rest}"


NO_GET = {"*": 405, "anonymous": 302}
READERS = only(*STAFF, ELSEWHERE, PRESIDENT, SECRETARY)
ROUTES = [
    Route("ranking_list", "/rankings/", only(*STAFF, ELSEWHERE), fullest=DERCI, rows=_rankings),
    Route("ranking_begin", "/rankings/begin/", NO_GET, post=only(otherwise=404), is_page=False),
    Route("ranking", _of("ranking", "rankings"), only(*STAFF), fullest=OFFICER, rows=_lines,
          post=only(*STAFF, status=409)),
    Route("ranking", _of("cut", "rankings"), only(*STAFF), fullest=DERCI, post=only(*STAFF, status=409)),
    Route("ranking_cut", _of("cut", "rankings", "cut/"), NO_GET, post=only(*STAFF, status=422), is_page=False),
    Route("ranking_reorder", _of("cut", "rankings", "order/"), NO_GET, post=only(*STAFF, status=422), is_page=False),
    Route("ranking_amount", _of("cut", "rankings", "amount/"), NO_GET, post=only(*STAFF, status=422), is_page=False),
    Route("ranking_agree", _of("cut", "rankings", "agreement/"), NO_GET, post=only(*STAFF, status=302), is_page=False),
    Route("ranking_decide", _of("ranking", "rankings", "decide/"), NO_GET, post=only(*STAFF, status=302),
          is_page=False),
    Route("ranking_act", _of("ranking", "rankings", "acts/sign/"), only(DIRECTION), fullest=DIRECTION,
          post=only(DIRECTION, status=302)),
    Route("arbitration", lambda w: f"/arbitration/{w.cut.call.slug}/", only(DERCI), fullest=DERCI,
          post=only(DERCI, status=302)),
    Route("envelope_list", "/envelopes/", only(*STAFF, ELSEWHERE), fullest=DERCI, rows=_envelopes,
          post=only(*STAFF, ELSEWHERE, status=422)),
    Route("release_gather", "/results/gather/", NO_GET,
          post={**only(*STAFF, ELSEWHERE, SECRETARY, status=302), "anonymous": 302}, is_page=False),
    Route("release_list", "/results/", READERS, fullest=DERCI, rows=_releases),
    Route("release", _of("release", "results"), only(*STAFF[2:]), fullest=DERCI_HEAD, rows=_decisions),
    Route("release_sign", _of("release", "results", "sign/"), {"*": 405, "anonymous": 302}, is_page=False,
          post={**only(DERCI_HEAD, status=302), DERCI: 409}),
    Route("release_act", _of("release", "results", "acts/cancel/"), only(*STAFF[2:]), fullest=DERCI,
          post=only(*STAFF[2:], status=422)),
    Route("decision", lambda w: f"/decisions/{w.release.decisions.get().uid}/", only(*STAFF), fullest=DERCI,
          post=only(*STAFF, status=409)),
    Route("decision", _of("published", "decisions"), only(*STAFF), fullest=DERCI, rows=_appeals,
          post=only(*STAFF, status=409)),
    Route("decision_appeal", _of("published", "decisions", "appeal/"), NO_GET, post=only(*STAFF, status=409),
          is_page=False),
    Route("decision_call", _of("published", "decisions", "call/"), NO_GET, post=only(*STAFF, status=302),
          is_page=False),
    Route("appeal_answer", _of("appeal", "appeals"), NO_GET, post=only(*STAFF, status=409), is_page=False),
    Route("decision_letter", lambda w: f"/proposals/{w.published.dossier.uid}/decision.fr.pdf",
          only(CARRIER, COEDITOR, SECRETARY, *STAFF, status=202), is_page=False),
    Route("letter_check", lambda w: f"/letters/{w.letter.code}/", EVERYONE),
    Route("college_list", "/college/", only(SECRETARY), fullest=SECRETARY, rows=_college),
    Route("college_decide", _of("college", "college"), only(SECRETARY), fullest=SECRETARY,
          post=only(SECRETARY, status=422)),
]  # fmt: skip
