"""The page that asks before an act, and the pieces every page shows: acts, state, history."""

from datetime import UTC, datetime

import pytest
from django.contrib.messages import get_messages
from django.template import Context, Template
from django.test import RequestFactory

from tests.factories import a_person
from tests.workflow.models import Somebody, Walked
from tests.workflow.table import GUEST, PORTER
from workflow.engine import SYSTEM, perform
from workflow.history import record, timeline
from workflow.signals import asking_who_is_told

pytestmark = pytest.mark.urls("tests.workflow.urls")
AT = datetime(2027, 9, 30, 14, 0, tzinfo=UTC)


@pytest.fixture
def sign_in(client, settings, monkeypatch):
    """Sign a person in, with roles of the tests' own life."""

    def as_somebody(roles, language="en"):
        person = a_person(language=language, first_name="Odile", last_name="Portier")
        client.force_login(person)
        monkeypatch.setattr("cnrs_coop.middleware.standing_of", lambda user: Somebody(user.pk, roles))
        return person

    return as_somebody


def act(door, name):
    return f"/doors/{door.pk}/acts/{name}/"


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# -- the page that asks ----------------------------------------------------------------------------------
def test_the_page_says_what_will_be_and_asks(client, door, sign_in):
    sign_in(PORTER)
    page = client.get(act(door, "wall"))
    assert page.status_code == 200
    text = page.content.decode()
    assert "Once done, this will be “Walled up”." in text
    assert "It cannot be undone." in text
    assert text.count("btn-primary") == 1
    assert "Leave it as it is" in text
    assert Walked.objects.get(pk=door.pk).state == "closed"


def test_the_page_names_who_will_be_told(client, door, sign_in):
    sign_in(PORTER)

    def answer(sender, subject, transition, **kwargs):
        return ["Hélène Carradec"] if transition.name == "wall" else None

    asking_who_is_told.connect(answer)
    try:
        assert "Will be told by e-mail: Hélène Carradec." in client.get(act(door, "wall")).content.decode()
        assert "Will be told" not in client.get(act(door, "loosen")).content.decode()
    finally:
        asking_who_is_told.disconnect(answer)


def test_posting_performs_once_and_says_what_is_so_now(client, door, sign_in):
    person = sign_in(PORTER)
    answer = client.post(act(door, "wall"), {"reason": "Draughts"})
    assert (answer.status_code, answer.url) == (302, f"/doors/{door.pk}/")
    assert told(answer) == ["It is now “Walled up”."]
    row = timeline(door).get()
    assert (row.act, row.person_id, row.reason.text) == ("wall", person.pk, "Draughts")


def test_a_replayed_request_is_answered_calmly(client, door, sign_in):
    sign_in(PORTER)
    client.post(act(door, "open"))
    again = client.post(act(door, "open"))
    assert again.status_code == 302
    assert told(again)[-1].startswith("You did this on ")
    assert client.get(act(door, "open")).status_code == 302
    assert timeline(door).count() == 1


@pytest.mark.parametrize(
    ("language", "reason", "sentence"),
    [
        ("en", "", "Write in a few words why: it stays in the history."),
        ("fr", "   ", "Écrivez pourquoi en quelques mots\u00a0: l’historique le garde."),
        ("en", "x" * 2001, "Keep to 2000 characters (there are 2001): the history holds the essential."),
        ("fr", "x" * 2001, "Tenez-vous à 2000 signes (il y en a 2001)\u00a0: l’historique garde l’essentiel."),
    ],
)
def test_a_bad_reason_is_refused_with_a_sentence_and_kept(client, door, sign_in, language, reason, sentence):
    sign_in(PORTER, language)
    page = client.post(act(door, "wall"), {"reason": reason})
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert reason in page.content.decode()
    assert timeline(door).count() == 0


def test_what_guards_refuse_is_said_and_what_was_typed_stays(client, door, sign_in):
    sign_in(PORTER)
    Walked.objects.filter(pk=door.pk).update(note="frozen")
    page = client.post(act(door, "open"), {"reason": "It rings"})
    assert page.status_code == 409
    text = page.content.decode()
    assert "The door is frozen." in text
    assert "Wait for the thaw." in text
    assert "It rings" in text
    assert Walked.objects.get(pk=door.pk).state == "closed"


def test_an_act_that_guards_refuse_says_why_instead_of_asking(client, door, sign_in):
    sign_in(PORTER)
    Walked.objects.filter(pk=door.pk).update(note="frozen")
    page = client.get(act(door, "open"))
    assert page.status_code == 200
    assert "The door is frozen." in page.content.decode()
    assert "btn-primary" not in page.content.decode()


@pytest.mark.parametrize("name", ["teleport", "wall", "open"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_act_of_other_roles_and_one_that_does_not_exist_look_alike(client, door, sign_in, name, method):
    sign_in(GUEST)
    assert getattr(client, method)(act(door, name), {"reason": "x"}).status_code == 404
    assert timeline(door).count() == 0


def test_the_public_is_led_to_the_login_page(client, door):
    answer = client.post(act(door, "open"))
    assert answer.status_code == 302
    assert "/login/" in answer.url


def test_only_reading_and_posting_are_answered(client, door, sign_in):
    sign_in(PORTER)
    assert client.delete(act(door, "open")).status_code == 405
    assert client.head(act(door, "open")).status_code == 200


# -- the pieces ------------------------------------------------------------------------------------------
def rendered(tag, door, standing):
    request = RequestFactory().get("/")
    request.standing, request.received_at = standing, AT
    text = Template("{% load workflow %}{% " + tag + " door %}").render(Context({"request": request, "door": door}))
    return " ".join(text.split())


def test_the_acts_are_one_filled_button_then_links_and_a_refused_one_says_why(door, porter):
    text = rendered("actions", door, porter)
    assert text.count('class="btn btn-primary"') == 1
    assert f'<a class="btn btn-primary" href="/doors/{door.pk}/acts/open/">Open the door</a>' in text
    assert f'<li><a href="/doors/{door.pk}/acts/wall/">Wall up</a></li>' in text
    door.note = "frozen"
    text = rendered("actions", door, porter)
    assert f'<a class="btn btn-primary" href="/doors/{door.pk}/acts/loosen/">Loosen</a>' in text
    assert "Open the door<br>" in text
    assert "The door is frozen. Wait for the thaw." in text
    # what is refused now is named before what gives the door up, as the table has them
    assert text.index("Open the door<br>") < text.index(">Wall up<")
    assert "disabled" not in text


def test_an_act_that_needs_a_reason_is_never_the_filled_button(door, porter):
    perform(door, "loosen", by=porter)
    door.note = "frozen"
    text = rendered("actions", door, porter)
    assert f'<li><a href="/doors/{door.pk}/acts/wall/">Wall up</a></li>' in text
    assert "btn-primary" not in text


def test_whoever_has_no_act_sees_no_piece(door, guest):
    assert rendered("actions", door, guest) == ""


def test_a_state_is_a_shape_and_a_word_yours_when_you_must_act(door, porter, guest):
    assert rendered("state", door, porter) == '<span class="ci-state ci-state--yours">Closed</span>'
    assert rendered("state", door, guest) == '<span class="ci-state ci-state--wait">Closed</span>'
    perform(door, "loosen", by=porter)
    assert ">Ajar<" in rendered("state", door, porter)
    assert ">Closed<" in rendered("state", door, guest)


def test_an_insider_reads_everything_newest_first(door, porter):
    perform(door, "loosen", by=porter, reason="Humid")
    record(door, "knock", by=SYSTEM)
    text = rendered("timeline", door, porter)
    assert text.index("Knocked") < text.index("<strong>Ajar</strong> · Odile Portier") < text.index("Humid")
    assert text.count('<li class="is-state">') == 1


def test_an_outsider_reads_no_inner_step_no_name_and_only_the_reasons_meant_for_them(door, porter, guest):
    perform(door, "loosen", by=porter, reason="Humid")
    record(door, "knock", by=porter, reason="Between us")
    perform(door, "wall", by=porter, reason="Draughts")
    text = rendered("timeline", door, guest)
    assert "Walled up" in text
    assert "Draughts" in text
    for hidden in ("Odile", "Ajar", "Humid", "Knocked", "Between us"):
        assert hidden not in text
    assert text.count("<li") == 1


def test_an_outsider_reads_their_own_acts(door, porter, guest):
    record(door, "knock", by=guest, reason="Let me in")
    text = rendered("timeline", door, guest)
    assert "Knocked · Ivo Passant" in text
    assert "Let me in" in text


def test_the_history_is_one_query_whatever_its_length(door, porter, django_assert_num_queries):
    for _ in range(3):
        record(door, "knock", by=porter, reason="again")
        with django_assert_num_queries(1):
            rendered("timeline", door, porter)


def test_an_empty_history_says_so(door, porter):
    assert "ci-timeline" not in rendered("timeline", door, porter)
