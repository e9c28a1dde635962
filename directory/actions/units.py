"""Entering a unit by hand, and confirming what is known of one."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.models import Institute, RegionalDelegation, SearchKind, Unit
from directory.registry.codes import normal_code
from directory.search.lookup import find
from directory.search.subjects import append_unit
from directory.standing import Standing
from directory.unit_access import may_confirm, may_give
from workflow.engine import Refused, System
from workflow.history import record


@transaction.atomic
def enter_unit(
    *, name: str, code: str = "", acronym: str = "", city: str = "", country: str = "FR",
    institute: Institute | None = None, by: Standing | System,
) -> Unit:  # fmt: skip
    """The unit of this name and code, made when it is not there yet; an officer confirms it later.

    Raises Refused without a name. Twice the same gives the same: a form sent twice makes no double.
    """
    name, code = " ".join(name.split()), normal_code(code)
    if not name:
        raise Refused([_("A unit needs a name.")])
    there = Unit.objects.filter(pk__in=find(SearchKind.UNIT, name).exact, code=code).first()
    if there is not None:
        return there
    unit = Unit.objects.create(
        name=name, code=code, acronym=acronym.strip(), city=" ".join(city.split()), country=country,
        institute=institute, entered_by_id=by.person_id,
    )  # fmt: skip
    append_unit(unit)
    record(unit, "enter", by=by, name=name, code=code, institute=institute.code if institute else "")
    return unit


@transaction.atomic
def confirm_unit(
    unit: Unit, *, code: str, institute: Institute, delegation: RegionalDelegation | None = None, by: Standing
) -> Unit:
    """Confirm once the code (which may stay empty), the institute and the delegation of `unit`; imports keep them.

    Raises Refused when `by` may not, or when somebody confirmed it meanwhile: the first officer decides.
    """
    unit = Unit.objects.select_for_update(of=("self",)).select_related("confirmed_by").get(pk=unit.pk)
    reasons = list(_refusals(unit, institute, by))
    if reasons:
        raise Refused(reasons)
    before = {"code": unit.code, "institute": unit.institute_id, "delegation": unit.delegation_id}
    said = {"code": normal_code(code), "institute": institute.pk, "delegation": delegation.pk if delegation else None}
    now = timezone.now()
    # compare and set: SQLite ignores the lock, and exactly one of two officers must succeed
    done = Unit.objects.filter(pk=unit.pk, confirmed_at=None).update(
        code=said["code"], institute=institute, delegation=delegation, confirmed_at=now, confirmed_by=by.person_id
    )
    if not done:
        raise Refused([_("Somebody else has just confirmed this unit.")])
    unit.refresh_from_db()
    append_unit(unit)
    record(unit, "confirm", by=by, at=now, before=before, after=said)
    return unit


def _refusals(unit: Unit, institute: Institute, by: Standing) -> Iterator[str]:
    if unit.is_confirmed:
        yield _("%(person)s has already confirmed this unit. What was confirmed is shown below.") % {
            "person": unit.confirmed_by or _("An officer")
        }
    elif not may_confirm(by, unit):
        yield _("This unit belongs to another institute, whose officer confirms it.")
    elif not may_give(by, institute):
        yield _("You attach a unit only to your own institute. Leave it to the officer of the other one.")
