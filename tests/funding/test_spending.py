"""Files between the house and the accounts: the same bytes twice, nothing run, rows refused in words, none twice."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from cnrs_coop.settings.work import schedule
from directory.enums import Role
from directory.models import Office, Person
from directory.standing import standing_of
from documents.exports import sweep
from documents.models import Export
from funding.actions import batches, spending
from funding.models import Award, Spending, SpendingImport
from funding.spending_file import NotRead, rows_of
from funding.tasks import forget_spending_files
from tests.factories import a_person, an_office
from tests.funding.awards import an_award, finance_of
from workflow.engine import Refused

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = NOW.date()
HEAD = "reference;annee;ligne;montant;date\n"


def a_client(person_id: Any) -> Client:
    client = Client(headers={"accept-language": "fr"})
    client.force_login(Person.objects.get(pk=person_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def the_row(award: Award, **changes: str) -> str:
    line = award.rules.spending.lines[0].slug
    said = {"reference": award.reference, "annee": str(award.starts_on.year), "ligne": line, "montant": "12,50",
            "date": TODAY.isoformat(), **changes}  # fmt: skip
    return ";".join(said.values()) + "\n"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reference": "IRP-1999-0001"}, "Aucune action"),
        ({"reference": "=cmd|' /C calc'!A0"}, "Aucune action"),
        ({"annee": "1999"}, "année budgétaire"),
        ({"annee": "NaN"}, "année budgétaire"),
        ({"annee": "٢٠٢٦"}, "année budgétaire"),
        ({"ligne": "yacht"}, "n’est pas une ligne"),
        ({"montant": "NaN"}, "n’est pas un montant"),
        ({"montant": "1e9"}, "n’est pas un montant"),
        ({"montant": "Infinity"}, "n’est pas un montant"),
        ({"montant": "99999999999"}, "n’est pas un montant"),
        ({"montant": ""}, "n’est pas un montant"),
        ({"montant": "0,00"}, "nul ne change rien"),
        ({"date": "2026-02-30"}, "n’est pas un jour"),
        ({"date": (TODAY + timedelta(2)).isoformat()}, "dans le futur"),
    ],
)
def test_a_row_is_refused_with_its_sentence_and_the_others_are_not(changes: dict[str, str], said: str):
    award = an_award("irp")
    finance = finance_of(award)
    made = spending.read_file("d.csv", (HEAD + the_row(award) + the_row(award, **changes)).encode(), at=NOW, by=finance)
    page = a_client(finance.person_id).get(made.get_absolute_url()).text
    assert said in page
    assert made.refused == 1
    spending.write(made, at=NOW, by=finance)
    assert list(award.spendings.values_list("amount", flat=True)) == [Decimal("12.50")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b"   \n", "vide"),
        (b"%PDF-1.7\n\x00", "ni un CSV"),
        (b"PK\x03\x04 broken", "ni un CSV"),
        (b"nom;prenom\n1;2\n", "Il manque"),
        (b"a" * 5_000_001, "trop volumineux"),
        ((HEAD + "x;1;a;b;c\n" * 20_001).encode(), "20"),
    ],
    ids=["nothing", "blank", "a PDF", "a broken workbook", "other columns", "too large", "too many rows"],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(content: bytes, said: str):
    with pytest.raises(NotRead) as refused:
        rows_of(content)
    assert said in str(refused.value)


@pytest.mark.both
def test_the_same_row_never_counts_twice_whatever_the_file_and_equal_rows_of_one_file_both_do():
    award = an_award("irp")
    finance = finance_of(award)
    twice = HEAD + the_row(award, montant="1 234,56") * 2 + the_row(award, montant="-34,56")
    first = spending.read_file("d.csv", twice.encode("cp1252"), at=NOW, by=finance)
    assert spending.write(first, at=NOW, by=finance).added == 3
    with pytest.raises(Refused, match=r"already|déjà"):
        spending.write(first, at=NOW, by=finance)
    again = [spending.read_file("e.csv", twice.encode() + the_row(award, montant="7").encode(), at=NOW, by=finance)
             for _turn in range(2)]  # fmt: skip
    assert again[0].known == 3
    assert [spending.write(one, at=NOW, by=finance).added for one in again] == [1, 0]
    line = award.rules.spending.lines[0].slug
    assert list(Spending.objects.spent_by_line(award)) == [(award.starts_on.year, line, Decimal("2441.56"))]


def test_a_workbook_reads_as_its_text_does():
    award = an_award("irp")
    book = Workbook()
    book.active.append(["Reference", "Année", "Ligne", "Montant", "Date"])
    book.active.append([award.reference, award.starts_on.year, award.rules.spending.lines[0].label.fr, 12.5, TODAY])
    target = io.BytesIO()
    book.save(target)
    made = spending.read_file("d.xlsx", target.getvalue(), at=NOW, by=finance_of(award))
    text = spending.read_file("d.csv", (HEAD + the_row(award)).encode(), at=NOW, by=finance_of(award))
    assert made.rows[0]["key"] == text.rows[0]["key"]


def test_the_accounts_get_the_same_bytes_and_no_cell_is_run():
    award = an_award("irp")
    finance = finance_of(award)
    Person.objects.filter(pk=award.carrier_id).update(first_name="=1+1", last_name="Nom")
    batch = batches.prepare(award.tranches.filter(number=1).for_list(), title="@lot", at=NOW, by=finance).batches[0]
    batches.send(batch, at=NOW, by=finance)
    client = a_client(finance.person_id)
    for ending in ("csv", "xlsx"):
        path = f"/finance/exports/{award.delegation.number}/{award.starts_on.year}/tranches.{ending}"
        first, second = client.get(path).content, client.get(path).content
        assert first == second
        assert client.get(f"{batch.get_absolute_url()}tranches.{ending}").status_code == 200
    cells = [str(cell) for row in load_workbook(io.BytesIO(first))["Tranches"].values for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+"))]
    assert "'=1+1 Nom" in cells


def test_a_delegation_sees_nothing_of_another_in_lists_counts_files_or_gaps():
    mine, other = an_award("iea"), an_award("iea")
    client = a_client(finance_of(mine).person_id)
    now_other = finance_of(other)
    batch = batches.prepare(other.tranches.filter(number=1).for_list(), title="Lot caché", at=NOW, by=now_other)
    made = spending.read_file("cache.csv", (HEAD + the_row(other)).encode(), at=NOW, by=now_other)
    text = client.get("/finance/payable/").text
    assert mine.reference in text
    for path in ("/finance/payable/", "/finance/batches/", "/finance/spending/", "/finance/exports/",
                 "/finance/derogations/",
                 f"/finance/spending/gaps/?year={other.starts_on.year}"):  # fmt: skip
        page = client.get(path).text
        assert not [word for word in (other.reference, "Lot caché", "cache.csv") if word in page]
    # its first tranche is payable, its second blocked: two in all, not four
    assert [text.count(f"<b>{number}</b>") for number in (2, 4)] == [1, 0]
    for path in (batch.batches[0].get_absolute_url(), made.get_absolute_url(), f"/actions/{other.uid}/ledger/",
                 f"/finance/exports/{other.delegation.number}/2026/tranches.csv"):  # fmt: skip
        assert client.get(path).status_code == 404
    mine_only = spending.read_file("d.csv", (HEAD + the_row(other)).encode(), at=NOW, by=finance_of(mine))
    assert mine_only.rows[0]["why"] == "reference"


def test_gaps_say_what_does_not_fit_and_old_previews_are_forgotten():
    awards = [an_award("irp") for _turn in range(2)]
    national = standing_of(an_office(a_person(), Role.FINANCE_OFFICER, None).person)
    for award in awards:
        out = batches.prepare(award.tranches.filter(number=1).for_list(), title="Lot", at=NOW, by=national)
        batches.send(out.batches[0], at=NOW, by=national)
    made = spending.read_file("d.csv", (HEAD + the_row(awards[0], montant="90000")).encode(), at=NOW, by=national)
    spending.write(made, at=NOW, by=national)
    found = {one.award.pk: one.kind for one in spending.gaps(national, awards[0].starts_on.year)}
    assert found == {awards[0].pk: "over", awards[1].pk: "silent"}
    young, _old = (spending.read_file("d.csv", (HEAD + the_row(awards[0])).encode(), by=national, at=NOW - age)
                   for age in (timedelta(days=29), timedelta(days=31)))  # fmt: skip
    SpendingImport.objects.filter(pk=made.pk).update(read_at=NOW - timedelta(days=400))
    assert forget_spending_files() == 1
    assert set(SpendingImport.objects.all()) == {made, young}
    assert "funding.tasks.forget_spending_files" in {one["task"] for one in schedule(1).values()}


def test_a_large_file_is_made_by_the_worker_for_whoever_asked_with_the_rights_they_have_then(monkeypatch, settings,
                                                                                            tmp_path):  # fmt: skip
    settings.MEDIA_ROOT = tmp_path
    award = an_award("irp")
    finance = finance_of(award)
    client, other = a_client(finance.person_id), a_client(finance_of(award).person_id)
    addresses = [f"/finance/exports/{award.delegation.number}/{award.starts_on.year}/tranches.{ending}"
                 for ending in ("csv", "xlsx")]  # fmt: skip
    at_once = [client.get(address).content for address in addresses]
    monkeypatch.setattr("funding.exports.AT_ONCE", 0)
    waiting = [client.get(address).headers["Location"] for address in addresses]
    assert [client.get(address).headers["Location"] for address in addresses] == waiting, "asked twice, made once"
    assert [client.get(address).status_code for address in waiting] == [202, 202]
    assert [other.get(address).status_code for address in waiting] == [404, 404]
    assert sweep() == 2
    for address, content in zip(waiting, at_once, strict=True):
        answer = client.get(address)
        assert b"".join(answer.streaming_content) == content
        assert f"tranches-{award.delegation.number}-" in answer.headers["Content-Disposition"]
    client.get(addresses[0])
    Office.objects.filter(person=finance.person_id).delete()
    assert sweep() == 1
    with Export.objects.latest("pk").file.open("rb") as file:
        assert award.reference.encode() not in file.read()
    assert client.get(waiting[0]).status_code == 404
