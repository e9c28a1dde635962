"""What is typed in a line, the frame or the budget, when the session has ended or somebody else wrote meanwhile."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from directory.standing import standing_of
from proposals.actions.lines import save_budget
from proposals.models import BudgetCell, Dossier, Participant
from tests.proposals.dossiers import a_complete_dossier, a_dossier, a_filed_dossier

pytestmark = [pytest.mark.django_db, pytest.mark.both]
SCRIPT = {"accept": "application/json"}


def as_(dossier: Dossier) -> Client:
    client = Client(headers={"accept-language": "fr"})
    client.force_login(dossier.carrier, backend="django.contrib.auth.backends.ModelBackend")
    return client


def words(answer: Any) -> str:
    return html.unescape(answer.content.decode())


FORMS = {
    "participants/new/": ({"side": "french", "first_name": "Aoi", "last_name": "Minazuki", "revision": "0"},
                          {"Prénom": "Aoi", "Nom": "Minazuki"}),
    "partners/new/": ({"side": "french", "organisation": "Kita-Umi", "organisation-id": "71", "role": "Le navire."},
                      {"Côté": "Côté français", "Établissement, dans l’annuaire": "Kita-Umi"}),
    "edit/": ({"months": "24", "unit": "UMR 7154", "unit-id": "3", "revision": "1", "next": "1"},
              {"Durée, en mois": "24", "L’unité du porteur": "UMR 7154"}),
    "budget/": ({"b-cnrs-missions-1": "1 234", "b-cnrs-missions-1-r": "3", "b-cnrs-missions-1-was": "",
                 "b-foreign-missions-2": "77", "b-foreign-missions-2-was": "77"}, {"CNRS, missions, année 1": "1 234"}),
}  # fmt: skip


@pytest.mark.parametrize("page", FORMS)
def test_after_the_session_ended_a_form_is_given_back_by_its_labels_and_nothing_is_said_of_the_dossier(page):
    dossier = a_complete_dossier()
    sent, shown = FORMS[page]
    answer = Client(headers={"accept-language": "fr"}).post(f"/proposals/{dossier.uid}/{page}", sent)
    text = words(answer)
    assert answer.status_code == 401
    for label, typed in shown.items():
        place = text.index(f">{label}</label>")
        assert text[place:].split("</textarea>")[0].endswith(f"\n{typed}")
    assert text.count("<textarea") == len(shown) + ("role" in sent)
    assert dossier.call.title not in text
    assert "Fonds marins" not in text


@pytest.mark.parametrize("page", FORMS)
def test_a_script_is_told_to_keep_its_page_and_where_to_log_in(page):
    dossier = a_complete_dossier()
    answer = Client(headers={"accept-language": "fr"}).post(f"/proposals/{dossier.uid}/{page}", FORMS[page][0],
                                                            headers=SCRIPT)  # fmt: skip
    assert answer.status_code == 401
    assert answer.json()["said"].startswith("Votre session est terminée")
    assert answer.json()["login"] == "/accounts/login/"


def test_with_nothing_typed_the_login_comes_and_leads_back_to_what_was_chosen():
    dossier = a_complete_dossier()
    for answer in (Client().post(f"/proposals/{dossier.uid}/participants/new/", {"side": "french", "first_name": " "}),
                   Client().get(f"/proposals/{dossier.uid}/participants/new/")):  # fmt: skip
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/")
    chosen = Client().get(f"/proposals/{dossier.uid}/partners/new/?organisation=7")
    assert chosen.url.endswith("%3Forganisation%3D7")


def test_a_script_that_sends_a_form_is_told_where_to_go_on():
    dossier = a_dossier()
    sent = {"side": "french", "first_name": "Aoi", "last_name": "Minazuki", "status": "phd", "revision": "0"}
    here = f"/proposals/{dossier.uid}"
    answer = as_(dossier).post(f"{here}/participants/new/", {**sent, "another": "1"}, headers=SCRIPT)
    assert (answer.status_code, answer.json()) == (200, {"url": f"{here}/participants/new/"})
    assert Participant.objects.get(dossier=dossier).last_name == "Minazuki"
    frame = as_(dossier).post(f"{here}/edit/", {"revision": dossier.frame_revision}, headers=SCRIPT)
    assert frame.json() == {"url": f"{here}/edit/"}
    refused = as_(dossier).post(f"{here}/participants/new/", {"side": "french"}, headers=SCRIPT)
    assert refused.status_code == 422


# -- the budget ----------------------------------------------------------------------------------------------------


def cell_of(dossier: Dossier, source: str, year: int = 1) -> str:
    return f"b-{source}-{dossier.rules.spending.lines[0].slug}-{year}"


def write(dossier: Dossier, source: str, euros: int) -> None:
    """Somebody else writes in the first line of this source."""
    place = (1, dossier.rules.spending.lines[0].slug, source)
    found = dossier.budget.filter(year=1, line=place[1], source=source).first()
    save_budget(dossier, cells={place: euros}, read={place: found.revision if found else 0}, at=timezone.now(),
                by=standing_of(dossier.carrier))  # fmt: skip


def stands(dossier: Dossier) -> dict[str, int]:
    return {f"b-{cell.source}-{cell.line}-{cell.year}": int(cell.euros) for cell in dossier.budget.all()}


def a_budget() -> tuple[Dossier, str, str]:
    dossier = a_dossier()
    write(dossier, "cnrs", 100)
    write(dossier, "foreign", 200)
    return dossier, cell_of(dossier, "cnrs"), cell_of(dossier, "foreign")


def sent(*cells: tuple[str, str, str, int]) -> dict[str, str]:
    """The form: of each cell its name, what is typed, what stood there and its revision when the page was read."""
    return {f"{name}{end}": str(value) for name, typed, was, revision in cells
            for end, value in (("", typed), ("-was", was), ("-r", revision))}  # fmt: skip


def test_a_cell_that_nobody_touched_leaves_what_somebody_else_wrote_there():
    dossier, mine, theirs = a_budget()
    write(dossier, "foreign", 777)
    answer = as_(dossier).post(
        f"/proposals/{dossier.uid}/budget/", sent((mine, "150", "100", 1), (theirs, "200", "200", 1))
    )
    assert answer.status_code == 302
    assert stands(dossier) == {mine: 150, theirs: 777}


def test_the_same_cell_is_shown_with_both_amounts_and_the_untouched_ones_as_they_stand():
    dossier, mine, theirs = a_budget()
    write(dossier, "cnrs", 500)
    write(dossier, "foreign", 777)
    here = f"/proposals/{dossier.uid}/budget/"
    answer = as_(dossier).post(here, sent((mine, "150", "100", 1), (theirs, "200", "200", 1)))
    page = words(answer).replace("\u202f", " ").replace("\u00a0", " ")
    assert answer.status_code == 409
    assert "quelqu’un d’autre y a écrit 500 € entre-temps" in page
    assert f'name="{mine}" id="{mine}" value="150"' in page
    assert f'name="{theirs}" id="{theirs}" value="777"' in page
    # the page that shows both brings what it has shown: sent again, mine stands knowingly
    assert f'name="{mine}-r" value="2"' in page
    assert f'name="{mine}-was" value="500"' in page
    assert stands(dossier) == {mine: 500, theirs: 777}
    again = as_(dossier).post(here, sent((mine, "150", "500", 2), (theirs, "777", "777", 2)))
    assert (again.status_code, stands(dossier)) == (302, {mine: 150, theirs: 777})


def test_a_page_shown_again_for_another_reason_does_not_hide_that_somebody_else_wrote():
    dossier, mine, theirs = a_budget()
    write(dossier, "foreign", 777)
    here = f"/proposals/{dossier.uid}/budget/"
    page = words(as_(dossier).post(here, sent((mine, "douze", "100", 1), (theirs, "250", "200", 1))))
    assert f'name="{theirs}-r" value="1"' in page
    late = as_(dossier).post(here, sent((mine, "12", "100", 1), (theirs, "250", "200", 1)))
    assert (late.status_code, stands(dossier)[theirs]) == (409, 777)


def send(dossier: Dossier, cell: str, value: Any, revision: int = 0) -> Any:
    return as_(dossier).post(f"/proposals/{dossier.uid}/budget/{cell}/", {"value": value, "revision": revision},
                             content_type="application/json")  # fmt: skip


def test_a_cell_as_it_is_typed_says_when_and_what_others_wrote_beside_it():
    dossier, mine, theirs = a_budget()
    write(dossier, "foreign", 777)
    said = send(dossier, mine, "1 234,56", 1).json()
    assert said["revision"] == 2
    assert said["said"].startswith("Enregistré à ")
    assert said["others"] == {theirs: ["777", 2]}
    assert stands(dossier) == {mine: 1234, theirs: 777}


def test_a_cell_that_somebody_else_changed_is_answered_with_theirs():
    dossier, mine, _theirs = a_budget()
    write(dossier, "cnrs", 500)
    answer = send(dossier, mine, "150", 1)
    assert (answer.status_code, answer.json()["theirs"]["value"], answer.json()["theirs"]["revision"]) == (
        409,
        "500",
        2,
    )
    assert stands(dossier)[mine] == 500
    assert send(dossier, mine, "150", 2).json()["revision"] == 3


@pytest.mark.parametrize("cell", ["b-cnrs-no-such-line-1", "b-x", "title"])
def test_a_cell_that_the_rules_do_not_have_is_not_found(cell):
    dossier, _mine, _theirs = a_budget()
    assert send(dossier, cell, "5").status_code == 404


def test_a_cell_of_a_filed_dossier_is_locked_and_one_that_is_no_amount_is_not_kept():
    filed = a_filed_dossier()
    assert send(filed, cell_of(filed, "foreign"), "5").status_code == 423
    dossier = a_dossier()
    for typed in ("douze", ["1"], {"a": 1}, None):
        assert send(dossier, cell_of(dossier, "cnrs"), typed).status_code == 422
    assert not BudgetCell.objects.filter(dossier=dossier).exists()
