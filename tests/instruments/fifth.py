"""An instrument that does not exist, in one file: it holds every rule that only one real instrument has."""

from dataclasses import replace

from directory.enums import Role
from instruments.definitions import _shared as s
from instruments.spec import (
    BudgetLine,
    Carrier,
    Choice,
    Criterion,
    Decision,
    DedicatedUnit,
    Entry,
    Evaluation,
    FieldKind,
    Formalisation,
    FormSection,
    Instrument,
    Level,
    Mark,
    Paper,
    Partners,
    Renewal,
    Reports,
    Scale,
    Spending,
    Text,
    Unit,
    at_least,
    at_most,
    between,
    exactly,
)

YES_OR_NO = (Choice(slug="yes", label=Text(fr="oui", en="yes")), Choice(slug="no", label=Text(fr="non", en="no")))
EVERY_KIND = FormSection(
    slug="every-kind",
    title=Text(fr="Toutes les questions", en="Every question"),
    needed=Text(fr="Un plan de mouillage, dans une section à part.", en="An anchoring plan, in its own section."),
    in_expression=True,
    fields=(
        s.question("harbour", "Port d’attache", "Home harbour", FieldKind.LINE, limit=80),
        s.question("anchoring", "Plan de mouillage", "Anchoring plan", limit=500),
        s.question("season", "Saison", "Season", FieldKind.CHOICE, level=Level.WARN, choices=YES_OR_NO),
        s.question("bodies", "Autres instituts", "Other institutes", FieldKind.CHOICES, level=None,
                   choices_from="institutes"),
        s.question("at-sea", "En mer", "At sea", FieldKind.YES_NO, level=Level.INFORM),
        s.question("sailing", "Appareillage", "Sailing day", FieldKind.DATE, level=None),
        s.question("berths", "Couchettes", "Berths", FieldKind.NUMBER, level=None),
        s.question("words", "Mots-clés", "Keywords", FieldKind.KEYWORDS, level=None),
        s.question("crew", "Équipage", "Crew", FieldKind.PEOPLE),
        s.question("harbours", "Laboratoires à quai", "Laboratories ashore", FieldKind.PARTNERS),
        s.question("logbook", "Carnet de bord", "Logbook", FieldKind.PUBLICATIONS, level=None),
        s.question("cost", "Coût", "Cost", FieldKind.BUDGET),
    ),
)  # fmt: skip
SEAWORTHY = Criterion(
    slug="seaworthy",
    label=Text(fr="Tenue à la mer", en="Seaworthiness"),
    help=Text(fr="Le navire revient.", en="The ship comes back."),
    weight=3,
    threshold=2,
    is_essential=True,
)
INSTRUMENT = Instrument(
    slug="tirs",
    order=9,
    acronym="TIRS",
    name=Text(fr="Navire de recherche international", en="Travelling International Research Ship"),
    short_purpose=Text(fr="Naviguer ensemble.", en="Sail together."),
    purpose=Text(fr="Naviguer ensemble vers un même large : une saison.", en="Sail together for one season."),
    duration=between(6, 18, Unit.MONTHS),
    credits=at_most(30_000, Unit.EUROS),
    credits_managed_by=s.MANAGED_BY_LABORATORY,
    partners=Partners(
        french=Text(fr="Deux ou trois laboratoires.", en="Two or three laboratories."),
        foreign=Text(fr="Trois pays, un responsable.", en="Three countries, one principal investigator."),
        french_laboratories=between(2, 3, Unit.LABORATORIES),
        cnrs_laboratories=at_least(1, Unit.LABORATORIES),
        foreign_laboratories=at_most(4, Unit.LABORATORIES),
        foreign_countries=exactly(3, Unit.COUNTRIES),
        foreign_leads=exactly(1, Unit.PEOPLE),
        may_be_sited_in_france=True,
    ),
    carrier=Carrier(text=Text(fr="Une personne amarinée.", en="A seasoned sailor."), needs_permanent_post=True),
    entry=Entry(
        short=Text(fr="à la marée", en="with the tide"),
        text=Text(fr="L’institut ouvre, à chaque marée.", en="The institute opens, with each tide."),
        opened_by=(Role.INSTITUTE_OFFICER.value,),
        dossier_opened_by=(Role.INSTITUTE_OFFICER.value, Role.CARRIER.value),
        is_permanent=True,
        may_begin_with_expression=True,
        usual_months=(1, 12),
        early_contact=Text(fr="Prévenez le port.", en="Warn the harbour."),
        informs_other_institutes=True,
    ),
    no_prerequisite=Text(fr="Aucune traversée antérieure n’est demandée.", en="No earlier crossing is required."),
    steps=("expression", *s.FILED_AND_TRIAGED, "review", "section", "ranking", "college", "set-up"),
    sections=(EVERY_KIND,),
    papers=(
        Paper(
            slug="charter",
            label=Text(fr="Charte du navire", en="Charter of the ship"),
            help=Text(fr="Signée par l’armateur.", en="Signed by the owner."),
            level=Level.BLOCK,
            from_partner=True,
            or_fields=("logbook", "anchoring"),
        ),
        Paper(
            slug="chart",
            label=Text(fr="Carte", en="Chart"),
            help=Text(fr="À jour.", en="Up to date."),
            level=Level.INFORM,
        ),
    ),
    evaluation=Evaluation(
        by=Text(fr="Des pairs à quai", en="Peers ashore"),
        reviews=1,
        scale=Scale(
            lowest=1,
            highest=2,
            halves=False,
            marks=(
                Mark(value=1, label=Text(fr="à quai", en="ashore")),
                Mark(value=2, label=Text(fr="au large", en="at sea")),
            ),
        ),
        criteria=(SEAWORTHY, replace(s.INTEREST, has_special_attention=True), s.ETHICS),
    ),
    decision=Decision(
        by=Text(fr="La capitainerie.", en="The harbour office."), signed_by=Role.COLLEGE_SECRETARY.value
    ),
    formalisation=Formalisation(
        label=Text(fr="Armement", en="Fitting out"),
        help=Text(fr="On embarque les vivres.", en="Stores are taken aboard."),
        set_up_months=6,
        set_up_extension_months=3,
    ),
    spending=Spending(
        text=Text(fr="Vivres et gazole.", en="Stores and fuel."),
        lines=(BudgetLine(slug="stores", label=Text(fr="Vivres", en="Stores")), s.OTHER),
        may_change_by_convention=True,
    ),
    dedicated_unit=DedicatedUnit(
        text=Text(fr="Une unité dédiée reçoit un canot.", en="A dedicated unit receives a dinghy."),
        lines=(BudgetLine(slug="dinghy", label=Text(fr="Canot", en="Dinghy")),),
    ),
    reports=Reports(
        written_by=Text(fr="Le bord.", en="The crew on board."), annual_due_days=30, final_due_months=2
    ),
    renewal=Renewal(
        text=Text(fr="Deux fois.", en="Twice."), is_possible=True, times=2, opens_month=5, next_instrument="irp"
    ),
)  # fmt: skip
