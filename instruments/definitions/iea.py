"""IEA: a first step together, between two principal investigators."""

from directory.enums import Role
from instruments.definitions import _shared as s
from instruments.spec import (
    Carrier,
    Decision,
    Entry,
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
    anything,
    between,
    exactly,
)

INSTRUMENT = Instrument(
    slug="iea",
    order=1,
    acronym="IEA",
    name=Text(fr="Action émergente à l’international", en="International Emerging Action"),
    short_purpose=Text(
        fr="Explorer un sujet ou un partenariat nouveau, à deux responsables.",
        en="Explore a new field or partnership, between two principal investigators.",
    ),
    purpose=Text(
        fr="Explorer de nouveaux champs de recherche et de nouveaux partenariats, de responsable à responsable : "
        "courtes missions, réunions de travail, missions de terrain.",
        en="Explore new fields of research and new partnerships, from one principal investigator to another: short "
        "missions, working meetings, field missions.",
    ),
    duration=exactly(24, Unit.MONTHS),
    credits=between(10_000, 14_000, Unit.EUROS),
    credits_managed_by=s.MANAGED_BY_LABORATORY,
    partners=Partners(
        french=Text(fr="Une unité du CNRS.", en="One CNRS unit."),
        foreign=Text(fr="Un responsable scientifique à l’étranger.", en="One principal investigator abroad."),
        french_laboratories=exactly(1, Unit.LABORATORIES),
        cnrs_laboratories=exactly(1, Unit.LABORATORIES),
        foreign_laboratories=anything(Unit.LABORATORIES),
        foreign_countries=anything(Unit.COUNTRIES),
        foreign_leads=exactly(1, Unit.PEOPLE),
    ),
    carrier=Carrier(text=s.IN_A_CNRS_UNIT),
    entry=Entry(
        short=Text(fr="appel annuel, de juin à septembre", en="annual call, from June to September"),
        text=Text(
            fr="Un appel annuel de la Direction, de juin à septembre, ouvert à toutes les disciplines. "
            "Les instituts peuvent y annoncer des priorités thématiques ou géographiques ; "
            "elles n’écartent aucune proposition.",
            en="An annual call of the directorate, from June to September, open to all disciplines. The institutes may "
            "announce thematic or geographic priorities in it; they exclude no proposal.",
        ),
        opened_by=(Role.DERCI_OFFICER.value,),
        dossier_opened_by=(Role.CARRIER.value,),
        usual_months=(6, 7, 8, 9),
        informs_other_institutes=True,
    ),
    no_prerequisite=Text(
        fr="Ni échanges antérieurs ni publications communes ne sont demandés.",
        en="Neither earlier exchanges nor joint publications are required.",
    ),
    steps=(*s.FILED_AND_TRIAGED, *s.REVIEWED_AND_RANKED, "arbitration", "notification"),
    sections=(s.IN_BRIEF, s.TEAMS_AND_PARTNERS, s.SCIENCE, s.YOUNG, s.BUDGET, s.ETHICS_SECTION),
    papers=(
        Paper(
            slug="partner-letter",
            label=Text(fr="Lettre de soutien du partenaire étranger", en="Letter of support of the foreign partner"),
            help=Text(
                fr="Elle dit, s’il y en a un, le cofinancement du partenaire.",
                en="It says the partner’s co-funding, if there is any.",
            ),
            level=Level.BLOCK,
            from_partner=True,
        ),
    ),
    evaluation=Evaluation(
        by=s.PEERS_IN_INSTITUTES,
        reviews=2,
        scale=s.SCALE_0_TO_5,
        criteria=(s.SCIENTIFIC_QUALITY, s.INTEREST, s.TEAMS, s.YOUNG_RESEARCHERS, s.ETHICS, s.FINANCE),
    ),
    decision=Decision(
        by=Text(
            fr="Les instituts classent ; la Direction arbitre.", en="The institutes rank; the directorate arbitrates."
        ),
        signed_by=Role.DERCI_DIRECTOR.value,
    ),
    formalisation=Formalisation(
        label=Text(fr="Notification", en="Notification"),
        help=Text(fr="La notification fait commencer l’action.", en="The notification starts the action."),
    ),
    spending=Spending(
        text=Text(
            fr="Courtes missions, réunions de travail et missions de terrain.",
            en="Short missions, working meetings and field missions.",
        ),
        lines=(s.MISSIONS_OUT, s.MISSIONS_IN, s.MEETINGS, s.FIELD_MISSIONS, s.OTHER),
    ),
    reports=Reports(written_by=Text(fr="Le porteur et les partenaires.", en="The carrier and the partners.")),
    renewal=Renewal(
        text=Text(
            fr="Non renouvelable ; un projet de recherche international peut suivre.",
            en="Not renewable; an International Research Project may follow.",
        ),
        is_possible=False,
        next_instrument="irp",
    ),
)
