"""The four definitions say what the rules of the instruments say, line by line."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from directory.enums import Role
from instruments import registry
from instruments.models import Call
from instruments.registry import all_instruments, instrument
from instruments.spec import FieldKind, Instrument, Judgement, Level, Unit, at_least, between, exactly
from instruments.steps import Step
from proposals.workflow import DOSSIER
from tests.instruments.fifth import INSTRUMENT as FIFTH

REAL = all_instruments()
ALL = (*REAL, FIFTH)
SLUGS = ["iea", "irp", "irn", "irl"]
OF_THE_IEA = [
    "Qualité scientifique",
    "Intérêt de la collaboration internationale",
    "Qualité scientifique et complémentarité des équipes",
    "Participation de jeunes chercheurs",
    "Éthique",
    "Justification financière",
]


def labels(one: Instrument) -> list[str]:
    return [criterion.label.fr for criterion in one.evaluation.criteria]


def lines(one: Instrument) -> list[str]:
    return [line.label.fr for line in one.spending.lines if line.is_eligible]


def test_the_instruments_come_in_their_order() -> None:
    assert [one.slug for one in REAL] == SLUGS
    assert registry.choices() == [("iea", "IEA"), ("irp", "IRP"), ("irn", "IRN"), ("irl", "IRL")]


def test_an_unknown_instrument_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        instrument("umi")


def test_a_new_instrument_needs_no_migration() -> None:
    assert Call._meta.get_field("instrument_slug").deconstruct()[3]["choices"] is registry.choices


@pytest.mark.parametrize(
    ("slug", "months", "credits"),
    [("iea", 24, (10_000, 14_000)), ("irp", 60, (50_000, 75_000)), ("irn", 60, (50_000, 75_000)),
     ("irl", 60, (75_000, 100_000))],
)  # fmt: skip
def test_duration_and_credits(slug: str, months: int, credits: tuple[int, int]) -> None:
    one = instrument(slug)
    assert one.duration == exactly(months, Unit.MONTHS)
    assert one.credits == between(*credits, Unit.EUROS)


def test_the_partners_of_each() -> None:
    iea, irp, irn, irl = (one.partners for one in REAL)
    assert iea.french_laboratories == iea.cnrs_laboratories == exactly(1, Unit.LABORATORIES)
    assert iea.foreign_leads == exactly(1, Unit.PEOPLE)
    assert irp.cnrs_laboratories == at_least(1, Unit.LABORATORIES)
    assert irp.foreign_countries == between(1, 2, Unit.COUNTRIES)
    assert irn.french_laboratories == irn.cnrs_laboratories == at_least(1, Unit.LABORATORIES)
    assert irn.foreign_laboratories == at_least(2, Unit.LABORATORIES)
    assert irn.foreign_countries.maximum is None
    assert irl.foreign_countries == exactly(1, Unit.COUNTRIES)
    assert [partners.may_be_sited_in_france for partners in (iea, irp, irn, irl)] == [False, False, False, True]


def test_anyone_active_in_a_cnrs_unit_may_carry_and_permanence_is_off_by_default() -> None:
    assert all(one.carrier.needs_cnrs_unit and not one.carrier.needs_permanent_post for one in REAL)
    assert instrument("iea").with_settings(is_permanence_required=True).carrier.needs_permanent_post


def test_the_entry_of_each() -> None:
    iea, irp, irn, irl = (one.entry for one in REAL)
    assert (iea.opened_by, iea.usual_months) == ((Role.DERCI_OFFICER,), (6, 7, 8, 9))
    for entry in (irp, irn):
        assert Role.INSTITUTE_OFFICER in entry.opened_by
        assert entry.early_contact
        assert entry.may_begin_with_expression
        assert entry.informs_other_institutes
    assert irl.is_permanent
    assert irl.dossier_opened_by == (Role.INSTITUTE_OFFICER,)
    assert [entry.is_permanent for entry in (iea, irp, irn)] == [False] * 3


def test_what_is_needed_at_filing() -> None:
    iea, irp, irn, irl = REAL
    (letter,) = iea.papers
    assert (letter.level, letter.from_partner, iea.has_partner_letter) == (Level.BLOCK, True, True)
    (proof,) = irp.papers
    assert (proof.level, proof.or_fields) == (Level.WARN, ("publications", "other-proof"))
    (objectives,) = [section for section in irn.sections if section.needed]
    assert [asked.level for asked in objectives.fields] == [Level.BLOCK]
    (place,) = [section for section in irl.sections if section.needed]
    blocking = {asked.slug for asked in place.fields if asked.level is Level.BLOCK}
    assert blocking == {"site", "stays", "premises", "contributions"}
    assert [len(one.needed) for one in REAL] == [1, 1, 1, 1]
    assert irl.needed == (place.needed,)
    assert iea.needed[0].fr.startswith("Lettre de soutien du partenaire étranger. Elle dit")


def test_the_criteria_of_each() -> None:
    iea, irp, irn, irl = REAL
    assert labels(iea) == OF_THE_IEA
    history = "Historique des relations"
    added = {"Équilibre des activités scientifiques entre les partenaires", history}
    assert set(labels(irp)) == {*OF_THE_IEA, *added}
    animation = "Équilibre de la participation à l’animation scientifique"
    assert set(labels(irn)) == {*OF_THE_IEA, animation, history, "Objectifs ciblés"}
    assert [c.label.fr for c in irn.evaluation.criteria if c.has_special_attention] == ["Objectifs ciblés"]
    assert labels(irl) == [
        "Localisation", "Qualité scientifique", "Intérêt et impact attendu",
        "Qualité des équipes et du partenariat institutionnel", "Équilibre des moyens entre les établissements",
        "Participation de jeunes chercheurs", "Historique des relations", "Éthique", "Justification financière",
    ]  # fmt: skip
    (essential,) = [criterion for criterion in irl.evaluation.criteria if criterion.is_essential]
    assert (essential.label.fr, essential.threshold) == ("Localisation", 3)


@pytest.mark.parametrize("one", REAL, ids=lambda one: one.slug)
def test_weights_are_equal_thresholds_absent_and_ethics_in_words(one: Instrument) -> None:
    for criterion in one.evaluation.criteria:
        assert criterion.weight == 1
        assert criterion.is_essential or criterion.threshold is None
        assert (criterion.judgement is Judgement.IN_WORDS) is (criterion.slug == "ethics")
    ethics = next(criterion for criterion in one.evaluation.criteria if criterion.slug == "ethics")
    assert [word.fr for word in ethics.words] == ["acceptable", "à préciser", "non acceptable"]


@pytest.mark.parametrize("one", REAL, ids=lambda one: one.slug)
def test_the_scale_goes_from_0_to_5_by_halves_with_each_mark_described(one: Instrument) -> None:
    scale = one.evaluation.scale
    assert (scale.lowest, scale.highest, scale.halves) == (0, 5, True)
    assert [mark.value for mark in scale.marks] == [0, 1, 2, 3, 4, 5]


def test_reviews_decisions_and_signatories() -> None:
    assert [one.evaluation.reviews for one in REAL] == [2, 2, 2, 3]
    signed = [Role.DERCI_DIRECTOR, Role.INSTITUTE_DIRECTION, Role.INSTITUTE_DIRECTION, Role.PRESIDENT]
    assert [one.decision.signed_by for one in REAL] == signed


def test_the_steps_of_each() -> None:
    filed = ("filing", "visa", "triage", "review")
    assert instrument("iea").steps == (*filed, "ranking", "arbitration", "notification")
    for slug in ("irp", "irn"):
        assert instrument(slug).steps == ("expression", *filed, "ranking", "institute-decision", "letters")
    assert instrument("irl").steps == (*filed, "section", "college", "set-up")
    formal = instrument("irl").formalisation
    assert (formal.set_up_months, formal.set_up_extension_months) == (12, 12)


def test_eligible_spending_and_own_resources() -> None:
    iea, irp, irn, irl = REAL
    assert lines(iea) == ["Missions sortantes", "Missions entrantes", "Réunions de travail", "Missions de terrain"]
    assert lines(irp) == ["Mobilité", "Réunions de travail", "Missions de terrain"]
    assert lines(irn) == ["Mobilité", "Ateliers", "Séminaires", "Réunions de travail", "Écoles thématiques"]
    assert lines(irl) == ["Longs séjours", "Missions", "Fonctionnement", "Équipement"]
    assert irl.spending.may_change_by_convention
    assert irl.dedicated_unit is not None
    own = [line.label.fr for line in irl.dedicated_unit.lines]
    assert own == ["Fonctionnement", "Équipement", "Investissement"]
    assert irl.dedicated_unit.has_staff_assignments
    assert [one.dedicated_unit for one in (iea, irp, irn)] == [None] * 3


@pytest.mark.parametrize("one", REAL, ids=lambda one: one.slug)
def test_reports_are_due_45_days_before_the_year_ends_and_three_months_after_the_end(one: Instrument) -> None:
    assert (one.reports.annual_due_days, one.reports.final_due_months) == (45, 3)


def test_renewals() -> None:
    iea, irp, irn, irl = (one.renewal for one in REAL)
    assert (iea.is_possible, iea.next_instrument) == (False, "irp")
    for renewal in (irp, irn):
        assert (renewal.is_possible, renewal.times, renewal.opens_month) == (True, 1, 37)
    assert (irl.is_possible, irl.times, irl.opens_month) == (True, None, 37)
    assert instrument("iea").no_prerequisite
    assert [one.no_prerequisite for one in REAL[1:]] == [None] * 3


# -- what holds for every definition, and for the invented one ------------------------------------------


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.slug)
def test_every_slug_stands_once_and_every_reference_is_known(one: Instrument) -> None:
    questions = [asked.slug for asked in one.fields]
    for slugs in (
        questions,
        [section.slug for section in one.sections],
        [paper.slug for paper in one.papers],
        [criterion.slug for criterion in one.evaluation.criteria],
        [line.slug for line in one.spending.lines],
        list(one.steps),
    ):
        assert len(slugs) == len(set(slugs))
    assert not set(questions) & {paper.slug for paper in one.papers}
    assert {slug for paper in one.papers for slug in paper.or_fields} <= set(questions)
    assert set(one.steps) <= set(Step.values)
    assert {*one.entry.opened_by, *one.entry.dossier_opened_by, one.decision.signed_by} <= set(Role.values)
    assert one.renewal.next_instrument in (None, *SLUGS)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.slug)
def test_what_the_rules_count_is_asked_and_every_choice_has_its_answers(one: Instrument) -> None:
    kinds = [asked.kind for asked in one.fields]
    assert kinds.count(FieldKind.PARTNERS) == kinds.count(FieldKind.BUDGET) == 1
    for asked in one.fields:
        has_answers = bool(asked.choices) != bool(asked.choices_from)
        assert has_answers is (asked.kind in (FieldKind.CHOICE, FieldKind.CHOICES))
        assert asked.choices_from in (None, "institutes", "sections")
        assert asked.limit is None or asked.kind in (FieldKind.LINE, FieldKind.TEXT)
    assert one.entry.may_begin_with_expression is ("expression" in one.steps)
    if "expression" in one.steps:
        assert any(section.in_expression for section in one.sections)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.slug)
def test_scale_and_criteria_fit_together(one: Instrument) -> None:
    scale = one.evaluation.scale
    assert [mark.value for mark in scale.marks] == list(range(scale.lowest, scale.highest + 1))
    for criterion in one.evaluation.criteria:
        assert bool(criterion.words) is (criterion.judgement is Judgement.IN_WORDS)
        assert criterion.threshold is None or scale.lowest <= criterion.threshold <= scale.highest


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.slug)
def test_the_life_of_a_dossier_restricted_to_its_steps_is_sound(one: Instrument) -> None:
    assert DOSSIER.restricted_to(one.steps).defects() == []


def test_the_invented_instrument_asks_every_kind_of_question() -> None:
    assert {asked.kind for asked in FIFTH.fields} == set(FieldKind)


def test_no_code_outside_the_definitions_names_an_instrument() -> None:
    # below instruments, "irl" is also a kind of unit
    apps = settings.LOCAL_APPS[: settings.LOCAL_APPS.index("instruments") + 1]
    sources = [path for app in apps for path in Path(settings.BASE_DIR, app).rglob("*.py")]
    apart = {"definitions", "migrations", "demo.py", "demo", "demonstration"}
    found = [
        f"{path}:{node.lineno}"
        for path in sources
        if not apart & set(path.parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in SLUGS
    ]
    assert found == []


def test_no_template_asks_which_instrument_it_shows() -> None:
    pattern = re.compile(rf"""[=!]=\s*["']({"|".join(SLUGS)})["']""", re.IGNORECASE)
    pages = Path(settings.BASE_DIR, "templates").rglob("*.*")
    assert [page.name for page in pages if pattern.search(page.read_text(encoding="utf-8"))] == []
