"""The deadline at the head of every page of the editor, for as long as something can still be filed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from directory.standing import standing_of
from proposals.actions.filing import take_back
from proposals.enums import DossierState as S
from proposals.models import Dossier
from tests.instruments.calls import a_call_open_now
from tests.proposals.dossiers import a_complete_dossier, a_dossier, a_filed_dossier, the_officer
from tests.proposals.test_expressions import an_expressed_dossier
from wording.formats import deadline
from workflow.engine import perform

pytestmark = [pytest.mark.django_db, pytest.mark.both]
PAGES = ("edit/", "edit/science/", "edit/papers/", "missing/", "preview/")


def dues(dossier: Dossier, page: str) -> list[str]:
    """What the head of this page of the editor says of dates, as its carrier reads it in French."""
    client = Client(headers={"accept-language": "fr"})
    client.force_login(dossier.carrier, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/proposals/{dossier.uid}/{page}")
    assert answer.status_code == 200
    found = re.findall(r'<span class="ci-due[^"]*">.*?<small>(.*?)</small></span>', answer.content.decode())
    return [one.replace("&#x27;", "'") for one in found]


def again(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(pk=dossier.pk)


@pytest.mark.parametrize("page", PAGES)
def test_a_draft_says_until_when_it_may_be_filed(page):
    dossier = a_dossier("irp")
    assert dues(dossier, page) == [deadline(dossier.closes, "fr")]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("answer", ["invite", "advise-against", None])
def test_a_dossier_whose_interest_was_expressed_says_it_still(answer, page):
    dossier = an_expressed_dossier()
    if answer:
        perform(dossier, answer, by=the_officer(dossier), reason="Hors du champ." if "against" in answer else "")
    dossier = again(dossier)
    assert dossier.filing_id
    assert dues(dossier, page) == [deadline(dossier.closes, "fr")]


@pytest.mark.parametrize("page", PAGES)
def test_a_working_copy_taken_back_says_it_and_its_postponement(page):
    dossier = a_filed_dossier("irp")
    assert dues(dossier, page) == []
    take_back(dossier, at=timezone.now(), by=standing_of(dossier.carrier))
    assert dues(dossier, page) == [deadline(dossier.closes, "fr")]
    later = dossier.closes + timedelta(days=3)
    Dossier.objects.filter(pk=dossier.pk).update(extended_until=later)
    assert dues(again(dossier), page) == [deadline(later, "fr")]


@pytest.mark.parametrize("page", PAGES)
def test_a_completion_shows_its_own_date_alone(page):
    dossier = a_filed_dossier("irp")
    officer, due = the_officer(dossier), timezone.now() + timedelta(days=8)
    perform(dossier, "ask-completion", by=officer, at=timezone.now(), reason="Précisez.", parts=["context"], due=due)
    dossier = again(dossier)
    assert dossier.state == S.COMPLETION
    assert dues(dossier, page) == [deadline(dossier.completions.get().due, "fr")]


def test_a_permanent_entry_has_none():
    call = a_call_open_now(timezone.now(), instrument_slug="iea", is_permanent=True, closes=None)
    assert dues(a_complete_dossier("iea", call=call), "edit/science/") == []
