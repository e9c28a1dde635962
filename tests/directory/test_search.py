"""The type-ahead: what is found, in which order, in how many queries, and by whom."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from django.test import Client

from directory.actions.organisations import enter_organisation
from directory.actions.reference import load_reference
from directory.actions.units import enter_unit
from directory.enums import OrganisationStatus
from directory.models import Organisation, SearchKind, SearchTerm, TermMatch
from directory.registry.importing import Outcome, import_file, write_records
from directory.registry.invented import invented_id, invented_records
from directory.registry.records import ROR_ID
from directory.search import suggestions
from directory.search.lookup import find
from directory.search.subjects import rebuild
from directory.throttle import Throttle
from directory.views import search as views
from tests.directory import registry as small
from tests.factories import a_person
from workflow.engine import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def real(tmp_path: Path) -> None:
    load_reference(with_invented_contacts=False)
    import_file(small.write(tmp_path, small.records()))


@pytest.fixture
def many() -> None:
    """Six hundred invented organisations: enough for beginnings shared by a crowd."""
    load_reference(with_invented_contacts=False)
    write_records(invented_records(600, ["00z54nq84"]), Outcome())
    rebuild()


def _organisations(typed: str, language: str = "en") -> list[str]:
    return [line.label for line in suggestions.organisations(typed, language)]


def _units(typed: str) -> list[str]:
    return [line.label for line in suggestions.units(typed, "fr")]


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize(
    "typed",
    ["The University of Tokyo", "univers tok", "tokyo univ", "TODAI", "東京", "ut", "tok", "057zh3y96",
     "https://ror.org/057zh3y96", "Ｔｏｋｙｏ"],
)  # fmt: skip
def test_an_organisation_is_found_in_any_language_by_name_acronym_city_or_ror(typed: str) -> None:
    assert "The University of Tokyo (UT)" in _organisations(typed)


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize(
    "typed", ["umr 7", "umr7154", "UMR 7154", "7154", "ipgp", "globe paris", "004gzqz66", "phýsique"]
)
def test_a_unit_is_found_by_code_acronym_name_city_or_ror(typed: str) -> None:
    assert "UMR\u00a07154 · IPGP – Institut de physique du globe de Paris" in _units(typed)


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize("typed", ["", " ", "u", "%", "_%", "'; drop", "zzzz", "x" * 5000, "\ud800"])
def test_what_cannot_be_found_gives_nothing_and_no_error(typed: str) -> None:
    assert _organisations(typed.encode("utf-8", "ignore").decode()) == []


@pytest.mark.usefixtures("real")
def test_the_exact_acronym_comes_first_then_active_ones() -> None:
    for number in range(30):
        enter_organisation(name=f"Utrecht {number}", country="NL", by=SYSTEM)
    closed = enter_organisation(name="Utopia", country="NL", by=SYSTEM)
    Organisation.objects.filter(pk=closed.pk).update(status=OrganisationStatus.INACTIVE)
    rebuild()
    found = suggestions.organisations("ut", "en", limit=25)
    assert found[0].label == "The University of Tokyo (UT)"
    assert [line.note for line in suggestions.organisations("uto", "fr")] == ["n’est plus en activité"]
    assert closed.pk not in [line.pk for line in found]


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize(
    "typed", ["un", "uni", "univ", "tok", "university tok", "in ph", "institute of physics", "umr 5"]
)
def test_a_crowd_is_answered_as_a_plain_reading_would(typed: str) -> None:
    """Against a slow reading of every name; the order is that of worth, the closest names first."""
    from directory.search.closeness import how_close
    from directory.search.folding import index_words, query_words
    from directory.search.lookup import EMPTY_WORDS

    asked = [word for word in query_words(typed) if word not in EMPTY_WORDS]
    expected = set()
    for organisation in Organisation.objects.prefetch_related("names"):
        texts = [*(name.value for name in organisation.names.all()), organisation.city, organisation.ror_id or ""]
        if all(any(word.startswith(part) for word in index_words(texts)) for part in asked):
            expected.add(organisation.pk)
    assert expected
    found = find(SearchKind.ORGANISATION, typed, limit=1000)
    seen = set(found.exact) | set(found.others)
    assert seen <= expected
    assert len(seen) == len(expected) or len(seen) >= 64
    lines = suggestions.organisations(typed, "en", limit=25)
    rows = Organisation.objects.prefetch_related("names").in_bulk([line.pk for line in lines])
    closeness = [how_close(typed, [n.value for n in rows[x.pk].names.all()]) for x in lines if x.pk not in found.exact]
    assert all(one <= other for one, other in pairwise(closeness))


@pytest.mark.usefixtures("many")
def test_frequent_beginnings_have_a_row_of_their_own_and_rare_ones_do_not() -> None:
    frequent = {bytes(row.term) for row in SearchTerm.objects.filter(kind="o", match=TermMatch.PREFIX)}
    assert {b"un", b"uni"} <= frequent
    assert b"u" not in frequent
    assert b"tokyoz" not in frequent


@pytest.mark.usefixtures("many")
def test_what_is_entered_by_hand_is_found_at_once_even_under_a_frequent_beginning() -> None:
    entered = enter_organisation(name="Universidad de Ñuñoa", country="CL", city="Ñuñoa", by=SYSTEM)
    assert "Universidad de Ñuñoa" in _organisations("universidad nu")
    assert entered.pk in find(SearchKind.ORGANISATION, "uni nunoa").others
    unit = enter_unit(name="Laboratoire du bout du monde", code="umr9876", by=SYSTEM)
    assert unit.code == "UMR 9876"
    assert _units("umr 98") == ["UMR\u00a09876 · Laboratoire du bout du monde"]


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("typed", ["un", "tok", "university tok", "umr 5"])
def test_an_answer_takes_at_most_four_queries(typed: str, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(4):
        suggestions.organisations(typed, "fr")
    with django_assert_max_num_queries(4):
        suggestions.units(typed, "fr")


def test_invented_organisations_are_the_same_at_each_run_with_ids_that_hold() -> None:
    first, again = (list(invented_records(300, ["00z54nq84"])) for _run in range(2))
    assert first == again
    assert len({record.ror_id for record in first}) == 300
    assert all(ROR_ID.fullmatch(invented_id(number)) for number in range(300))


@pytest.mark.usefixtures("real")
def test_proposals_are_for_whoever_is_signed_in_and_kept_a_minute(client: Client) -> None:
    url = "/directory/organisations/suggestions/?q=tokyo"
    assert client.get(url).status_code == 401
    client.force_login(a_person(language="en"))
    answer = client.get(url)
    assert answer.json()["results"][0]["label"] == "The University of Tokyo (UT)"
    assert answer.json()["results"][0]["detail"] == "Tokyo, Japan"
    assert "private" in answer.headers["Cache-Control"]


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize(("language", "sentence"), [("fr", "très souvent"), ("en", "very often")])
def test_who_asks_too_often_is_told_to_wait(language: str, sentence: str, client: Client, monkeypatch) -> None:
    monkeypatch.setattr(views, "throttle", Throttle("tests", most=2, seconds=10**9))
    client.force_login(a_person(language=language))
    answers = [client.get("/directory/units/suggestions/?q=ipgp") for _request in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert sentence in answers[2].json()["said"]


@pytest.mark.usefixtures("real")
def test_the_plain_page_gives_links_back_to_the_form_and_keeps_its_other_answers(client: Client) -> None:
    client.force_login(a_person(language="en"))
    tokyo = Organisation.objects.get(ror_id=small.TOKYO)
    where = {"q": "tokyo", "next": "/proposals/3/?a=1&organisation=9#partners", "field": "organisation"}
    page = client.get("/directory/organisations/", where).content.decode()
    assert f'href="/proposals/3/?a=1&amp;organisation={tokyo.pk}#partners"' in page


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize(
    ("target", "field"),
    [("https://evil.example/", "organisation"), ("//evil.example/", "organisation"),
     ("/\\evil.example", "organisation"), ("javascript:alert(1)", "organisation"),
     ("/ok/", "Bad Field"), ("/ok/", ""), ("/" + "a" * 2000, "organisation")],
)  # fmt: skip
def test_an_address_elsewhere_is_never_linked_to(target: str, field: str, client: Client) -> None:
    client.force_login(a_person())
    where = {"q": "tokyo", "next": target, "field": field}
    page = client.get("/directory/organisations/", where).content.decode()
    tokyo = Organisation.objects.get(ror_id=small.TOKYO)
    assert f'href="/directory/organisations/{tokyo.pk}/"' in page
    assert "evil" not in page.partition("<main")[2].partition("</main")[0]
    entered = client.post("/directory/organisations/enter/", {"name": "Essai", "country": "CL", **where})
    assert entered.headers["Location"].startswith("/directory/organisations/")
