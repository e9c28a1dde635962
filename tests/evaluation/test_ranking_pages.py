"""The small forms beside a signed list: what they did is said, what they refuse is said, and nothing is half done."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages

from directory.models import Person
from evaluation.models import Ranking
from tests.evaluation.campaigns import a_campaign, a_signed_ranking

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(client):
    campaign = a_campaign(marks=("4", "3"))
    ranking = a_signed_ranking(campaign)
    somebody = Person.objects.get(pk=campaign.derci.person_id)
    somebody.language = "en"
    somebody.save()
    client.force_login(somebody)
    return ranking


def send(client, ranking, where, **typed):
    answer = client.post(f"/rankings/{ranking.uid}/{where}/", {"revision": ranking.revision, **typed})
    return answer, " ".join(str(one) for one in get_messages(answer.wsgi_request))


def test_moving_the_cut_says_which_dossiers_changed_sides(client, signed):
    first = signed.entries.get(position=1).dossier.reference
    answer, said = send(client, signed, "cut", cut="1", euros="", reserve="")
    assert said == f"Now above the cut: {first}."
    assert answer.url == signed.get_absolute_url()
    assert Ranking.objects.get(pk=signed.pk).cut == 1


def test_the_cut_moved_from_the_arbitration_leads_back_there_and_nowhere_else(client, signed):
    back = f"/arbitration/{signed.call.slug}/"
    assert send(client, signed, "cut", cut="0", back="//elsewhere.example/")[0].url == signed.get_absolute_url()
    signed.refresh_from_db()
    assert send(client, signed, "cut", cut="1", back=back)[0].url == back
    # refused, the list itself opens, with what was typed
    assert 'value="many"' in send(client, signed, "cut", cut="many", back=back)[0].content.decode()


@pytest.mark.parametrize(("where", "typed", "sentence"), [
    ("cut", {"cut": "many"}, "Write how many places as a whole number"),
    ("cut", {"cut": "-1"}, "Write how many places as a whole number"),
    ("cut", {"euros": "1e9"}, "write the amount in euros"),
    ("cut", {}, "Say after how many places"),
    ("order", {"entry": "0", "position": "1", "reason": "x"}, "This place is not in the list"),
    ("order", {"entry": "0", "position": "0", "reason": "x"}, "Write the new place as a number from 1"),
    ("amount", {"entry": "0", "amount": "NaN"}, "Write the amount in euros"),
])  # fmt: skip
def test_what_cannot_be_read_is_said_and_nothing_is_written(client, signed, where, typed, sentence):
    before = list(signed.entries.order_by("pk").values_list("position", "amount"))
    answer, _said = send(client, signed, where, **typed)
    assert answer.status_code in (409, 422)
    page = answer.content.decode()
    assert sentence in page
    for name in set(typed) & {"cut", "euros", "position", "amount"}:
        assert f'value="{typed[name]}"' in page
    after = Ranking.objects.get(pk=signed.pk)
    assert (after.cut, after.revision) == (None, signed.revision)
    assert list(after.entries.order_by("pk").values_list("position", "amount")) == before
