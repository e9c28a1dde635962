"""Asking for a PDF: a page while it is made, the file once it is there, nothing for a subject that does not exist."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.test import RequestFactory

from directory.standing import NOBODY
from documents.models import Rendering
from documents.renderings import sweep
from documents.views import rendering_response
from tests.documents.builders import Leaflet

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_(rf: RequestFactory) -> HttpRequest:
    request: Any = rf.get("/leaflet/a.fr.pdf")
    request.user, request.standing, request.LANGUAGE_CODE = AnonymousUser(), NOBODY, "fr"
    return request


def ask(request: HttpRequest, key: str = "a") -> Any:
    return rendering_response(request, "leaflet", key, "fr")


def test_at_first_a_page_says_that_it_is_being_made(leaflet: Leaflet, request_: HttpRequest) -> None:
    answer = ask(request_)
    assert answer.status_code == 202
    page = answer.content.decode()
    assert "Le PDF est en préparation" in page
    assert 'href="/leaflet/a.fr.pdf"' in page
    assert "http-equiv" not in page


def test_once_made_it_is_a_file_to_keep_and_never_a_page(leaflet: Leaflet, request_: HttpRequest) -> None:
    ask(request_)
    sweep()
    answer = ask(request_)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="leaflet-a-fr.pdf"'
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    answer.close()


def test_when_it_cannot_be_made_the_page_says_so(leaflet: Leaflet, request_: HttpRequest) -> None:
    ask(request_)
    Rendering.objects.update(state="failed")
    answer = ask(request_)
    assert answer.status_code == 503
    assert "Le PDF n’a pas pu être fait" in answer.content.decode()


def test_a_subject_that_does_not_exist_is_not_found(leaflet: Leaflet, request_: HttpRequest) -> None:
    with pytest.raises(Http404):
        ask(request_, "b")


def test_a_pdf_already_there_costs_one_query(
    leaflet: Leaflet, request_: HttpRequest, django_assert_num_queries: Any
) -> None:
    ask(request_)
    sweep()
    with django_assert_num_queries(1):
        ask(request_).close()
