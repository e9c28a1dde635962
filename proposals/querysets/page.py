"""What the page of a dossier asks each time it is opened; of one shape, so that its SQL is written once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db.models import DateTimeField, Model, UUIDField

from directory.enums import Role
from directory.relations import ByOfficeRows, know
from workflow.prepared import Given, Prepared

if TYPE_CHECKING:
    from directory.standing import Standing
    from proposals.models import Dossier, InformedInstitute, Opinion

WITH_PAGE = ("filing", "routed_to", "delegation", "unit__institute", "place_typed__unit__institute",
             "place_typed__delegation")  # fmt: skip


def _rows(model: str, *joined: str) -> Any:
    """The rows of one dossier, with the rows that they name. The order of a model would join the dossier: say one."""
    found: type[Model] = apps.get_model("proposals", model)
    rows = found._default_manager.filter(dossier=Given("dossier"))
    # without a name, Django would join everything
    return rows.select_related(*joined) if joined else rows


# the text that was filed stays in the database until somebody reads it (`filed.py`)
ONE = Prepared(
    lambda: apps.get_model("proposals", "Dossier")
    .objects.for_list().select_related(*WITH_PAGE).defer("version__rules", "call__text_fr", "call__text_en",
                                                         "filing__content", "filing__mentions")
    .filter(uid=Given("uid", UUIDField())).order_by()
)  # fmt: skip
VISAS_IN_FORCE = Prepared(lambda: _rows("Visa").in_force().order_by("pk"))
VISA = Prepared(lambda: _rows("Visa", "given_by").in_force().order_by("due", "asked_at", "pk")[:1])
COMPLETION = Prepared(
    lambda: _rows("CompletionRequest", "before", "after")
    .order_by("-asked_at", "-pk")[:1]
)  # fmt: skip
NOTES = Prepared(lambda: _rows("Note", "author").order_by("-at", "-pk"))
MESSAGES = Prepared(lambda: _rows("Message", "author").order_by("at", "pk"))
INFORMED = Prepared(lambda: _rows("InformedInstitute", "institute").order_by("informed_at", "pk"))
OPINIONS = Prepared(lambda: _rows("Opinion", "institute", "person", "given_by", "asked_by").order_by("-asked_at", "pk"))
READINGS = Prepared(lambda: _rows("Reading", "person").filter(at__gt=Given("since", DateTimeField())).order_by("pk"))


def one_for(standing: Standing, uid: UUID) -> Dossier | None:
    """The dossier that `visible_to(standing)` would find by its uid: the same relations, asked of the row itself."""
    found: Dossier | None = ONE.first(uid=uid)
    if found is None:
        return None
    # the page shows these rows: who reads it by them is known from them
    know(found, Role.INFORMED_INSTITUTE, (one.institute_id for one in informed_of(found)), ByOfficeRows)
    know(found, Role.CONSULTED, (one.person_id for one in opinions_of(found) if one.person_id))
    return found if found.roles_of(standing) else None


def informed_of(dossier: Dossier) -> list[InformedInstitute]:
    """The institutes informed of it, in order. One query, once."""
    return _once(dossier, INFORMED)


def opinions_of(dossier: Dossier) -> list[Opinion]:
    """The opinions asked on it, the latest first. One query, once."""
    return _once(dossier, OPINIONS)


def _once(dossier: Dossier, asked: Prepared) -> list[Any]:
    kept: dict[Prepared, list[Any]] = dossier.__dict__.setdefault("_rows_of_page", {})
    if asked not in kept:
        kept[asked] = asked.objects(dossier=dossier.pk)
    return kept[asked]
