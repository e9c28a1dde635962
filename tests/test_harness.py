"""The harness itself: a house that does not bite proves nothing."""

import socket

import pytest
from django.core.mail import send_mail

from directory.models import Person
from tests import factories
from tests.hostile.network import NetworkUsed


@pytest.mark.both
@pytest.mark.django_db
def test_a_person_made_by_the_factory_is_in_the_database():
    person = factories.a_person()
    assert Person.objects.get() == person


def test_another_machine_cannot_be_reached():
    with socket.socket() as far, pytest.raises(NetworkUsed):
        far.connect(("192.0.2.1", 80))


def test_a_mail_goes_through_a_real_server(mailbox):
    send_mail("Appel ouvert à tous", "corps", "a@example.org", ["b@example.org"])
    assert mailbox.wait_for("b@example.org")["Subject"] == "Appel ouvert à tous"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_page_of_the_live_server_opens_in_the_browser(page, live_server):
    page.goto(f"{live_server.url}/accounts/login/")
    assert page.locator("form").count() >= 1
