"""IRP: teams that know each other, for five years."""

from dataclasses import replace

from directory.enums import Role
from instruments.definitions import _shared as s
from instruments.spec import (
    Carrier,
    Decision,
    Evaluation,
    Formalisation,
    Instrument,
    Level,
    Paper,
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

OTHER_PROOF = s.question(
    "other-proof",
    "À défaut de publications communes, ce qui montre que les équipes savent travailler ensemble",
    "Without joint publications, what shows that the teams can work together",
    limit=2000,
    level=None,
)
PAST_WITH_PROOF = replace(s.PAST, fields=(*s.PAST.fields, OTHER_PROOF))
MOBILITY = replace(s.MISSIONS_OUT, slug="mobility", label=Text(fr="Mobilité", en="Mobility"))

INSTRUMENT = Instrument(
    slug="irp",
    order=2,
    acronym="IRP",
    name=Text(fr="Projet de recherche international", en="International Research Project"),
    short_purpose=Text(
        fr="Consolider une collaboration établie avec un ou deux pays.",
        en="Consolidate an established collaboration with one or two countries.",
    ),
    purpose=Text(
        fr="Consolider une collaboration établie : réunions, recherches communes, travail de terrain, encadrement "
        "d’étudiants.",
        en="Consolidate an established collaboration: meetings, common research, field work, supervision of students.",
    ),
    duration=exactly(60, Unit.MONTHS),
    credits=between(50_000, 75_000, Unit.EUROS),
    credits_managed_by=s.MANAGED_BY_LABORATORY,
    partners=Partners(
        french=Text(fr="Un laboratoire du CNRS ou plusieurs.", en="One CNRS laboratory or more."),
        foreign=Text(
            fr="Des laboratoires d’un ou deux pays étrangers.", en="Laboratories of one or two foreign countries."
        ),
        french_laboratories=at_least(1, Unit.LABORATORIES),
        cnrs_laboratories=at_least(1, Unit.LABORATORIES),
        foreign_laboratories=at_least(1, Unit.LABORATORIES),
        foreign_countries=between(1, 2, Unit.COUNTRIES),
    ),
    carrier=Carrier(text=s.IN_A_CNRS_UNIT),
    entry=s.THROUGH_THE_INSTITUTE,
    steps=s.STEPS_THROUGH_THE_INSTITUTE,
    sections=(
        s.IN_BRIEF, s.TEAMS_AND_PARTNERS, s.SCIENCE, PAST_WITH_PROOF, s.YOUNG, s.BUDGET, s.ETHICS_SECTION,
    ),
    papers=(
        Paper(
            slug="collaboration-proof",
            label=Text(
                fr="Preuve que les équipes savent travailler ensemble", en="Proof that the teams can work together"
            ),
            help=Text(
                fr="Par exemple des publications communes ; une autre preuve, en quelques mots, est acceptée.",
                en="For example joint publications; another proof, in a few words, is accepted.",
            ),
            # to be judged: its absence warns
            level=Level.WARN,
            or_fields=("publications", "other-proof"),
        ),
    ),
    evaluation=Evaluation(
        by=s.PEERS_IN_INSTITUTES,
        reviews=2,
        scale=s.SCALE_0_TO_5,
        criteria=(
            s.SCIENTIFIC_QUALITY, s.INTEREST, s.TEAMS, s.SCIENTIFIC_BALANCE, s.HISTORY, s.YOUNG_RESEARCHERS, s.ETHICS,
            s.FINANCE,
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
        text=Text(fr="Mobilité, réunions et missions de terrain.", en="Mobility, meetings and field missions."),
        lines=(MOBILITY, s.MEETINGS, s.FIELD_MISSIONS, s.OTHER),
    ),
    reports=Reports(written_by=Text(fr="Le porteur et les partenaires.", en="The carrier and the partners.")),
    renewal=Renewal(
        text=Text(fr="Renouvelable une fois, par un nouveau dossier.", en="Renewable once, by a new dossier."),
        is_possible=True,
        times=1,
        opens_month=37,
    ),
)  # fmt: skip
