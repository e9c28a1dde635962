"""The life of a call: prepared, announced with its rules frozen, amended, opened and closed by the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from directory.enums import Role
from directory.standing import NOBODY, standing_of
from instruments.actions import amendments, clock, priorities, watches
from instruments.actions import calls as acts
from instruments.enums import Amendable, CallState, PriorityKind
from instruments.models import Call, CallAmendment, Priority
from instruments.registry import all_instruments, instrument
from instruments.rules import thaw
from notifications.models import OutboxMail
from tests.factories import a_person, a_standing, an_institute
from tests.instruments.calls import (
    BEFORE,
    CLOSES,
    OPENS,
    a_draft,
    a_priority,
    an_announced_call,
    fields_of_a_call,
    the_derci,
)
from workflow.engine import SYSTEM, Refused, perform
from workflow.history import timeline
from workflow.verification import verify

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def _in_english():
    """Refusals are compared by their English words; the form tests read both languages."""
    with translation.override("en"):
        yield


def acts_done(call: Call) -> list[str]:
    return [row.act for row in timeline(call)][::-1]


def test_each_service_prepares_only_the_calls_that_its_instruments_give_it():
    institute = an_institute()
    officer = a_standing(Role.INSTITUTE_OFFICER, institute)
    assert a_draft(the_derci()).institute is None
    assert a_draft(officer, instrument_slug="irp", institute=institute).institute == institute
    forbidden = [
        (officer, {}),
        (officer, {"instrument_slug": "iea", "institute": institute}),
        (officer, {"instrument_slug": "irp", "institute": an_institute()}),
        (a_standing(Role.UNIT_DIRECTOR), {}),
        (NOBODY, {}),
    ]
    for by, fields in forbidden:
        with pytest.raises(Refused):
            a_draft(by, **fields)
    assert Call.objects.count() == 2


def test_two_sendings_of_one_form_make_one_call():
    by, token = the_derci(), uuid4()
    first = acts.create_call(fields=fields_of_a_call(), token=token, by=by)
    assert acts.create_call(fields=fields_of_a_call(), token=token, by=by) == first
    assert Call.objects.count() == 1


def test_addresses_of_calls_never_collide():
    by = the_derci()
    assert [a_draft(by).slug for _ in range(3)] == ["iea-2028", "iea-2028-2", "iea-2028-3"]


def test_a_draft_is_read_by_its_service_alone_and_an_announced_call_by_everybody():
    institute = an_institute()
    officer = a_standing(Role.INSTITUTE_OFFICER, institute)
    call = a_draft(officer, instrument_slug="irn", institute=institute)
    others = [NOBODY, the_derci(), a_standing(Role.INSTITUTE_OFFICER), a_standing(Role.ADMINISTRATOR)]
    assert call in Call.objects.visible_to(officer)
    assert not any(Call.objects.visible_to(other).exists() for other in others)
    acts.announce_call(call, at=BEFORE, by=officer)
    assert all(call in Call.objects.visible_to(other) for other in others)


def test_opening_freezes_the_rules_and_a_later_definition_changes_nothing(monkeypatch):
    call = an_announced_call(is_permanence_required=True)
    version = call.versions.get()
    frozen = thaw(version.rules)
    assert frozen.carrier.needs_permanent_post
    assert frozen == instrument("iea").with_settings(is_permanence_required=True)
    changed = {one.slug: one for one in all_instruments()} | {"iea": instrument("irp")}
    monkeypatch.setattr("instruments.registry._registered", lambda: changed)
    assert Call.objects.get(pk=call.pk).rules == frozen
    assert a_draft(the_derci()).rules == instrument("irp").with_settings(
        is_permanence_required=False, has_expression=False
    )


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"opens": None}, "The opening date and hour are missing"),
        ({"closes": None}, "The closing date and hour are missing"),
        ({"opens": OPENS - timedelta(days=900), "closes": BEFORE}, "The closing date has passed"),
        ({"text_fr": "  "}, "The French text of the call is empty"),
        ({"text_en": ""}, "The English text of the call is empty"),
        ({"envelope": Decimal("9999.99")}, "The envelope is below the credits of a single action"),
    ],
)
def test_a_call_that_lacks_something_is_not_opened_and_says_what(fields, sentence, settings):
    by = the_derci()
    call = a_draft(by, **fields)
    with pytest.raises(Refused, match=sentence):
        acts.announce_call(call, at=BEFORE, by=by)
    call.refresh_from_db()
    assert call.state == CallState.DRAFT
    assert not call.versions.exists()


def test_without_the_contacts_of_the_services_no_call_opens_outside_the_demonstration(settings):
    by, lacking = the_derci(), an_institute(name="CNRS Sans Téléphone", telephone="")
    call = a_draft(by)
    with pytest.raises(Refused, match="CNRS Sans Téléphone"):
        acts.announce_call(call, at=BEFORE, by=by)
    settings.IS_DEMONSTRATION = True
    acts.announce_call(call, at=BEFORE, by=by)
    assert lacking.telephone == ""
    assert call.state == CallState.ANNOUNCED


def test_a_draft_changed_by_somebody_else_meanwhile_is_not_overwritten():
    by = the_derci()
    call = a_draft(by)
    acts.edit_call(call, fields={"title_fr": "Premier"}, revision=0, by=by)
    with pytest.raises(Refused, match="Somebody else changed this call"):
        acts.edit_call(call, fields={"title_fr": "Second"}, revision=0, by=the_derci())
    assert Call.objects.get().title_fr == "Premier"


def test_an_announced_call_is_amended_not_edited():
    by = the_derci()
    call = an_announced_call(by)
    refused = [
        lambda: acts.edit_call(call, fields={"year": 2030}, revision=0, by=by),
        lambda: priorities.add_priority(
            call, institute=an_institute(), kind=PriorityKind.THEMATIC, label_fr="x", label_en="x", by=by
        ),
        lambda: priorities.set_annex(call, institute=an_institute(), fields={"text_fr": "x"}, by=by),
        lambda: priorities.remove_priority(a_priority(call), by=by),
    ]
    for act in refused:
        with pytest.raises(Refused):
            act()
    assert not call.annexes.exists()


def test_a_later_closing_is_published_with_its_reason_and_moves_the_visas_with_it():
    by = the_derci()
    call = an_announced_call(by, visa_closes=CLOSES + timedelta(days=3))
    later = CLOSES + timedelta(days=7)
    amendments.postpone_closing(call, closes=later, reason_fr="Panne", reason_en="Outage", at=OPENS, by=by)
    call.refresh_from_db()
    assert (call.closes, call.visa_closes) == (later, later + timedelta(days=3))
    amendment = CallAmendment.objects.get()
    assert (amendment.kind, amendment.closes_before, amendment.closes_after) == (Amendable.CLOSES, CLOSES, later)
    assert acts_done(call)[-1] == "amend-closes"


@pytest.mark.parametrize("closes", [CLOSES, CLOSES - timedelta(seconds=1), OPENS])
def test_a_closing_never_moves_earlier(closes):
    by = the_derci()
    call = an_announced_call(by)
    with pytest.raises(Refused, match="only move later"):
        amendments.postpone_closing(call, closes=closes, reason_fr="a", reason_en="b", at=OPENS, by=by)
    call.refresh_from_db()
    assert call.closes == CLOSES
    assert not CallAmendment.objects.exists()


def test_nothing_is_amended_by_another_service_nor_once_closed():
    by = the_derci()
    call = an_announced_call(by)
    words = {"reason_fr": "a", "reason_en": "b"}
    for actor, at in ((a_standing(Role.INSTITUTE_OFFICER), OPENS), (by, CLOSES)):
        with pytest.raises(Refused):
            amendments.postpone_closing(call, closes=CLOSES + timedelta(days=1), at=at, by=actor, **words)
        with pytest.raises(Refused):
            amendments.amend_text(call, text_fr="x", text_en="y", at=at, by=actor, **words)
    assert not CallAmendment.objects.exists()


def test_another_text_is_published_with_its_reason_and_the_rules_stay_frozen():
    by = the_derci()
    call = an_announced_call(by)
    amendments.amend_text(call, text_fr="Autre", text_en="Other", reason_fr="a", reason_en="b", at=OPENS, by=by)
    assert call.versions.count() == 1
    assert CallAmendment.objects.get().before == {"text_fr": "Un appel d’essai.", "text_en": "A call to try."}
    with pytest.raises(Refused, match="nothing would change"):
        amendments.amend_text(call, text_fr="Autre", text_en="Other", reason_fr="a", reason_en="b", at=OPENS, by=by)


def test_the_clock_alone_says_whether_a_call_is_open():
    call = an_announced_call()
    second = timedelta(seconds=1)
    expected = {OPENS - second: False, OPENS: True, CLOSES - second: True, CLOSES: False}
    assert {at: call.is_open_at(at) for at in expected} == expected
    assert {at: call in Call.objects.open_at(at) for at in expected} == expected
    assert [call.state_at(at) for at in (OPENS - second, OPENS, CLOSES)] == ["announced", "open", "closed"]


def test_a_worker_that_was_down_records_opening_and_closing_at_their_announced_instants():
    call = an_announced_call()
    assert clock.move_due_calls(OPENS - timedelta(seconds=1)) == 0
    assert clock.move_due_calls(CLOSES + timedelta(days=3)) == 2
    assert clock.move_due_calls(CLOSES + timedelta(days=3)) == 0
    call.refresh_from_db()
    assert call.state == CallState.CLOSED
    moved = {row.act: row.at for row in timeline(call)}
    assert (moved["begin"], moved["close"]) == (OPENS, CLOSES)
    assert list(verify()) == []


def test_a_closing_moved_while_the_sweep_runs_is_respected():
    by = the_derci()
    call = an_announced_call(by)
    clock.move_due_calls(OPENS)
    stale = Call.objects.get(pk=call.pk)
    amendments.postpone_closing(
        call, closes=CLOSES + timedelta(days=1), reason_fr="a", reason_en="b", at=CLOSES - timedelta(seconds=1), by=by
    )
    with pytest.raises(Refused):
        perform(stale, "close", by=SYSTEM, at=CLOSES)
    assert Call.objects.get(pk=call.pk).state == CallState.OPEN


def test_who_asked_is_told_once_when_a_call_opens_in_their_language():
    told = a_person(language="en")
    other = a_person()
    watches.watch_calls(instrument_slug="iea", by=standing_of(told))
    watches.watch_calls(instrument_slug="iea", by=standing_of(told))
    watches.watch_calls(instrument_slug="irn", by=standing_of(other))
    call = an_announced_call()
    assert not OutboxMail.objects.exists()
    clock.move_due_calls(OPENS)
    clock.move_due_calls(OPENS + timedelta(hours=1))
    mail = OutboxMail.objects.get()
    assert mail.person == told
    assert call.title_en in mail.subject_line
    watches.unwatch_calls(instrument_slug="iea", by=standing_of(told))
    an_announced_call(at=OPENS)
    assert OutboxMail.objects.count() == 1


def test_last_year_s_call_gives_next_year_s_with_every_date_moved():
    by = the_derci()
    call = an_announced_call(
        by, visa_closes=CLOSES + timedelta(days=11), results_on=datetime(2027, 12, 15).date(),
        envelope=Decimal(500_000), letter_fr="Modèle", letter_en="Model",
    )  # fmt: skip
    a_priority(call)
    copy = acts.copy_call(call, by=by)
    assert copy.state == CallState.DRAFT
    assert (copy.year, copy.slug, copy.title_fr) == (2029, "iea-2029", "Actions émergentes 2029")
    assert copy.opens == datetime(2028, 6, 1, 8, tzinfo=UTC)
    assert copy.closes == datetime(2028, 9, 30, 14, tzinfo=UTC)
    assert copy.visa_closes == datetime(2028, 10, 11, 14, tzinfo=UTC)
    assert copy.results_on == datetime(2028, 12, 15).date()
    assert (copy.envelope, copy.letter_fr) == (Decimal(500_000), "Modèle")
    assert [priority.label_fr for priority in copy.priorities.all()] == ["Thème 1"]
    assert not copy.versions.exists()


def test_a_permanent_entry_never_closes_by_itself_takes_new_rules_and_is_ended_with_a_reason():
    by = the_derci()
    entry = {"instrument_slug": "irl", "is_permanent": True, "closes": None}
    call = an_announced_call(by, at=OPENS, **entry)
    assert call.state == CallState.OPEN
    assert clock.move_due_calls(OPENS + timedelta(days=4000)) == 0
    amendments.renew_rules(call, reason="Nouvelle grille", at=OPENS + timedelta(days=1), by=by)
    assert [version.number for version in call.versions.all()] == [1, 2]
    end = OPENS + timedelta(days=2)
    with pytest.raises(Refused, match="reason is needed"):
        perform(call, "retire", by=by, at=end)
    perform(call, "retire", by=by, at=end, reason="Remplacée")
    call = Call.objects.get(pk=call.pk)
    assert not call.is_open_at(end)
    assert call.is_open_at(end - timedelta(seconds=1))


def test_a_dated_call_is_neither_retired_nor_given_new_rules():
    by = the_derci()
    call = an_announced_call(by, at=OPENS)
    with pytest.raises(Refused):
        perform(call, "retire", by=by, at=OPENS, reason="x")
    with pytest.raises(Refused):
        amendments.renew_rules(call, reason="x", at=OPENS, by=by)
    assert call.versions.count() == 1


def test_an_announced_call_is_cancelled_with_a_reason_until_it_opens():
    by = the_derci()
    call = an_announced_call(by)
    with pytest.raises(Refused):
        perform(call, "cancel", by=by, at=OPENS, reason="trop tard")
    perform(call, "cancel", by=by, at=OPENS - timedelta(seconds=1), reason="Budget retiré")
    assert not Call.objects.open_at(OPENS + timedelta(days=1)).exists()


def test_the_same_priority_is_stated_once():
    by, institute = the_derci(), an_institute()
    call = a_draft(by)
    words = {"institute": institute, "kind": PriorityKind.THEMATIC, "label_fr": "Océan", "label_en": "Ocean"}
    priorities.add_priority(call, by=by, **words)
    with pytest.raises(Refused, match="already in the list"):
        priorities.add_priority(call, by=by, **words)
    priorities.remove_priority(Priority.objects.get(), by=by)
    assert acts_done(call) == ["create", "add-priority", "remove-priority"]


@pytest.mark.parametrize(
    "fields",
    [
        {"closes": OPENS},
        {"closes": OPENS - timedelta(seconds=1)},
        {"is_permanent": True},
        {"state": CallState.ANNOUNCED, "closes": None},
        {"envelope": Decimal("-0.01")},
        {"expression_closes": CLOSES},
        {"expression_closes": OPENS},
    ],
)
def test_the_database_itself_refuses_a_call_that_contradicts_itself(fields):
    call = Call(**{**fields_of_a_call(), "slug": "x", "state": CallState.DRAFT, **fields})
    with pytest.raises(IntegrityError), transaction.atomic():
        call.save(force_insert=True)
