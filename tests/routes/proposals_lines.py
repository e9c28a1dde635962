"""Routes of the lines of a dossier and of the partner's link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from documents.links import make_link
from proposals.actions.partner_links import PURPOSE
from proposals.models import Cofunding, Participant, Partner, Publication
from tests.proposals.dossiers import a_complete_dossier, a_permanent_or_annual_call
from tests.routes import CARRIER, COEDITOR, EVERYONE, Route, only
from tests.routes.proposals import share


def build(world: Any) -> None:
    """A complete draft that asks every kind of line, and the link of its partner."""
    carrier = world.people[CARRIER]
    world.lined = a_complete_dossier("irp", carrier=carrier, call=a_permanent_or_annual_call("irp"))
    share(world.lined, world.people[COEDITOR])
    world.partner = world.lined.partners.first()
    until = timezone.now() + timedelta(days=9)
    world.partner_token = make_link(PURPOSE, world.partner, email="a@example.org", expires_at=until).token
    world.cofunding = Cofunding.objects.create(dossier=world.lined, source="JSPS", amount=5, euros=5)


def _of(rest: str, name: str = "") -> Any:
    def path(world: Any) -> str:
        pk = {
            "participant": lambda: Participant.objects.filter(dossier=world.lined).values_list("pk", flat=True)[0],
            "publication": lambda: Publication.objects.filter(dossier=world.lined).values_list("pk", flat=True)[0],
            "partner": lambda: world.partner.pk, "cofunding": lambda: world.cofunding.pk, "": lambda: "",
        }[name]()  # fmt: skip
        return f"/proposals/{world.lined.uid}/{rest.format(pk=pk)}"

    return path


def _cell(world: Any) -> str:
    return f"/proposals/{world.lined.uid}/budget/b-foreign-{world.lined.rules.spending.lines[0].slug}-1/"


def _partners(world: Any, number: int) -> Any:
    return [Partner.objects.create(dossier=world.lined, institution=f"I{n}", country="JP") for n in range(number)]


WRITERS = only(CARRIER, COEDITOR)
NO_GET = only(status=405, otherwise=405)
ROUTES = [
    Route("dossier_line_new", _of("partners/new/"), WRITERS, fullest=CARRIER, post=only(CARRIER, COEDITOR, status=422)),
    Route("dossier_line_new", _of("participants/new/"), WRITERS, fullest=CARRIER, rows=_partners,
          post=only(CARRIER, COEDITOR, status=422)),
    Route("dossier_line_new", _of("publications/new/"), WRITERS, fullest=CARRIER,
          post=only(CARRIER, COEDITOR, status=422)),
    Route("dossier_line_new", _of("cofunding/new/"), WRITERS, fullest=COEDITOR,
          post={**only(CARRIER, COEDITOR, status=422)}),
    Route("dossier_line", _of("partners/{pk}/", "partner"), WRITERS, fullest=CARRIER,
          post=only(CARRIER, COEDITOR, status=422)),
    Route("dossier_line", _of("cofunding/{pk}/", "cofunding"), WRITERS, fullest=CARRIER,
          post=only(CARRIER, COEDITOR, status=422)),
    Route("dossier_line_remove", _of("participants/{pk}/remove/", "participant"), WRITERS, fullest=CARRIER,
          post=only(CARRIER, COEDITOR, status=302)),
    Route("dossier_budget", _of("budget/"), NO_GET, post=only(CARRIER, COEDITOR, status=302), is_page=False),
    Route("dossier_budget_cell", _cell, {"*": 405}, post=only(CARRIER, COEDITOR, anonymous=401), is_page=False,
          is_json=True, data={"value": "12", "revision": 0}),
    Route("partner_ask", _of("partners/{pk}/ask/", "partner"), NO_GET, post=only(CARRIER, COEDITOR, status=302),
          is_page=False, data={"withdraw": "1"}),
    Route("partner_link", lambda w: f"/partner/{w.partner_token}/", EVERYONE, post=EVERYONE),
    Route("partner_link", "/partner/nothing/", {"*": 410}, post={"*": 410}),
    Route("partner_letter", lambda w: f"/partner/{w.partner_token}/letter/", {"*": 202}, is_page=False),
]  # fmt: skip
