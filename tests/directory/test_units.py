"""Units: typed by hand, confirmed once by the officer of their institute."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation

from directory.actions.units import confirm_unit, enter_unit
from directory.enums import Role
from directory.models import Unit
from tests.factories import a_delegation, a_holder, a_person, a_standing, a_unit, an_institute
from workflow.engine import Refused
from workflow.history import timeline

pytestmark = pytest.mark.django_db


@pytest.mark.both
def test_an_officer_confirms_code_institute_and_delegation_once_and_history_says_so() -> None:
    institute, delegation = an_institute(), a_delegation()
    unit = a_unit(code="", institute=None)
    officer = a_standing(Role.INSTITUTE_OFFICER, institute)
    confirm_unit(unit, code="umr7154", institute=institute, delegation=delegation, by=officer)
    unit = Unit.objects.get(pk=unit.pk)
    assert (unit.code, unit.institute, unit.delegation) == ("UMR 7154", institute, delegation)
    assert unit.confirmed_by_id == officer.person_id
    row = timeline(unit)[0]
    assert (row.act, row.person_id, row.data["after"]["code"]) == ("confirm", officer.person_id, "UMR 7154")


REFUSALS = [
    ("confirmed already", "a déjà confirmé", "has already confirmed"),
    ("of another institute", "relève d’un autre institut", "belongs to another institute"),
    ("given to another institute", "qu’à votre institut", "only to your own institute"),
]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("case", "french", "english"), REFUSALS, ids=[row[0] for row in REFUSALS])
def test_a_confirmation_out_of_place_is_refused_and_changes_nothing(
    case: str, french: str, english: str, language: str
) -> None:
    institute, other = an_institute(), an_institute()
    officer = a_standing(Role.INSTITUTE_OFFICER, institute)
    unit = a_unit(institute=other if case == "of another institute" else institute)
    if case == "confirmed already":
        confirm_unit(unit, code=unit.code, institute=institute, by=officer)
    before = Unit.objects.filter(pk=unit.pk).values().get()
    given = other if case == "given to another institute" else institute
    with translation.override(language), pytest.raises(Refused) as refusal:
        confirm_unit(unit, code="UMR 1", institute=given, by=officer)
    assert (french if language == "fr" else english) in refusal.value.reasons[0]
    assert Unit.objects.filter(pk=unit.pk).values().get() == before


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_exactly_one_confirms() -> None:
    first, second = an_institute(), an_institute()
    unit = a_unit(institute=None)
    standings = {first: a_standing(Role.INSTITUTE_OFFICER, first), second: a_standing(Role.INSTITUTE_OFFICER, second)}
    together, outcomes = Barrier(2), []

    def confirm(institute) -> None:
        together.wait()
        try:
            confirm_unit(unit, code="UMR 7154", institute=institute, by=standings[institute])
            outcomes.append(institute)
        except Refused:
            outcomes.append(None)
        finally:
            connection.close()

    threads = [Thread(target=confirm, args=[institute]) for institute in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [outcome for outcome in outcomes if outcome]
    assert len(winners) == 1
    assert Unit.objects.get(pk=unit.pk).institute == winners[0]
    assert [row.act for row in timeline(unit)] == ["confirm"]


def test_an_officer_lists_the_units_of_their_institute_and_those_without(client: Client) -> None:
    institute = an_institute()
    a_unit(institute=institute, name="Laboratoire de chez nous")
    a_unit(institute=None, name="Laboratoire de personne")
    a_unit(name="Laboratoire d’ailleurs")
    client.force_login(a_holder(Role.INSTITUTE_OFFICER, institute))
    mine, unattached = (
        client.get(f"/directory/units/to-confirm/{query}").content.decode() for query in ("", "?of=none")
    )
    assert "Laboratoire de chez nous" in mine
    assert "Laboratoire de personne" not in mine
    assert "Laboratoire de personne" in unattached
    assert "ailleurs" not in mine + unattached


def test_the_form_confirms_and_says_so(client: Client) -> None:
    institute = an_institute()
    unit = a_unit(institute=None, code="")
    client.force_login(a_holder(Role.INSTITUTE_OFFICER, institute))
    url = f"/directory/units/{unit.pk}/confirm/"
    # the only institute this officer may give is already chosen
    assert "selected" in client.get(url).content.decode()
    answer = client.post(url, {"code": "irl 2021", "institute": institute.pk}, follow=True)
    assert "est confirmée" in answer.content.decode()
    unit.refresh_from_db()
    assert (unit.code, unit.institute) == ("IRL 2021", institute)


@pytest.mark.parametrize(
    ("language", "sentence"), [("fr", "Choisissez dans la liste."), ("en", "Choose one of the list.")]
)
def test_a_forged_institute_is_refused_and_what_was_typed_stays(language: str, sentence: str, client: Client) -> None:
    institute, other = an_institute(), an_institute()
    unit = a_unit(institute=institute)
    client.force_login(a_holder(Role.INSTITUTE_OFFICER, institute, language=language))
    for forged in (other.pk, 10**30, "x", "-1", ""):
        answer = client.post(f"/directory/units/{unit.pk}/confirm/", {"code": "UMR 4321", "institute": forged})
        assert answer.status_code == 422
        assert "UMR 4321" in answer.content.decode()
        assert forged == "" or sentence in answer.content.decode()
    assert not Unit.objects.get(pk=unit.pk).is_confirmed


def test_who_comes_second_reads_what_was_confirmed(client: Client) -> None:
    institute = an_institute()
    unit = a_unit(institute=institute)
    client.force_login(a_holder(Role.INSTITUTE_OFFICER, institute))
    first = a_holder(Role.INSTITUTE_OFFICER, institute, first_name="Adèle", last_name="Prunier")
    from directory.standing import standing_of

    confirm_unit(unit, code="UMR 1234", institute=institute, by=standing_of(first))
    answer = client.post(f"/directory/units/{unit.pk}/confirm/", {"code": "UMR 5", "institute": institute.pk})
    assert answer.status_code == 422
    assert "Adèle Prunier a déjà confirmé" in answer.content.decode()
    assert Unit.objects.get(pk=unit.pk).code == "UMR 1234"


def test_the_same_unit_entered_twice_is_one() -> None:
    by = a_standing(Role.ADMINISTRATOR)
    one, other = (enter_unit(name="Laboratoire  du port", code="umr 1", by=by) for _time in range(2))
    assert one == other
    assert one.name == "Laboratoire du port"


BAD_UNITS = [
    ({"name": "", "code": "UMR 1"}, "Ce champ est obligatoire", "This field is required"),
    ({"name": "x" * 301, "code": "UMR 1"}, "C’est trop long", "This is too long"),
    ({"name": "Labo", "code": "UMR 1" + "0" * 50}, "C’est trop long", "This is too long"),
]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("typed", "french", "english"), BAD_UNITS, ids=["no name", "long name", "long code"])
def test_a_unit_badly_entered_is_refused_and_what_was_typed_stays(
    typed: dict[str, str], french: str, english: str, language: str, client: Client
) -> None:
    client.force_login(a_person(language=language))
    answer = client.post("/directory/units/enter/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert (french if language == "fr" else english) in page
    assert all(value in page for value in typed.values())
    assert not Unit.objects.exists()


def test_a_unit_entered_from_a_form_goes_back_to_it(client: Client) -> None:
    client.force_login(a_person())
    where = {"next": "/proposals/new/?step=2", "field": "unit"}
    answer = client.post("/directory/units/enter/", {"name": "Laboratoire du port", **where})
    assert answer.headers["Location"] == f"/proposals/new/?step=2&unit={Unit.objects.get().pk}"
