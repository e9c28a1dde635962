"""The board of commitment letters: lines, asking, chasing, what the institutions answer by their link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from directory.models import Person
from documents.intake import hash_of, receive
from documents.links import links_to, make_link, revoke_links
from documents.models import SignedLink
from funding.enums import CommitmentState
from funding.formal_effects import GOOD_FOR, PURPOSE
from funding.letters_access import GATHERING
from funding.models import Commitment, CommitmentLetter
from notifications.mails import post
from proposals.access import WRITERS
from proposals.enums import DossierState, Side
from proposals.facts import FRANCE
from proposals.models import Dossier
from workflow.engine import SYSTEM, Refused, System, perform
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing

CENT = Decimal("0.01")
EURO = "EUR"
MOST_PAGES = 20
# nobody is reminded of the same letter twice in a day
BETWEEN_REMINDERS = timedelta(days=1)
LINE = ("side", "institution", "country", "contact", "email", "language", "is_required")


@transaction.atomic
def open_board(dossier: Dossier, *, at: datetime) -> None:
    """A line per institution of the filed dossier, each needed until the officer says otherwise. Twice, once."""
    if dossier.commitments.exists():
        return
    content = dossier.filing.content if dossier.filing else {"partners": []}
    Commitment.objects.bulk_create(
        Commitment(dossier=dossier, state=CommitmentState.TO_ASK, state_since=at, created_at=at, **fields)
        for fields in institutions(content.get("partners", []))
    )


def institutions(partners: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One row per institution of these partners (as filed), whatever the number of their laboratories."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for one in partners:
        name = one["institution"] or (one["organisation"] or {}).get("name") or one["laboratory"]
        is_french = one["side"] == Side.FRENCH
        found.setdefault((name.casefold(), one["country"]), {
            "side": one["side"], "institution": name[:300], "country": one["country"] or (FRANCE if is_french else ""),
            "contact": f"{one['lead_first_name']} {one['lead_last_name']}".strip()[:300], "email": one["lead_email"],
            "language": "fr" if is_french else "en",
        })  # fmt: skip
    return list(found.values())


@transaction.atomic
def add_line(dossier: Dossier, *, fields: Mapping[str, Any], at: datetime, by: Standing) -> Commitment:
    """Another institution whose letter is gathered. Raises Refused."""
    locked = _gathered(dossier, by)
    made = Commitment.objects.create(
        dossier=locked, state_since=at, created_at=at, **{name: fields[name] for name in LINE}
    )
    record(made, "add", by=by, at=at)
    return made


@transaction.atomic
def correct_line(commitment: Commitment, *, fields: Mapping[str, Any], at: datetime, by: Standing) -> None:
    """Change whom to write to, or whether the letter is needed. Another address withdraws the link. Raises Refused."""
    _gathered(commitment.dossier, by)
    locked = _locked(commitment)
    if locked.state == CommitmentState.REMOVED:
        raise Refused([_("This institution was taken out.")])
    changed = [name for name in LINE if name in fields and getattr(locked, name) != fields[name]]
    if not changed:
        return
    if "email" in changed:
        if locked.state == CommitmentState.ASKED and not fields["email"]:
            raise Refused([_("The letter is asked at this address: give another one, do not empty it.")])
        revoke_links(locked, PURPOSE)
    for name in changed:
        setattr(locked, name, fields[name])
    locked.save(update_fields=changed)
    record(locked, "correct", by=by, at=at, changed=changed)


@transaction.atomic
def state_credits(commitment: Commitment, *, amount: Decimal, currency: str = EURO, rate: Decimal | None = None,
                  rate_on: Any = None, at: datetime, by: Standing | System) -> None:  # fmt: skip
    """Credits per year as the institution gives them; in euros when they are euros or the rate is known.

    The first word of the institution is its promise. The same again changes nothing. Raises Refused.
    """
    if not isinstance(by, System):
        _gathered(commitment.dossier, by)
    locked = _locked(commitment)
    is_euro = currency == EURO
    rate, rate_on = (None, None) if is_euro else (rate, rate_on)
    given = {"amount": amount, "currency": currency, "rate": rate, "rate_on": rate_on,
             "euros": in_euros(amount, currency, rate)}  # fmt: skip
    is_new = any(getattr(locked, name) != value for name, value in given.items())
    if is_new:
        Commitment.objects.filter(pk=locked.pk).update(**given)
    if locked.state in (CommitmentState.TO_ASK, CommitmentState.ASKED, CommitmentState.DECLINED):
        row = perform(locked, "promise", by=by, at=at)
        tell_answer(locked, row.seq)
    elif is_new:
        _refuse_over(locked)
        record(locked, "credits", by=by, at=at, amount=str(amount), currency=currency)


def in_euros(amount: Decimal, currency: str, rate: Decimal | None) -> Decimal | None:
    """Euros, to the cent; None without a rate: what is not known in euros is not summed."""
    if currency == EURO:
        return amount.quantize(CENT)
    return (amount * rate).quantize(CENT, ROUND_HALF_UP) if rate else None


@transaction.atomic
def take_letter(
    commitment: Commitment, *, file: UploadedFile, at: datetime, by: Standing | None = None
) -> CommitmentLetter:
    """Take the signed letter: from the institution by its link, or from an officer (`by`) who got it otherwise.

    The same file again is kept once. Another one takes the place of the first, which is kept beside. Raises Refused
    (IntakeRefused) with nothing kept.
    """  # fmt: skip
    if by is not None:
        _gathered(commitment.dossier, by)
    locked = _locked(commitment)
    _refuse_over(locked)
    fingerprint = hash_of(file)
    there = locked.letters.filter(removed_at=None).select_related("file").first()
    if there is not None and there.file.sha256 == fingerprint and there.file.size == file.size:
        return there
    stored = receive(file, at=at, by=Person(pk=by.person_id) if by else None, most_pages=MOST_PAGES)
    if locked.state != CommitmentState.SIGNED:
        row = perform(locked, "sign", by=by or SYSTEM, at=at, file=stored)
    else:
        locked.letters.filter(removed_at=None).update(removed_at=at)
        locked.letters.create(file=stored, is_by_link=by is None, sent_at=at)
        row = record(locked, "letter", by=by or SYSTEM, at=at)
    if by is None:
        tell_answer(locked, row.seq)
    return CommitmentLetter.objects.select_related("file").get(file=stored)


@transaction.atomic
def decline_by_link(commitment: Commitment, *, text: str, at: datetime) -> None:
    """The institution does not commit itself, and says why. Twice, once. Raises Refused."""
    locked = _locked(commitment)
    if locked.state == CommitmentState.DECLINED:
        return
    if locked.state == CommitmentState.SIGNED:
        raise Refused([_("A signed letter is there already: write to the institute if it no longer stands.")])
    row = perform(locked, "decline", by=SYSTEM, at=at, reason=text)
    tell_answer(locked, row.seq)


@transaction.atomic
def chase(commitment: Commitment, *, at: datetime, by: Standing | System) -> bool:
    """Remind the institution, by the link it has or a new one. False when nothing is to be reminded. Raises Refused."""
    if not isinstance(by, System):
        _gathered(commitment.dossier, by)
    locked = _locked(commitment)
    if not may_chase(locked, at):
        return False
    link_for(locked, at)
    Commitment.objects.filter(pk=locked.pk).update(reminded_at=at)
    row = record(locked, "chase", by=by, at=at)
    post("commitment.chased", locked, event=f"commitment-chased-{locked.uid}-{row.seq}")
    return True


def may_chase(commitment: Commitment, at: datetime) -> bool:
    """Whether the letter is awaited, somebody can be written to, and nobody was within a day."""
    last = commitment.reminded_at or commitment.asked_at
    is_awaited = commitment.state in (CommitmentState.ASKED, CommitmentState.PROMISED) and bool(commitment.email)
    return is_awaited and (last is None or at - last >= BETWEEN_REMINDERS)


@transaction.atomic
def withdraw_link(commitment: Commitment, *, at: datetime, by: Standing) -> None:
    """The link sent gives nothing any more. Raises Refused for whoever does not gather the letters."""
    _gathered(commitment.dossier, by)
    if revoke_links(commitment, PURPOSE):
        record(commitment, "revoke", by=by, at=at)


def good_link(commitment: Commitment, at: datetime) -> SignedLink | None:
    """The institution's link, if it is still good."""
    return links_to(PURPOSE, commitment).filter(expires_at__gt=at).first()


def link_for(commitment: Commitment, at: datetime) -> SignedLink:
    """The institution's link: the good one, or a new one when it was withdrawn or has expired."""
    found = good_link(commitment, at)
    return found or make_link(PURPOSE, commitment, email=commitment.email, expires_at=at + GOOD_FOR)


def tell_answer(commitment: Commitment, seq: int) -> None:
    """The institute's officers learn what an institution answered."""
    fresh = Commitment.objects.for_page().get(pk=commitment.pk)
    post("commitment.answered", fresh, event=f"commitment-answered-{fresh.uid}-{seq}")


def _gathered(dossier: Dossier, by: Standing) -> Dossier:
    """The dossier, locked; refused to whoever does not gather its letters, or once they are no longer gathered."""
    locked = Dossier.objects.select_for_update(of=("self",)).for_rules().get(pk=dossier.pk)
    roles = locked.roles_of(by)
    if roles & WRITERS or not roles & GATHERING:
        raise Refused([_("The letters are gathered by the institute’s international officer.")])
    if locked.state != DossierState.LETTERS:
        raise Refused([_("The letters of this dossier are no longer gathered: nothing changes in them.")])
    return locked


def _locked(commitment: Commitment) -> Commitment:
    return Commitment.objects.select_for_update(of=("self",)).for_page().get(pk=commitment.pk)


def _refuse_over(commitment: Commitment) -> None:
    if commitment.state == CommitmentState.REMOVED or commitment.dossier.state != DossierState.LETTERS:
        raise Refused([_("The letters of this dossier are no longer gathered: nothing changes in them.")])
