"""IRL: a lasting presence of researchers in one place."""

from dataclasses import replace

from directory.enums import Role
from instruments.definitions import _shared as s
from instruments.spec import (
    BudgetLine,
    Carrier,
    Criterion,
    Decision,
    DedicatedUnit,
    Entry,
    Evaluation,
    FieldKind,
    Formalisation,
    FormSection,
    Instrument,
    Partners,
    Renewal,
    Reports,
    Spending,
    Text,
    Unit,
    anything,
    at_least,
    between,
    exactly,
)

OPERATION = BudgetLine(slug="operation", label=Text(fr="Fonctionnement", en="Operation"))
EQUIPMENT = BudgetLine(slug="equipment", label=Text(fr="Équipement", en="Equipment"))
INVESTMENT = BudgetLine(slug="investment", label=Text(fr="Investissement", en="Investment"))
PLACE = FormSection(
    slug="place",
    title=Text(fr="Localisation et contributions", en="Localisation and contributions"),
    needed=Text(
        fr="La localisation : longs séjours ou affectations, locaux ; les contributions de chaque établissement.",
        en="The localisation: long stays or assignments, premises; the contributions of each institution.",
    ),
    fields=(
        s.question(
            "site",
            "Lieu",
            "Place",
            FieldKind.LINE,
            limit=200,
            hint=Text(fr="Ville, pays, établissement. Le site peut être en France.",
                      en="City, country, institution. The site may be in France."),
        ),
        s.question("stays", "Longs séjours ou affectations", "Long stays or assignments", limit=4000),
        s.question("premises", "Locaux", "Premises", limit=2000),
        s.question(
            "contributions", "Contributions de chaque établissement", "Contributions of each institution", limit=4000
        ),
        s.question("governance", "Gouvernance", "Governance", limit=2000, level=s.WARN),
    ),
)  # fmt: skip
LOCALISATION = Criterion(
    slug="localisation",
    label=Text(fr="Localisation", en="Localisation"),
    help=Text(
        fr="Une présence durable de chercheurs en un lieu identifié.",
        en="A lasting presence of researchers in one identified place.",
    ),
    threshold=3,
    is_essential=True,
)
INTEREST_AND_IMPACT = replace(s.INTEREST, label=Text(fr="Intérêt et impact attendu", en="Interest and expected impact"))
TEAMS_AND_INSTITUTIONS = replace(
    s.TEAMS,
    label=Text(
        fr="Qualité des équipes et du partenariat institutionnel",
        en="Quality of the teams and of the institutional partnership",
    ),
)
RESOURCES_BALANCE = Criterion(
    slug="resources-balance",
    label=Text(fr="Équilibre des moyens entre les établissements", en="Balance of resources between institutions"),
    help=Text(fr="Ce que chaque établissement apporte.", en="What each institution brings."),
)

INSTRUMENT = Instrument(
    slug="irl",
    order=4,
    acronym="IRL",
    name=Text(fr="Laboratoire de recherche international", en="International Research Laboratory"),
    short_purpose=Text(
        fr="Installer durablement des chercheurs dans un lieu partagé.",
        en="Settle researchers in a shared place, for long.",
    ),
    purpose=Text(
        fr="Structurer, en un lieu identifié, la présence durable de chercheurs.",
        en="Structure, in one identified place, a lasting presence of researchers.",
    ),
    duration=exactly(60, Unit.MONTHS),
    credits=between(75_000, 100_000, Unit.EUROS),
    credits_managed_by=Text(
        fr="Les crédits sont gérés par le laboratoire porteur, ou par l’unité dédiée lorsqu’il en est créé une, et "
        "versés par tranches annuelles, d’après le projet initial, les comptes rendus scientifiques et "
        "financiers annuels.",
        en="The credits are managed by the carrying laboratory, or by the dedicated unit when one is created, and "
        "paid in annual tranches, on the initial project, the scientific reports and the annual financial reports.",
    ),
    dedicated_unit=DedicatedUnit(
        text=Text(
            fr="Une unité dédiée reçoit en outre des moyens propres (fonctionnement, équipement, investissement) "
            "et des affectations de personnel.",
            en="A dedicated unit also receives own resources (operation, equipment, investment) and staff assignments.",
        ),
        lines=(OPERATION, EQUIPMENT, INVESTMENT),
    ),
    partners=Partners(
        french=Text(
            fr="Le CNRS et des établissements français, en petit nombre.",
            en="The CNRS and French institutions, few.",
        ),
        foreign=Text(
            fr="Quelques établissements d’un seul pays partenaire ; le site peut être en France.",
            en="A few institutions of exactly one partner country; the site itself may be in France.",
        ),
        french_laboratories=anything(Unit.LABORATORIES),
        cnrs_laboratories=at_least(1, Unit.LABORATORIES),
        foreign_laboratories=at_least(1, Unit.LABORATORIES),
        foreign_countries=exactly(1, Unit.COUNTRIES),
        may_be_sited_in_france=True,
    ),
    carrier=Carrier(
        text=Text(
            fr="Proposé par les instituts, avec le porteur, qui a une activité de recherche dans une unité du CNRS.",
            en="Proposed by the institutes, with the carrier, who has a research activity in a CNRS unit.",
        )
    ),
    entry=Entry(
        short=Text(fr="proposé par les instituts, toute l’année", en="proposed by the institutes, all year round"),
        text=Text(
            fr="Il n’y a pas d’appel : l’institut ouvre le dossier avec le porteur, à tout moment.",
            en="There is no call: the institute opens the dossier with the carrier, at any time.",
        ),
        opened_by=(Role.DERCI_OFFICER.value,),
        dossier_opened_by=(Role.INSTITUTE_OFFICER.value,),
        is_permanent=True,
        informs_other_institutes=True,
    ),
    steps=(*s.FILED_AND_TRIAGED, "review", "section", "college", "set-up"),
    sections=(
        s.IN_BRIEF, s.TEAMS_AND_PARTNERS, s.SCIENCE, PLACE, s.PAST, s.YOUNG, s.BUDGET, s.ETHICS_SECTION,
    ),
    papers=(),
    evaluation=Evaluation(
        by=Text(
            fr="Des pairs dans l’institut et dans une section du Comité national, notamment lorsqu’une unité est créée",
            en="Peers in the institute and in a section of the Comité national, notably when a unit is created",
        ),
        reviews=3,
        scale=s.SCALE_0_TO_5,
        criteria=(
            LOCALISATION, s.SCIENTIFIC_QUALITY, INTEREST_AND_IMPACT, TEAMS_AND_INSTITUTIONS, RESOURCES_BALANCE,
            s.YOUNG_RESEARCHERS, s.HISTORY, s.ETHICS, s.FINANCE,
        ),
    ),
    decision=Decision(
        by=Text(
            fr="Le collège de direction, pour la création et pour le renouvellement.",
            en="The collège de direction, for creation and for renewal.",
        ),
        signed_by=Role.PRESIDENT.value,
    ),
    formalisation=Formalisation(
        label=Text(fr="Année de montage et convention", en="Set-up year and convention"),
        help=Text(
            fr="Pendant une année de montage, une convention constitutive est négociée entre les tutelles "
            "françaises et étrangères.",
            en="During a set-up year, a constitutive convention is negotiated between the French and foreign "
            "supervising bodies.",
        ),
        set_up_months=12,
        set_up_extension_months=12,
    ),
    spending=Spending(
        text=Text(
            fr="Par défaut longs séjours, missions, fonctionnement et équipement ; ensuite ce que dit la convention.",
            en="By default long stays, missions, operation and equipment; then as the convention says.",
        ),
        lines=(
            BudgetLine(slug="long-stays", label=Text(fr="Longs séjours", en="Long stays")),
            BudgetLine(slug="missions", label=Text(fr="Missions", en="Missions")),
            OPERATION,
            EQUIPMENT,
            s.OTHER,
        ),
        may_change_by_convention=True,
    ),
    reports=Reports(
        written_by=Text(fr="La direction de l’IRL et ses membres.", en="The director of the IRL and its members.")
    ),
    renewal=Renewal(
        text=Text(
            fr="Renouvelable, par décision du collège de direction.",
            en="Renewable, by decision of the collège de direction.",
        ),
        is_possible=True,
        times=None,
        opens_month=37,
    ),
)  # fmt: skip
