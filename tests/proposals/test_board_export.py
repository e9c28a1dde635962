"""Files of the board: the same rows and columns, only the parts that the reader reads, nothing that runs."""

import csv
import io
from decimal import Decimal

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from directory.enums import Role
from directory.models import Office
from documents.exports import KEPT, purge, sweep
from documents.models import Export
from documents.querysets import MOST_ATTEMPTS
from proposals.models import Dossier, InformedInstitute
from tests.clients import as_, in_english
from tests.factories import a_holder, a_person, an_institute
from tests.proposals.dossiers import a_filed_dossier, a_permanent_or_annual_call, a_unit_with_everything

pytestmark = [pytest.mark.django_db, pytest.mark.both]
RUNS = ("=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "\r=1")


@pytest.fixture
def house():
    institute = an_institute()
    unit, call = a_unit_with_everything(institute=institute), a_permanent_or_annual_call("iea")
    made = [a_filed_dossier(call=call, carrier=a_person(unit=unit)) for _number in range(2)]
    return {"officer": a_holder(Role.INSTITUTE_OFFICER, institute), "institute": institute, "dossiers": made}


def lines(client, query="", delimiter=","):
    answer = client.get(f"/triage/dossiers.csv?{query}")
    assert answer.status_code == 200
    assert answer.streaming
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_the_file_has_the_rows_and_columns_of_the_board(house):
    first, second = house["dossiers"]
    Dossier.objects.filter(pk=first.pk).update(asked=Decimal("12500.50"))
    rows = lines(in_english(house["officer"]), "col=asked&col=institute&sort=reference")
    assert rows[0] == ["Reference", "Title", "Acronym", "Asked, in euros", "Institute"]
    assert [row[0] for row in rows[1:]] == sorted([first.reference, second.reference])
    assert rows[1][3:] == ["12500.50", house["institute"].name]
    assert [row[0] for row in lines(in_english(house["officer"]), "min=12500")[1:]] == [first.reference]


def test_french_spreadsheets_get_semicolons_and_commas(house):
    Dossier.objects.update(asked=Decimal("12500.50"))
    rows = lines(as_(house["officer"], "fr"), "col=asked", ";")
    assert rows[0][0] == "Référence"
    assert rows[1][3] == "12500,50"


@pytest.mark.parametrize("text", RUNS)
def test_no_cell_of_either_file_is_a_formula(house, text):
    for dossier in house["dossiers"]:
        Dossier.objects.filter(pk=dossier.pk).update(listed={**dossier.listed, "title": text, "carrier": text})
    client = in_english(house["officer"])
    for row in lines(client)[1:]:
        assert row[1] == f"'{text}"
        assert row[3] == f"'{text}"
    sheet = workbook(client)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    assert sheet["B2"].value.startswith("'")


def test_a_workbook_says_the_same_as_the_text(house):
    client = in_english(house["officer"])
    sheet = workbook(client, "col=asked&col=filed&sort=reference")
    rows = lines(client, "col=asked&col=filed&sort=reference")
    assert [[cell.value for cell in row][:3] for row in sheet.iter_rows()] == [row[:3] for row in rows]
    assert sheet["D2"].value == float(rows[1][3])
    assert sheet["E2"].value.date().isoformat() == rows[1][4]


def test_others_dossiers_and_withheld_parts_are_in_no_file(house):
    other = a_filed_dossier()
    client = in_english(house["officer"])
    assert other.reference not in str(lines(client))
    InformedInstitute.objects.create(dossier=other, institute=house["institute"], informed_at=timezone.now())
    rows = lines(client, "place=informed&col=visa&col=rules&col=state&sort=age")
    assert rows[0] == ["Reference", "Title", "Acronym", "State", "Since"]
    assert rows[1][0] == other.reference
    assert rows[1][3:] == ["Filed", ""]


def test_files_are_made_so_many_times_and_no_more(house):
    client = in_english(house["officer"])
    answers = [client.get("/triage/dossiers.csv") for _time in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]


def workbook(client, query=""):
    """As the worker makes it, after the page that waits."""
    address = client.get(f"/triage/dossiers.xlsx?{query}").headers["Location"]
    waiting = client.get(address)
    assert (waiting.status_code, "The file is being made" in waiting.text) == (202, True)
    assert client.get(f"/triage/dossiers.xlsx?{query}").headers["Location"] == address
    assert sweep() == 1
    answer = client.get(address)
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')
    return load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active


def test_a_workbook_is_for_whoever_asked_with_the_rights_they_have_when_it_is_made(house):
    client = in_english(house["officer"])
    address = client.get("/triage/dossiers.xlsx").headers["Location"]
    other = in_english(a_holder(Role.INSTITUTE_OFFICER, house["institute"]))
    assert other.get(address).status_code == 404
    Office.objects.filter(person=house["officer"]).delete()
    a_filed_dossier()
    assert sweep() == 1
    export = Export.objects.get()
    with export.file.open("rb") as file:
        assert [next(cell.value for cell in row) for row in load_workbook(file).active.iter_rows()] == ["Reference"]
    assert client.get(address).status_code == 404
    assert (purge(timezone.now()), purge(timezone.now() + KEPT)) == (0, 1)
    assert not export.file.storage.exists(export.file.name)


def test_a_workbook_that_cannot_be_made_is_given_up_and_says_so(house, monkeypatch):
    client = in_english(house["officer"])
    address = client.get("/triage/dossiers.xlsx").headers["Location"]
    monkeypatch.setattr("proposals.exports.write_workbook", lambda *_given: 1 / 0)
    assert [sweep() for _time in range(MOST_ATTEMPTS + 1)] == [0] * (MOST_ATTEMPTS + 1)
    answer = client.get(address)
    assert (answer.status_code, "The file could not be made" in answer.text) == (503, True)
