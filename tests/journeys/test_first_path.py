"""A new user's path, and the Derci's: the whole house as `make run` starts it, a real SMTP server, a real browser."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

import pytest
from playwright.sync_api import Page, expect

from tests.harness import template
from tests.harness.mailbox import Mailbox, links_in
from tests.services import LONGEST, PATIENCE, free_port, wait_until

pytestmark = [pytest.mark.browser]
ROOT = Path(__file__).resolve().parent.parent.parent
PASSPHRASE = "sept petits mots suffisent pour entrer ici"


@dataclass(frozen=True)
class House:
    """Where the house listens, what it prints, its passphrase."""

    address: str
    passphrase: str
    printed: Path


@pytest.fixture(scope="module")
def post() -> Iterator[Mailbox]:
    """A real SMTP server on loopback."""
    box = Mailbox()
    box.start()
    yield box
    box.stop()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, post: Mailbox) -> Iterator[House]:
    """`manage.py serve --prepare`, as `make run` calls it, on a folder and a port of its own.

    In a run the tables are there already: `house/test_serve.py` starts from nothing.
    """
    folder = tmp_path_factory.mktemp("house")
    port, data, printed = free_port(), folder / "data", folder / "printed"
    if tables := template.embedded():
        data.mkdir(mode=0o700)
        copyfile(tables, data / "coopinteer.sqlite3")
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    environment = {
        **kept, "MODE": "demonstration", "DATA_DIR": str(data), "PORT": str(port), "EMAIL_URL": post.address,
    }  # fmt: skip
    with printed.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--prepare"],
            cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    address = f"http://localhost:{port}"
    try:
        wait_until(lambda: answers(address, process), "the house answers", seconds=LONGEST)
        yield House(address, (data / "passphrase").read_text(encoding="utf-8").strip(), printed)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=90)


def answers(address: str, process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None, "the house stopped"
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def log_in(page: Page, house: House, email: str, password: str) -> None:
    page.goto(f"{house.address}/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Ce qui vous attend|What waits for you"))


def log_out(page: Page) -> None:
    page.locator(".ci-user").get_by_role("button", name="Se déconnecter").click()
    expect(page.locator(".ci-user").get_by_role("link", name="Se connecter")).to_be_visible()


def test_somebody_new_reads_changes_language_signs_up_verifies_and_logs_in(house, page, post):
    page.goto(f"{house.address}/instruments/iea/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Action émergente à l’international")
    page.get_by_role("button", name="EN", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("International Emerging Action")
    assert page.url == f"{house.address}/instruments/iea/"

    page.goto(f"{house.address}/accounts/signup/")
    page.locator("input[name=first_name]").fill("Akiko")
    page.locator("input[name=last_name]").fill("Moriyama")
    page.locator("input[name=email]").fill("Akiko.Moriyama@Example.org ")
    page.locator("input[name=password1]").fill(PASSPHRASE)
    page.locator("input[name=password1]").press("Enter")
    page.wait_for_url(f"{house.address}/accounts/confirm-email/")
    mail = post.wait_for("akiko.moriyama@example.org")
    (link,) = [link for link in links_in(mail) if "/accounts/confirm-email/" in link]
    assert link.startswith(house.address)
    page.goto(link)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/accounts/confirm-email/" not in url)
    if "/accounts/login/" in page.url:
        log_in(page, house, "akiko.moriyama@example.org", PASSPHRASE)
    page.goto(house.address)
    expect(page.get_by_role("heading", level=1)).to_have_text("What waits for you")
    expect(page.get_by_text("Akiko Moriyama").first).to_be_visible()


def test_the_derci_opens_next_years_call_and_the_public_reads_it_and_its_pdf(house, page, context, post):
    log_in(page, house, "derci@demo.example", house.passphrase)
    page.get_by_role("link", name="Appels", exact=True).first.click()
    page.get_by_role("link", name="Préparer un appel").click()
    page.get_by_role("listitem").filter(has_text="Actions émergentes").get_by_role("button").click()
    expect(page.get_by_text("chaque date est un an plus tard")).to_be_visible()
    title = page.locator("#id_title_fr").input_value()
    opens = page.locator("#id_opens").input_value()
    # the year before's call opened three weeks ago: this one opens now rather than next year
    page.locator("#id_opens").fill(f"{int(opens[:4]) - 1}{opens[4:]}")
    page.get_by_role("button", name="Garder le brouillon").click()
    page.get_by_role("link", name="Priorités des instituts").first.click()
    for institute, kind, french, english in (
        ("CNRS Physique", "Thème", "Matière quantique", "Quantum matter"),
        ("CNRS Chimie", "Thème", "Chimie durable", "Sustainable chemistry"),
    ):
        page.locator("#id_institute").select_option(label=institute)
        page.get_by_label(kind, exact=True).check()
        page.locator("#id_label_fr").fill(french)
        page.locator("#id_label_en").fill(english)
        page.get_by_role("button", name="Ajouter la priorité").click()
        expect(page.get_by_text(french).first).to_be_visible()
    page.get_by_role("link", name="Continuer vers l’aperçu").click()
    page.get_by_role("button", name="Ouvrir l’appel").click()
    expect(page.get_by_text("L’appel est annoncé et ses règles sont figées")).to_be_visible()
    address = page.url

    log_out(page)
    public = context.new_page()
    public.goto(address)
    expect(public.get_by_role("heading", level=1)).to_have_text(title)
    for priority in ("Matière quantique", "Chimie durable", "Océan profond et fonds marins"):
        expect(public.get_by_text(priority)).to_be_visible()
    expect(public.get_by_role("link", name="Modifier le texte")).to_have_count(0)
    pdf = pdf_of(public, house, "L’appel (PDF)")
    assert pdf.startswith(b"%PDF-")
    # who asked is told by mail: the demonstration's carrier watches every instrument
    post.wait_for("carrier@demo.example", about=title)


def pdf_of(page: Page, house: House, name: str) -> bytes:
    """The file behind a link, once the worker has made it."""
    address = house.address + str(page.get_by_role("link", name=name).get_attribute("href"))
    found: list[bytes] = []

    def is_there() -> bool:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            if answer.status == 200:
                found.append(answer.read())
        return bool(found)

    wait_until(is_there, "the PDF is made")
    return found[0]


def test_what_the_house_prints_names_its_address_and_every_account(house):
    printed = house.printed.read_text(encoding="utf-8")
    assert house.address in printed
    assert house.passphrase in printed
    named = set(re.findall(r"(\w+)@demo\.example", printed))
    expected = (
        "carrier coeditor director officer officer2 reviewer member chair direction derci head college president fsd "
        "finance admin"
    )
    assert named == set(expected.split())
    with urllib.request.urlopen(f"{house.address}/healthz", timeout=5) as answer:
        assert answer.status == 200
