"""What one may not read of money, reports and security opinions moves nothing that one can observe.

Each secret is written, then changed; whoever has no right to it gets the same answers as before it was there, byte by
byte: pages, rows, order, counts, searches, files, exports.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from directory.enums import Role
from directory.standing import standing_of
from funding.actions import derogations, reporting, security
from funding.models import (
    AwardMember,
    Commitment,
    CountryNote,
    Derogation,
    GrantChange,
    PartnerPart,
    PaymentBatch,
    Report,
    ReportComment,
    ReportLine,
    ReportPiece,
    SecurityOpinion,
    Tranche,
)
from notifications.models import OutboxMail
from tests import isolation
from tests.harness.world import client_of, route_modules
from tests.proposals.test_hidden import ORDERS, _different, _said
from tests.routes import CARRIER, NOBODY, OFFICER_ELSEWHERE, REVIEWER, World
from tests.routes.proposals_board import EXAMINERS
from workflow.engine import perform
from workflow.models import HistoryRow, Reason

pytestmark = pytest.mark.django_db
OFFICER, DIRECTION = Role.INSTITUTE_OFFICER.value, Role.INSTITUTE_DIRECTION.value
DERCI, DIRECTOR = Role.DERCI_OFFICER.value, Role.UNIT_DIRECTOR.value
FINANCE, SECURITY = Role.FINANCE_OFFICER.value, Role.SECURITY_OFFICER.value
FIRST, SECOND = "Amarante et jusquiame", "Zinnia"
ALSO = ["/", "/proposals/", "/triage/?all=1&q=Amarante", "/triage/dossiers.csv?all=1",
        "/reviews/", "/actions/?state=late", "/actions/?state=held", "/reports/?state=to-write", "/reminders/mine/",
        "/finance/payable/?q=Amarante", "/finance/payable/?sort=-amount"]  # fmt: skip


def _as(world: World, role: str):
    return standing_of(world.people[role])


def write_opinion(world: World) -> None:
    """Another dossier of the same carrier gets an opinion; the one there is given; a country a note."""
    now, officer = timezone.now(), _as(world, OFFICER)
    security.ask_security(world.gathered, note=FIRST, at=now, by=officer)
    perform(SecurityOpinion.objects.get(pk=world.security.pk), "give", by=_as(world, SECURITY), at=now,
            outcome="favourable", text=FIRST)  # fmt: skip
    security.keep_note("US", text=FIRST, needs_opinion=True, at=now, by=_as(world, SECURITY))


def change_opinion(world: World) -> None:
    SecurityOpinion.objects.update(note=SECOND, text=SECOND, outcome="unfavourable")
    CountryNote.objects.update(text=SECOND, needs_opinion=False)


def write_draft(world: World) -> None:
    """What the carrier types in a report that is not submitted."""
    reporting.save_part(world.open_report, slug="summary", value=FIRST, revision=0, at=timezone.now(),
                        by=_as(world, CARRIER))  # fmt: skip
    ReportLine.objects.filter(report=world.open_report).update(name=FIRST)
    PartnerPart.objects.filter(report=world.open_report).update(given_text=FIRST)


def change_draft(world: World) -> None:
    ReportPiece.objects.filter(report=world.open_report).update(text=SECOND, revision=9)
    ReportLine.objects.filter(report=world.open_report).update(name=SECOND, place=SECOND, people=77)
    ReportLine.objects.create(report=world.open_report, kind="young", name=SECOND)
    PartnerPart.objects.filter(report=world.open_report).update(given_text=SECOND, team_text=SECOND, team_revision=9)


def write_money(world: World) -> None:
    """Reasons, comments, titles and amounts of the actions of the world."""
    derogations.give(Tranche.objects.get(award=world.money, number=3), reason=FIRST, at=timezone.now(),
                     ends_on=timezone.localdate() + timedelta(days=9), by=_as(world, DIRECTION))  # fmt: skip
    reporting.return_report(world.report, comments={"comment": FIRST}, reason=FIRST, at=timezone.now(),
                            by=_as(world, OFFICER))  # fmt: skip


def change_money(world: World) -> None:
    Derogation.objects.update(reason=SECOND)
    ReportComment.objects.update(text=SECOND)
    Reason.objects.filter(text=FIRST).update(text=SECOND)
    GrantChange.objects.update(reason=SECOND, amount=Decimal(77_777))
    PaymentBatch.objects.update(title=SECOND)
    Commitment.objects.filter(dossier=world.gathered).update(institution=SECOND, euros=Decimal(777))
    Report.objects.filter(award__in=(world.award, world.money)).update(due_on="2001-01-01")


OPINION, DRAFT, MONEY = (write_opinion, change_opinion), (write_draft, change_draft), (write_money, change_money)
# who may not read what
HIDDEN = {
    CARRIER: [OPINION], DIRECTOR: [OPINION, DRAFT], REVIEWER: [OPINION, DRAFT, MONEY], FINANCE: [OPINION, DRAFT],
    OFFICER: [DRAFT], OFFICER_ELSEWHERE: [OPINION, DRAFT, MONEY],
}  # fmt: skip


def paths(world: World, role: str) -> Iterator[str]:
    """Every page and file around running actions, whether this role opens it or is told that there is none."""
    for module in route_modules():
        if module.__name__.rpartition(".")[2].startswith("funding"):
            for route in module.ROUTES:
                path = route.path(world)
                # a signed link is one institution's own; a workbook says the same as its text
                is_by_link = path.startswith(("/commitment/", "/report/"))
                if route.expected(role) in (200, 404) and not is_by_link and not path.endswith(".xlsx"):
                    yield path
    yield from (f"/proposals/{one.uid}/" for one in (world.guarded, world.gathered))
    yield from ALSO
    if role in EXAMINERS:
        yield from ORDERS


def seen(world: World, role: str) -> dict[str, str]:
    isolation.begin_test()  # limits of rate count from the start again
    client = client_of(world, role)
    return {path: _said(client.get(path)) for path in dict.fromkeys(paths(world, role))}


@pytest.mark.parametrize("role", HIDDEN)
def test_what_one_may_not_read_of_an_action_changes_nothing_one_can_observe(world: World, role: str):
    with transaction.atomic():
        before = seen(world, role)
        for write, change in HIDDEN[role]:
            write(world)
            change(world)
        after = seen(world, role)
        transaction.set_rollback(True)
    assert _different(before, after) == []
    assert not [path for path, said in after.items() if "q=" not in path and (FIRST in said or SECOND in said)]


def test_whoever_may_read_it_does_see_it_change_and_mails_and_history_say_no_word_of_it(world: World):
    """The comparison above is worth something."""
    followers = {CARRIER, OFFICER, DIRECTION, DERCI, DIRECTOR}
    for (write, change), reader, others, page in (
        (OPINION, OFFICER, {SECURITY, DERCI, DIRECTION}, f"/security/{world.security.uid}/"),
        (DRAFT, CARRIER, set(), f"/reports/{world.open_report.uid}/"),
        (MONEY, FINANCE, followers, "/finance/derogations/"),
    ):  # fmt: skip
        with transaction.atomic():
            last = OutboxMail.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            write(world)
            assert FIRST in _said(client_of(world, reader).get(page)), page
            change(world)
            assert SECOND in _said(client_of(world, reader).get(page)), page
            told = OutboxMail.objects.filter(pk__gt=last, text__contains=FIRST).values_list("person", flat=True)
            assert set(told) <= {world.people[role].pk for role in (reader, *others)}
            assert not any(FIRST in str(row.data) for row in HistoryRow.objects.all())
            transaction.set_rollback(True)


def test_a_member_who_no_longer_writes_reads_the_report_no_more(world: World):
    member = AwardMember.objects.create(award=world.award, person=world.people[NOBODY], first_name="A", last_name="B",
                                        status="phd", writes=True, joined_on=timezone.localdate())  # fmt: skip
    pages = (f"/reports/{world.open_report.uid}/", f"/actions/{world.award.uid}/")
    client = client_of(world, NOBODY)
    assert [client.get(page).status_code for page in pages] == [200, 200]
    AwardMember.objects.filter(pk=member.pk).update(writes=False)
    assert [client.get(page).status_code for page in pages] == [404, 404]
