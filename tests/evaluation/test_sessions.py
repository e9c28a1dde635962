"""Sessions: who is out is as if the dossier were not there, votes, quorum, minutes, what follows from them."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from directory.enums import Role
from directory.standing import standing_of
from evaluation.actions import sessions as preparing
from evaluation.actions import sitting, voting
from evaluation.models import AgendaItem, Ballot, PanelSession, Recusal, Tally, Voice
from notifications.models import OutboxMail
from proposals.models import Dossier
from tests.evaluation.seatings import (
    a_concluded_session,
    a_live_session,
    a_reviewed_dossier,
    a_session,
    before_section,
    conclude_item,
    in_office,
)
from tests.factories import a_person, a_section, an_office
from workflow.engine import Refused, perform
from workflow.history import of_subject, verify

pytestmark = pytest.mark.django_db


def by(person):
    return standing_of(person)


def put_out(sat, person, place=0):
    voting.recuse(sat.item(place), person=person, ground="kinship", at=timezone.now(), by=sat.officer)


def open_vote(sat, *, is_secret=False):
    return voting.open_ballot(sat.item(), question="Soutenir ?", is_secret=is_secret, at=timezone.now(), by=sat.officer)


def cast(ballot, person, choice="for"):
    voting.vote(Ballot.objects.select_related("item__session").get(pk=ballot.pk), choice=choice, at=timezone.now(),
                by=by(person))  # fmt: skip


def sums(ballot):
    return voting.sums_of(ballot)


# -- who is out ----------------------------------------------------------------------------------------
def test_a_session_of_a_section_seats_those_in_office():
    dossier, section = before_section(), a_section()
    chair, member = in_office(Role.SECTION_CHAIR, section), in_office(Role.SECTION_MEMBER, section)
    officer = standing_of(in_office(Role.INSTITUTE_OFFICER, dossier.institute))
    session = preparing.prepare_session(institute=dossier.institute, kind="section", section=section, title="Section",
                                        starts_at=timezone.now(), quorum=2, at=timezone.now(), by=officer)  # fmt: skip
    assert {(seat.person_id, seat.role) for seat in session.seats.all()} == {(chair.pk, "chair"), (member.pk, "member")}


def test_whoever_carries_a_dossier_and_sits_is_out_at_once_and_finds_nothing_of_it(client):
    dossier = a_reviewed_dossier()
    sat = a_session(dossier)
    preparing.seat_person(sat.session, person=dossier.carrier, role="member", at=timezone.now(), by=sat.officer)
    assert Recusal.objects.get(person=dossier.carrier).ground == "carrier"
    client.force_login(dossier.carrier)
    page = client.get(sat.session.get_absolute_url())
    assert page.status_code == 200
    assert dossier.reference not in page.content.decode()
    for path in ("", "conclude/", "votes/", "files/"):
        assert client.get(f"{sat.session.get_absolute_url()}dossiers/{sat.items[0].uid}/{path}").status_code in (
            404,
            405,
        )
    assert client.post(f"{sat.session.get_absolute_url()}dossiers/{sat.items[0].uid}/votes/").status_code == 404


def test_nothing_that_changes_on_a_dossier_is_observed_by_whoever_is_out_of_it(client):
    sat = two_live()
    out = sat.members[2]
    put_out(sat, out)
    client.force_login(out)
    pages = [sat.session.get_absolute_url(), "/sessions/", f"{sat.session.get_absolute_url()}ranks/"]
    before = [client.get(page).content.decode() for page in pages]
    tag = client.get(f"{sat.session.get_absolute_url()}pulse/")["ETag"]
    sitting.write_text(sat.item(), slot="synthesis", text="Secret de séance.", revision=0, at=timezone.now(),
                       by=sat.officer)  # fmt: skip
    cast(open_vote(sat), sat.members[1])
    assert client.get(f"{sat.session.get_absolute_url()}pulse/")["ETag"] == tag
    assert [strip_tokens(client.get(page).content.decode()) for page in pages] == [strip_tokens(one) for one in before]
    assert sat.items[0].dossier.reference not in "".join(before)


def strip_tokens(text):
    return "\n".join(line for line in text.splitlines() if "csrfmiddlewaretoken" not in line)


def two_live(**given):
    first = a_reviewed_dossier()
    second = a_reviewed_dossier(carrier=a_person(unit=first.unit), call=first.call)
    return a_live_session(first, second, **given)


def test_the_dossier_opens_once_the_interests_are_declared(client):
    sat = a_session()
    late = a_person()
    preparing.seat_person(sat.session, person=late, role="member", at=timezone.now(), by=sat.officer)
    client.force_login(late)
    url = f"{sat.session.get_absolute_url()}dossiers/{sat.items[0].uid}/"
    assert "h-dossier" not in client.get(url).content.decode()
    preparing.declare(sat.session, {sat.item(): ("none", "", "")}, at=timezone.now(), by=by(late))
    assert "h-dossier" in client.get(url).content.decode()


def test_a_minor_interest_keeps_the_dossier_closed_until_it_is_ruled_on(client):
    sat = a_session()
    late = a_person()
    preparing.seat_person(sat.session, person=late, role="member", at=timezone.now(), by=sat.officer)
    preparing.declare(sat.session, {sat.item(): ("minor", "older-work", "Un article")}, at=timezone.now(), by=by(late))
    client.force_login(late)
    url = f"{sat.session.get_absolute_url()}dossiers/{sat.items[0].uid}/"
    assert "h-dossier" not in client.get(url).content.decode()
    preparing.rule(sat.item(), person=late, ruling="allowed", ground="older-work", reason="Il y a dix ans.",
                   at=timezone.now(), by=sat.officer)  # fmt: skip
    assert "h-dossier" in client.get(url).content.decode()


def test_an_excluding_declaration_puts_out_at_once_and_takes_the_report_away():
    sat = a_session()
    preparing.name_rapporteurs(sat.item(), first=sat.members[1].pk, second=None, at=timezone.now(), by=sat.officer)
    preparing.declare(sat.session, {sat.item(): ("excluding", "kinship", "")}, at=timezone.now(), by=by(sat.members[1]))
    assert not AgendaItem.objects.readable_by(by(sat.members[1])).exists()
    assert sat.item().first_rapporteur is None


def test_the_marks_of_others_wait_for_ones_own_review(client):
    from tests.evaluation.reviews import a_reviewer, an_open_review

    sat = a_session()
    an_open_review(sat.items[0].dossier, a_reviewer(person=sat.members[1]))
    client.force_login(sat.members[1])
    said = client.get(
        f"{sat.session.get_absolute_url()}dossiers/{sat.items[0].uid}/", headers={"accept-language": "en"}
    )
    assert "ci-marks-table" not in said.content.decode()
    client.force_login(sat.members[2])
    said = client.get(f"{sat.session.get_absolute_url()}dossiers/{sat.items[0].uid}/")
    assert "ci-marks-table" in said.content.decode()


# -- votes ---------------------------------------------------------------------------------------------
def test_a_secret_vote_keeps_no_link_between_a_person_and_a_choice():
    sat = a_live_session()
    ballot = open_vote(sat, is_secret=True)
    cast(ballot, sat.members[1], "against")
    assert list(Voice.objects.values_list("person", "choice")) == [(sat.members[1].pk, "")]
    assert sums(ballot) == {"for": 0, "against": 1, "abstain": 0}
    rows = " ".join(str(row.data) for row in of_subject(sat.session))
    assert "against" not in rows
    assert {field.name for field in Tally._meta.fields} == {"id", "ballot", "choice", "number"}


def test_nobody_votes_twice():
    sat = a_live_session()
    ballot = open_vote(sat)
    cast(ballot, sat.members[1])
    with pytest.raises(voting.VotedAlready):
        cast(ballot, sat.members[1], "against")
    assert sums(ballot)["for"] == 1
    assert sums(ballot)["against"] == 0


def test_the_sums_show_once_the_vote_is_closed(client):
    sat = a_live_session()
    ballot = open_vote(sat)
    cast(ballot, sat.members[1])
    client.force_login(sat.members[2])
    url = f"{sat.session.get_absolute_url()}dossiers/{sat.items[0].uid}/"
    assert "ci-strip" not in client.get(url).content.decode()
    voting.close_ballot(
        Ballot.objects.select_related("item__session").get(pk=ballot.pk), at=timezone.now(), by=sat.officer
    )
    assert "ci-strip" in client.get(url).content.decode()


def test_somebody_put_out_while_an_open_vote_runs_loses_their_voice():
    sat = a_live_session()
    ballot = open_vote(sat)
    cast(ballot, sat.members[1])
    cast(ballot, sat.members[2])
    put_out(sat, sat.members[1])
    assert sums(ballot)["for"] == 1
    assert list(ballot.voices.values_list("person", flat=True)) == [sat.members[2].pk]


def test_somebody_put_out_while_a_secret_vote_runs_makes_it_begin_again():
    sat = a_live_session()
    ballot = open_vote(sat, is_secret=True)
    cast(ballot, sat.members[1])
    cast(ballot, sat.members[2], "against")
    put_out(sat, sat.members[1])
    ballot.refresh_from_db()
    again = Ballot.objects.get(closed_at=None)
    assert ballot.set_aside_at
    assert not ballot.tallies.exists()
    assert (again.question, again.is_secret, again.voices.count()) == (ballot.question, True, 0)
    cast(again, sat.members[2], "against")
    assert sums(again) == {"for": 0, "against": 1, "abstain": 0}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_secret", [False, True])
def test_a_recusal_and_a_voice_that_arrive_together_never_leave_the_voice_of_somebody_out(is_secret):
    if connection.vendor != "postgresql":
        return
    sat = a_live_session()
    ballot, leaving = open_vote(sat, is_secret=is_secret), sat.members[1]
    cast(ballot, sat.members[2])
    gate = threading.Barrier(2)

    def run(act):
        try:
            gate.wait(10)
            act()
        except Refused:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in (lambda: cast(ballot, leaving),
                                                                     lambda: put_out(sat, leaving))]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    standing = Ballot.objects.get(closed_at=None)
    assert not standing.voices.filter(person=leaving).exists()
    assert sum(sums(standing).values()) == standing.voices.count()


@pytest.mark.django_db(transaction=True)
def test_the_same_voice_sent_twice_at_once_counts_once():
    if connection.vendor != "postgresql":
        return
    sat = a_live_session()
    ballot = open_vote(sat)
    gate, refused = threading.Barrier(2), []

    def run():
        try:
            gate.wait(10)
            cast(ballot, sat.members[1])
        except Refused as error:
            refused.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sums(ballot)["for"] == 1
    assert len(refused) == 1


# -- conclusion, ranks, end ----------------------------------------------------------------------------
def test_the_quorum_is_counted_without_those_who_are_out():
    sat = a_live_session(members=3, quorum=3)
    put_out(sat, sat.members[2])
    with pytest.raises(Refused, match="2"):
        open_vote(sat)
    with pytest.raises(Refused):
        conclude_item(sat)


def test_a_session_closes_once_every_dossier_is_concluded_and_ranked():
    sat = two_live()
    conclude_item(sat, 0)
    with pytest.raises(Refused):
        perform(sat.session, "close", by=sat.officer)
    conclude_item(sat, 1)
    with pytest.raises(Refused):
        perform(sat.session, "close", by=sat.officer)
    places = {item.pk: sitting.Place(1, "", sat.item(place).revision) for place, item in enumerate(sat.items)}
    sitting.rank_items(sat.session, places, at=timezone.now(), by=sat.officer)
    perform(sat.session, "close", by=sat.officer)
    assert sat.fresh().state == "closed"


def test_equal_marks_at_different_ranks_say_what_broke_the_tie():
    sat = two_live()
    conclude_item(sat, 0)
    conclude_item(sat, 1)
    places = {item.pk: sitting.Place(place + 1, "", sat.item(place).revision) for place, item in enumerate(sat.items)}
    sitting.rank_items(sat.session, places, at=timezone.now(), by=sat.officer)
    with pytest.raises(Refused, match=sat.items[0].dossier.reference):
        perform(sat.session, "close", by=sat.officer)
    sitting.rank_items(sat.session, {sat.items[0].pk: sitting.Place(1, "Le pays nouveau.", sat.item(0).revision)},
                       at=timezone.now(), by=sat.officer)  # fmt: skip
    perform(sat.session, "close", by=sat.officer)


def test_a_withdrawn_dossier_does_not_hold_the_session_up():
    sat = two_live()
    conclude_item(sat, 0)
    places = {sat.items[0].pk: sitting.Place(1, "", sat.item(0).revision)}
    sitting.rank_items(sat.session, places, at=timezone.now(), by=sat.officer)
    dossier = Dossier.objects.get(pk=sat.items[1].dossier_id)
    perform(dossier, "withdraw", by=standing_of(dossier.carrier), reason="Le partenaire renonce.")
    perform(sat.session, "close", by=sat.officer)


def test_whoever_is_out_of_a_dossier_ranks_none_and_no_gap_tells_its_place(client):
    sat = concluded_two()
    put = sat.members[1]
    Recusal.objects.create(item=sat.items[0], person=put, ground="kinship", recorded_at=timezone.now())
    assert not sitting.may_rank(sat.fresh(), by(put))
    client.force_login(put)
    page = client.get(f"{sat.session.get_absolute_url()}ranks/").content.decode()
    assert sat.items[0].dossier.reference not in page
    minutes = client.get(
        f"{sat.session.get_absolute_url()}minutes/", headers={"accept-language": "en"}
    ).content.decode()
    assert sat.items[0].dossier.reference not in minutes
    assert "rang 2" not in minutes
    assert "rank 2" not in minutes


def concluded_two():
    first = a_reviewed_dossier()
    second = a_reviewed_dossier(carrier=a_person(unit=first.unit), call=first.call)
    return a_concluded_session(first, second)


def test_the_chair_alone_signs_and_the_minutes_no_longer_change():
    sat = a_concluded_session()
    with pytest.raises(Refused):
        perform(sat.session, "sign", by=sat.officer)
    perform(sat.session, "sign", by=by(sat.chair))
    kept = sat.fresh().minutes
    assert kept["items"][0]["synthesis"] == "Un projet solide."
    assert kept["seats"][0]["is_present"]
    AgendaItem.objects.update(synthesis="Autre chose")
    assert sat.fresh().minutes == kept
    assert OutboxMail.objects.filter(key="session.signed", person=sat.members[1]).exists()


def test_a_section_that_signs_gives_its_opinion_and_the_history_names_the_chair():
    sat = a_concluded_session(before_section(), kind="section")
    perform(sat.session, "sign", by=by(sat.chair))
    dossier = Dossier.objects.get(pk=sat.items[0].dossier_id)
    assert dossier.state == "section-heard"
    row = of_subject(dossier).get(act="give-section-opinion")
    assert row.data["opinion"] == "favourable"
    assert row.data["chair"] == str(sat.chair)
    assert not list(verify())


def test_the_minutes_of_a_session_are_a_pdf_made_by_the_worker(client, settings, tmp_path):
    from documents.renderings import sweep

    sat = a_concluded_session()
    client.force_login(sat.chair)
    url = f"{sat.session.get_absolute_url()}minutes.pdf"
    assert client.get(url).status_code == 404
    perform(sat.session, "sign", by=by(sat.chair))
    assert client.get(url).status_code == 202
    assert sweep() == 1
    answer = client.get(url)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    answer.close()


def test_a_session_cancelled_frees_its_dossiers_and_tells_those_who_sit():
    sat = a_session()
    perform(sat.session, "cancel", by=sat.officer, reason="Salle indisponible.")
    assert OutboxMail.objects.filter(key="session.cancelled").count() == len(sat.members)
    other = a_session(sat.items[0].dossier)
    assert other.items


def test_the_convocation_reaches_each_person_once():
    sat = a_session()
    assert preparing.convene(sat.session, at=timezone.now(), by=sat.officer) == 4
    assert preparing.convene(sat.session, at=timezone.now(), by=sat.officer) == 0
    preparing.seat_person(sat.session, person=a_person(), role="member", at=timezone.now(), by=sat.officer)
    assert preparing.convene(sat.session, at=timezone.now(), by=sat.officer) == 1


# -- screens -------------------------------------------------------------------------------------------
def test_the_pulse_answers_204_until_something_changes(client, django_assert_max_num_queries):
    sat = a_live_session()
    client.force_login(sat.members[1])
    url = f"{sat.session.get_absolute_url()}pulse/"
    tag = client.get(url)["ETag"]
    # session, person, offices, seats, and one for the pulse itself
    with django_assert_max_num_queries(7):
        assert client.get(url, headers={"if-none-match": tag}).status_code == 204
    sitting.write_text(sat.item(), slot="synthesis", text="Du neuf.", revision=0, at=timezone.now(), by=sat.officer)
    assert client.get(url, headers={"if-none-match": tag}).status_code == 200


def test_the_second_of_two_writers_is_shown_both_texts(client):
    sat = a_live_session()
    client.force_login(sat.chair)
    url = f"{sat.session.get_absolute_url()}dossiers/{sat.items[0].uid}/texts/synthesis/"
    sitting.write_text(sat.item(), slot="synthesis", text="Le premier texte.", revision=0, at=timezone.now(),
                       by=sat.officer)  # fmt: skip
    answer = client.post(url, {"value": "Le second texte.", "revision": 0}, content_type="application/json")
    assert answer.status_code == 409
    assert answer.json()["theirs"]["value"] == "Le premier texte."
    page = client.post(url, {"synthesis": "Le second texte.", "revision-synthesis": "0"})
    assert page.status_code == 409
    assert "Le premier texte." in page.content.decode()
    assert "Le second texte." in page.content.decode()
    assert sat.item().synthesis == "Le premier texte."


# -- bad input and races: the act, what is said -----------------------------------------------------------
def _vote_by(who):
    def act(sat):
        ballot = open_vote(sat)
        cast(ballot, who(sat))

    return act


def _secretary(sat):
    person = a_person()
    preparing.seat_person(sat.session, person=person, role="secretary", at=timezone.now(), by=sat.officer)
    sitting.note_presence(
        sat.session, sat.session.seats.values_list("pk", flat=True), at=timezone.now(), by=sat.officer
    )
    return person


def _absent(sat):
    seats = sat.session.seats.exclude(person=sat.members[3]).values_list("pk", flat=True)
    sitting.note_presence(sat.session, seats, at=timezone.now(), by=sat.officer)
    return sat.members[3]


def _undeclared(sat):
    person = a_person()
    preparing.seat_person(sat.session, person=person, role="member", at=timezone.now(), by=sat.officer)
    sitting.note_presence(
        sat.session, sat.session.seats.values_list("pk", flat=True), at=timezone.now(), by=sat.officer
    )
    return person


def _out(sat):
    put_out(sat, sat.members[1])
    return sat.members[1]


def _closed(sat):
    ballot = open_vote(sat)
    voting.close_ballot(
        Ballot.objects.select_related("item__session").get(pk=ballot.pk), at=timezone.now(), by=sat.officer
    )
    cast(ballot, sat.members[1])


def _strange(sat):
    cast(open_vote(sat), sat.members[1], "maybe")


def _two_votes(sat):
    open_vote(sat)
    open_vote(sat)


def _conclude(**said):
    def act(sat):
        sitting.write_text(sat.item(), slot="synthesis", text="Vu.", revision=0, at=timezone.now(), by=sat.officer)
        given = {"marks": {}, "words": {}, "group": "a", **said}
        sitting.conclude(sat.item(), sitting.Conclusion(**given), revision=0, at=timezone.now(), by=sat.officer)

    return act


def _no_synthesis(sat):
    slug = next(one.slug for one in sat.items[0].dossier.rules.evaluation.criteria if not one.words)
    said = sitting.Conclusion({slug: "7"}, {}, group="a")
    sitting.conclude(sat.item(), said, revision=0, at=timezone.now(), by=sat.officer)


def _stale(sat):
    _conclude()(sat)
    sitting.return_to(sat.item(), at=timezone.now(), by=sat.officer)
    sitting.conclude(sat.item(), sitting.Conclusion({}, {}, group="b"), revision=0, at=timezone.now(), by=sat.officer)


def _mark(sat):
    slug = next(one.slug for one in sat.items[0].dossier.rules.evaluation.criteria if not one.words)
    _conclude(marks={slug: "7"})(sat)


def _second_chair(sat):
    preparing.seat_person(sat.session, person=a_person(), role="chair", at=timezone.now(), by=sat.officer)


def _same_twice(sat):
    one = sat.members[1].pk
    preparing.name_rapporteurs(sat.item(), first=one, second=one, at=timezone.now(), by=sat.officer)


def _rapporteur_out(sat):
    put_out(sat, sat.members[1])
    preparing.name_rapporteurs(sat.item(), first=sat.members[1].pk, second=None, at=timezone.now(), by=sat.officer)


def _rapporteur_elsewhere(sat):
    preparing.name_rapporteurs(sat.item(), first=a_person().pk, second=None, at=timezone.now(), by=sat.officer)


def _taken_off(sat):
    preparing.take_off(sat.item(), at=timezone.now(), by=sat.officer)


def _unseat_live(sat):
    preparing.unseat(sat.session, sat.session.seats.last(), at=timezone.now(), by=sat.officer)


def _stranger_calls(sat):
    sitting.call_dossier(sat.session, None, at=timezone.now(), by=by(a_person()))


def _call_over_vote(sat):
    open_vote(sat)
    sitting.call_dossier(sat.session, None, at=timezone.now(), by=sat.officer)


def _long(sat):
    sitting.write_text(sat.item(), slot="synthesis", text="x" * 6001, revision=0, at=timezone.now(), by=sat.officer)


def _others_text(sat):
    sitting.write_text(sat.item(), slot="report", text="x", revision=0, at=timezone.now(), by=by(sat.members[1]))


def _own_ruling(sat):
    preparing.rule(sat.item(), person=sat.chair, ruling="allowed", ground="kinship", reason="x", at=timezone.now(),
                   by=by(sat.chair))  # fmt: skip


def _no_reason(sat):
    preparing.rule(sat.item(), person=sat.members[1], ruling="allowed", ground="kinship", reason=" ",
                   at=timezone.now(), by=sat.officer)  # fmt: skip


def _lift_link(sat):
    carrier = sat.items[0].dossier.carrier
    preparing.seat_person(sat.session, person=carrier, role="member", at=timezone.now(), by=sat.officer)
    recusal = Recusal.objects.select_related("item__session", "item__dossier", "person").get(person=carrier)
    preparing.lift_recusal(recusal, reason="Si.", at=timezone.now(), by=sat.officer)


def _rank_out(sat):
    put_out(sat, sat.chair)
    sitting.rank_items(sat.session, {sat.items[0].pk: sitting.Place(1, "", 0)}, at=timezone.now(), by=by(sat.chair))


REFUSED = {
    "a secretary votes": (_vote_by(_secretary), "sans voix"),
    "somebody absent votes": (_vote_by(_absent), "présent"),
    "somebody out votes": (_vote_by(_out), "nothing was done|rien n’a été fait"),
    "somebody who declared nothing votes": (_vote_by(_undeclared), "intérêt"),
    "a voice after the vote is closed": (_closed, "clos"),
    "a choice that does not exist": (_strange, "abstention"),
    "two votes at once": (_two_votes, "déjà ouvert"),
    "a conclusion without synthesis, of which a mark is off the scale too": (_no_synthesis, "synthèse.*échelle"),
    "a conclusion without group": (_conclude(group=""), "groupe"),
    "a mark off the scale": (_mark, "échelle"),
    "a conclusion on what somebody changed": (_stale, "."),
    "a second chair": (_second_chair, "préside"),
    "the same rapporteur twice": (_same_twice, "différentes"),
    "a rapporteur who is out": (_rapporteur_out, "rapporter"),
    "a rapporteur who has no seat": (_rapporteur_elsewhere, "voix"),
    "a dossier taken off after it was called": (_taken_off, "ordre du jour"),
    "a seat withdrawn while the session runs": (_unseat_live, "."),
    "a stranger calls a dossier": (_stranger_calls, "."),
    "another dossier called while a vote runs": (_call_over_vote, "vote"),
    "a text too long": (_long, "6"),
    "the text of another rapporteur": (_others_text, "."),
    "a ruling on one’s own interest": (_own_ruling, "propre"),
    "a ruling without a reason": (_no_reason, "motif|raison"),
    "a link that excludes is lifted": (_lift_link, "exclut"),
    "ranks by somebody who is out": (_rank_out, "."),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_possible_is_refused_in_a_sentence_and_changes_nothing(case):
    act, word = REFUSED[case]
    sat = a_live_session()
    with pytest.raises(Refused) as refused:
        act(sat)
    assert refused.value.reasons
    assert re.search(word, " ".join(refused.value.reasons), re.IGNORECASE), refused.value.reasons
    assert sum(Tally.objects.values_list("number", flat=True)) == Voice.objects.count()
    assert sat.item().concluded_at is None


def test_two_sessions_that_want_the_same_dossier_get_it_once():
    sat = a_session()
    other = preparing.prepare_session(institute=sat.session.institute, kind="panel", title="Autre", quorum=1,
                                      starts_at=timezone.now() + timedelta(days=1), at=timezone.now(),
                                      by=sat.officer)  # fmt: skip
    assert preparing.add_dossiers(other, [sat.items[0].dossier], at=timezone.now(), by=sat.officer) == 0
    assert not other.items.exists()


def test_the_agenda_in_the_best_order_never_moves_people_more():
    from evaluation.agenda import moves

    sat = two_live()
    recusals = preparing.recusals_by_item(sat.session)
    before = moves([item.pk for item in sat.items], recusals)
    preparing.order_agenda(sat.session, at=timezone.now(), by=sat.officer)
    after = list(sat.session.items.order_by("position").values_list("pk", flat=True))
    assert moves(after, recusals) <= before


def test_an_officer_who_carries_a_dossier_does_not_find_it_to_put_on_an_agenda():
    sat = a_session()
    mine = a_reviewed_dossier(carrier=a_person(unit=sat.items[0].dossier.unit))
    own = standing_of(an_office(mine.carrier, Role.INSTITUTE_OFFICER, sat.session.institute).person)
    assert mine not in preparing.candidates(sat.session, own)
    assert mine in preparing.candidates(sat.session, sat.officer)
    assert PanelSession.objects.visible_to(own).exists()
