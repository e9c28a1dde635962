"""A review from the invitation to the filing: interests first, piece by piece, then it is read."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from directory.models import Person
from directory.standing import Standing, standing_of
from evaluation.actions.answering import accept, decline
from evaluation.actions.inviting import invite, remind_reviewer, renew_link, withdraw_link
from evaluation.actions.reviewing import NotReviewer, file_review, save_piece
from evaluation.enums import ReviewState
from evaluation.links import link_for, review_behind
from evaluation.models import Declaration, InterestRuling, Review
from notifications.models import OutboxMail
from notifications.reminding.run import remind
from proposals.autosave import NotKept, WrittenElsewhere
from proposals.models import Dossier
from tests.evaluation.reviews import (
    a_filed_review,
    a_reviewer,
    a_written_review,
    an_admissible_dossier,
    an_invited_review,
    an_open_review,
    judged,
    the_reviewer,
)
from tests.proposals.dossiers import a_filed_dossier, the_officer
from workflow.engine import MovedOn, Refused, perform

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def test_the_judgements_of_the_factory_are_those_of_the_act():
    dossier, at, text = an_admissible_dossier("irl"), timezone.now(), "Un projet clair."
    acted, made = an_open_review(dossier), an_open_review(Dossier.objects.get(pk=dossier.pk))
    given = {one.slug: "0" if one.words else "4" for one in acted.rules.evaluation.criteria}
    for slug, value in given.items():
        save_piece(acted, piece=f"mark-{slug}", value=value, revision=0, at=at, by=the_reviewer(acted))
        save_piece(acted, piece=f"text-{slug}", value=text, revision=0, at=at, by=the_reviewer(acted))
    save_piece(acted, piece="comment", value=text, revision=0, at=at, by=the_reviewer(acted))
    judged(made, given, text=text, at=at)
    rows = [list(review.marks.order_by("pk").values_list("criterion", "mark", "word", "text", "mark_revision",
            "text_revision", "changed_at")) for review in (acted, made)]  # fmt: skip
    assert rows[0] == rows[1] != []
    columns = ("comment", "comment_revision", "confidential_note", "note_revision", "changed_at")
    whole = [Review.objects.values_list(*columns).get(pk=review.pk) for review in (acted, made)]
    assert whole[0] == whole[1]


def test_the_first_invitation_opens_the_peer_review_and_writes_to_the_reviewer():
    review = an_invited_review()
    assert Dossier.objects.get(pk=review.dossier_id).state == "in-review"
    mail = OutboxMail.objects.get(key="review.invited")
    assert mail.person == review.person
    assert "/reviews/by-link/" in mail.text


def test_a_dossier_that_is_not_admissible_is_sent_to_nobody():
    dossier = a_filed_dossier()
    with pytest.raises(Refused, match="admissible"):
        invite(
            dossier, a_reviewer(), due=timezone.now() + timedelta(days=9), at=timezone.now(), by=the_officer(dossier)
        )


def test_the_carrier_is_never_invited_to_their_own_dossier():
    dossier = an_admissible_dossier()
    reviewer = a_reviewer(person=dossier.carrier)
    with pytest.raises(Refused, match="excl"):
        invite(dossier, reviewer, due=timezone.now() + timedelta(days=9), at=timezone.now(), by=the_officer(dossier),
               passing_over="unless one insists")  # fmt: skip


def test_whoever_pauses_or_left_the_pool_is_not_invited():
    dossier, today = an_admissible_dossier(), timezone.localdate()
    paused, gone = a_reviewer(), a_reviewer(is_active=False)
    paused.pauses.create(starts=today - timedelta(days=1), ends=today + timedelta(days=1))
    for reviewer in (paused, gone):
        with pytest.raises(Refused):
            an_invited_review(dossier, reviewer)


def test_a_full_load_needs_a_reason():
    busy = a_reviewer(most_at_once=1)
    an_invited_review(reviewer=busy)
    dossier, now = an_admissible_dossier(), timezone.now()
    with pytest.raises(Refused, match="1"):
        an_invited_review(dossier, busy)
    made = invite(dossier, busy, due=now + timedelta(days=9), at=now, by=the_officer(dossier),
                  passing_over="Elle est d’accord par téléphone.")  # fmt: skip
    assert made.state == ReviewState.INVITED


def test_the_same_pair_is_invited_once():
    review = an_invited_review()
    with pytest.raises(Refused, match="already"):
        an_invited_review(review.dossier, review.reviewer)
    assert OutboxMail.objects.filter(key="review.invited").count() == 1


def test_without_any_interest_the_dossier_opens_at_once():
    review = an_invited_review()
    accept(review, level="none", at=timezone.now(), by=the_reviewer(review))
    review.refresh_from_db()
    assert review.state == ReviewState.WRITING
    assert Declaration.objects.get(person=review.person).level == "none"


def test_a_minor_interest_waits_for_the_officer_who_rules():
    review = an_invited_review()
    accept(review, level="minor", ground="past-action", text="Un projet en 2015.", at=timezone.now(),
           by=the_reviewer(review))  # fmt: skip
    review.refresh_from_db()
    assert review.state == ReviewState.TO_RULE
    perform(review, "allow", by=the_officer(review.dossier), reason="C’est ancien.")
    assert InterestRuling.objects.get(person=review.person).ruling == "allowed"
    assert review.state == ReviewState.WRITING


def test_who_rules_reads_the_links_found_beside_what_is_declared_and_the_reviewer_does_not(client):
    dossier = an_admissible_dossier()
    named = dossier.filing.content["partners"][0]["institution"]
    review = an_invited_review(dossier, a_reviewer(institution=named), passing_over="Un grand établissement.")
    accept(review, level="minor", ground="past-action", at=timezone.now(), by=the_reviewer(review))
    shown = f"Partner institution</span> {named}"
    for standing, is_told in ((the_officer(dossier), True), (the_reviewer(review), False)):
        Person.objects.filter(pk=standing.person_id).update(language="en")
        client.force_login(Person.objects.get(pk=standing.person_id))
        page = client.get(review.get_absolute_url()).content.decode()
        assert (shown in page) is is_told


def test_an_excluding_interest_closes_the_review_for_good():
    review = an_invited_review()
    accept(review, level="excluding", ground="kinship", at=timezone.now(), by=the_reviewer(review))
    review.refresh_from_db()
    assert review.state == ReviewState.EXCLUDED
    with pytest.raises(MovedOn):
        accept(review, level="none", at=timezone.now(), by=the_reviewer(review))


def test_who_declines_says_why_and_may_propose_a_colleague():
    review = an_invited_review()
    with pytest.raises(Refused):
        decline(review, reason="", at=timezone.now(), by=the_reviewer(review))
    decline(review, reason="En mission.", colleague="Jean Petit", at=timezone.now(), by=the_reviewer(review))
    review.refresh_from_db()
    assert (review.state, review.declined_because, review.colleague) == ("declined", "En mission.", "Jean Petit")
    an_invited_review(review.dossier, review.reviewer)  # who declined may be asked again


def test_nobody_else_answers_or_writes():
    review = an_open_review()
    for other in (the_officer(review.dossier), standing_of(review.dossier.carrier), Standing(None)):
        with pytest.raises(NotReviewer):
            save_piece(review, piece="comment", value="…", revision=0, at=timezone.now(), by=other)


@pytest.mark.parametrize(
    ("piece", "value"),
    [
        ("mark-quality", "5.5"), ("mark-quality", "3.7"), ("mark-quality", "-1"),
        ("mark-quality", "NaN"), ("mark-quality", "1e9"),
        ("mark-quality", "très bien"),
        ("mark-quality", {"a": 1}), ("mark-ethics", "3"), ("mark-ethics", "-1"), ("mark-ethics", "²"),
        ("text-ethics", 12), ("text-ethics", "x" * 4001), ("comment", "x" * 6001), ("note", ["a"]),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_said_and_writes_nothing(piece, value):
    review = an_open_review()
    with pytest.raises(NotKept):
        save_piece(review, piece=piece, value=value, revision=0, at=timezone.now(), by=the_reviewer(review))
    assert not review.marks.exists()
    assert not Review.objects.get(pk=review.pk).comment


def test_a_comma_or_a_point_writes_half_a_mark():
    review = an_open_review()
    save_piece(review, piece="mark-quality", value="3,5", revision=0, at=timezone.now(),
               by=the_reviewer(review))  # fmt: skip
    assert review.marks.get().mark == Decimal("3.5")


def test_two_windows_never_overwrite_each_other_in_silence():
    review, now = an_open_review(), timezone.now()
    by = the_reviewer(review)
    assert save_piece(review, piece="comment", value="Premier.", revision=0, at=now, by=by) == 1
    with pytest.raises(WrittenElsewhere) as second:
        save_piece(review, piece="comment", value="Second.", revision=0, at=now, by=by)
    assert (second.value.value, second.value.revision) == ("Premier.", 1)
    assert save_piece(review, piece="comment", value="Premier.", revision=0, at=now, by=by) == 1


def test_a_review_is_filed_when_every_criterion_is_judged():
    review = an_open_review()
    with pytest.raises(Refused, match="Ethics"):
        file_review(review, at=timezone.now(), by=the_reviewer(review))
    written = a_written_review()
    file_review(written, at=timezone.now(), by=the_reviewer(written))
    written.refresh_from_db()
    assert written.state == ReviewState.FILED
    with pytest.raises(Refused, match="no longer"):
        save_piece(written, piece="comment", value="…", revision=1, at=timezone.now(), by=the_reviewer(written))


def test_a_filed_review_is_reopened_by_the_officer_with_a_reason():
    review = a_filed_review()
    officer = the_officer(review.dossier)
    with pytest.raises(Refused, match="reason"):
        perform(review, "reopen", by=officer)
    perform(review, "reopen", by=officer, reason="La note d’éthique manque d’explication.")
    assert review.state == ReviewState.WRITING
    assert OutboxMail.objects.filter(key="review.reopened", person=review.person).exists()


def test_a_withdrawn_dossier_awaits_no_review():
    review = an_open_review()
    perform(review.dossier, "withdraw", by=standing_of(review.dossier.carrier), reason="Le partenaire se retire.")
    review.refresh_from_db()
    assert review.state == ReviewState.REMOVED
    assert OutboxMail.objects.filter(key="review.not-needed", person=review.person).exists()


def test_a_reminder_leaves_once_a_day():
    review, now = an_invited_review(), timezone.now()
    officer = the_officer(review.dossier)
    assert remind_reviewer(review, at=now, by=officer)
    assert not remind_reviewer(review, at=now + timedelta(hours=2), by=officer)
    assert OutboxMail.objects.filter(key="review.reminder").count() == 1


def test_what_falls_due_is_said_to_each_reviewer_by_the_link_of_each_review_and_to_an_officer_by_its_page():
    reviews = [an_open_review(), an_open_review()]
    at = (reviews[0].due + timedelta(days=8)).replace(hour=12)
    officers = {the_officer(review.dossier).person_id for review in reviews}
    remind(at)
    for review in reviews:
        mails = OutboxMail.objects.filter(person=review.person, key__startswith="reminder.")
        [token] = re.findall(r"/reviews/by-link/([^/\s]+)/", mails.get().text)
        assert review_behind(token, timezone.now()) == review
    for mail in OutboxMail.objects.filter(person__in=officers, key__startswith="reminder."):
        assert "by-link" not in mail.text
        assert f"/reviews/{reviews[0].uid}/" in mail.text or f"/reviews/{reviews[1].uid}/" in mail.text
    assert OutboxMail.objects.filter(person__in=officers, key__startswith="reminder.").exists()


# -- pages -------------------------------------------------------------------------------------------
def by_link(review: Review, page: str = "") -> str:
    return f"/reviews/by-link/{link_for(review).token}/{page}"


def test_the_link_shows_nothing_of_the_content_before_the_declaration(client):
    review = an_invited_review()
    page = client.get(by_link(review))
    assert page.status_code == 200
    answers = review.filing.content["answers"]
    assert not any(isinstance(text, str) and len(text) > 40 and text in page.text for text in answers.values())
    opened = client.post(by_link(review), {"declare": "1", "level": "none"}, follow=True)
    assert "File the review" in opened.text or "Déposer la relecture" in opened.text


def test_a_link_opens_one_review_and_nothing_else(client):
    mine, other = an_open_review(), an_open_review()
    token = link_for(mine).token
    assert client.get(f"/reviews/{mine.uid}/").status_code == 302
    assert client.get(f"/reviews/by-link/{token}x/").status_code == 410
    assert client.get(f"/proposals/{mine.dossier.uid}/").status_code == 302
    assert other.dossier.title not in client.get(by_link(mine)).text or other.dossier.title == mine.dossier.title


def test_a_link_that_is_withdrawn_or_expired_opens_nothing(client):
    review, now = an_open_review(), timezone.now()
    officer = the_officer(review.dossier)
    first = by_link(review)
    renew_link(review, at=now, by=officer)
    assert client.get(first).status_code == 410
    second = by_link(review)
    assert client.get(second).status_code == 200
    assert withdraw_link(review, at=now, by=officer)
    assert client.get(second).status_code == 410


def test_autosave_by_link_keeps_and_compares(client):
    review = an_open_review()
    url = by_link(review, "pieces/comment/")
    kept = client.post(url, json.dumps({"value": "Bien.", "revision": 0}), "application/json")
    assert (kept.status_code, kept.json()["revision"]) == (200, 1)
    second = client.post(url, json.dumps({"value": "Mieux.", "revision": 0}), "application/json")
    assert (second.status_code, second.json()["theirs"]["value"]) == (409, "Bien.")
    for body, status in ((b"{", 400), (b"[]", 400), (b'{"value": {"a": 1}, "revision": 1}', 422)):
        assert client.post(url, body, "application/json").status_code == status
    assert (
        client.post(by_link(review, "pieces/mark-nothing/"), b'{"value": "1"}', "application/json").status_code == 404
    )


def test_without_script_the_whole_form_is_kept_then_filed(client):
    review = a_written_review()
    client.force_login(review.person)
    page = client.get(f"/reviews/{review.uid}/")
    data = {"comment": "Tout compte fait, un bon projet.", "revision-comment": "1", "file": "1"}
    assert page.status_code == 200
    filed = client.post(f"/reviews/{review.uid}/", data, follow=True)
    assert filed.status_code == 200
    review.refresh_from_db()
    assert (review.state, review.comment) == ("filed", "Tout compte fait, un bon projet.")


def test_what_is_refused_stays_as_it_was_typed(client):
    review = an_open_review()
    client.force_login(review.person)
    data = {"comment": "x" * 6001, "revision-comment": "0", "text-ethics": "Rien à dire.", "revision-text-ethics": "0"}
    page = client.post(f"/reviews/{review.uid}/", data)
    assert page.status_code == 422
    assert "x" * 6001 in page.text
    assert review.marks.get(criterion="ethics").text == "Rien à dire."


def test_others_reviews_open_once_ones_own_is_filed(client):
    dossier = an_admissible_dossier()
    first = a_filed_review(dossier, a_reviewer(last_name="Premier"))
    second = a_written_review(Dossier.objects.get(pk=dossier.pk), a_reviewer(last_name="Second"))
    Review.objects.filter(pk=first.pk).update(comment="Un avis que l’autre ne lit pas encore.")
    client.force_login(second.person)
    assert "ne lit pas encore" not in client.get(f"/reviews/{second.uid}/").text
    file_review(second, at=timezone.now(), by=the_reviewer(second))
    page = client.get(f"/reviews/{second.uid}/").text
    assert "ne lit pas encore" in page
    assert "Premier" not in page


def test_the_carrier_reads_no_review_whatever_office_they_hold(client):
    review = a_filed_review()
    carrier = review.dossier.carrier
    client.force_login(carrier)
    assert client.get(f"/reviews/{review.uid}/").status_code == 404
    from directory.enums import Role
    from tests.factories import an_office

    an_office(carrier, Role.INSTITUTE_OFFICER, review.dossier.institute)
    assert client.get(f"/reviews/{review.uid}/").status_code == 404
    assert review.person.last_name not in client.get(f"/proposals/{review.dossier.uid}/").text


def test_what_is_being_written_is_its_writers_alone(client):
    review = a_written_review()
    officer = the_officer(review.dossier)
    Review.objects.filter(pk=review.pk).update(comment="Un mot pas encore déposé.")
    from directory.models import Person

    client.force_login(Person.objects.get(pk=officer.person_id))
    page = client.get(f"/reviews/{review.uid}/")
    assert page.status_code == 200
    assert "pas encore déposé" not in page.text
