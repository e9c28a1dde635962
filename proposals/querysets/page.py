"""What the page of a dossier asks each time it is opened; of one shape, so that its SQL is written once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db.models import DateTimeField, Model, QuerySet, UUIDField

from directory.enums import Role
from directory.relations import ByOfficeRows, know
from proposals.querysets.of_dossier import OfDossier, with_what_is_there
from workflow.prepared import Given, Prepared

if TYPE_CHECKING:
    from directory.standing import Standing
    from proposals.models import Dossier


def _rows(model: str, *joined: str) -> Any:
    """Rows that point to dossiers, with what they name. The order of a model would join the dossier: say one."""
    found: type[Model] = apps.get_model("proposals", model)
    # without a name, Django would join everything
    return found._default_manager.select_related(*joined) if joined else found._default_manager.all()


def _one() -> QuerySet[Any]:
    # the text that was filed stays in the database until somebody reads it (`filed.py`)
    dossiers = apps.get_model("proposals", "Dossier").objects.for_list().select_related("filing", "routed_to")
    return with_what_is_there(
        dossiers.defer("version__rules", "call__text_fr", "call__text_en", "filing__content", "filing__mentions")
        .filter(uid=Given("uid", UUIDField())).order_by()
    )  # fmt: skip


ONE = Prepared(_one)
COEDITORS = OfDossier("coeditors", lambda: _rows("Coeditor").order_by("pk"))
COMPLETION = OfDossier(
    "completions", lambda: _rows("CompletionRequest", "before", "after").order_by("-asked_at", "-pk"), most=1
)
NOTES = OfDossier("notes", lambda: _rows("Note", "author").order_by("-at", "-pk"))
MESSAGES = OfDossier("messages", lambda: _rows("Message", "author").order_by("at", "pk"))
SET_ASIDES = OfDossier("set_asides", lambda: _rows("SetAside").defer("content").order_by("-pk"))
INFORMED = OfDossier("informed", lambda: _rows("InformedInstitute", "institute").order_by("informed_at", "pk"))
OPINIONS = OfDossier(
    "opinions", lambda: _rows("Opinion", "institute", "person", "given_by", "asked_by").order_by("-asked_at", "pk")
)
# nearly every dossier has an opinion of its director; who reads is asked since a moment
VISAS_IN_FORCE = Prepared(lambda: _rows("Visa").filter(dossier=Given("dossier")).in_force().order_by("pk"))
VISA = Prepared(
    lambda: _rows("Visa", "given_by").filter(dossier=Given("dossier")).in_force().order_by("due", "asked_at", "pk")[:1]
)
READINGS = Prepared(
    lambda: _rows("Reading", "person")
    .filter(dossier=Given("dossier"), at__gt=Given("since", DateTimeField())).order_by("pk")
)  # fmt: skip


def one_for(standing: Standing, uid: UUID) -> Dossier | None:
    """The dossier that `visible_to(standing)` would find by its uid: the same relations, asked of the row itself."""
    found: Dossier | None = ONE.first(uid=uid)
    if found is None:
        return None
    # the page shows these rows: who reads it by them is known from them
    know(found, Role.INFORMED_INSTITUTE, (one.institute_id for one in INFORMED.of(found)), ByOfficeRows)
    know(found, Role.CONSULTED, (one.person_id for one in OPINIONS.of(found) if one.person_id))
    if not COEDITORS.may_be_of(found):
        know(found, Role.COEDITOR, ())
    return found if found.roles_of(standing) else None
