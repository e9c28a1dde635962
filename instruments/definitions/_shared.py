"""What several definitions say in the same words: criteria, scale, questions, papers, steps."""

from __future__ import annotations

from directory.enums import Role
from instruments.spec import (
    BudgetLine,
    Choice,
    Criterion,
    Entry,
    FieldKind,
    FormField,
    FormSection,
    Judgement,
    Level,
    Mark,
    Scale,
    Text,
)

# -- steps of a dossier's life, in order --------------------------------------------------------------
FILED_AND_TRIAGED = ("filing", "visa", "triage")
REVIEWED_AND_RANKED = ("review", "ranking")
STEPS_THROUGH_THE_INSTITUTE = ("expression", *FILED_AND_TRIAGED, *REVIEWED_AND_RANKED, "institute-decision", "letters")

# -- credits --------------------------------------------------------------------------------------------
MANAGED_BY_LABORATORY = Text(
    fr="Les crédits sont gérés par le laboratoire CNRS du porteur et versés par tranches annuelles, d’après le projet "
    "initial, les comptes rendus scientifiques et financiers annuels.",
    en="The credits are managed by the CNRS laboratory of the carrier and paid in annual tranches, on the initial "
    "project, the scientific reports and the annual financial reports.",
)
IN_A_CNRS_UNIT = Text(
    fr="Toute personne ayant une activité de recherche dans une unité du CNRS.",
    en="Anyone with a research activity in a CNRS unit.",
)
# how dossiers come in when the institute of the carrier's unit receives them (IRP, IRN)
THROUGH_THE_INSTITUTE = Entry(
    short=Text(fr="auprès de l’institut de l’unité", en="with the institute of the unit"),
    text=Text(
        fr="Le dossier est déposé auprès de l’institut de l’unité du porteur ; les autres instituts sont informés "
        "lorsque le projet est interdisciplinaire.",
        en="The dossier is filed with the institute of the carrier’s unit; the other institutes are informed "
        "when the project is interdisciplinary.",
    ),
    opened_by=(Role.INSTITUTE_OFFICER.value, Role.DERCI_OFFICER.value),
    dossier_opened_by=(Role.CARRIER.value,),
    may_begin_with_expression=True,
    early_contact=Text(
        fr="Prenez contact tôt avec le service international de votre institut.",
        en="Contact the international officer of your institute early.",
    ),
    informs_other_institutes=True,
)
PEERS_IN_INSTITUTES = Text(fr="Des pairs, dans les instituts", en="Peers, in the institutes")

# -- the scale, each mark described -----------------------------------------------------------------------
SCALE_0_TO_5 = Scale(
    lowest=0,
    highest=5,
    halves=True,
    marks=(
        Mark(value=0, label=Text(fr="le dossier ne permet pas de juger", en="the dossier does not allow a judgement")),
        Mark(value=1, label=Text(fr="insuffisant", en="poor")),
        Mark(
            value=2, label=Text(fr="passable, avec des faiblesses importantes", en="fair, with significant weaknesses")
        ),
        Mark(value=3, label=Text(fr="bon, avec des points à reprendre", en="good, with shortcomings")),
        Mark(
            value=4,
            label=Text(fr="très bon, avec quelques points à reprendre", en="very good, with a few shortcomings"),
        ),
        Mark(value=5, label=Text(fr="excellent", en="excellent")),
    ),
)

# -- criteria ---------------------------------------------------------------------------------------------
SCIENTIFIC_QUALITY = Criterion(
    slug="quality",
    label=Text(fr="Qualité scientifique", en="Scientific quality"),
    help=Text(fr="La question, la méthode et ce qui est attendu.", en="The question, the method and what is expected."),
)
INTEREST = Criterion(
    slug="interest",
    label=Text(fr="Intérêt de la collaboration internationale", en="Interest of the international collaboration"),
    help=Text(
        fr="Ce que le partenariat rend possible et que chaque équipe ne ferait pas seule.",
        en="What the partnership makes possible that neither team would do alone.",
    ),
)
TEAMS = Criterion(
    slug="teams",
    label=Text(
        fr="Qualité scientifique et complémentarité des équipes",
        en="Scientific quality and complementarity of the teams",
    ),
    help=Text(fr="Ce que chaque équipe apporte.", en="What each team brings."),
)
YOUNG_RESEARCHERS = Criterion(
    slug="young-researchers",
    label=Text(fr="Participation de jeunes chercheurs", en="Participation of young researchers"),
    help=Text(
        fr="La place faite aux doctorants et aux postdoctorants, des deux côtés.",
        en="The part given to doctoral students and post-doctoral researchers, on both sides.",
    ),
)
ETHICS = Criterion(
    slug="ethics",
    label=Text(fr="Éthique", en="Ethics"),
    help=Text(
        fr="Personnes, données personnelles, animaux, ressources génétiques, terrain, double usage.",
        en="People, personal data, animals, genetic resources, field work, dual use.",
    ),
    judgement=Judgement.IN_WORDS,
    words=(
        Text(fr="acceptable", en="acceptable"),
        Text(fr="à préciser", en="to clarify"),
        Text(fr="non acceptable", en="not acceptable"),
    ),
)
FINANCE = Criterion(
    slug="finance",
    label=Text(fr="Justification financière", en="Financial justification"),
    help=Text(fr="Le budget sert le programme de travail.", en="The budget serves the work plan."),
)
SCIENTIFIC_BALANCE = Criterion(
    slug="scientific-balance",
    label=Text(
        fr="Équilibre des activités scientifiques entre les partenaires",
        en="Balance of scientific activities between the partners",
    ),
    help=Text(fr="Qui fait quoi, de chaque côté.", en="Who does what, on each side."),
)
HISTORY = Criterion(
    slug="history",
    label=Text(fr="Historique des relations", en="History of relations"),
    help=Text(fr="Ce que les équipes ont déjà fait ensemble.", en="What the teams have already done together."),
)

# -- budget lines -----------------------------------------------------------------------------------------
MISSIONS_OUT = BudgetLine(slug="missions-out", label=Text(fr="Missions sortantes", en="Outgoing missions"))
MISSIONS_IN = BudgetLine(slug="missions-in", label=Text(fr="Missions entrantes", en="Incoming missions"))
MEETINGS = BudgetLine(slug="meetings", label=Text(fr="Réunions de travail", en="Working meetings"))
FIELD_MISSIONS = BudgetLine(slug="field-missions", label=Text(fr="Missions de terrain", en="Field missions"))
OTHER = BudgetLine(slug="other", label=Text(fr="Autres dépenses", en="Other spending"), is_eligible=False)

# -- questions of the form ----------------------------------------------------------------------------------
BLOCK, WARN = Level.BLOCK, Level.WARN


def question(slug: str, fr: str, en: str, kind: FieldKind = FieldKind.TEXT, *, limit: int | None = None,
             level: Level | None = BLOCK, hint: Text | None = None, choices: tuple[Choice, ...] = (),
             choices_from: str | None = None) -> FormField:  # fmt: skip
    """One question; an empty answer blocks the filing unless another level is given."""
    return FormField(slug=slug, label=Text(fr=fr, en=en), kind=kind, help=hint, limit=limit, level=level,
                     choices=choices, choices_from=choices_from)  # fmt: skip


IN_BRIEF = FormSection(
    slug="brief",
    title=Text(fr="Le projet en bref", en="The project in brief"),
    in_expression=True,
    fields=(
        question("title", "Titre du projet", "Title of the project", FieldKind.LINE, limit=200),
        question("acronym", "Acronyme", "Acronym", FieldKind.LINE, limit=20, level=None),
        question("abstract-fr", "Résumé en français", "Abstract in French", limit=2000),
        question("abstract-en", "Résumé en anglais", "Abstract in English", limit=2000),
        question("keywords", "Mots-clés", "Keywords", FieldKind.KEYWORDS, level=WARN),
        question("start", "Début souhaité", "Wished start", FieldKind.DATE, level=None),
        question("sections", "Sections du Comité national concernées", "Sections of the Comité national concerned",
                 FieldKind.CHOICES, level=None, choices_from="sections"),
        question("other-institutes", "Autres instituts concernés", "Other institutes concerned", FieldKind.CHOICES,
                 level=None, choices_from="institutes",
                 hint=Text(fr="Ils seront informés du dépôt ; un seul institut évalue et finance.",
                           en="They will be told of the filing; one institute alone evaluates and funds.")),
    ),
)  # fmt: skip
TEAMS_AND_PARTNERS = FormSection(
    slug="teams",
    title=Text(fr="Équipes et partenaires", en="Teams and partners"),
    in_expression=True,
    fields=(
        question("partners", "Laboratoires partenaires", "Partner laboratories", FieldKind.PARTNERS),
        question("participants", "Participants des deux côtés", "Participants on both sides", FieldKind.PEOPLE),
        question("complementarity", "Ce que chaque équipe apporte", "What each team brings", limit=4000),
    ),
)
SCIENCE = FormSection(
    slug="science",
    title=Text(fr="Projet scientifique", en="Scientific project"),
    fields=(
        question("context", "Contexte et objectifs", "Context and objectives", limit=6000),
        question("work-plan", "Programme de travail, année par année", "Work plan, year by year", limit=8000),
        question("interest", "Intérêt de la collaboration", "Interest of the collaboration", limit=3000),
        question("outcomes", "Résultats attendus", "Expected outcomes", limit=3000),
    ),
)
YOUNG = FormSection(
    slug="young",
    title=Text(fr="Jeunes chercheurs", en="Young researchers"),
    fields=(
        question("young-researchers", "Place des doctorants et postdoctorants",
                 "Part of doctoral students and post-doctoral researchers", limit=2000, level=WARN),
    ),
)  # fmt: skip
PAST = FormSection(
    slug="history",
    title=Text(fr="Relations antérieures", en="Earlier relations"),
    fields=(
        question("publications", "Publications communes", "Joint publications", FieldKind.PUBLICATIONS, level=None),
        question("history", "Historique de la collaboration", "History of the collaboration", limit=3000, level=WARN),
    ),
)
BUDGET = FormSection(
    slug="budget",
    title=Text(fr="Budget", en="Budget"),
    fields=(
        question("budget", "Budget par année, ligne et source", "Budget by year, line and source", FieldKind.BUDGET),
        question("justification", "Justification financière", "Financial justification", limit=3000),
    ),
)
ETHICS_TOPICS = (
    Choice(slug="people", label=Text(fr="Recherche sur des personnes", en="Research on people")),
    Choice(slug="personal-data", label=Text(fr="Données personnelles", en="Personal data")),
    Choice(slug="animals", label=Text(fr="Animaux", en="Animals")),
    Choice(
        slug="genetic-resources",
        label=Text(fr="Ressources génétiques (protocole de Nagoya)", en="Genetic resources (Nagoya Protocol)"),
    ),
    Choice(slug="field", label=Text(fr="Autorisations de terrain", en="Field permits")),
    Choice(slug="dual-use", label=Text(fr="Double usage", en="Dual use")),
)
ETHICS_SECTION = FormSection(
    slug="ethics",
    title=Text(fr="Éthique", en="Ethics"),
    fields=(
        question("ethics-topics", "Points concernés", "Points concerned", FieldKind.CHOICES, level=None,
                 choices=ETHICS_TOPICS),
        question("ethics", "Comment ils sont traités", "How they are dealt with", limit=3000),
    ),
)  # fmt: skip
