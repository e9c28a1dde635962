"""The harness itself: a house that does not bite proves nothing."""

import socket
import subprocess
import sys
from datetime import date
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import Permission
from django.core.mail import send_mail
from django.db import connection
from django.template import Context, Template, engines
from django.test import Client
from django.views import View
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.actions.offices import grant_office
from directory.enums import Role
from directory.models import Person
from tests import factories
from tests.harness.accessibility import axe_violations, overflow
from tests.harness.emptying import empty
from tests.harness.language import texts_of_no_language, texts_of_other_language
from tests.harness.nu import html_errors
from tests.harness.resolver import methods_of
from tests.hostile.network import NetworkUsed
from tests.hostile.templates import UndefinedVariable
from tests.plugin import LONGEST, pytest_collection_modifyitems
from workflow.engine import SYSTEM
from workflow.models import HistoryRow


def test_numbers_go_on_above_those_that_another_process_gave():
    given = factories.next_number()
    factories.numbers_above(given + 20)
    assert factories.next_number() > given + 20
    last = factories.next_number()
    factories.numbers_above(given)
    assert factories.next_number() > last


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


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_what_was_committed_is_emptied_and_the_history_is_sealed_again():
    grant_office(person=factories.a_person(), role=Role.PRESIDENT, scope=None, starts=date(2026, 1, 1), by=SYSTEM)
    empty(connection)
    assert not Person.objects.exists()
    assert not HistoryRow.objects.exists()
    assert Permission.objects.filter(content_type__model="person").exists()
    grant_office(person=factories.a_person(), role=Role.PRESIDENT, scope=None, starts=date(2026, 1, 1), by=SYSTEM)
    with pytest.raises(Exception, match="append-only"):
        HistoryRow.objects.all().delete()


@pytest.mark.browser
@pytest.mark.django_db
def test_a_page_that_django_cannot_answer_is_raised_and_its_files_are_kept_by_the_browser(served):
    broken = Client()
    broken.get = lambda *given, **more: 1 / 0
    with pytest.raises(ZeroDivisionError):
        served.open(broken, "/accounts/login/")
    served.begin()
    for _visit in range(2):
        served.open(Client(), "/accounts/login/")
        read = served.page.evaluate("performance.getEntriesByType('resource').map(one => [one.name, one.transferSize])")
        sheets = [size for name, size in read if name.endswith(".css")]
    assert sheets
    assert not any(sheets), "the second visit read the style sheets again"
    assert served.watch.problems == []


@pytest.mark.browser
@pytest.mark.django_db
def test_axe_reads_the_page_served(served):
    served.open(Client(), "/accounts/login/")
    assert served.axe() == []
    served.page.evaluate("document.title = ''")
    assert [line.split()[0] for line in served.axe("document-title")] == ["document-title"]


def test_an_undefined_variable_of_ours_is_an_error(tmp_path):
    template = engines["django"].engine.get_template("pieces/_messages.html")
    broken = Template("{{ nothing_of_the_kind }}", origin=template.origin)
    with pytest.raises(UndefinedVariable, match="nothing_of_the_kind"):
        broken.render(Context({}))


def test_an_undefined_variable_of_a_library_is_left_alone():
    origin = engines["django"].engine.get_template("admin/base.html").origin
    assert Template("{{ nothing_of_the_kind }}", origin=origin).render(Context({})) == ""


@pytest.mark.both
@pytest.mark.django_db
def test_rows_read_without_an_order_come_back_in_another():
    people = [factories.a_person() for _ in range(12)]
    in_order = list(Person.objects.order_by("pk"))
    assert in_order == people
    assert any(list(Person.objects.order_by()) != in_order for _ in range(5))


def test_texts_of_the_other_language_are_found():
    page = '<html lang="fr"><p>Home page</p><p lang="en">Sign in</p><p>Mot de passe</p><p>Password</p></html>'
    assert texts_of_other_language(page, "fr") == ["Password"]


@pytest.mark.django_db
def test_a_text_left_in_one_language_is_found():
    french, english = "<p>Bonjour</p><p>Left as it was</p>", "<p>Good day</p><p>Left as it was</p>"
    assert texts_of_no_language(french, english) == ["Left as it was"]


def test_the_html_checker_finds_an_error(tmp_path):
    (tmp_path / "wrong.html").write_text('<!doctype html><html lang="fr"><title>t</title><p><div></div></p>')
    assert any("No “p” element in scope" in line for line in html_errors(tmp_path))


@pytest.mark.browser
def test_a_page_without_a_title_is_not_accessible(page):
    page.set_content('<html lang="fr"><body><main><h1>Titre</h1></main></body></html>')
    assert any(line.startswith("document-title") for line in axe_violations(page))


@pytest.mark.browser
def test_a_page_wider_than_the_window_is_found(page):
    page.set_content('<html lang="fr"><body><p id="wide">x</p></body></html>')
    page.eval_on_selector("#wide", "element => { element.style.width = '900px' }")
    assert overflow(page, 320) != []
    assert overflow(page, 1600) == []


def test_the_longest_files_are_those_of_the_suite_and_come_first():
    tests = settings.BASE_DIR / "tests"
    assert [name for name in LONGEST if not (tests / name).is_file()] == []
    items = [SimpleNamespace(path=tests / name) for name in ("test_hygiene.py", LONGEST[1], LONGEST[0])]
    pytest_collection_modifyitems(items)
    assert [one.path.relative_to(tests).as_posix() for one in items] == [*LONGEST[:2], "test_hygiene.py"]


def test_the_closing_line_adds_the_parts(tmp_path):
    (tmp_path / "a.json").write_text('{"passed": 3, "failed": 0, "seconds": 4}')
    (tmp_path / "b.json").write_text('{"passed": 2, "failed": 1, "seconds": 1}')
    done = _closing_line(tmp_path / "a.json", tmp_path / "b.json")
    assert (done.stdout.splitlines()[-1], done.returncode) == ("=== 1 failed, 5 passed in 5s ===", 1)


def test_a_part_that_died_is_an_error(tmp_path):
    (tmp_path / "a.json").write_text('{"passed": 3, "failed": 0, "seconds": 4}')
    done = _closing_line(tmp_path / "a.json", tmp_path / "never-written.json")
    assert (done.stdout.splitlines()[-1], done.returncode) == ("=== 1 error, 3 passed in 4s ===", 1)


def _closing_line(*counts):
    command = [sys.executable, "scripts/closing_line.py", *map(str, counts)]
    return subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True)


class Shown(View):
    """A page of a class, without a form."""

    def get(self) -> None:
        """Nothing is asked of it."""


@pytest.mark.parametrize(
    ("view", "methods"),
    [
        (login_required(require_POST(lambda request: None)), {"POST"}),
        (require_safe(lambda request: None), {"GET", "HEAD"}),
        (require_http_methods(["GET", "POST"])(require_POST(lambda request: None)), {"POST"}),
        (require_http_methods(["HEAD", "GET"])(Shown.as_view()), {"GET"}),
        (login_required(lambda request: None), None),
    ],
)
def test_what_a_view_takes_is_read_off_its_decorators_and_its_class(view: object, methods: set[str] | None):
    assert methods_of(view) == methods
