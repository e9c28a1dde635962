"""An informed institute reads, and may give an opinion once without being asked, no more."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from directory.enums import Role
from directory.models import Person
from directory.standing import standing_of
from notifications.models import OutboxMail
from proposals.actions import informing
from proposals.enums import DossierState as S
from proposals.enums import OpinionState
from proposals.models import Dossier, Opinion
from tests.clients import as_, in_english
from tests.factories import a_holder, a_person, an_institute
from tests.proposals.dossiers import a_filed_dossier, the_officer
from tests.routes.proposals import share
from tests.workflow.test_races import at_once
from workflow.engine import Refused
from workflow.history import timeline

pytestmark = [pytest.mark.django_db, pytest.mark.both]
WORDS = "Un projet qui concerne aussi nos unités."


@pytest.fixture
def house():
    """A filed dossier, its officer, another institute informed of it, that one's officer signed in."""
    dossier = a_filed_dossier()
    main, other = the_officer(dossier), an_institute()
    informed = a_holder(Role.INSTITUTE_OFFICER, other)
    informing.inform_institute(dossier, institute=other, at=timezone.now(), by=main)
    return {"dossier": dossier, "main": main, "other": other, "informed": informed, "client": in_english(informed),
            "path": f"/proposals/{dossier.uid}/opinion/"}  # fmt: skip


def give(house, text=WORDS, client=None, institute=None):
    asked = {"text": text, "institute": (institute or house["other"]).code}
    return (client or house["client"]).post(house["path"], asked)


def page_of(house, client=None):
    return (client or house["client"]).get(f"/proposals/{house['dossier'].uid}/").text


def mails():
    return OutboxMail.objects.filter(key="opinion.given")


def test_the_officer_of_an_informed_institute_gives_its_opinion_from_the_page(house):
    assert f'action="{house["path"]}"' in page_of(house)
    answer = give(house)
    assert answer.headers["Location"] == f"/proposals/{house['dossier'].uid}/#opinions"
    opinion = Opinion.objects.get()
    assert (opinion.institute, opinion.given_by, opinion.state) == (
        house["other"],
        house["informed"],
        OpinionState.GIVEN,
    )
    assert (opinion.text, opinion.person, opinion.is_volunteered) == (WORDS, None, True)
    assert abs(opinion.given_at - timezone.now()).total_seconds() < 60
    row = timeline(house["dossier"]).first()
    assert (row.act, row.person, row.data) == ("give-opinion", house["informed"], {"institute": house["other"].code})
    # said to those who examine, as an opinion that they asked for
    mail = mails().get()
    assert mail.person_id == house["main"].person_id
    assert "sans que cet avis lui ait été demandé" in mail.text
    assert house["other"].name in mail.text
    main = in_english(Person.objects.get(pk=house["main"].person_id))
    assert WORDS in page_of(house, main)
    assert "Given without having been asked, by" in page_of(house, main)
    # its own page says it too; the form is there no more
    assert WORDS in page_of(house)
    assert f'action="{house["path"]}"' not in page_of(house)
    page = house["client"].get(f"/opinions/{opinion.uid}/")
    assert WORDS in page.text
    assert "asks:" not in page.text


def test_those_who_write_the_dossier_and_other_informed_institutes_read_nothing_of_it(house):
    third = an_institute()
    elsewhere = a_holder(Role.INSTITUTE_OFFICER, third)
    informing.inform_institute(house["dossier"], institute=third, at=timezone.now(), by=house["main"])
    give(house)
    for person in (house["dossier"].carrier, elsewhere):
        assert WORDS not in page_of(house, in_english(person))


def test_nobody_else_gives_one(house):
    dossier, other = house["dossier"], house["other"]
    consulted, stranger = a_person(), a_holder(Role.INSTITUTE_OFFICER, an_institute())
    informing.ask_opinion(dossier, person=consulted, question="?", at=timezone.now(), by=house["main"])
    others = [dossier.carrier, consulted, stranger, a_person(), Person.objects.get(pk=house["main"].person_id),
              a_holder(Role.DERCI_OFFICER), a_holder(Role.INSTITUTE_DIRECTION, other)]  # fmt: skip
    for person in others:
        assert give(house, client=in_english(person)).status_code == 404
        assert f'action="{house["path"]}"' not in page_of(house, in_english(person))
        with pytest.raises(Refused):
            informing.volunteer_opinion(dossier, institute=other, text=WORDS, at=timezone.now(), by=standing_of(person))
    assert Client().post(house["path"], {"text": WORDS}).headers["Location"].startswith("/accounts/login")
    assert not Opinion.objects.filter(question="").exists()
    assert not mails().exists()


def test_an_institute_that_is_not_informed_or_not_theirs_is_refused(house):
    theirs_too, stranger = an_institute(), an_institute()
    from tests.factories import an_office

    an_office(house["informed"], Role.INSTITUTE_OFFICER, theirs_too)
    informing.inform_institute(house["dossier"], institute=(informed := an_institute()), at=timezone.now(),
                               by=house["main"])  # fmt: skip
    for institute in (theirs_too, stranger, informed, house["dossier"].institute):
        answer = give(house, institute=institute)
        assert answer.status_code == 422
        assert "belongs to the officers of an institute informed" in answer.text
    answer = house["client"].post(house["path"], {"text": WORDS, "institute": "\0nowhere"})
    assert answer.status_code == 422
    assert WORDS in answer.text
    assert not Opinion.objects.exists()


def test_sent_twice_it_is_given_once_and_a_second_one_is_refused_with_what_was_typed(house):
    assert [give(house).status_code for _time in range(2)] == [302, 302]
    assert (Opinion.objects.count(), mails().count()) == (1, 1)
    assert [row.act for row in timeline(house["dossier"])].count("give-opinion") == 1
    colleague = in_english(a_holder(Role.INSTITUTE_OFFICER, house["other"]))
    for client in (house["client"], colleague):
        answer = give(house, text="Encore un mot.", client=client)
        assert answer.status_code == 422
        assert "Your institute has given its opinion already." in answer.text
        assert "Encore un mot." in answer.text
        assert f'name="institute" value="{house["other"].code}"' in answer.text
    assert (Opinion.objects.count(), mails().count()) == (1, 1)


def test_one_that_is_asked_is_given_where_it_is_asked(house):
    asked = informing.ask_opinion(house["dossier"], institute=house["other"], question="Et vous ?", at=timezone.now(),
                                  by=house["main"])  # fmt: skip
    assert f'action="{house["path"]}"' not in page_of(house)
    assert f"/opinions/{asked.uid}/" in page_of(house)
    assert "is asked of your institute already" in give(house).text
    # one that declined may still speak
    informing.give_opinion(asked, text="", declines=True, at=timezone.now(), by=standing_of(house["informed"]))
    assert give(house).status_code == 302
    assert Opinion.objects.filter(question="").count() == 1


def test_of_a_dossier_that_is_over_no_opinion_is_given(house):
    Dossier.objects.filter(pk=house["dossier"].pk).update(state=S.INADMISSIBLE)
    assert f'action="{house["path"]}"' not in page_of(house)
    assert "would change nothing any more" in give(house).text
    assert not Opinion.objects.exists()


def test_whoever_writes_the_dossier_gives_no_opinion_on_it(house):
    share(house["dossier"], house["informed"])
    assert f'action="{house["path"]}"' not in page_of(house)
    assert "belongs to the officers of an institute informed" in give(house).text
    assert not Opinion.objects.exists()


@pytest.mark.parametrize(
    ("text", "french", "english"),
    [("", "Écrivez d’abord votre avis", "Write your opinion first"), ("  \n ", "Écrivez d’abord", "Write your opinion"),
     ("x" * 4001, "4000", "4000"), ("a\0b", "caract", "haracters")],
)  # fmt: skip
def test_a_text_that_cannot_be_kept_is_said_and_shown_again(house, text, french, english):
    for language, said in (("fr", french), ("en", english)):
        answer = give(house, text=text, client=as_(house["informed"], language))
        assert answer.status_code == 422
        assert said in answer.text
    assert not Opinion.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_speaks_for_the_institute(house):
    people = [standing_of(house["informed"]), standing_of(a_holder(Role.INSTITUTE_OFFICER, house["other"]))]

    def speak(number):
        try:
            informing.volunteer_opinion(house["dossier"], institute=house["other"], text=f"Avis {number} {uuid4()}",
                                        at=timezone.now(), by=people[number])  # fmt: skip
        except Refused:
            return False
        return True

    assert sorted(at_once(speak, 2)) == [False, True]
    assert (Opinion.objects.count(), mails().count()) == (1, 1)
