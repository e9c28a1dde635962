"""What an act on a dossier changes besides its state, in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from directory.enums import Role
from instruments.spec import FieldKind
from instruments.steps import Step
from proposals.board.listing import COLUMNS as LISTED
from proposals.board.listing import list_on_board
from proposals.content import expression_of, fingerprint
from proposals.enums import CompletionState, DossierState, FilingKind, VisaState
from proposals.querysets.page import VISAS_IN_FORCE
from proposals.receipts import mentions, new_code
from proposals.references import next_reference
from proposals.visa_dates import visa_due
from workflow.engine import SYSTEM, perform

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from proposals.models import Dossier, Filing, Visa
    from workflow.engine import Act


def freeze_dossier(dossier: Dossier, act: Act) -> None:
    """The filed version, its reference, its receipt."""
    _freeze(dossier, act, FilingKind.DOSSIER)


def freeze_expression(dossier: Dossier, act: Act) -> None:
    """The expression of interest as received: same dossier, same reference, a receipt of its own."""
    _freeze(dossier, act, FilingKind.EXPRESSION)


def freeze_completion(dossier: Dossier, act: Act) -> None:
    """The completed version; it restarts the silence that means rejection (product page §3)."""
    _freeze(dossier, act, FilingKind.COMPLETION)


def freeze_again(dossier: Dossier, act: Act) -> None:
    """Another version of a dossier taken back before its closing; the state stays what it is."""
    _freeze(dossier, act, FilingKind.DOSSIER)
    inform_institutes(dossier, act)
    ask_director(dossier, act)


def _freeze(dossier: Dossier, act: Act, kind: FilingKind) -> None:
    """One immutable row; `act.at` is the reception, the clock says when it is written."""
    from proposals.models import Filing

    content = dossier.working_content
    if kind == FilingKind.EXPRESSION:
        content = expression_of(dossier.rules, content)
    number = dossier.filings.count() + 1 if dossier.filing_id else 1
    _settle(dossier, act)
    filing = Filing.objects.create(
        dossier=dossier, number=number, kind=kind, content=content, sha256=fingerprint(content),
        received_at=act.at, filed_at=timezone.now(), filed_by_id=act.by.person_id or dossier.mandated_by_id,
        is_by_mandate=act.by is SYSTEM, code=new_code(), mentions=mentions(dossier, act.at, kind),
    )  # fmt: skip
    _stand(dossier, filing, act.data.get("reference", ""))
    act.note(filing=filing.number, sha256=filing.sha256, reference=dossier.reference or "")


def _stand(dossier: Dossier, filing: Filing, reserved: str) -> None:
    """Make `filing` the version that stands, under the reference it has, the one reserved for it, or the next."""
    dossier.filing = filing
    dossier.first_filed_at = dossier.first_filed_at or filing.received_at
    dossier.is_with_institute = True
    # of an expression of interest no opinion is asked (product page §1): the director reads it if the carrier shows it
    dossier.is_with_unit = dossier.is_with_unit or filing.kind != FilingKind.EXPRESSION
    dossier.taken_back_at = dossier.mandated_at = dossier.mandated_by = None
    dossier.reference = dossier.reference or reserved or next_reference(dossier)
    dossier.title, dossier.acronym = filing.content["title"], filing.content["acronym"]
    list_on_board(dossier, filing.content, filing.kind)
    dossier.save(update_fields=["unit", "institute", "delegation", "filing", "first_filed_at", "is_with_institute",
                                "is_with_unit", "taken_back_at", "mandated_at", "mandated_by", "reference", "title",
                                "acronym", *LISTED])  # fmt: skip


def _settle(dossier: Dossier, act: Act) -> None:
    """The unit typed since the last filing becomes that of the rights. Its institute may be another one."""
    place = dossier.working_place
    if place is dossier:
        return
    former, new = dossier.institute_id, place.institute
    dossier.unit, dossier.institute, dossier.delegation = place.unit, new, place.delegation
    place.delete()
    if former is not None and new is not None and former != new.pk:
        _passed(dossier, former, act)


def _passed(dossier: Dossier, former: int, act: Act) -> None:
    """`dossier.institute` has it instead of `former`, which stays informed; the opinions go with it."""
    from proposals.models import InformedInstitute

    dossier.visas.update(institute=dossier.institute)
    InformedInstitute.objects.filter(dossier=dossier, institute=dossier.institute).delete()
    InformedInstitute.objects.get_or_create(
        dossier=dossier, institute_id=former, defaults={"informed_at": act.at, "informed_by_id": act.by.person_id}
    )


def inform_institutes(dossier: Dossier, act: Act) -> None:
    """The other institutes that the carrier names are informed at filing, when the instrument provides for it."""
    from directory.models import Institute
    from proposals.models import InformedInstitute

    slugs = [asked.slug for asked in dossier.rules.fields
             if asked.kind is FieldKind.CHOICES and asked.choices_from == "institutes"]  # fmt: skip
    codes = {code for slug in slugs for code in dossier.working_content["answers"].get(slug, [])}
    others = Institute.objects.filter(code__in=codes)
    if dossier.institute_id:
        others = others.exclude(pk=dossier.institute_id)
    InformedInstitute.objects.bulk_create(
        [InformedInstitute(dossier=dossier, institute=one, informed_at=act.at) for one in others],
        ignore_conflicts=True,
    )


def ask_director(dossier: Dossier, act: Act) -> None:
    """A new filing asks for a new opinion. Without a director in office the request waits until one is."""
    if Step.VISA not in dossier.rules.steps or dossier.unit_id is None:
        return
    directors = {person.pk for person in dossier.holders(Role.UNIT_DIRECTOR)}
    visa = _new_visa(dossier, act)
    visa.unit_id, visa.institute_id, visa.filing = dossier.unit_id, dossier.institute_id, dossier.filing
    address_request(visa, dossier, directors, at=act.at)
    visa.save()
    if directors:
        perform(visa, "ask", by=SYSTEM, at=act.at)


def address_request(visa: Visa, dossier: Dossier, directors: Iterable[int], *, at: datetime) -> None:
    """To whom the request goes and until when, as things are at the instant it leaves. Saves nothing.

    `directors`: ids of those in office over the unit, stand-ins too. Nobody gives it on a dossier they carry: where
    the director carries it and nobody stands in, the institute's direction does (product page §3).
    """
    visa.is_carried_by_director = set(directors) == {dossier.carrier_id}
    visa.asked_at, visa.due = at, visa_due(dossier, at)


def _new_visa(dossier: Dossier, act: Act) -> Visa:
    """The request prepared early when there is one; what was asked on a former version no longer is."""
    from proposals.models import Visa

    prepared = Visa(dossier=dossier, state=VisaState.PREPARED)
    for one in VISAS_IN_FORCE.objects(dossier=dossier.pk):
        if one.state == VisaState.PREPARED:
            prepared = one
        else:
            perform(one, "supersede", by=SYSTEM, at=act.at)
    return prepared


def open_completion(dossier: Dossier, act: Act) -> None:
    """The request: named parts, a date, and the version they are compared with."""
    from proposals.models import CompletionRequest

    CompletionRequest.objects.create(
        dossier=dossier, parts=sorted(act.data["parts"]), due=act.data["due"], asked_by_id=act.by.person_id,
        asked_at=act.at, text=act.reason, before_id=dossier.filing_id or 0,
    )  # fmt: skip
    act.note(parts=sorted(act.data["parts"]), due=act.data["due"].isoformat())


def answer_completion(dossier: Dossier, act: Act) -> None:
    """The completed version answers the request."""
    dossier.completions.filter(state=CompletionState.ASKED).update(
        state=CompletionState.ANSWERED, after=dossier.filing
    )  # fmt: skip


def close_completion(dossier: Dossier, act: Act) -> None:
    """What is there is examined; what its writers changed meanwhile is kept for them, and put back as filed."""
    from proposals.actions.setting_aside import set_aside

    dossier.completions.filter(state=CompletionState.ASKED).update(state=CompletionState.CLOSED)
    set_aside(dossier, at=act.at)


def pass_to_institute(dossier: Dossier, act: Act) -> None:
    """Towards another institute, which reads it from now on."""
    dossier.routed_to = act.data["institute"]
    dossier.save(update_fields=["routed_to"])
    act.note(institute=dossier.routed_to.code)


def hand_over(dossier: Dossier, act: Act) -> None:
    """The new institute has the dossier and its opinions; the former one stays informed (product page §4).

    Call, version, reference and filing date are kept.
    """
    former, new = dossier.institute_id, dossier.routed_to_id
    if former is None or new is None:
        raise ValueError("a dossier being passed has both institutes")
    act.note(institute=dossier.routed_to.code if dossier.routed_to else "")
    dossier.institute_id, dossier.routed_to = new, None
    dossier.save(update_fields=["institute", "routed_to"])
    _passed(dossier, former, act)


def keep_here(dossier: Dossier, act: Act) -> None:
    """It is passed to nobody any more: the institute it came from keeps it."""
    dossier.routed_to = None
    dossier.save(update_fields=["routed_to"])


def end_everything(dossier: Dossier, act: Act) -> None:
    """A dossier withdrawn is completed by nobody, and no longer taken back: a copy that was open is kept aside."""
    from proposals.actions.setting_aside import close_correction

    if dossier.taken_back_at is not None or dossier.state == DossierState.COMPLETION:
        close_correction(dossier, at=act.at)
    dossier.completions.filter(state=CompletionState.ASKED).update(state=CompletionState.CLOSED)


def write_opinion(visa: Visa, act: Act) -> None:
    """The opinion, its comment and who gave it."""
    visa.opinion, visa.comment = act.data["opinion"], act.data.get("comment", "").strip()
    visa.given_by_id, visa.given_at = act.by.person_id, act.at
    visa.save(update_fields=["opinion", "comment", "given_by", "given_at"])
    act.note(opinion=visa.opinion)


def note_section_opinion(dossier: Dossier, act: Act) -> None:
    """What the section says, who signed it and in which session: in the history, for the staff."""
    act.note(**{name: str(act.data[name]) for name in ("opinion", "chair", "session") if name in act.data})
