"""From the scores to the letters: ranking, cut, decisions, publication, each by its own people, at its hour."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone, translation

from directory.enums import Role
from directory.standing import standing_of
from evaluation.actions.decisions import (
    change_decision,
    close_arbitration,
    close_decision,
    record_college,
    reopen,
)
from evaluation.actions.ranking import (
    ChangedMeanwhile,
    Line,
    agree,
    change_order,
    cut_within,
    draw_up,
    save_order,
    set_cut,
    sign,
)
from evaluation.actions.releasing import prepare_release, release_due, sign_release
from evaluation.budgets import changed, cost_by_year, tranches
from evaluation.enums import DecisionState
from evaluation.lists import rankings_of
from evaluation.models import Decision, DecisionLetter, Envelope, Ranking, Release
from instruments.models import Call
from instruments.steps import Step
from notifications.models import OutboxMail
from proposals.models import Dossier
from tests.evaluation.campaigns import Campaign, a_campaign, a_ranking, a_signed_ranking
from tests.factories import a_person, an_office
from workflow.engine import Refused, perform

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def states(campaign: Campaign) -> list[str]:
    return [Dossier.objects.get(pk=one.pk).state for one in campaign.dossiers]


def test_a_ranking_follows_the_totals_and_equal_totals_are_ex_aequo():
    campaign = a_campaign(marks=("3", "4", "3"))
    entries = list(a_ranking(campaign).entries.all())
    assert [(entry.dossier_id, entry.rank) for entry in entries] == [
        (campaign.dossiers[1].pk, 1), (campaign.dossiers[0].pk, 2), (campaign.dossiers[2].pk, 2),
    ]  # fmt: skip
    assert entries[0].total == Decimal(20)  # five criteria scored at 4, ethics in words


def test_drawn_up_again_the_order_of_people_stays_and_what_is_new_comes_last():
    campaign = a_campaign(marks=("4", "3"))
    ranking = a_ranking(campaign)
    first, second = ranking.entries.all()
    save_order(ranking, {first.pk: Line(rank=2), second.pk: Line(rank=1, tie_break="Terrain rare.")}, revision=0,
               at=timezone.now(), by=campaign.officer)  # fmt: skip
    again = draw_up(campaign.call, campaign.institute, at=timezone.now(), by=campaign.officer)
    assert [entry.pk for entry in again.entries.all()] == [second.pk, first.pk]


def test_two_officers_never_overwrite_each_others_order():
    campaign = a_campaign(marks=("4", "3"))
    ranking = a_ranking(campaign)
    lines = {entry.pk: Line(rank=entry.rank) for entry in ranking.entries.all()}
    save_order(ranking, lines, revision=0, at=timezone.now(), by=campaign.officer)
    with pytest.raises(ChangedMeanwhile):
        save_order(ranking, lines, revision=0, at=timezone.now(), by=campaign.officer)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (Line(rank=0), "from 1"), (Line(rank=10_001), "from 1"), (Line(rank=1, group="z"), "group"),
        (Line(rank=1, amount=Decimal("9999.99")), "bounds"), (Line(rank=1, amount=Decimal("14000.01")), "bounds"),
        (Line(rank=1, amount=Decimal(-1)), "bounds"),
    ],
)  # fmt: skip
def test_an_order_that_cannot_be_is_refused_whole(line, said):
    campaign = a_campaign(marks=("4", "3"))
    ranking = a_ranking(campaign)
    first = ranking.entries.first()
    with pytest.raises(Refused, match=said):
        save_order(ranking, {first.pk: line}, revision=0, at=timezone.now(), by=campaign.officer)
    assert Ranking.objects.get(pk=ranking.pk).revision == 0


def test_the_direction_alone_signs_and_every_dossier_is_then_ranked():
    campaign = a_campaign()
    ranking = a_ranking(campaign)
    with pytest.raises(Refused):
        sign(ranking, at=timezone.now(), by=campaign.officer)
    sign(ranking, at=timezone.now(), by=campaign.direction)
    assert set(states(campaign)) == {"ranked"}
    assert OutboxMail.objects.filter(key="ranking.signed").exists()


def test_a_dossier_that_is_neither_ranked_nor_set_aside_holds_up_the_signature():
    campaign = a_campaign(marks=("4", "3"))
    ranking = a_ranking(campaign)
    last = ranking.entries.last()
    save_order(ranking, {last.pk: Line(rank=None)}, revision=0, at=timezone.now(), by=campaign.officer)
    with pytest.raises(Refused, match="neither ranked"):
        sign(ranking, at=timezone.now(), by=campaign.direction)
    save_order(ranking, {last.pk: Line(is_unranked=True)}, revision=1, at=timezone.now(), by=campaign.officer)
    sign(ranking, at=timezone.now(), by=campaign.direction)


def test_the_cut_never_passes_between_ex_aequo():
    campaign = a_campaign(marks=("4", "3", "3"))
    ranking = a_signed_ranking(campaign)
    with pytest.raises(Refused, match="ex aequo"):
        set_cut(ranking, cut=2, reserve=0, revision=ranking.revision, at=timezone.now(), by=campaign.derci)
    assert set_cut(ranking, cut=3, reserve=0, revision=ranking.revision, at=timezone.now(), by=campaign.derci).cut == 3


def test_what_cannot_be_funded_never_stands_above_the_cut():
    campaign = a_campaign(marks=("4", "3"))
    review = campaign.dossiers[0].reviews.get()
    review.marks.filter(criterion="ethics").update(word=2)
    ranking = a_signed_ranking(campaign)
    assert [entry.is_excluded for entry in ranking.entries.all()] == [True, False]
    with pytest.raises(Refused, match="cannot be funded"):
        set_cut(ranking, cut=1, reserve=0, revision=ranking.revision, at=timezone.now(), by=campaign.derci)


def test_the_cut_by_amount_takes_whole_groups_that_fit():
    campaign = a_campaign(marks=("4", "3", "3"))
    ranking = a_ranking(campaign)
    entries = list(ranking.entries.all())
    save_order(ranking, {one.pk: Line(rank=one.rank, amount=Decimal(12000)) for one in entries}, revision=0,
               at=timezone.now(), by=campaign.officer)  # fmt: skip
    assert [cut_within(ranking, Decimal(euros)) for euros in (0, 11_999, 12_000, 35_999, 36_000)] == [0, 0, 1, 1, 3]


def test_two_officers_who_move_the_cut_together_are_told():
    campaign = a_campaign()
    ranking = a_signed_ranking(campaign, cut=1)
    with pytest.raises(ChangedMeanwhile):
        set_cut(ranking, cut=3, reserve=0, revision=ranking.revision - 1, at=timezone.now(), by=campaign.derci)


def test_the_arbitration_changes_the_order_only_with_a_recorded_reason():
    campaign = a_campaign(marks=("4", "3"))
    ranking = a_signed_ranking(campaign)
    last = ranking.entries.last()
    with pytest.raises(Refused, match="reason"):
        change_order(ranking, last.pk, position=1, reason=" ", revision=ranking.revision, at=timezone.now(),
                     by=campaign.derci)  # fmt: skip
    change_order(ranking, last.pk, position=1, reason="Priorité géographique.", revision=ranking.revision,
                 at=timezone.now(), by=campaign.derci)  # fmt: skip
    assert ranking.entries.first().pk == last.pk
    assert ranking.entries.first().moved_because == "Priorité géographique."


def test_the_arbitration_waits_for_every_list_and_every_envelope():
    campaign = a_campaign(marks=("4", "3"))
    ranking = a_ranking(campaign)
    with pytest.raises(Refused, match="not signed"):
        close_arbitration(campaign.call, at=timezone.now(), by=campaign.derci)
    sign(ranking, at=timezone.now(), by=campaign.direction)
    with pytest.raises(Refused, match="not placed"):
        close_arbitration(campaign.call, at=timezone.now(), by=campaign.derci)
    ranking.refresh_from_db()
    set_cut(ranking, cut=1, reserve=0, revision=ranking.revision, at=timezone.now(), by=campaign.derci)
    Envelope.objects.create(institute=campaign.institute, instrument_slug="iea", year=campaign.call.year + 1,
                            amount=Decimal(1000), changed_at=timezone.now())  # fmt: skip
    with pytest.raises(Refused, match="exceeded"):
        close_arbitration(campaign.call, at=timezone.now(), by=campaign.derci)
    Envelope.objects.update(amount=Decimal(10_000))
    assert len(close_arbitration(campaign.call, at=timezone.now(), by=campaign.derci)) == 2


def drawn(campaign: Campaign, **cut: int) -> list[Decision]:
    a_signed_ranking(campaign, **cut)
    return close_arbitration(campaign.call, at=timezone.now(), by=campaign.derci)


def test_decisions_say_selected_reserve_and_not_selected_in_the_order_of_the_list():
    campaign = a_campaign(marks=("4.5", "4", "3"))
    drawn(campaign, cut=1, reserve=1)
    found = {one.dossier_id: (one.outcome, one.reserve_rank) for one in Decision.objects.all()}
    first, second, third = campaign.dossiers
    assert found == {first.pk: ("selected", None), second.pk: ("reserve", 1), third.pk: ("not-selected", None)}
    assert set(states(campaign)) == {"arbitrated"}


def test_prepared_decisions_are_taken_back_to_the_ranking():
    campaign = a_campaign(marks=("4", "3"))
    decisions = drawn(campaign, cut=1)
    reopen(decisions, reason="Une enveloppe a changé.", at=timezone.now(), by=campaign.derci)
    assert set(states(campaign)) == {"ranked"}
    assert not Decision.objects.in_force().exists()
    assert len(close_arbitration(campaign.call, at=timezone.now(), by=campaign.derci)) == 2


def test_the_arbitration_knows_whether_its_decisions_stand():
    campaign, elsewhere = a_campaign(marks=("4", "3")), a_campaign(marks=("4",))
    drawn(elsewhere, cut=1)

    def is_drawn() -> set[bool]:
        return {one.drawn for one in rankings_of(campaign.call)}

    a_signed_ranking(campaign, cut=1)
    assert is_drawn() == {False}
    decisions = close_arbitration(campaign.call, at=timezone.now(), by=campaign.derci)
    assert is_drawn() == {True}
    reopen(decisions, reason="Une enveloppe a changé.", at=timezone.now(), by=campaign.derci)
    assert is_drawn() == {False}
    signed(campaign, close_arbitration(campaign.call, at=timezone.now(), by=campaign.derci))
    release_due()
    assert is_drawn() == {True}


def signed(campaign: Campaign, decisions: list[Decision], planned_at: datetime | None = None) -> Release:
    release = prepare_release(campaign.call, decisions, title="Résultats", step=Step.ARBITRATION, at=timezone.now(),
                              by=campaign.derci)  # fmt: skip
    sign_release(release, planned_at=planned_at, at=timezone.now(), by=campaign.head)
    return Release.objects.get(pk=release.pk)


def test_results_leave_together_at_their_hour_with_their_letters():
    campaign = a_campaign(marks=("4.5", "4", "3"))
    hour = timezone.now() + timedelta(hours=3)
    release = signed(campaign, drawn(campaign, cut=1, reserve=1), planned_at=hour)
    assert release_due(hour - timedelta(seconds=1)) == 0
    assert set(states(campaign)) == {"arbitrated"}
    assert not OutboxMail.objects.filter(key="decision.released").exists()
    assert release_due(hour) == 3
    assert states(campaign) == ["selected", "reserve", "not-selected"]
    assert OutboxMail.objects.filter(key="decision.released").count() == 3
    release.refresh_from_db()
    assert (release.state, release.released_at) == ("released", hour)
    letter = DecisionLetter.objects.get(decision__dossier=campaign.dossiers[0])
    assert letter.content["signatory"]["name"] == "Anne Direction"
    assert letter.content["signatory"]["quality_en"] == "Derci director"
    assert Ranking.objects.get().state == "closed"


def test_published_twice_nothing_leaves_twice():
    campaign = a_campaign(marks=("4", "3"))
    signed(campaign, drawn(campaign, cut=1))
    assert release_due() == 2
    assert release_due() == 0
    assert DecisionLetter.objects.count() == 2
    assert OutboxMail.objects.filter(key="decision.released").count() == 2


def test_killed_in_the_middle_the_rest_leaves_once(monkeypatch):
    campaign = a_campaign(marks=("4", "3.5", "3"))
    signed(campaign, drawn(campaign, cut=1))
    from evaluation.actions import releasing

    whole, calls = releasing.write_letter, []

    def dies_on_the_second(decision, *, at):
        calls.append(decision.pk)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(decision, at=at)

    monkeypatch.setattr(releasing, "write_letter", dies_on_the_second)
    with pytest.raises(KeyboardInterrupt):
        release_due()
    assert Release.objects.get().state == "releasing"
    assert DecisionLetter.objects.count() == 1
    assert release_due() == 2
    assert DecisionLetter.objects.count() == 3
    assert OutboxMail.objects.filter(key="decision.released").count() == 3


def test_a_dossier_withdrawn_before_the_hour_receives_no_letter():
    campaign = a_campaign(marks=("4", "3"))
    signed(campaign, drawn(campaign, cut=1), planned_at=timezone.now() + timedelta(hours=1))
    perform(campaign.dossiers[0], "withdraw", by=standing_of(campaign.dossiers[0].carrier), reason="Départ.")
    assert release_due(timezone.now() + timedelta(hours=2)) == 1
    assert Decision.objects.get(dossier=campaign.dossiers[0]).state == DecisionState.CANCELLED
    assert not DecisionLetter.objects.filter(decision__dossier=campaign.dossiers[0]).exists()


def test_the_office_that_the_rules_name_signs_and_no_other():
    campaign = a_campaign(marks=("4",))
    release = prepare_release(campaign.call, drawn(campaign, cut=1), title="Résultats", step=Step.ARBITRATION,
                              at=timezone.now(), by=campaign.derci)  # fmt: skip
    president = standing_of(an_office(a_person(), Role.PRESIDENT).person)
    for other in (campaign.derci, president):
        with pytest.raises(Refused):
            sign_release(release, planned_at=None, at=timezone.now(), by=other)


def test_the_president_reads_and_gives_up_only_what_the_president_signs():
    campaign = a_campaign(marks=("4",))
    release = prepare_release(campaign.call, drawn(campaign, cut=1), title="Résultats", step=Step.ARBITRATION,
                              at=timezone.now(), by=campaign.derci)  # fmt: skip
    president = standing_of(an_office(a_person(), Role.PRESIDENT).person)
    assert not Release.objects.visible_to(president).exists()
    assert not release.roles_of(president)
    with pytest.raises(Refused):
        perform(release, "cancel", by=president, reason="Pas lu.")
    Release.objects.update(signs=Role.PRESIDENT)
    assert Release.objects.visible_to(president).get().roles_of(president) == {Role.PRESIDENT}


def test_a_refusal_without_reasons_in_both_languages_is_not_signed():
    campaign = a_campaign(marks=("4", "3"))
    decisions = drawn(campaign, cut=1)
    refused = Decision.objects.get(outcome="not-selected")
    change_decision(refused, reasons_fr="Trop court.", reasons_en="", revision=0, by=campaign.derci)
    with pytest.raises(Refused, match="reasons are missing"):
        signed(campaign, decisions)


def test_two_people_who_change_the_same_reasons_are_told():
    campaign = a_campaign(marks=("4", "3"))
    one = drawn(campaign, cut=1)[0]
    change_decision(one, reasons_fr="A", reasons_en="A", revision=0, by=campaign.derci)
    with pytest.raises(Refused, match="Somebody else"):
        change_decision(one, reasons_fr="B", reasons_en="B", revision=0, by=campaign.derci)


def test_a_decision_is_in_one_publication_only():
    campaign = a_campaign(marks=("4",))
    decisions = drawn(campaign, cut=1)
    signed(campaign, decisions)
    with pytest.raises(Refused, match="another publication"):
        prepare_release(campaign.call, decisions, title="Bis", step=Step.ARBITRATION, at=timezone.now(),
                        by=campaign.derci)  # fmt: skip


def test_a_letter_is_never_changed():
    campaign = a_campaign(marks=("4",))
    signed(campaign, drawn(campaign, cut=1))
    release_due()
    with pytest.raises(DatabaseError), transaction.atomic():
        DecisionLetter.objects.update(code="X")


@pytest.mark.parametrize("slug", ["irp", "irn"])
def test_an_institute_decides_with_the_directorates_agreement(slug):
    campaign = a_campaign(slug, marks=("4", "3"))
    ranking = a_signed_ranking(campaign, cut=1, by=campaign.direction)
    with pytest.raises(Refused, match="agreement"):
        close_decision(ranking, at=timezone.now(), by=campaign.direction)
    agree(ranking, is_agreed=True, revision=ranking.revision, at=timezone.now(), by=campaign.derci)
    decisions = close_decision(ranking, at=timezone.now(), by=campaign.direction)
    assert set(states(campaign)) == {"institute-decided"}
    release = prepare_release(campaign.call, decisions, title="Résultats", institute=campaign.institute,
                              step=Step.INSTITUTE_DECISION, at=timezone.now(), by=campaign.direction)  # fmt: skip
    sign_release(release, planned_at=None, at=timezone.now(), by=campaign.direction)
    assert release_due() == 2
    assert states(campaign) == ["selected", "not-selected"]


def test_moving_the_cut_takes_the_agreement_back():
    campaign = a_campaign("irp", marks=("4", "3"))
    ranking = a_signed_ranking(campaign, cut=1, by=campaign.direction)
    agree(ranking, is_agreed=True, revision=ranking.revision, at=timezone.now(), by=campaign.derci)
    ranking.refresh_from_db()
    moved = set_cut(ranking, cut=2, reserve=0, revision=ranking.revision, at=timezone.now(), by=campaign.direction)
    assert moved.agreed_at is None


def test_the_college_decides_one_dossier_which_is_published_alone():
    campaign = a_campaign("irl", marks=("4",))
    dossier = campaign.dossiers[0]
    secretary = standing_of(an_office(a_person(), Role.COLLEGE_SECRETARY).person)
    president = standing_of(an_office(a_person(last_name="Présidence"), Role.PRESIDENT).person)
    Dossier.objects.filter(pk=dossier.pk).update(state="section-heard")
    dossier = Dossier.objects.get(pk=dossier.pk)
    perform(dossier, "propose", by=campaign.direction)
    for amount in (None, Decimal(74_999), Decimal(100_001)):
        with pytest.raises(Refused, match="bounds"):
            record_college(dossier, outcome="selected", amount=amount, reasons_fr="", reasons_en="",
                           at=timezone.now(), by=secretary)  # fmt: skip
    decision = record_college(dossier, outcome="selected", amount=Decimal(90_000), reasons_fr="", reasons_en="",
                              at=timezone.now(), by=secretary)  # fmt: skip
    release = prepare_release(
        campaign.call, [decision], title="IRL", step=Step.COLLEGE, at=timezone.now(), by=secretary
    )
    sign_release(release, planned_at=None, at=timezone.now(), by=president)
    assert release_due() == 1
    assert Dossier.objects.get(pk=dossier.pk).state == "selected"


def test_tranches_sum_to_the_grant_to_the_cent_with_the_odd_cents_first():
    assert tranches(Decimal("50000.01"), 5) == [Decimal("10000.01"), *[Decimal("10000.00")] * 4]
    assert tranches(Decimal("100.00"), 3) == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
    assert cost_by_year([(Decimal(100), 24), (Decimal(60), 12)], 2027) == {2027: Decimal(110), 2028: Decimal(50)}
    assert list(changed(2, 5)) == list(changed(5, 2)) == [2, 3, 4]


def test_a_publication_bears_the_title_of_its_call_in_the_language_of_the_reader():
    call = Call(title_fr="IEA 2028, grands équipements", title_en="IEA 2028, large facilities")
    of_institute, own = Release(call=call, title=f"{call.title_fr}, INSU"), Release(call=call, title="Repêchage")
    with translation.override("en"):
        assert (of_institute.heading, own.heading) == ("IEA 2028, large facilities, INSU", "Repêchage")
