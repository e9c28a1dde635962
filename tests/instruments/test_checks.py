"""Facts and rules give problems: each with its level, its sentence in both languages and its place."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.checks import CARRIER, DURATION, ORDER, Facts, may_be_filed, problems
from instruments.registry import all_instruments, instrument
from instruments.spec import FieldKind, Instrument, Level
from tests.instruments.fifth import INSTRUMENT as FIFTH

ALL = (*all_instruments(), FIFTH)
IEA, IRP, IRN, IRL = all_instruments()
N, W = "\u202f", "\u00a0"


def a_sound_dossier(rules: Instrument, **changes: Any) -> Facts:
    """Facts in which the rules find nothing."""
    partners = rules.partners
    line = next(line.slug for line in rules.spending.lines if line.is_eligible)
    ends = {
        "french_laboratories": partners.french_laboratories,
        "cnrs_laboratories": partners.cnrs_laboratories,
        "foreign_laboratories": partners.foreign_laboratories,
        "foreign_countries": partners.foreign_countries,
        "foreign_leads": partners.foreign_leads,
    }
    facts = Facts(
        is_carrier_in_cnrs_unit=True,
        is_carrier_permanent=True,
        months=rules.duration.maximum,
        spending={line: Decimal(rules.credits.maximum or 0)},
        papers=frozenset(paper.slug for paper in rules.papers),
        answers={asked.slug: 1 for asked in rules.fields},
        **{name: bound.minimum or 0 for name, bound in ends.items()},
    )
    return replace(facts, **changes)


@pytest.mark.parametrize("rules", ALL, ids=lambda one: one.slug)
def test_a_sound_dossier_has_no_problem(rules: Instrument) -> None:
    assert problems(rules, a_sound_dossier(rules)) == ()
    assert may_be_filed(rules, a_sound_dossier(rules))


BLOCK, WARN, INFORM = Level.BLOCK, Level.WARN, Level.INFORM
TABLE = [
    (IEA, {"is_carrier_in_cnrs_unit": False}, BLOCK, CARRIER,
     "Le porteur n’a pas d’activité de recherche déclarée dans une unité du CNRS. Indiquez son unité.",
     "The carrier has no research activity stated in a CNRS unit. Give the carrier’s unit."),
    (FIFTH, {"is_carrier_permanent": False}, BLOCK, CARRIER,
     "Cet appel demande un porteur en poste permanent. Indiquez son poste, ou désignez un autre porteur.",
     "This call asks for a carrier in a permanent post. State the post, or name another carrier."),
    (IEA, {"months": None}, BLOCK, DURATION, "La durée n’est pas indiquée.", "The duration is not given."),
    (IEA, {"months": 36}, BLOCK, DURATION, "Durée : 3 ans. L’instrument (IEA) prévoit 2 ans.",
     "Duration: 3 years. The instrument (IEA) provides for 2 years."),
    (IEA, {"french_laboratories": 2, "cnrs_laboratories": 1}, BLOCK, "partners",
     "Côté français : deux laboratoires. L’instrument (IEA) prévoit un laboratoire.",
     "French side: two laboratories. The instrument (IEA) provides for one laboratory."),
    (IRN, {"cnrs_laboratories": 0}, BLOCK, "partners",
     "Côté français, CNRS : zéro laboratoire. L’instrument (IRN) prévoit au moins un laboratoire.",
     "French side, CNRS: zero laboratories. The instrument (IRN) provides for at least one laboratory."),
    (IEA, {"foreign_leads": 2}, BLOCK, "partners",
     "Côté étranger : deux responsables scientifiques. L’instrument (IEA) prévoit un responsable scientifique.",
     "Foreign side: two principal investigators. The instrument (IEA) provides for one principal investigator."),
    (IRP, {"foreign_countries": 3}, BLOCK, "partners",
     "Pays partenaires : trois pays. L’instrument (IRP) prévoit un ou deux pays.",
     "Partner countries: three countries. The instrument (IRP) provides for one or two countries."),
    (IRN, {"foreign_laboratories": 1}, BLOCK, "partners",
     "Partenaires étrangers : un laboratoire. L’instrument (IRN) prévoit au moins deux laboratoires.",
     "Foreign partners: one laboratory. The instrument (IRN) provides for at least two laboratories."),
    (IRL, {"foreign_countries": 2}, BLOCK, "partners",
     "Pays partenaires : deux pays. L’instrument (IRL) prévoit un pays.",
     "Partner countries: two countries. The instrument (IRL) provides for one country."),
    (IEA, {"spending": {"meetings": Decimal("14000.01")}}, BLOCK, "budget",
     f"Crédits demandés au CNRS : 14{N}000,01{N}€. L’instrument (IEA) prévoit 10{N}000 à 14{N}000{N}€.",
     "Credits asked of the CNRS: €14,000.01. The instrument (IEA) provides for €10,000 to €14,000."),
    (IEA, {"spending": {"meetings": Decimal(9_000), "other": Decimal(999)}}, BLOCK, "budget",
     f"Crédits demandés au CNRS : 9{N}999{N}€. L’instrument (IEA) prévoit 10{N}000 à 14{N}000{N}€.",
     "Credits asked of the CNRS: €9,999. The instrument (IEA) provides for €10,000 to €14,000."),
    (IEA, {"spending": {"meetings": Decimal(12_000), "other": Decimal(500)}}, WARN, "budget",
     f"Autres dépenses : 500{N}€. Ce n’est pas une dépense éligible{N}; justifiez-la.",
     "Other spending: €500. This is no eligible spending; justify it."),
    (IEA, {"papers": frozenset()}, BLOCK, "partner-letter",
     "Pièce attendue : lettre de soutien du partenaire étranger. Elle dit, s’il y en a un, le cofinancement du "
     "partenaire.",
     "Paper expected: letter of support of the foreign partner. It says the partner’s co-funding, if there is any."),
    (FIFTH, {"papers": frozenset({"charter"})}, INFORM, "chart",
     "Pièce attendue : carte. À jour.", "Paper expected: chart. Up to date."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rules", "changes", "level", "link", "french", "english"), TABLE, ids=[row[5][:50] for row in TABLE]
)
def test_each_rule_speaks(
    rules: Instrument, changes: dict[str, Any], level: Level, link: str, french: str, english: str
) -> None:
    found = problems(rules, a_sound_dossier(rules, **changes))
    said = [(one.level, one.link, one.sentence.said("fr"), one.sentence.said("en")) for one in found]
    french = french.replace(" :", f"{W}:")
    assert (level, link, french, english) in said
    assert may_be_filed(rules, a_sound_dossier(rules, **changes)) is (level is not BLOCK)


def without(rules: Instrument, *slugs: str) -> dict[str, int]:
    return {slug: count for slug, count in a_sound_dossier(rules).answers.items() if slug not in slugs}


@pytest.mark.parametrize(
    ("rules", "slug"),
    [(IRN, "targeted-objectives"), (IRL, "site"), (IRL, "stays"), (IRL, "premises"), (IRL, "contributions")],
)
def test_what_an_instrument_needs_in_its_own_section_blocks_when_it_is_empty(rules: Instrument, slug: str) -> None:
    (found,) = problems(rules, a_sound_dossier(rules, answers=without(rules, slug)))
    assert (found.level, found.link) == (BLOCK, slug)
    assert found.sentence.said("fr").startswith(f"«{W}{next(a for a in rules.fields if a.slug == slug).label.fr}{W}»")


def test_a_proof_in_words_or_joint_publications_replace_the_paper_of_an_irp() -> None:
    for slug in ("publications", "other-proof"):
        other = ({"publications", "other-proof"} - {slug}).pop()
        assert problems(IRP, a_sound_dossier(IRP, papers=frozenset(), answers=without(IRP, other))) == ()
    neither = without(IRP, "publications", "other-proof")
    (found,) = problems(IRP, a_sound_dossier(IRP, papers=frozenset(), answers=neither))
    assert (found.level, found.link) == (WARN, "collaboration-proof")


def test_an_answer_of_the_allowed_length_passes_and_one_sign_more_blocks() -> None:
    limit = next(asked.limit for asked in IEA.fields if asked.slug == "context")
    assert limit == 6000
    answers = a_sound_dossier(IEA).answers
    assert problems(IEA, a_sound_dossier(IEA, answers={**answers, "context": limit})) == ()
    (found,) = problems(IEA, a_sound_dossier(IEA, answers={**answers, "context": limit + 1}))
    assert (found.level, found.link) == (BLOCK, "context")
    said = "«Contexte et objectifs»: 6001 signes pour 6000 au plus. Retirez-en 1."
    assert found.sentence.said("fr").replace(N, "").replace(W, "") == said
    assert found.sentence.said("en") == "“Context and objectives”: 6,001 characters, at most 6,000. Take out 1."


def test_the_bounds_of_the_credits_are_themselves_allowed() -> None:
    for sum_ in (IEA.credits.minimum, IEA.credits.maximum):
        assert problems(IEA, a_sound_dossier(IEA, spending={"meetings": Decimal(sum_ or 0)})) == ()


@pytest.mark.parametrize("rules", ALL, ids=lambda one: one.slug)
def test_an_empty_dossier_shows_everything_that_is_missing_and_what_blocks_comes_first(rules: Instrument) -> None:
    found = problems(rules, Facts())
    missing = {asked.slug for asked in rules.fields if asked.level} | {paper.slug for paper in rules.papers}
    assert missing <= {one.link for one in found}
    assert [ORDER[one.level] for one in found] == sorted(ORDER[one.level] for one in found)


counts = st.integers(0, 6)
facts = st.builds(
    Facts,
    is_carrier_in_cnrs_unit=st.booleans(),
    is_carrier_permanent=st.booleans(),
    french_laboratories=counts,
    cnrs_laboratories=counts,
    foreign_laboratories=counts,
    foreign_countries=counts,
    foreign_leads=counts,
    months=st.none() | st.integers(0, 120),
    spending=st.dictionaries(
        st.sampled_from(["meetings", "stores", "missions", "other"]), st.decimals(0, 10**6, places=2), max_size=3
    ),
    papers=st.frozensets(st.sampled_from(["partner-letter", "collaboration-proof", "charter", "chart"])),
    answers=st.dictionaries(
        st.sampled_from(sorted({asked.slug for one in ALL for asked in one.fields})), st.integers(0, 9000)
    ),
)


@given(st.sampled_from(ALL), facts)
def test_any_facts_give_sentences_in_both_languages_that_lead_somewhere(rules: Instrument, known: Facts) -> None:
    places = {CARRIER, DURATION, *(asked.slug for asked in rules.fields), *(paper.slug for paper in rules.papers)}
    found = problems(rules, known)
    for one in found:
        assert one.link in places
        assert one.sentence.said("fr").endswith(".")
        assert one.sentence.said("en").endswith(".")
    assert may_be_filed(rules, known) is not any(one.level is BLOCK for one in found)


@given(st.sampled_from(ALL), st.decimals(0, 10**6, places=2))
def test_credits_block_exactly_outside_the_bounds(rules: Instrument, asked: Decimal) -> None:
    line = next(line.slug for line in rules.spending.lines if line.is_eligible)
    found = problems(rules, a_sound_dossier(rules, spending={line: asked}))
    assert (found == ()) is rules.credits.allows(asked)


@given(st.sampled_from(ALL), st.decimals("0.01", 10**6, places=2))
def test_spending_outside_the_eligible_lines_warns_and_never_blocks(rules: Instrument, spent: Decimal) -> None:
    outside = next(line.slug for line in rules.spending.lines if not line.is_eligible)
    found = problems(rules, a_sound_dossier(rules, spending={outside: spent}))
    warned = [one for one in found if one.level is WARN]
    assert len(warned) == 1
    assert may_be_filed(rules, a_sound_dossier(rules, spending={outside: spent})) is rules.credits.allows(spent)


def test_the_link_to_the_partners_is_the_question_that_asks_for_them() -> None:
    asked = next(asked for asked in FIFTH.fields if asked.kind is FieldKind.PARTNERS)
    (found,) = problems(FIFTH, a_sound_dossier(FIFTH, foreign_countries=2))
    assert found.link == asked.slug == "harbours"


def test_a_call_that_asks_for_a_permanent_post_checks_it() -> None:
    rules = instrument("iea").with_settings(is_permanence_required=True)
    assert problems(IEA, a_sound_dossier(IEA, is_carrier_permanent=False)) == ()
    (found,) = problems(rules, a_sound_dossier(rules, is_carrier_permanent=False))
    assert (found.level, found.link) == (BLOCK, CARRIER)
