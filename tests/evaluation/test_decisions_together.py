"""Two at once around a list, its cut, its decisions and their publication: one act is done, the other is told so."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from directory.enums import Role
from directory.standing import standing_of
from evaluation.actions.afterwards import answer_appeal, call_from_reserve, next_in_reserve, receive_appeal
from evaluation.actions.decisions import change_decision, close_arbitration, close_decision, record_college, reopen
from evaluation.actions.ranking import Line, agree, change_amount, change_order, draw_up, save_order, set_cut
from evaluation.actions.releasing import prepare_release, release_due, sign_release, take_out
from evaluation.models import Decision, DecisionLetter, Envelope, Ranking, Release
from instruments.steps import Step
from notifications.models import OutboxMail
from proposals.models import Dossier
from tests.evaluation.campaigns import Campaign, a_campaign, a_ranking, a_signed_ranking
from tests.factories import a_person, an_office
from tests.workflow.test_races import at_once
from workflow.engine import Refused, perform

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]
MARKS = ("4.5", "4", "3")


def now():
    return timezone.now()


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def outcome(results):
    done = [one for one in results if not isinstance(one, Exception)]
    refused = [one for one in results if isinstance(one, Refused)]
    assert len(done) + len(refused) == len(results), results
    return len(done), len(refused)


def a_release(campaign: Campaign, *, cut: int = 1, reserve: int = 1, is_signed: bool = False) -> Release:
    a_signed_ranking(campaign, cut=cut, reserve=reserve)
    made = close_arbitration(campaign.call, at=now(), by=campaign.derci)
    release = prepare_release(campaign.call, made, title="R", step=Step.ARBITRATION, at=now(), by=campaign.derci)
    if is_signed:
        sign_release(release, planned_at=None, at=now(), by=campaign.head)
    return Release.objects.get(pk=release.pk)


def a_published(campaign: Campaign, **given) -> Release:
    release = a_release(campaign, is_signed=True, **given)
    release_due(now() + timedelta(seconds=1))
    return release


def test_two_officers_keep_the_order_at_once_and_one_order_stands():
    campaign = a_campaign(marks=MARKS)
    ranking = a_ranking(campaign)
    entries = list(ranking.entries.all())
    orders = [{entry.pk: Line(rank=rank) for entry, rank in zip(entries, ranks, strict=True)}
              for ranks in ((1, 2, 3), (3, 2, 1))]  # fmt: skip
    results = at_once(lambda n: save_order(ranking, orders[n], revision=0, at=now(), by=campaign.officer), 2)
    assert outcome(results) == (1, 1)
    assert sorted(entry.rank for entry in ranking.entries.all()) == [1, 2, 3]


def test_a_ranking_begun_twice_at_once_is_one():
    campaign = a_campaign(marks=("4",))
    results = at_once(lambda n: draw_up(campaign.call, campaign.institute, at=now(), by=campaign.officer), 2)
    assert not [one for one in results if isinstance(one, Exception)]
    assert Ranking.objects.count() == 1
    assert Ranking.objects.get().entries.count() == 1


def test_the_order_is_kept_while_the_direction_signs_and_what_was_signed_is_what_stands():
    campaign = a_campaign(marks=MARKS)
    ranking = a_ranking(campaign)
    lines = {entry.pk: Line(rank=4 - entry.rank) for entry in ranking.entries.all()}

    def act(number):
        if number:
            return perform(Ranking.objects.get(pk=ranking.pk), "sign", by=campaign.direction)
        return save_order(ranking, lines, revision=0, at=now(), by=campaign.officer)

    results = at_once(act, 2)
    assert not isinstance(results[1], Exception)
    assert Ranking.objects.get().state == "signed"
    assert {dossier.state for dossier in Dossier.objects.filter(call=campaign.call)} == {"ranked"}


def test_two_officers_move_the_cut_together_and_one_is_told():
    campaign = a_campaign(marks=MARKS)
    ranking = a_signed_ranking(campaign)
    results = at_once(
        lambda n: set_cut(ranking, cut=n + 1, reserve=0, revision=ranking.revision, at=now(), by=campaign.derci), 2
    )
    assert outcome(results) == (1, 1)
    assert Ranking.objects.get().revision == ranking.revision + 1


def test_the_cut_moves_while_the_arbitration_closes_and_decisions_follow_one_cut():
    campaign = a_campaign(marks=MARKS)
    ranking = a_signed_ranking(campaign, cut=1)

    def act(number):
        if number:
            return close_arbitration(campaign.call, at=now(), by=campaign.derci)
        return set_cut(ranking, cut=2, reserve=0, revision=ranking.revision, at=now(), by=campaign.derci)

    results = at_once(act, 2)
    assert not isinstance(results[1], Exception)
    assert Decision.objects.filter(outcome="selected").count() == Ranking.objects.get().cut


def test_the_arbitration_closed_twice_at_once_draws_its_decisions_once():
    campaign = a_campaign(marks=MARKS)
    a_signed_ranking(campaign, cut=1)
    results = at_once(lambda n: close_arbitration(campaign.call, at=now(), by=campaign.derci), 2)
    assert outcome(results) == (1, 1)
    assert Decision.objects.count() == 3


def test_the_directorate_never_agrees_to_a_list_it_has_not_read():
    campaign = a_campaign("irp", marks=("4", "3"))
    ranking = a_signed_ranking(campaign, cut=1, by=campaign.direction)
    read = ranking.revision
    set_cut(ranking, cut=2, reserve=0, revision=read, at=now(), by=campaign.direction)
    with pytest.raises(Refused, match="before you agree"):
        agree(ranking, is_agreed=True, revision=read, at=now(), by=campaign.derci)
    assert Ranking.objects.get().agreed_at is None


def test_the_institute_decides_once():
    campaign = a_campaign("irp", marks=("4", "3"))
    ranking = a_signed_ranking(campaign, cut=1, by=campaign.direction)
    agree(ranking, is_agreed=True, revision=ranking.revision, at=now(), by=campaign.derci)
    results = at_once(lambda n: close_decision(ranking, at=now(), by=campaign.direction), 2)
    assert outcome(results) == (1, 1)
    assert Decision.objects.count() == 2


def test_a_list_from_which_decisions_are_drawn_no_longer_changes():
    campaign = a_campaign(marks=MARKS)
    ranking = a_signed_ranking(campaign, cut=1)
    close_arbitration(campaign.call, at=now(), by=campaign.derci)
    common = {"revision": ranking.revision, "at": now(), "by": campaign.derci}
    last = ranking.entries.last().pk
    for act in (
        lambda: set_cut(ranking, cut=2, reserve=0, **common),
        lambda: change_order(ranking, last, position=1, reason="x", **common),
        lambda: change_amount(ranking, last, amount=Decimal(12_000), **common),
    ):
        with pytest.raises(Refused, match="drawn"):
            act()
    with pytest.raises(Refused, match="Decisions are already drawn"):
        perform(Ranking.objects.get(), "reopen", by=campaign.direction, reason="x")


@pytest.mark.parametrize(
    ("position", "said"), [(0, "not in the list"), (5, "not in the list"), (2, "between ex aequo")]
)  # fmt: skip
def test_a_place_that_cannot_be_is_refused(position, said):
    campaign = a_campaign(marks=("4", "4", "3", "2"))
    ranking = a_signed_ranking(campaign)
    with pytest.raises(Refused, match=said):
        change_order(ranking, ranking.entries.last().pk, position=position, reason="x", revision=ranking.revision,
                     at=now(), by=campaign.derci)  # fmt: skip


def test_one_place_changed_leaves_the_other_ex_aequo_together():
    campaign = a_campaign(marks=("4", "4", "3", "2"))
    ranking = a_signed_ranking(campaign, cut=2)
    change_order(ranking, ranking.entries.last().pk, position=3, reason="x", revision=ranking.revision, at=now(),
                 by=campaign.derci)  # fmt: skip
    assert [entry.rank for entry in ranking.entries.all()] == [1, 1, 3, 4]
    ranking.refresh_from_db()
    with pytest.raises(Refused, match="move the cut first"):
        change_order(ranking, ranking.entries.last().pk, position=1, reason="x", revision=ranking.revision, at=now(),
                     by=campaign.derci)  # fmt: skip


@pytest.mark.parametrize("amount", ["9999.99", "14000.01", "0", "-12000"])
def test_an_amount_outside_the_bounds_is_refused_at_the_arbitration_too(amount):
    campaign = a_campaign(marks=("4",))
    ranking = a_signed_ranking(campaign)
    entry = ranking.entries.get()
    with pytest.raises(Refused, match="bounds"):
        change_amount(ranking, entry.pk, amount=Decimal(amount), revision=ranking.revision, at=now(),
                      by=campaign.derci)  # fmt: skip
    assert ranking.entries.get().amount == entry.amount


def test_a_changed_amount_is_what_is_decided():
    campaign = a_campaign(marks=("4",))
    ranking = a_signed_ranking(campaign, cut=1)
    change_amount(ranking, ranking.entries.get().pk, amount=Decimal(13_500), revision=ranking.revision, at=now(),
                  by=campaign.derci)  # fmt: skip
    assert close_arbitration(campaign.call, at=now(), by=campaign.derci)[0].amount == Decimal(13_500)


def test_what_cannot_be_funded_is_never_on_the_reserve_list():
    campaign = a_campaign(marks=MARKS)
    campaign.dossiers[1].reviews.get().marks.filter(criterion="ethics").update(word=2)
    a_signed_ranking(campaign, cut=1, reserve=1)
    close_arbitration(campaign.call, at=now(), by=campaign.derci)
    found = dict(Decision.objects.values_list("dossier", "outcome"))
    assert [found[one.pk] for one in campaign.dossiers] == ["selected", "not-selected", "reserve"]


def test_equal_scores_with_unequal_ranks_say_what_broke_the_tie_before_signing():
    campaign = a_campaign(marks=("4", "4"))
    ranking = a_ranking(campaign)
    first, second = ranking.entries.all()
    save_order(ranking, {first.pk: Line(rank=1), second.pk: Line(rank=2)}, revision=0, at=now(), by=campaign.officer)
    with pytest.raises(Refused, match="broke the tie"):
        perform(Ranking.objects.get(), "sign", by=campaign.direction)
    save_order(ranking, {first.pk: Line(rank=1, tie_break="Terrain rare."), second.pk: Line(rank=2)}, revision=1,
               at=now(), by=campaign.officer)  # fmt: skip
    perform(Ranking.objects.get(), "sign", by=campaign.direction)


def test_a_ranking_reopened_loses_the_cut_that_was_placed_on_it():
    campaign = a_campaign(marks=MARKS)
    a_signed_ranking(campaign, cut=2, reserve=1)
    perform(Ranking.objects.get(), "reopen", by=campaign.direction, reason="Un score corrigé.")
    ranking = Ranking.objects.get()
    assert (ranking.cut, ranking.reserve, ranking.signed_by) == (None, 0, None)


def test_signed_twice_at_once_it_is_signed_once():
    campaign = a_campaign(marks=MARKS)
    release = a_release(campaign)
    results = at_once(
        lambda n: sign_release(Release.objects.get(pk=release.pk), planned_at=None, at=now(), by=campaign.head), 2
    )
    assert outcome(results) == (1, 1)


def test_reasons_change_while_it_is_signed_and_the_letters_have_them_or_they_are_refused():
    campaign = a_campaign(marks=MARKS)
    release = a_release(campaign)
    one = Decision.objects.get(outcome="not-selected")

    def act(number):
        if number:
            return sign_release(Release.objects.get(pk=release.pk), planned_at=None, at=now(), by=campaign.head)
        return change_decision(one, reasons_fr="", reasons_en="", revision=0, by=campaign.derci)

    results = at_once(act, 2)
    assert outcome(results) == (1, 1)
    one.refresh_from_db()
    is_signed = Release.objects.get(pk=release.pk).state == "signed"
    assert is_signed == bool(one.reasons_fr)


def test_taken_out_while_it_is_signed_it_is_in_or_out():
    campaign = a_campaign(marks=MARKS)
    release = a_release(campaign)
    one = Decision.objects.get(outcome="reserve")

    def act(number):
        if number:
            return sign_release(Release.objects.get(pk=release.pk), planned_at=None, at=now(), by=campaign.head)
        return take_out(one, at=now(), by=campaign.derci)

    results = at_once(act, 2)
    assert not isinstance(results[1], Exception)
    one.refresh_from_db()
    assert (one.release_id is None) == (not isinstance(results[0], Refused))


def test_held_at_the_moment_it_leaves_everything_left_or_nothing():
    campaign = a_campaign(marks=MARKS)
    release = a_release(campaign, is_signed=True)

    def act(number):
        if number:
            return release_due(now() + timedelta(seconds=1))
        return perform(Release.objects.get(pk=release.pk), "hold", by=campaign.derci, reason="Une erreur.")

    results = at_once(act, 2)
    is_held = not isinstance(results[0], Exception)
    assert results[1] == (0 if is_held else 3)
    assert DecisionLetter.objects.count() == (0 if is_held else 3)


def test_two_workers_publish_at_once_and_every_letter_leaves_once():
    campaign = a_campaign(marks=MARKS)
    a_release(campaign, is_signed=True)
    later = now() + timedelta(seconds=1)
    results = at_once(lambda n: release_due(later), 2)
    release_due(later)
    assert not [one for one in results if isinstance(one, Exception)]
    assert DecisionLetter.objects.count() == 3
    assert OutboxMail.objects.filter(key="decision.released").count() == 3
    assert Release.objects.get().state == "released"


def test_one_decision_that_cannot_leave_does_not_hold_the_others(monkeypatch):
    campaign = a_campaign(marks=MARKS)
    a_release(campaign, is_signed=True)
    from evaluation.actions import releasing

    whole, bad = releasing.write_letter, campaign.dossiers[0].pk

    def fails_for_one(decision, *, at):
        if decision.dossier_id == bad:
            raise ValueError("no ink")
        return whole(decision, at=at)

    monkeypatch.setattr(releasing, "write_letter", fails_for_one)
    assert release_due(now() + timedelta(seconds=1)) == 2
    assert (Release.objects.get().state, Dossier.objects.get(pk=bad).state) == ("releasing", "arbitrated")
    monkeypatch.undo()
    assert release_due(now() + timedelta(seconds=2)) == 1
    assert Release.objects.get().state == "released"


def test_withdrawn_at_the_moment_it_is_published_it_has_a_letter_or_none():
    campaign = a_campaign(marks=MARKS)
    a_release(campaign, is_signed=True)
    dossier = campaign.dossiers[2]

    def act(number):
        if number:
            return release_due(now() + timedelta(seconds=1))
        return perform(Dossier.objects.get(pk=dossier.pk), "withdraw", by=standing_of(dossier.carrier), reason="x")

    at_once(act, 2)
    release_due(now() + timedelta(seconds=2))
    has_letter = DecisionLetter.objects.filter(decision__dossier=dossier).exists()
    assert has_letter == (Decision.objects.get(dossier=dossier).state == "released")
    assert DecisionLetter.objects.count() == 2 + has_letter


def test_an_envelope_reduced_after_the_arbitration_holds_up_the_signature():
    campaign = a_campaign(marks=MARKS)
    release = a_release(campaign)
    Envelope.objects.create(institute=campaign.institute, instrument_slug="iea", year=campaign.call.year + 1,
                            amount=Decimal(100), changed_at=now())  # fmt: skip
    with pytest.raises(Refused, match="envelope is exceeded"):
        sign_release(release, planned_at=None, at=now(), by=campaign.head)


def test_the_reserve_is_called_in_its_order_by_a_decision_that_is_signed():
    campaign = a_campaign(marks=MARKS)
    a_published(campaign, cut=1, reserve=2)
    first, second = (Decision.objects.get(reserve_rank=place) for place in (1, 2))
    with pytest.raises(Refused, match="ordered"):
        call_from_reserve(second, amount=Decimal(12_000), at=now(), by=campaign.derci)
    with pytest.raises(Refused, match="bounds"):
        call_from_reserve(first, amount=Decimal(1), at=now(), by=campaign.derci)
    results = at_once(lambda n: call_from_reserve(first, amount=Decimal(12_000), at=now(), by=campaign.derci), 2)
    assert outcome(results) == (1, 1)
    made = Decision.objects.get(state="prepared")
    assert Dossier.objects.get(pk=first.dossier_id).state == "reserve"
    assert next_in_reserve(campaign.call, campaign.institute.pk).pk == second.pk
    sign_release(made.release, planned_at=None, at=now(), by=campaign.head)
    assert release_due(now() + timedelta(seconds=1)) == 1
    assert Dossier.objects.get(pk=first.dossier_id).state == "selected"
    assert DecisionLetter.objects.get(decision=made).content["outcome"] == "selected"
    assert DecisionLetter.objects.filter(decision=first).exists()
    first.refresh_from_db()
    assert first.state == "cancelled"


def test_a_call_from_the_reserve_given_up_leaves_the_dossier_where_it_was():
    campaign = a_campaign(marks=MARKS)
    a_published(campaign, cut=1, reserve=1)
    first = Decision.objects.get(reserve_rank=1)
    made = call_from_reserve(first, amount=Decimal(12_000), at=now(), by=campaign.derci)
    perform(made.release, "cancel", by=campaign.derci, reason="Le lauréat revient.")
    assert Dossier.objects.get(pk=first.dossier_id).state == "reserve"
    assert next_in_reserve(campaign.call, campaign.institute.pk) == first
    with pytest.raises(Refused):
        reopen([Decision.objects.get(pk=first.pk)], reason="x", at=now(), by=campaign.derci)


def test_an_appeal_answered_twice_at_once_has_one_answer():
    campaign = a_campaign(marks=MARKS)
    a_published(campaign)
    one = Decision.objects.get(outcome="not-selected")
    appeal = receive_appeal(one, grounds="Un rapport manquait.", at=now(), by=campaign.derci)
    states = ("upheld", "dismissed")
    results = at_once(lambda n: answer_appeal(appeal, state=states[n], answer="x", at=now(), by=campaign.derci), 2)
    assert outcome(results) == (1, 1)


def test_the_college_is_recorded_once():
    campaign = a_campaign("irl", marks=("4",))
    secretary = standing_of(an_office(a_person(), Role.COLLEGE_SECRETARY).person)
    Dossier.objects.filter(pk=campaign.dossiers[0].pk).update(state="before-college")

    def act(number):
        return record_college(Dossier.objects.get(pk=campaign.dossiers[0].pk), outcome="selected",
                              amount=Decimal(90_000), reasons_fr="", reasons_en="", at=now(), by=secretary)  # fmt: skip

    assert outcome(at_once(act, 2)) == (1, 1)
    assert Decision.objects.count() == 1


def test_nothing_is_decided_while_a_dossier_of_the_call_is_not_evaluated():
    campaign = a_campaign(marks=("4",))
    a_signed_ranking(campaign, cut=1)
    other = a_campaign(marks=("4",), call=campaign.call)
    Dossier.objects.filter(pk=other.dossiers[0].pk).update(state="admissible")
    with pytest.raises(Refused, match="not ranked yet"):
        close_arbitration(campaign.call, at=now(), by=campaign.derci)
