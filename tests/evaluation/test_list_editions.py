"""What an arbitration keeps of a list is what the list is now, whoever changed it and however."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from evaluation import list_cuts
from evaluation.actions.ranking import Line, change_amount, change_order, draw_up, save_order, set_cut
from evaluation.lists import rankings_of
from evaluation.models import RankEntry, Ranking
from proposals.models import Dossier
from tests.evaluation.campaigns import Campaign, a_campaign, a_ranking, a_signed_ranking
from workflow.kept import Kept

pytestmark = pytest.mark.django_db


def shown(campaign: Campaign) -> list[list_cuts.Cut]:
    """As the arbitration reads the lists of this call."""
    found = list_cuts.cuts_of(rankings_of(campaign.call), months=24, first_year=2027)
    return [found[pk] for pk in sorted(found)]


@pytest.fixture
def kept_is_fresh(monkeypatch):
    """Checks that what is kept of the lists is what a process says that never read them."""

    def check(campaign: Campaign) -> None:
        kept = shown(campaign)
        with monkeypatch.context() as patch:
            patch.setattr(list_cuts, "_kept", Kept(10))
            assert kept == shown(campaign)

    return check


def order(ranking: Ranking, campaign: Campaign) -> None:
    lines = {one.pk: Line(rank=3 - place, amount=Decimal(11_000)) for place, one in enumerate(ranking.entries.all())}
    save_order(ranking, lines, revision=ranking.revision, at=timezone.now(), by=campaign.officer)


def draw_up_again(_ranking: Ranking, campaign: Campaign) -> None:
    # one was withdrawn meanwhile
    Dossier.objects.filter(pk=campaign.dossiers[0].pk).update(state="withdrawn")
    draw_up(campaign.call, campaign.institute, at=timezone.now(), by=campaign.officer)


def take_out(ranking: Ranking, _campaign: Campaign) -> None:
    ranking.entries.order_by("position")[0].delete()


def put_in(ranking: Ranking, _campaign: Campaign) -> None:
    first = ranking.entries.order_by("position")[0]
    dossier = first.dossier_id
    first.delete()
    RankEntry.objects.bulk_create([RankEntry(ranking=ranking, dossier_id=dossier, position=9, amount=Decimal(10_500))])


def update(ranking: Ranking, _campaign: Campaign) -> None:
    RankEntry.objects.filter(ranking=ranking).update(amount=F("amount") + 1)


def write_in_sql(ranking: Ranking, _campaign: Campaign) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE evaluation_rankentry SET amount = amount + 1 WHERE ranking_id = %s", [ranking.pk])


@pytest.mark.both
@pytest.mark.parametrize("change", [order, draw_up_again, take_out, put_in, update, write_in_sql])
def test_an_open_list_that_changed_is_read_again(kept_is_fresh, change):
    campaign = a_campaign(marks=("4", "3"))
    ranking = a_ranking(campaign)
    before = shown(campaign)
    change(ranking, campaign)
    assert shown(campaign) != before
    kept_is_fresh(campaign)


def cut(ranking: Ranking, campaign: Campaign) -> None:
    set_cut(ranking, cut=1, reserve=1, revision=ranking.revision, at=timezone.now(), by=campaign.derci)


def reorder(ranking: Ranking, campaign: Campaign) -> None:
    change_order(ranking, ranking.entries.get(position=2).pk, position=1, reason="Un terrain rare.",
                 revision=ranking.revision, at=timezone.now(), by=campaign.derci)  # fmt: skip


def grant(ranking: Ranking, campaign: Campaign) -> None:
    change_amount(ranking, ranking.entries.get(position=1).pk, amount=Decimal(13_000), revision=ranking.revision,
                  at=timezone.now(), by=campaign.derci)  # fmt: skip


@pytest.mark.both
@pytest.mark.parametrize("change", [cut, reorder, grant])
def test_a_signed_list_that_the_arbitration_changed_is_read_again(kept_is_fresh, change):
    campaign = a_campaign(marks=("4", "3"))
    ranking = a_signed_ranking(campaign)
    before = shown(campaign)
    change(ranking, campaign)
    assert shown(campaign) != before
    kept_is_fresh(campaign)


def test_a_list_that_did_not_change_is_not_read_again(django_assert_num_queries):
    campaign = a_campaign(marks=("4", "3"))
    a_ranking(campaign)
    with django_assert_num_queries(2):
        first = shown(campaign)
    with django_assert_num_queries(1):
        assert shown(campaign) == first


def test_a_list_put_back_from_a_backup_is_read_again():
    """Its edition says what it holds, not how often it changed."""
    campaign = a_campaign(marks=("4", "3"))
    ranking = a_ranking(campaign)
    former, seen = list(ranking.entries.all()), {rankings_of(campaign.call)[0].token}
    for _time in range(2):
        ranking.entries.all().delete()
        RankEntry.objects.bulk_create(former)
        seen.add(rankings_of(campaign.call)[0].token)
    assert len(seen) == 3
