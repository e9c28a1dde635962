"""IRN: a community around a theme or an infrastructure."""

from directory.enums import Role
from instruments.definitions import _shared as s
from instruments.definitions.irp import MOBILITY
from instruments.spec import (
    BudgetLine,
    Carrier,
    Criterion,
    Decision,
    Evaluation,
    Formalisation,
    FormSection,
    Instrument,
    Partners,
    Renewal,
    Reports,
    Spending,
    Text,
    Unit,
    at_least,
    between,
    exactly,
)

TARGETED_OBJECTIVES = FormSection(
    slug="objectives",
    title=Text(fr="Objectifs ciblés", en="Targeted objectives"),
    needed=Text(
        fr="Des objectifs ciblés au-delà de l’animation, dans une section à part : réponses communes à des appels, "
        "programmation conjointe, réseaux multilatéraux, infrastructure.",
        en="Targeted objectives beyond animation, in their own section: joint bids, joint programming, multilateral "
        "networks, an infrastructure.",
    ),
    fields=(
        s.question(
            "targeted-objectives",
            "Objectifs ciblés, au-delà de l’animation",
            "Targeted objectives, beyond animation",
            limit=4000,
            hint=Text(
                fr="Réponses communes à des appels, programmation conjointe, réseaux multilatéraux, infrastructure.",
                en="Joint bids, joint programming, multilateral networks, an infrastructure.",
            ),
        ),
    ),
)
ANIMATION_BALANCE = Criterion(
    slug="animation-balance",
    label=Text(
        fr="Équilibre de la participation à l’animation scientifique",
        en="Balance of participation in scientific animation",
    ),
    help=Text(fr="Qui organise et qui accueille.", en="Who organises and who hosts."),
)
OBJECTIVES = Criterion(
    slug="targeted-objectives",
    label=Text(fr="Objectifs ciblés", en="Targeted objectives"),
    help=Text(fr="Ce que le réseau vise au-delà de l’animation.", en="What the network aims at beyond animation."),
    has_special_attention=True,
)

INSTRUMENT = Instrument(
    slug="irn",
    order=3,
    acronym="IRN",
    name=Text(fr="Réseau de recherche international", en="International Research Network"),
    short_purpose=Text(
        fr="Structurer une communauté autour d’un thème ou d’une infrastructure.",
        en="Structure a community around a theme or an infrastructure.",
    ),
    purpose=Text(
        fr="Structurer une communauté internationale autour d’un thème ou d’une infrastructure de recherche.",
        en="Structure an international community around a theme or a research infrastructure.",
    ),
    duration=exactly(60, Unit.MONTHS),
    credits=between(50_000, 75_000, Unit.EUROS),
    credits_managed_by=s.MANAGED_BY_LABORATORY,
    partners=Partners(
        french=Text(
            fr="Un laboratoire français ou plusieurs, dont un au moins du CNRS.",
            en="One French laboratory or more, at least one of the CNRS.",
        ),
        foreign=Text(
            fr="Deux laboratoires étrangers au moins, sans limite de pays.",
            en="At least two laboratories abroad, in any number of countries.",
        ),
        french_laboratories=at_least(1, Unit.LABORATORIES),
        cnrs_laboratories=at_least(1, Unit.LABORATORIES),
        foreign_laboratories=at_least(2, Unit.LABORATORIES),
        foreign_countries=at_least(1, Unit.COUNTRIES),
    ),
    carrier=Carrier(text=s.IN_A_CNRS_UNIT),
    entry=s.THROUGH_THE_INSTITUTE,
    steps=s.STEPS_THROUGH_THE_INSTITUTE,
    sections=(
        s.IN_BRIEF, s.TEAMS_AND_PARTNERS, s.SCIENCE, TARGETED_OBJECTIVES, s.PAST, s.YOUNG, s.BUDGET, s.ETHICS_SECTION,
    ),
    papers=(),
    evaluation=Evaluation(
        by=s.PEERS_IN_INSTITUTES,
        reviews=2,
        scale=s.SCALE_0_TO_5,
        criteria=(
            s.SCIENTIFIC_QUALITY, s.INTEREST, s.TEAMS, ANIMATION_BALANCE, s.HISTORY, OBJECTIVES, s.YOUNG_RESEARCHERS,
            s.ETHICS, s.FINANCE,
        ),
    ),
    decision=Decision(
        by=Text(fr="Les instituts, avec la Direction.", en="The institutes, with the directorate."),
        signed_by=Role.INSTITUTE_DIRECTION.value,
    ),
    formalisation=Formalisation(
        label=Text(fr="Lettres d’engagement institutionnel", en="Letters of institutional commitment"),
        help=Text(
            fr="Chaque établissement s’engage, en disant les crédits supplémentaires qu’il apporte.",
            en="Each institution commits itself, saying any additional credits it brings.",
        ),
    ),
    spending=Spending(
        text=Text(
            fr="Mobilité, ateliers, séminaires, réunions de travail et écoles thématiques.",
            en="Mobility, workshops, seminars, working meetings and thematic schools.",
        ),
        lines=(
            MOBILITY,
            BudgetLine(slug="workshops", label=Text(fr="Ateliers", en="Workshops")),
            BudgetLine(slug="seminars", label=Text(fr="Séminaires", en="Seminars")),
            s.MEETINGS,
            BudgetLine(slug="schools", label=Text(fr="Écoles thématiques", en="Thematic schools")),
            s.OTHER,
        ),
    ),
    reports=Reports(
        written_by=Text(fr="Le porteur et les membres du réseau.", en="The carrier and the members of the network.")
    ),
    renewal=Renewal(
        text=Text(fr="Renouvelable une fois, par un nouveau dossier.", en="Renewable once, by a new dossier."),
        is_possible=True,
        times=1,
        opens_month=37,
    ),
)  # fmt: skip
