"""A dossier printed: every answer said in words, sums exact, nothing for what is not answered."""

from decimal import Decimal

import pytest

from instruments.registry import all_instruments
from proposals.models import BudgetCell, Dossier
from proposals.reading import budget, papers, report
from tests.proposals.dossiers import a_complete_dossier, a_dossier

pytestmark = [pytest.mark.django_db]
SLUGS = [one.slug for one in all_instruments()]


def whole(dossier):
    return Dossier.objects.for_content().get(pk=dossier.pk)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("slug", SLUGS)
def test_every_answer_of_each_instrument_is_printed_under_its_question(slug, language):
    dossier = whole(a_complete_dossier(slug))
    printed = report(dossier.rules, dossier.working_content, language)
    found = {piece.slug for chapter in printed for piece in chapter.pieces}
    answered = set(dossier.working_content["answers"]) | {"partners", "participants", "budget", "publications"}
    answered &= {asked.slug for asked in dossier.rules.fields}
    assert found == answered
    assert [c.title for c in printed] == [s.title.said(language) for s in dossier.rules.sections]


def test_an_empty_dossier_prints_no_empty_titles():
    dossier = whole(a_dossier())
    assert report(dossier.rules, dossier.working_content, "fr") == []


def test_the_sums_of_the_budget_are_exact_by_year_source_and_line():
    dossier = a_complete_dossier()
    line = dossier.rules.spending.lines[1].slug
    BudgetCell.objects.create(dossier=dossier, year=2, line=line, source="foreign", euros=Decimal("0.10"))
    BudgetCell.objects.create(dossier=dossier, year=2, line=line, source="cnrs", euros=Decimal("0.20"))
    dossier = whole(dossier)
    grid = budget(dossier.rules, dossier.working_content, "fr")
    first = Decimal(dossier.rules.credits.minimum)
    assert grid.years == (1, 2)
    assert grid.totals == (first, Decimal("0.30"))
    assert grid.total == first + Decimal("0.30")
    assert [(name, total) for name, _amounts, total in grid.sources] == [
        ("CNRS", first + Decimal("0.20")), ("Sources étrangères", Decimal("0.10")),
    ]  # fmt: skip


def test_papers_carry_the_name_that_the_rules_give_them():
    dossier = whole(a_complete_dossier())
    (letter,) = papers(dossier.rules, dossier.working_content, "fr")
    assert letter["label"].startswith("Lettre de soutien")
