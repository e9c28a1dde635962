"""The automatic assignment from its rows: asked, computed, stopped, killed, applied, undone; hard limits are hard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from directory.standing import paris_today, standing_of
from evaluation.actions import assigning as acts
from evaluation.actions.answering import accept, decline
from evaluation.actions.inviting import invite
from evaluation.enums import RunState
from evaluation.models import AssignmentRun, InterestRuling, Review
from evaluation.querysets.assignments import LEASE
from evaluation.runs import sweep
from evaluation.tasks import assign_reviewers
from evaluation.waiting import waiting
from notifications.models import OutboxMail
from proposals.models import Dossier
from tests.evaluation.assignments import a_call_to_assign, worked
from tests.evaluation.reviews import a_reviewer, an_invited_review, the_reviewer
from tests.factories import a_person
from workflow.engine import Refused

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def pairs_of(run):
    return {(one["dossier"], one["reviewer"]) for one in run.plan["pairs"]}


def test_a_proposal_is_computed_by_the_task_and_explained_pair_by_pair():
    place = a_call_to_assign(2, 2)
    near, far = place.people
    keyword = place.dossiers[0].filing.content["answers"]["keywords"][0]
    type(near).objects.filter(pk=near.pk).update(keywords=[keyword.upper()])
    run = place.ask(per_dossier=1, per_person=1)
    assert assign_reviewers() == 1
    run.refresh_from_db()
    assert (run.state, run.done) == (RunState.PROPOSED, run.total)
    assert len(pairs_of(run)) == 2
    assert {one["reviewer"] for one in run.plan["pairs"]} == {near.pk, far.pk}
    mine = next(one for one in run.plan["pairs"] if one["reviewer"] == near.pk)
    assert mine["keywords"] == [keyword]
    assert (mine["load"], mine["most"], mine["next"]) == (1, 1, far.pk)
    assert not Review.objects.exists()


def test_links_rulings_refusals_pauses_and_full_hands_are_never_passed_over():
    place = a_call_to_assign(1, 0)
    dossier, now = place.dossiers[0], timezone.now()
    free = a_reviewer()
    a_reviewer(person=a_person(unit=dossier.unit))
    ruled, paused, full, refusing = a_reviewer(), a_reviewer(), a_reviewer(most_at_once=0), a_reviewer()
    InterestRuling.objects.create(dossier=dossier, person=ruled.person, ground="other", ruling="excluded", reason="x",
                                  ruled_by_id=place.officer.person_id, ruled_at=now)  # fmt: skip
    paused.pauses.create(starts=now.date() - timedelta(days=2), ends=now.date() + timedelta(days=2))
    decline(an_invited_review(dossier, refusing, by=place.officer), reason="Non.", at=now,
            by=standing_of(refusing.person))  # fmt: skip
    a_reviewer(is_active=False)
    run = place.proposed(per_dossier=1)
    assert pairs_of(run) == {(dossier.pk, free.pk)}
    impossible = place.proposed(per_dossier=2)
    (lack,) = impossible.plan["lacks"]
    assert impossible.state == RunState.IMPOSSIBLE
    assert (lack["wanted"], lack["possible"], lack["forbidden"], lack["full"]) == (2, 1, 3, 1)
    assert full.pk not in {one for _dossier, one in pairs_of(run)}


def test_existing_pairs_are_kept_and_counted():
    place = a_call_to_assign(1, 2)
    first, second = place.people
    kept = an_invited_review(place.dossiers[0], first, by=place.officer)
    run = place.applied(per_dossier=2)
    assert pairs_of(run) == {(place.dossiers[0].pk, second.pk)}
    assert Review.objects.in_force().count() == 2
    assert Review.objects.get(pk=kept.pk).run_id is None


def test_what_is_impossible_says_what_would_make_it_possible():
    place = a_call_to_assign(3, 2)
    run = place.proposed(per_dossier=2, per_person=1)
    assert run.state == RunState.IMPOSSIBLE
    assert (run.plan["missing"], run.plan["help"]) == (4, {"per_dossier": None, "per_person": 3, "people": 4})
    assert place.proposed(per_dossier=2, per_person=3).state == RunState.PROPOSED
    fewer = place.proposed(per_dossier=3, per_person=4)
    assert fewer.plan["help"] == {"per_dossier": 2, "per_person": None, "people": 1}


def test_pairs_decided_by_hand_are_kept_to_and_one_that_cannot_be_says_why():
    place = a_call_to_assign(1, 3)
    dossier, now = place.dossiers[0], timezone.now()
    always, never, other = place.people
    acts.pin(dossier, always, kind="always", at=now, by=place.officer)
    acts.pin(dossier, never, kind="never", at=now, by=place.officer)
    run = place.proposed(per_dossier=2)
    assert pairs_of(run) == {(dossier.pk, always.pk), (dossier.pk, other.pk)}
    assert [one["is_pinned"] for one in run.plan["pairs"] if one["reviewer"] == always.pk] == [True]
    always.pauses.create(starts=paris_today(), ends=paris_today())
    broken = place.proposed(per_dossier=2)
    assert (broken.state, broken.plan["broken"]) == (RunState.IMPOSSIBLE, [[dossier.pk, always.pk, "away"]])


def test_one_refusal_holds_up_no_other_and_says_why():
    place = a_call_to_assign(2, 2)
    run = place.proposed(per_dossier=1, per_person=1)
    taken = run.plan["pairs"][0]
    # somebody invites by hand meanwhile: the person has as much in hand as this assignment allows
    other = place.dossiers[1] if taken["dossier"] == place.dossiers[0].pk else place.dossiers[0]
    invite(Dossier.objects.get(pk=other.pk), next(one for one in place.people if one.pk == taken["reviewer"]),
           due=timezone.now() + timedelta(days=9), at=timezone.now(), by=place.officer)  # fmt: skip
    acts.apply(run, at=timezone.now(), by=place.officer)
    run = worked(run)
    assert run.state == RunState.APPLIED
    # the other dossier has its one review by now, and the person has no room for the first
    assert len(run.refused) == 2
    assert Review.objects.in_force().count() == 1


def test_the_invitations_leave_with_their_mail_and_their_reasons():
    place = a_call_to_assign(2, 2)
    run = place.applied(per_dossier=1, per_person=1)
    assert (run.state, run.refused) == (RunState.APPLIED, [])
    made = list(Review.objects.filter(run=run))
    assert {(one.dossier_id, one.reviewer_id) for one in made} == pairs_of(run)
    assert all(one.explanation["value"] >= 0 for one in made)
    assert OutboxMail.objects.filter(key="review.invited").count() == 2


def test_undoing_withdraws_what_nobody_answered_and_leaves_the_rest():
    place = a_call_to_assign(2, 2)
    run = place.applied(per_dossier=1, per_person=1)
    answered = Review.objects.filter(run=run).first()
    accept(answered, level="none", at=timezone.now(), by=the_reviewer(answered))
    acts.undo(run, at=timezone.now(), by=place.officer)
    run = worked(run)
    assert run.state == RunState.UNDONE
    assert set(Review.objects.filter(run=run).values_list("state", flat=True)) == {"writing", "removed"}


def test_a_worker_killed_while_computing_is_replaced_and_one_that_comes_back_writes_nothing(monkeypatch):
    place = a_call_to_assign(1, 1)
    run = place.ask(per_dossier=1)
    AssignmentRun.objects.filter(pk=run.pk).update(state="running", attempts=1, claimed_at=timezone.now())
    assert sweep() == 0, "somebody seems to hold it"
    AssignmentRun.objects.filter(pk=run.pk).update(claimed_at=timezone.now() - LEASE - timedelta(seconds=1))
    assert sweep() == 1
    run.refresh_from_db()
    assert (run.state, run.attempts) == (RunState.PROPOSED, 2)


def test_a_worker_killed_while_applying_sends_the_rest_once(monkeypatch):
    place = a_call_to_assign(3, 3)
    run = place.proposed(per_dossier=1, per_person=1)
    acts.apply(run, at=timezone.now(), by=place.officer)
    whole, calls = invite, []

    def killed_at_the_second(*given, **more):
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(*given, **more)

    monkeypatch.setattr("evaluation.runs.invite", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        worked(run)
    assert Review.objects.filter(run=run).count() == 1
    assert sweep() == 0, "its claim is not over"
    AssignmentRun.objects.filter(pk=run.pk).update(claimed_at=timezone.now() - LEASE - timedelta(seconds=1))
    assert sweep() == 1
    assert Review.objects.filter(run=run).count() == 3
    assert OutboxMail.objects.filter(key="review.invited").count() == 3


def test_a_run_that_fails_three_times_is_given_up(monkeypatch):
    place = a_call_to_assign(1, 1)
    run = place.ask(per_dossier=1)

    def broken(*given):
        raise MemoryError

    monkeypatch.setattr("evaluation.runs.read", broken)
    assert [sweep() for _turn in range(4)] == [0, 0, 1, 0]
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert place.ask(per_dossier=1).state == RunState.ASKED, "another may be asked"


def test_whoever_asks_to_stop_stops_it_before_it_begins_and_while_it_computes(monkeypatch):
    place = a_call_to_assign(1, 1)
    run = place.ask(per_dossier=1)
    assert acts.stop(run, at=timezone.now(), by=place.officer).state == RunState.STOPPED
    run = place.ask(per_dossier=1)
    from evaluation import runs

    read = runs.read

    def stopped_meanwhile(*given):
        acts.stop(AssignmentRun.objects.get(pk=run.pk), at=timezone.now(), by=place.officer)
        return read(*given)

    monkeypatch.setattr("evaluation.runs.read", stopped_meanwhile)
    assert (worked(run).state, AssignmentRun.objects.get(pk=run.pk).plan) == (RunState.STOPPED, {})


def test_stopping_while_invitations_leave_keeps_those_that_have_left(monkeypatch):
    place = a_call_to_assign(2, 2)
    run = place.proposed(per_dossier=1, per_person=1)
    acts.apply(run, at=timezone.now(), by=place.officer)
    whole = invite

    def stopped_after_one(*given, **more):
        made = whole(*given, **more)
        AssignmentRun.objects.filter(pk=run.pk).update(is_stop_asked=True)
        return made

    monkeypatch.setattr("evaluation.runs.invite", stopped_after_one)
    assert worked(run).state == RunState.APPLIED
    assert Review.objects.filter(run=run).count() == 1


def test_nobody_assigns_reviewers_to_a_dossier_they_carry():
    place = a_call_to_assign(2, 2)
    Dossier.objects.filter(pk=place.dossiers[0].pk).update(carrier=place.officer.person_id)
    run = place.proposed(per_dossier=1)
    assert {one for one, _two in pairs_of(run)} == {place.dossiers[1].pk}
    with pytest.raises(Refused):
        acts.pin(Dossier.objects.get(pk=place.dossiers[0].pk), place.people[0], kind="always", at=timezone.now(),
                 by=place.officer)  # fmt: skip
    with pytest.raises(Refused):
        invite(Dossier.objects.get(pk=place.dossiers[0].pk), place.people[0], at=timezone.now(),
               due=timezone.now() + timedelta(days=9), by=place.officer)  # fmt: skip


def test_a_proposal_waits_on_the_officers_home_until_it_is_applied_or_a_newer_one_is_made():
    place = a_call_to_assign(1, 2)
    elsewhere = a_call_to_assign(1, 1).officer

    def rows(standing):
        return [one.number for one in waiting(standing, timezone.now()) if one.url == "/assignments/"]

    assert rows(place.officer) == []
    place.proposed(1, 1)
    assert rows(place.officer) == [1]
    assert rows(elsewhere) == []
    second = place.proposed(1, 1)
    assert rows(place.officer) == [1], "the newest alone"
    acts.apply(second, at=timezone.now(), by=place.officer)
    worked(second)
    assert rows(place.officer) == [], "the proposal before it waits no more"
