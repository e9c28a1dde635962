"""Routes of running actions."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django.utils import timezone

from directory.enums import Role
from directory.standing import standing_of
from documents.models import SignedLink
from funding.actions.amending import ask_change
from funding.actions.partner_parts import ask_partner, save_text
from funding.actions.reporting import save_line, save_part, submit_report
from funding.enums import AmendmentKind, LineKind
from funding.models import AwardPartner, PartnerPart, Report
from funding.models.partner_parts import PURPOSE
from funding.report_parts import PartKind, parts
from tests.funding.awards import an_award
from tests.routes import CARRIER, EVERYONE, NOBODY, TYPED, Route, only

OFFICER, DIRECTION = Role.INSTITUTE_OFFICER.value, Role.INSTITUTE_DIRECTION.value
DERCI, DERCI_HEAD = Role.DERCI_OFFICER.value, Role.DERCI_DIRECTOR.value
DIRECTOR, FINANCE = Role.UNIT_DIRECTOR.value, Role.FINANCE_OFFICER.value
READERS = (CARRIER, OFFICER, DIRECTION, DERCI, DERCI_HEAD, DIRECTOR, FINANCE)


def build(world: Any) -> None:
    """An action that runs, carried by the world's carrier in the world's unit."""
    world.award = an_award("irp", carrier=world.people[CARRIER])
    world.ended = an_award("iea", carrier=world.people[CARRIER], starts_on=date(2020, 1, 1))
    type(world.ended).objects.filter(pk=world.ended.pk).update(state="closing")
    world.report = _written(world, "financial")
    world.open_report = Report.objects.for_page().get(award=world.award, kind="scientific", year=2)
    world.last_report = Report.objects.for_page().get(award=world.award, kind="final")
    world.amendment = ask_change(
        world.award, kind=AmendmentKind.PROLONGATION, data={"months": 6}, reason="Campagne reportée.", token=uuid4(),
        at=timezone.now(), by=standing_of(world.people[CARRIER]),
    )  # fmt: skip
    save_line(world.open_report, kind=LineKind.MEETING, pk=None, revision=0, by=standing_of(world.people[CARRIER]),
              fields={"name": "Atelier de Sendai", "starts_on": date(2027, 5, 2)})  # fmt: skip
    part = _asked(world, world.award.partners.order_by("pk")[0])
    world.part_partner = part.partner
    world.part_token = SignedLink.objects.get(subject_id=str(part.pk), purpose=PURPOSE, revoked_at=None).token


def _asked(world: Any, partner: AwardPartner) -> PartnerPart:
    """A partner asked for their part of the open report, who has written."""
    now = timezone.now()
    part = ask_partner(world.open_report, partner, at=now, by=standing_of(world.people[CARRIER]))
    save_text(part, slug="team", value="Deux campagnes en mer.", revision=0, at=now)
    return part


def _awards(world: Any, number: int) -> None:
    for _turn in range(number):
        an_award("iea", carrier=world.people[CARRIER])


def _written(world: Any, kind: str) -> Report:
    """A report of the world's action, submitted."""
    report = Report.objects.for_page().get(award=world.award, kind=kind, year=1)
    by, now = standing_of(world.people[CARRIER]), timezone.now()
    for part in parts(report.kind, report.year, report.award.rules):
        if part.kind is not PartKind.LINES:
            value = "250" if part.kind is PartKind.EUROS else "Une phrase."
            save_part(report, slug=part.slug, value=value, revision=0, at=now, by=by)
    submit_report(report, at=now, by=by)
    return report


def _lines(world: Any, number: int) -> None:
    for turn in range(number):
        save_line(world.open_report, kind=LineKind.MISSION, pk=None, revision=0, by=standing_of(world.people[CARRIER]),
                  fields={"name": f"Nora {turn}", "place": "Sendai", "starts_on": date(2027, 5, 2),
                          "ends_on": date(2027, 5, 9)})  # fmt: skip
        _asked(world, AwardPartner.objects.create(
            award=world.award, institution=f"Institut {turn}", country="JP", lead_last_name="Mori",
            lead_email=f"mori{turn}@example.org", joined_on=world.award.starts_on))  # fmt: skip


def _changes(world: Any, number: int) -> None:
    for _turn in range(number):
        award = an_award("iea", carrier=world.people[CARRIER])
        ask_change(award, kind=AmendmentKind.SUSPENSION, data={}, reason="Grève.", token=uuid4(), at=timezone.now(),
                   by=standing_of(world.people[CARRIER]))  # fmt: skip


def _change(rest: str) -> Any:
    return lambda world: f"/actions/{world.award.uid}/changes/{rest}"


def _line_url(world: Any) -> str:
    line = world.open_report.lines.filter(kind=LineKind.MEETING).first()
    return f"/reports/{world.open_report.uid}/lists/meeting/{line.pk}/"


def _of(name: str, rest: str = "") -> Any:
    return lambda world: f"/reports/{getattr(world, name).uid}/{rest}"


NO_GET = {"*": 405, "anonymous": 302}
STAFF = (OFFICER, DIRECTION)
ASKING = (CARRIER, OFFICER, DIRECTION, DERCI, DERCI_HEAD)
EVERYBODY = {"anonymous": 302, NOBODY: 200, "*": 200}
ROUTES = [
    Route("award_list", "/actions/", EVERYBODY, fullest=DERCI, rows=_awards),
    Route("award", lambda w: f"/actions/{w.award.uid}/", only(*READERS), fullest=OFFICER),
    Route("award_centres", lambda w: f"/actions/{w.award.uid}/centres/", only(*STAFF, DERCI, DERCI_HEAD),
          fullest=OFFICER, post=only(*STAFF, DERCI, DERCI_HEAD, status=302)),
    Route("commitments", "/commitments/", only(*STAFF, DERCI, DERCI_HEAD, FINANCE, "institute-officer-elsewhere"),
          fullest=DERCI, rows=_awards),
    Route("award_act", lambda w: f"/actions/{w.ended.uid}/acts/close/", only(OFFICER, DERCI, DERCI_HEAD),
          fullest=OFFICER, post=only(OFFICER, DERCI, DERCI_HEAD, status=409)),
    Route("amendment_list", "/changes/", EVERYBODY, fullest=DERCI, rows=_changes),
    Route("amendment", lambda w: f"/changes/{w.amendment.uid}/", only(*READERS), fullest=DERCI),
    Route("amendment_act", lambda w: f"/changes/{w.amendment.uid}/acts/refuse/",
          only(OFFICER, DIRECTION, DERCI, DERCI_HEAD), fullest=DERCI,
          post=only(OFFICER, DIRECTION, DERCI, DERCI_HEAD, status=422)),
    Route("amendment_choose", _change(""), only(*ASKING), fullest=CARRIER, post=only(*ASKING)),
    *(Route("amendment_new", _change(f"{kind}/"), only(*ASKING), fullest=CARRIER,
            post=only(*ASKING, status=422)) for kind in AmendmentKind.values),
    Route("award_renew", lambda w: f"/actions/{w.award.uid}/renew/", NO_GET, post=only(*READERS, status=302),
          is_page=False),
    Route("report_list", "/reports/", EVERYBODY, fullest=OFFICER, rows=_awards),
    Route("report", _of("open_report"), only(*READERS), fullest=CARRIER, rows=_lines, post=only(CARRIER, status=302)),
    Route("report", _of("last_report"), only(*READERS), fullest=CARRIER, post=only(CARRIER, status=302)),
    Route("report", _of("report"), only(*READERS), fullest=OFFICER, post=only()),
    Route("report_part", _of("open_report", "parts/summary/"), {"*": 405}, is_page=False,
          post=only(CARRIER, anonymous=401), data=TYPED, is_json=True),
    Route("report_line_new", _of("open_report", "lists/mission/"), only(CARRIER), fullest=CARRIER,
          post=only(CARRIER, status=422)),
    Route("report_line", _line_url, only(CARRIER), fullest=CARRIER, post=only(CARRIER, status=422)),
    Route("report_copy_young", _of("open_report", "young/"), NO_GET, post=only(CARRIER, status=302), is_page=False),
    Route("report_writers", _of("open_report", "writers/"), NO_GET, post=only(otherwise=404), is_page=False),
    Route("report_partner", lambda w: f"/reports/{w.open_report.uid}/partners/{w.part_partner.uid}/", NO_GET,
          post=only(CARRIER, status=302), is_page=False),
    Route("report_link", lambda w: f"/report/{w.part_token}/", EVERYONE, post={"*": 302}),
    Route("report_link", "/report/nothing/", {"*": 410}, post={"*": 410}),
    Route("report_link_text", lambda w: f"/report/{w.part_token}/team/", {"*": 405}, is_page=False,
          post=EVERYONE, data={**TYPED, "revision": 1}, is_json=True),
    Route("report_return", _of("report", "return/"),
          {**only(*STAFF, DERCI, DERCI_HEAD, FINANCE), **dict.fromkeys((CARRIER, DIRECTOR), 302)}, fullest=OFFICER,
          post={**only(*STAFF, DERCI, DERCI_HEAD, FINANCE, status=422), **dict.fromkeys((CARRIER, DIRECTOR), 302)}),
    Route("report_act", _of("report", "acts/accept/"), only(*STAFF, DERCI, DERCI_HEAD, FINANCE), fullest=OFFICER,
          post={**only(*STAFF, FINANCE, status=302), **dict.fromkeys((DERCI, DERCI_HEAD), 409)}),
    Route("report_list", "/reports/?state=submitted&for=me", EVERYBODY, fullest=OFFICER),
]  # fmt: skip
