"""A carrier withdraws a dossier wherever its life allows it; who is told why are those who read the reason."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from directory.enums import Role
from directory.models import Person
from directory.standing import standing_of
from notifications.models import OutboxMail
from proposals.actions.filing import take_back
from proposals.enums import DossierState as S
from proposals.models import Dossier
from tests.clients import as_
from tests.factories import a_person, an_institute
from tests.proposals.dossiers import a_complete_dossier, a_filed_dossier, the_officer
from tests.proposals.test_expressions import an_expressed_dossier, with_expression
from tests.routes.proposals import share
from workflow.engine import Refused, perform

pytestmark = [pytest.mark.django_db]
WHY = "Le partenaire n’a plus le navire.\nNous reviendrons l’an prochain."
LINK = re.compile(r'href="([^"]+)"')


def links_of(client: Client, address: str) -> tuple[str, list[str]]:
    """The page at `address`, wherever that leads, and its links."""
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return answer.request["PATH_INFO"], LINK.findall(answer.content.decode())


def way_to_withdraw(dossier: Dossier) -> bool:
    """Whether its carrier finds the act from the page of the dossier, through the last page of the editor or not."""
    client, page = as_(dossier.carrier), dossier.get_absolute_url()
    wanted = f"{page}acts/withdraw/"
    here, links = links_of(client, page)
    if here != page:
        reread = [link for link in links if link.endswith("/preview/")]
        assert reread, "the editor leads to its last page"
        _here, links = links_of(client, reread[0])
    return wanted in links and "<textarea" in client.get(wanted).content.decode()


# between them, every state that a dossier can have
LIVES = {"iea": lambda: a_filed_dossier("iea"), "irp": lambda: a_filed_dossier("irp", call=with_expression()),
         "irl": lambda: a_filed_dossier("irl")}  # fmt: skip


@pytest.mark.parametrize("slug", LIVES)
def test_the_carrier_finds_the_act_in_every_state_in_which_it_is_allowed(slug: str) -> None:
    dossier = LIVES[slug]()
    states = dossier.workflow.transition("withdraw").sources
    Dossier.objects.filter(pk=dossier.pk).update(routed_to=an_institute())
    lost = []
    for state in states:
        Dossier.objects.filter(pk=dossier.pk).update(state=state)
        if not way_to_withdraw(Dossier.objects.get(pk=dossier.pk)):
            lost.append(state)
    assert lost == []
    assert S.FILED in states
    assert ({S.INVITED, S.ADVISED_AGAINST} <= set(states)) == (slug == "irp")


def test_the_carrier_finds_it_while_the_dossier_is_taken_back() -> None:
    dossier = a_filed_dossier()
    take_back(dossier, at=timezone.now(), by=standing_of(dossier.carrier))
    assert way_to_withdraw(Dossier.objects.get(pk=dossier.pk))


def test_a_draft_is_discarded_from_the_same_place_and_a_coeditor_ends_nothing() -> None:
    dossier, other = a_complete_dossier(), a_person()
    share(dossier, other)
    page = f"{dossier.get_absolute_url()}preview/"
    _here, links = links_of(as_(dossier.carrier), page)
    assert f"{dossier.get_absolute_url()}acts/discard/" in links
    assert f"{dossier.get_absolute_url()}acts/withdraw/" not in links
    _here, links = links_of(as_(other), page)
    assert [link for link in links if "/acts/" in link] == []


def after_a_withdrawal(dossier: Dossier) -> tuple[Dossier, dict[str, Person]]:
    """Withdrawn by its carrier; who is around it."""
    people = {
        "carrier": dossier.carrier, "coeditor": a_person(),
        "officer": Person.objects.get(pk=the_officer(dossier).person_id),
        # of an expression of interest, the unit reads nothing yet
        "director": Person.objects.get(offices__role=Role.UNIT_DIRECTOR, offices__unit=dossier.unit),
    }  # fmt: skip
    share(dossier, people["coeditor"])
    perform(dossier, "withdraw", by=standing_of(dossier.carrier), reason=WHY)
    return Dossier.objects.get(pk=dossier.pk), people


@pytest.mark.parametrize("make", [a_filed_dossier, an_expressed_dossier])
def test_the_mail_says_why_to_those_who_write_and_to_the_institute(make: Any) -> None:
    _dossier, people = after_a_withdrawal(make())
    mails = {mail.person_id: mail for mail in OutboxMail.objects.filter(key="dossier.withdrawn")}
    assert set(mails) == {people[name].pk for name in ("carrier", "coeditor", "officer")}
    for mail in mails.values():
        assert WHY in mail.text
        assert WHY.split("\n")[1] in mail.html


def test_the_history_says_why_to_those_who_write_and_to_the_institute_and_to_the_director_only_that() -> None:
    dossier, people = after_a_withdrawal(a_filed_dossier())
    seen = {name: as_(one).get(dossier.get_absolute_url()).content.decode() for name, one in people.items()}
    assert {name: WHY.split("\n")[1] in page for name, page in seen.items()} == {
        "carrier": True, "coeditor": True, "director": False, "officer": True,
    }  # fmt: skip
    assert all("Retiré" in page for page in seen.values())


def test_a_reason_is_never_in_the_mail_of_somebody_who_may_not_read_it() -> None:
    from notifications.mails import mail_of

    dossier, people = after_a_withdrawal(a_filed_dossier())
    mail = mail_of("dossier.withdrawn")
    assert WHY not in mail.written(dossier, people["director"]).text
    assert WHY not in mail.written(dossier, a_person()).text


def test_a_working_copy_withdrawn_is_neither_filed_again_nor_said_taken_back() -> None:
    dossier = a_filed_dossier()
    take_back(dossier, at=timezone.now(), by=standing_of(dossier.carrier))
    client = as_(dossier.carrier)
    assert client.post(f"{dossier.get_absolute_url()}acts/withdraw/", {"reason": " "}).status_code == 422
    done = client.post(f"{dossier.get_absolute_url()}acts/withdraw/", {"reason": WHY})
    assert (done.status_code, done["Location"]) == (302, dossier.get_absolute_url())
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert (dossier.state, dossier.taken_back_at) == (S.WITHDRAWN, None)
    with pytest.raises(Refused):
        perform(dossier, "withdraw", by=standing_of(dossier.carrier), reason="x")
    assert Role.CARRIER in dossier.roles_of(standing_of(dossier.carrier))
