"""Another unit typed in a filed dossier: everybody's rights stay with the filed version until it is filed again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from directory.standing import standing_of
from instruments.checks import CARRIER
from notifications.models import OutboxMail
from proposals.actions import clock
from proposals.actions.filing import submit_dossier, take_back
from proposals.actions.frame import save_frame
from proposals.actions.visas import show_to_director
from proposals.enums import DossierState as S
from proposals.models import Dossier, SetAside, Visa, WorkingPlace
from tests.proposals.dossiers import (
    a_complete_dossier,
    a_filed_dossier,
    a_unit_with_everything,
    again,
    the_director,
    the_officer,
)
from workflow.engine import perform
from workflow.history import verify

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = timezone.now


def moved(dossier, unit):
    """Its carrier types another unit."""
    return save_frame(dossier, fields={"unit": unit}, revision=dossier.frame_revision, at=NOW(),
                      by=standing_of(dossier.carrier))  # fmt: skip


def reads(dossier, standing):
    return Dossier.objects.visible_to(standing).filter(pk=dossier.pk).exists()


def taken_back(slug="iea", **given):
    dossier = a_filed_dossier(slug, **given)
    take_back(dossier, at=NOW(), by=standing_of(dossier.carrier))
    return again(dossier)


def people_of(unit):
    """The director of the unit and an officer of its institute."""
    shown = Dossier(unit=unit, institute=unit.institute, is_with_unit=True, is_with_institute=True)
    return the_director(shown), the_officer(shown)


def test_the_working_copy_says_the_new_unit_and_only_the_filed_one_reads_until_the_new_filing():
    dossier, unit = taken_back(), a_unit_with_everything()
    former, institute, new = people_of(dossier.unit), dossier.institute, people_of(unit)
    moved(dossier, unit)
    dossier = again(dossier)
    content = dossier.working_content
    assert content["unit"]["id"] == unit.pk
    assert (content["institute"]["code"], content["delegation"]) == (unit.institute.code, str(unit.delegation))
    assert [reads(dossier, one) for one in former] == [True, True]
    assert [reads(dossier, one) for one in new] == [False, False]
    submit_dossier(dossier, at=NOW(), by=standing_of(dossier.carrier))
    dossier = again(dossier)
    assert (dossier.unit, dossier.institute, dossier.delegation) == (unit, unit.institute, unit.delegation)
    assert dossier.filing.content == content
    assert dossier.filing.mentions["institute"] == unit.institute.name
    assert [reads(dossier, one) for one in new] == [True, True]
    # the former director has no more to do with it; the former institute stays informed, as when it passes one on
    assert [reads(dossier, one) for one in former] == [False, True]
    assert [one.institute for one in dossier.informed.all()] == [institute]
    assert OutboxMail.objects.filter(key="dossier.informed").exists()
    assert {one.institute for one in Visa.objects.filter(dossier=dossier)} == {unit.institute}
    assert not WorkingPlace.objects.exists()
    assert list(verify()) == []


def test_a_working_copy_set_aside_leaves_unit_institute_and_rights_as_filed():
    dossier, unit = taken_back(), a_unit_with_everything()
    before = (dossier.unit, dossier.institute, dossier.delegation)
    moved(dossier, unit)
    clock.close_dossiers(dossier.closes + timedelta(seconds=1))
    dossier = again(dossier)
    assert (dossier.unit, dossier.institute, dossier.delegation) == before
    assert dossier.working_content == dossier.filing.content
    assert SetAside.objects.get(dossier=dossier).content["unit"]["id"] == unit.pk


def test_a_completion_moves_the_unit_once_sent_and_never_the_institute():
    dossier, unit = a_filed_dossier(), a_unit_with_everything()
    institute, new = dossier.institute, people_of(unit)
    perform(dossier, "ask-completion", by=the_officer(dossier), reason="Quelle unité ?", parts=[CARRIER],
            due=NOW() + timedelta(days=9))  # fmt: skip
    moved(again(dossier), unit)
    assert [reads(dossier, one) for one in new] == [False, False]
    perform(again(dossier), "complete", by=standing_of(dossier.carrier))
    dossier = again(dossier)
    assert (dossier.state, dossier.unit, dossier.institute) == (S.FILED, unit, institute)
    assert [reads(dossier, one) for one in new] == [True, False]


def test_the_institute_that_opened_a_dossier_with_its_carrier_keeps_it():
    dossier, unit = taken_back("irl"), a_unit_with_everything()
    institute = dossier.institute
    moved(dossier, unit)
    submit_dossier(dossier, at=NOW(), by=standing_of(dossier.carrier))
    assert (again(dossier).unit, again(dossier).institute) == (unit, institute)


def test_a_unit_typed_twice_is_the_last_one_and_typed_back_changes_nothing():
    dossier, unit = taken_back(), a_unit_with_everything()
    first = dossier.unit
    dossier = moved(dossier, unit)
    dossier = moved(again(dossier), first)
    assert again(dossier).working_content == again(dossier).filing.content


def test_a_draft_shown_early_to_a_director_is_not_shown_to_the_director_of_another_unit():
    dossier, unit = a_complete_dossier(), a_unit_with_everything()
    show_to_director(dossier, at=NOW(), by=standing_of(dossier.carrier))
    former, new = the_director(again(dossier)), people_of(unit)[0]
    assert reads(dossier, former)
    moved(again(dossier), unit)
    assert not reads(dossier, former)
    assert not reads(dossier, new)
    assert not Visa.objects.in_force().exists()
    show_to_director(again(dossier), at=NOW(), by=standing_of(dossier.carrier))
    assert reads(dossier, new)
