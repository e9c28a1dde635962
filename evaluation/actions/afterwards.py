"""After the results: the reserve list, appeals on procedure."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from directory.enums import Role
from evaluation.access import REVIEW_STAFF
from evaluation.actions.releasing import prepare_release
from evaluation.enums import AppealState, DecisionState, Outcome
from evaluation.models import Appeal, Decision
from instruments.steps import Step
from proposals.enums import DossierState
from workflow.engine import Refused
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing
    from instruments.models import Call


def next_in_reserve(call: Call, institute_id: int | None) -> Decision | None:
    """The first of the reserve list of this call and institute that is still there and not being called."""
    called = Decision.objects.filter(state=DecisionState.PREPARED, dossier__state=DossierState.RESERVE)
    waiting = Decision.objects.released().filter(
        dossier__call=call.pk, dossier__institute=institute_id, outcome=Outcome.RESERVE,
        dossier__state=DossierState.RESERVE,
    ).exclude(dossier__in=called.values("dossier"))  # fmt: skip
    return waiting.select_related("dossier__version", "dossier__call").order_by("reserve_rank", "pk").first()


@transaction.atomic
def call_from_reserve(decision: Decision, *, amount: Decimal, at: datetime, by: Standing) -> Decision:
    """Prepare the selection of a dossier of the reserve list: a decision and a publication of its own, to be signed.

    The dossier stays on the reserve list until then. Raises Refused when it is not first in the order, or the amount is
    outside the instrument's bounds.
    """
    locked = Decision.objects.select_for_update(of=("self",)).select_related("dossier__version").get(pk=decision.pk)
    dossier = locked.dossier
    first = next_in_reserve(dossier.call, dossier.institute_id)
    if first is None or first.pk != locked.pk:
        raise Refused([_("The reserve list is ordered: another dossier comes before this one.")])
    if not dossier.rules.credits.allows(amount):
        sentence = _("The amount granted has to be inside the bounds of the instrument: %(bounds)s.")
        raise Refused([sentence % {"bounds": dossier.rules.credits}])
    made = Decision.objects.create(
        dossier=dossier, step=locked.step, outcome=Outcome.SELECTED, amount=amount, prepared_at=at,
        reasons_fr=locked.reasons_fr, reasons_en=locked.reasons_en, prepared_by_id=by.person_id or 0,
    )  # fmt: skip
    institute = dossier.institute if locked.step == Step.INSTITUTE_DECISION else None
    title = _("Reserve list: %(dossier)s") % {"dossier": dossier.reference}
    prepare_release(dossier.call, [made], title=title, institute=institute, step=Step(locked.step), at=at, by=by)
    return Decision.objects.select_related("release").get(pk=made.pk)


@transaction.atomic
def receive_appeal(decision: Decision, *, grounds: str, at: datetime, by: Standing) -> Appeal:
    """Record an appeal on procedure against a published decision. Raises Refused."""
    if not decision.dossier.roles_of(by) & REVIEW_STAFF:
        raise Refused([_("This belongs to another role than yours.")])
    if decision.state != DecisionState.RELEASED:
        raise Refused([_("The decision is not published: there is nothing to appeal against.")])
    appeal = Appeal.objects.create(decision=decision, grounds=grounds, received_at=at, recorded_by_id=by.person_id or 0)
    record(decision.dossier, "appeal", by=by, at=at)
    return appeal


@transaction.atomic
def answer_appeal(appeal: Appeal, *, state: str, answer: str, at: datetime, by: Standing) -> Appeal:
    """Answer it, once: upheld or dismissed, with why. Raises Refused."""
    locked = Appeal.objects.select_for_update(of=("self",)).select_related("decision__dossier").get(pk=appeal.pk)
    deciders = {Role.INSTITUTE_DIRECTION, Role.DERCI_DIRECTOR, Role.DERCI_OFFICER}
    if not locked.decision.dossier.roles_of(by) & deciders:
        raise Refused([_("This belongs to another role than yours.")])
    if locked.state != AppealState.RECEIVED:
        raise Refused([_("This appeal is answered already.")])
    locked.state = AppealState.UPHELD if state == AppealState.UPHELD else AppealState.DISMISSED
    locked.answer, locked.answered_at, locked.answered_by_id = answer, at, by.person_id
    locked.save()
    record(locked.decision.dossier, "answer-appeal", by=by, at=at)
    return locked
