"""From the decision to the start: notification, letters, set-up year; and the renewal, from a new dossier on."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from documents.enums import IntakeState
from documents.models import StoredFile
from funding.actions import letters, set_up
from funding.actions.formalising import notify_all
from funding.actions.renewing import next_slug, not_yet, open_renewal
from funding.actions.security import ask_security
from funding.enums import CommitmentState, SecurityOutcome, UnitKind
from funding.models import Award, Commitment, Party, SecurityOpinion, SetUp
from instruments.models import Call
from instruments.registry import instrument
from instruments.steps import Step
from proposals.actions.filing import submit_dossier
from proposals.actions.opening import open_dossier
from proposals.enums import DossierState as S
from proposals.models import Dossier
from tests.funding.awards import released
from tests.proposals.dossiers import a_permanent_or_annual_call, completed
from workflow.engine import perform
from workflow.history import append

if TYPE_CHECKING:
    from tests.funding.life.script import Character
    from tests.funding.life.stage import Life

GRANTED = (S.SELECTED, S.LETTERS, S.SET_UP, S.SET_UP_EXTENDED)
FIRST = {Step.NOTIFICATION: "notify", Step.LETTERS: "open-letters", Step.SET_UP: "open-set-up"}
PARTY = {"side": "french", "institution": "CNRS", "country": "FR", "contact": "", "language": "fr"}


def step(life: Life, month: int) -> None:
    """New selections of the month, renewals, and one step of each formalisation."""
    for place, one in enumerate(life.script.cast):
        if one.month == month:
            _selected(life, place, one)
    for award in life.awards("running", "closing"):
        if life.character(award).renews:
            _renew(life, award)
    for dossier in list(Dossier.objects.filter(state__in=GRANTED).for_rules().order_by("pk")):
        _formalise(life, dossier)
    for back in Dossier.objects.filter(state=S.BEFORE_COLLEGE).order_by("pk"):
        # the collège agrees once more (its sessions are proved elsewhere)
        _move(back, "select", S.SELECTED, life)


def call_of(life: Life, slug: str) -> Call:
    """A call of this instrument, open now."""
    for call in Call.objects.filter(instrument_slug=slug, state="open").order_by("-pk"):
        if call.is_open_at(life.now) and call.year == life.today.year:
            return call
    closes = {} if instrument(slug).entry.is_permanent else {"closes": life.now + timedelta(days=364)}
    return a_permanent_or_annual_call(slug, life.now, by=life.people.derci, year=life.today.year, **closes)


def _selected(life: Life, place: int, one: Character) -> None:
    """A dossier opened, filed and selected."""
    carrier = life.people.a_carrier(place)
    call, institute = call_of(life, one.slug), None
    by = life.people.standing(carrier.pk)
    if "carrier" not in call.rules.entry.dossier_opened_by:
        institute = carrier.unit.institute
        by = life.people.officer(carrier.unit)
    _decided(life, place, open_dossier(call, carrier=carrier, institute=institute, at=life.tick(), by=by))


def _decided(life: Life, place: int, dossier: Dossier) -> None:
    """Filed, and its decision published: what the evaluation does between the two is proved elsewhere."""
    whole = completed(Dossier.objects.get(pk=dossier.pk))
    submit_dossier(whole, at=life.tick(), by=life.people.standing(whole.carrier_id))
    bounds = whole.rules.credits
    amount = Decimal(bounds.minimum or 1000) + (place % 7) * Decimal("333.33")
    released(whole, amount=min(amount, Decimal(bounds.maximum or amount)), at=life.tick(), author=life.people.head)
    _move(whole, "select", S.SELECTED, life)
    life.keep(place, Dossier.objects.get(pk=whole.pk))


def _move(dossier: Dossier, act: str, state: S, life: Life) -> None:
    source = dossier.state
    Dossier.objects.filter(pk=dossier.pk).update(state=state)
    dossier.refresh_from_db()
    append(dossier, act, by=life.people.head, at=life.tick(), source=source, target=state)


def _renew(life: Life, award: Award) -> None:
    """The new dossier of an action, filed and selected at once."""
    place = life.place(award.dossier_id)
    if life.lines[place][-1].pk != award.dossier_id or not_yet(award, life.now):
        return
    slug = next_slug(award)
    if slug is None:
        return
    call = call_of(life, slug)
    by = life.people.standing(award.carrier_id)
    if "carrier" not in call.rules.entry.dossier_opened_by:
        by = life.people.officer(award)
    made = life.attempt("renew", lambda: open_renewal(award, call, at=life.now, by=by))
    if made is not None:
        assert open_renewal(award, call, at=life.now, by=by).pk == made.pk
        _decided(life, place, made)


# -- one step of what formalises a dossier ---------------------------------------------------------------------
def _formalise(life: Life, dossier: Dossier) -> None:
    one = life.script.cast[life.place(dossier.pk)]
    if one.is_sensitive and not _security(life, dossier):
        return
    steps = {Step.NOTIFICATION: _notify, Step.LETTERS: _letters, Step.SET_UP: _set_up}
    next(act for name, act in steps.items() if name in dossier.rules.steps)(life, dossier, one)


def _security(life: Life, dossier: Dossier) -> bool:
    """Asked first; unfavourable for some, and set aside. Whether the way is free."""
    officer = life.people.officer(dossier)
    found = SecurityOpinion.objects.filter(dossier=dossier.pk).order_by("-pk").first()
    if found is None:
        life.attempt("ask-security", lambda: ask_security(dossier, note="Un pays, un thème.", at=life.now, by=officer))
        return False
    if found.state == "asked":
        outcome = SecurityOutcome.UNFAVOURABLE if dossier.pk % 2 else SecurityOutcome.CONDITIONS
        life.attempt("give-security", lambda: perform(found, "give", by=life.people.security, at=life.now,
                                                      outcome=outcome, text="À voir."))  # fmt: skip
        return False
    if found.holds:
        first = next(act for name, act in FIRST.items() if name in dossier.rules.steps)
        by = life.people.derci if first == "notify" else life.people.officer(dossier)
        held = life.attempt("held", lambda: perform(dossier, first, by=by, at=life.now))
        assert held is None
        life.attempt("override-security", lambda: perform(found, "override", by=life.people.head, at=life.now,
                                                          reason="Le risque est maîtrisé."))  # fmt: skip
    return True


def _notify(life: Life, dossier: Dossier, one: Character) -> None:
    for _turn in range(2):
        life.attempt("notify", lambda: notify_all([dossier], starts_on=None, at=life.now, by=life.people.derci))


def _letters(life: Life, dossier: Dossier, one: Character) -> None:
    officer = life.people.officer(dossier)
    if dossier.state == S.SELECTED:
        life.attempt("open-letters", lambda: perform(dossier, "open-letters", by=officer, at=life.now))
        return
    lines = list(Commitment.objects.for_page().filter(dossier=dossier.pk).order_by("pk"))
    for number, line in enumerate(lines):
        _letter(life, line, officer, is_late=(life.today - line.created_at.date()).days < 30 * min(one.slow, 8),
                is_first=number == 0)  # fmt: skip
    if life.today.month % 4 == 0 or all(line.state == CommitmentState.SIGNED for line in lines):
        life.attempt("start", lambda: perform(Dossier.objects.get(pk=dossier.pk), "start", by=officer, at=life.now))


def _letter(life: Life, line: Commitment, officer: Any, *, is_late: bool, is_first: bool) -> None:
    if line.state in (CommitmentState.TO_ASK, CommitmentState.DECLINED):
        life.attempt("ask-letter", lambda: perform(line, "ask", by=officer, at=life.now))
    elif is_late and is_first and line.state == CommitmentState.ASKED:
        life.attempt("chase", lambda: letters.chase(line, at=life.now, by=officer))
        if life.today.month % 3 == 0:
            life.attempt("decline", lambda: letters.decline_by_link(line, text="Pas encore.", at=life.now))
        else:
            life.attempt("promise", lambda: letters.state_credits(line, amount=Decimal(5000), at=life.now, by=officer))
    elif not is_late and line.state in (CommitmentState.ASKED, CommitmentState.PROMISED):
        # the file itself is received and opened in the tests of letters
        stored = StoredFile.objects.create(
            name="lettre.pdf", file="files/none.pdf", size=1000, sha256=f"{line.pk:064d}", pages=1,
            state=IntakeState.ACCEPTED, sent_at=life.now, checked_at=life.now,
        )  # fmt: skip
        life.attempt("sign-letter", lambda: perform(line, "sign", by=officer, at=life.now, file=stored))


def _set_up(life: Life, dossier: Dossier, one: Character) -> None:
    officer = life.people.officer(dossier)
    if dossier.state == S.SELECTED:
        life.attempt("open-set-up", lambda: perform(dossier, "open-set-up", by=officer, at=life.now))
        return
    found = SetUp.objects.select_related("dossier__version").get(dossier=dossier.pk)
    months = (life.today.year - found.opened_at.year) * 12 + life.today.month - found.opened_at.month
    if months < min(one.slow, 20):
        parties = list(found.parties.filter(removed_at=None).order_by("pk"))
        if months == 1 and len(parties) < 2:
            _party(life, found, officer, None)
        elif parties:
            pen = parties[months % len(parties)]
            life.attempt("pen", lambda: set_up.hand_pen(found, party=pen, at=life.now, by=officer))
        if months == 11 and one.slow > 13:
            life.attempt("extend", lambda: perform(dossier, "extend-set-up", by=life.people.derci, at=life.now,
                                                   reason="La convention est presque prête.", months=6))  # fmt: skip
        return
    _convention(life, found, dossier, officer)


def _party(life: Life, found: SetUp, officer: Any, party: Party | None) -> None:
    fields = dict(PARTY) if party is None else {name: getattr(party, name) for name in set_up.PARTY}
    fields["email"] = "convention@cnrs.example" if party is None else party.email
    day = None if party is None else life.today
    life.attempt("party", lambda: set_up.keep_party(found, fields={**fields, "signed_on": day}, party=party,
                                                    at=life.now, by=officer))  # fmt: skip


def _convention(life: Life, found: SetUp, dossier: Dossier, officer: Any) -> None:
    if found.parties.filter(removed_at=None).count() < 2:
        _party(life, found, officer, None)
    life.attempt("sign-too-early", lambda: perform(dossier, "sign-convention", by=officer, at=life.now))
    for party in found.parties.filter(removed_at=None):
        _party(life, found, officer, party)
    kind = UnitKind.DEDICATED if dossier.pk % 2 else UnitKind.HOST
    life.attempt("convention", lambda: set_up.settle_convention(
        found, convention_on=life.today, unit_kind=kind, unit=life.people.units[-1], unit_name="", at=life.now,
        by=officer))  # fmt: skip
    life.attempt("sign-convention", lambda: perform(dossier, "sign-convention", by=officer, at=life.now,
                                                    starts_on=life.today))  # fmt: skip
