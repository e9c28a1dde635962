"""A dossier that was not filed by its closing is opened again by the officer, with a reason, while there is time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from directory.enums import Role
from directory.models import Person
from directory.standing import standing_of
from notifications.models import OutboxMail
from notifications.reminding.run import remind
from proposals.actions import clock
from proposals.actions.extensions import REOPENABLE, extend_dossier
from proposals.actions.filing import submit_dossier
from proposals.actions.mandates import give_mandate
from proposals.actions.writing import save_answer
from proposals.content import content_of
from proposals.enums import DossierState as S
from proposals.models import Dossier
from proposals.workflow import REOPENED
from tests.factories import a_person, a_standing, an_institute, an_office
from tests.proposals.dossiers import a_complete_dossier, a_dossier, again, the_officer
from tests.proposals.test_expressions import an_expressed_dossier
from tests.routes.proposals import share
from wording.formats import PARIS
from workflow.engine import MovedOn, Refused, perform
from workflow.history import timeline, verify

pytestmark = [pytest.mark.django_db, pytest.mark.both]
WHY = "Panne du réseau de l’unité à 23 h 58"
DAY = timedelta(days=1)


def lapsed(dossier: Dossier) -> Dossier:
    """The same, not filed when its closing came."""
    clock.close_dossiers(dossier.closes)
    dossier = again(dossier)
    assert dossier.state == S.LAPSED
    return dossier


def invited() -> Dossier:
    dossier = an_expressed_dossier(is_invitation_necessary=True)
    perform(dossier, "invite", by=the_officer(dossier))
    return again(dossier)


def advised_against() -> Dossier:
    dossier = an_expressed_dossier()
    perform(dossier, "advise-against", by=the_officer(dossier), reason="Hors du champ.")
    return again(dossier)


FROM = {S.DRAFT: a_complete_dossier, S.EXPRESSED: an_expressed_dossier, S.INVITED: invited,
        S.ADVISED_AGAINST: advised_against}  # fmt: skip


@pytest.mark.parametrize("state", FROM)
@pytest.mark.parametrize("role", [Role.INSTITUTE_OFFICER, Role.DERCI_OFFICER])
def test_it_stands_again_where_it_lapsed_from_as_it_was_left_and_is_filed_with_a_receipt(role: Role, state: S) -> None:
    dossier, coeditor = FROM[state](), a_person()
    share(dossier, coeditor)
    before = content_of(again(dossier))
    dossier = lapsed(dossier)
    at, until = dossier.closes + timedelta(hours=9), dossier.closes + 2 * DAY
    by = the_officer(dossier) if role == Role.INSTITUTE_OFFICER else a_standing("derci-officer")
    extend_dossier(dossier, until=until, reason=WHY, at=at, by=by)
    dossier = again(dossier)
    assert (dossier.state, dossier.closes, dossier.state_since) == (state, until, at)
    assert content_of(dossier) == before
    told = {mail.person_id: mail.text for mail in OutboxMail.objects.filter(key="dossier.reopened")}
    assert set(told) == {dossier.carrier_id, coeditor.pk}
    assert all(f"{until.astimezone(PARIS):%Y}" in text and dossier.title in text for text in told.values())
    assert not OutboxMail.objects.filter(key="dossier.extended").exists()
    row, move = timeline(dossier).get(act="extend"), timeline(dossier).get(act=REOPENED[state])
    assert (row.reason.text, row.person_id, row.data["until"]) == (WHY, by.person_id, until.isoformat())
    assert (move.source, move.target, move.person_id, move.at) == (S.LAPSED, state, None, at)
    save_answer(dossier, field="context", value="Terminé.", revision=1, at=at, by=standing_of(coeditor))
    clock.close_dossiers(until - timedelta(seconds=1))
    submit_dossier(dossier, at=until - timedelta(microseconds=1), by=standing_of(dossier.carrier))
    dossier = again(dossier)
    assert (dossier.state, dossier.filing.kind) == (S.FILED, "dossier")
    assert dossier.filing.received_at == until - timedelta(microseconds=1)
    assert dossier.filing.code
    assert OutboxMail.objects.filter(key="dossier.received", person=dossier.carrier).count() == 1
    assert list(verify()) == []


def refused(act: Callable[..., Any], dossier: Dossier, **given: Any) -> list[str]:
    before = timeline(dossier).count()
    with pytest.raises(Refused) as refusal:
        act(dossier, **given)
    after = again(dossier)
    assert (after.state, after.extended_until, timeline(after).count()) == (S.LAPSED, None, before)
    assert not OutboxMail.objects.filter(key="dossier.reopened").exists()
    return refusal.value.reasons


def test_nobody_else_opens_it_again() -> None:
    dossier = lapsed(a_complete_dossier())
    elsewhere = standing_of(an_office(a_person(), Role.INSTITUTE_OFFICER, an_institute()).person)
    direction = standing_of(an_office(a_person(), Role.INSTITUTE_DIRECTION, dossier.institute).person)
    given = {"until": dossier.closes + 2 * DAY, "reason": WHY, "at": dossier.closes + DAY}
    for by in (standing_of(dossier.carrier), elsewhere, direction, a_standing("derci-director")):
        refused(extend_dossier, dossier, **given, by=by)
    # the move alone is the house's
    for by in (the_officer(dossier), standing_of(dossier.carrier)):
        refused(lambda one, by: perform(one, "reopen", by=by), dossier, by=by)


@pytest.mark.parametrize(
    ("until", "at", "reason"),
    [
        pytest.param(2 * DAY, DAY, " ", id="no reason"),
        pytest.param(DAY / 2, DAY, WHY, id="a date that has passed"),
        pytest.param(-DAY, DAY, WHY, id="earlier than the closing"),
        pytest.param(REOPENABLE + DAY, REOPENABLE, WHY, id="a month after the closing"),
    ],
)
def test_it_is_refused_and_stays_as_it_is(until: timedelta, at: timedelta, reason: str) -> None:
    dossier = lapsed(a_complete_dossier())
    closed = dossier.closes
    assert refused(extend_dossier, dossier, until=closed + until, at=closed + at, reason=reason,
                   by=the_officer(dossier))  # fmt: skip


def test_the_last_moment_of_the_month_still_counts() -> None:
    dossier = lapsed(a_complete_dossier())
    at = dossier.closes + REOPENABLE - timedelta(seconds=1)
    extend_dossier(dossier, until=at + DAY, reason=WHY, at=at, by=the_officer(dossier))
    assert again(dossier).state == S.DRAFT


@pytest.mark.parametrize("state", [S.DISCARDED, S.WITHDRAWN, S.ADMISSIBLE, S.INADMISSIBLE])
def test_what_is_over_otherwise_or_examined_is_not_opened_again(state: S) -> None:
    dossier = an_expressed_dossier()
    Dossier.objects.filter(pk=dossier.pk).update(state=state)
    with pytest.raises(Refused):
        extend_dossier(again(dossier), until=dossier.closes + DAY, reason=WHY, at=timezone.now(),
                       by=the_officer(dossier))  # fmt: skip
    assert again(dossier).state == state


def test_asked_twice_it_is_done_once_and_the_second_is_told_so() -> None:
    dossier = lapsed(a_complete_dossier())
    given = {"until": dossier.closes + 2 * DAY, "reason": WHY, "at": dossier.closes + DAY}
    by = the_officer(dossier)
    extend_dossier(dossier, **given, by=by)
    rows = timeline(dossier).count()
    with pytest.raises(MovedOn):
        extend_dossier(dossier, **given, by=by)
    assert timeline(dossier).count() == rows
    assert OutboxMail.objects.filter(key="dossier.reopened").count() == 1


def test_not_filed_again_it_lapses_again_and_an_old_mandate_is_not_reproached() -> None:
    dossier = a_dossier()
    Person.objects.filter(pk=dossier.carrier_id).update(language="en")
    give_mandate(dossier, at=timezone.now(), by=standing_of(dossier.carrier))
    dossier = lapsed(dossier)
    extend_dossier(dossier, until=dossier.closes + 2 * DAY, reason=WHY, at=dossier.closes + DAY,
                   by=the_officer(dossier))  # fmt: skip
    lapsed(again(dossier))
    first, second = OutboxMail.objects.filter(key="dossier.lapsed").order_by("pk")
    prevented = "You had asked that it be filed at the closing"
    assert (prevented in first.text, prevented in second.text) == (True, False)


def test_its_new_closing_is_reminded_of() -> None:
    dossier = lapsed(a_complete_dossier())
    until = dossier.closes + 5 * DAY
    extend_dossier(dossier, until=until, reason=WHY, at=dossier.closes + DAY, by=the_officer(dossier))
    remind(until - timedelta(hours=40))
    assert OutboxMail.objects.filter(person=dossier.carrier, key__startswith="reminder.").count() == 1
