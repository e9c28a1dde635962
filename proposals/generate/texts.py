"""Words of invented proposals, in both languages. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Topic:
    """A field of research: what is studied, by what, and the words under which it is found."""

    what_fr: str
    what_en: str
    by_fr: str
    by_en: str
    keywords: tuple[str, ...]


TOPICS = (
    Topic("Glissements lents et séismes profonds", "Slow slip and deep earthquakes", "fibre optique et fond de mer",
          "optical fibre and sea floor", ("séisme", "subduction", "fibre optique")),
    Topic("Poussières sahariennes et nuages froids", "Saharan dust and cold clouds", "lidar et mesures en vol",
          "lidar and airborne measurements", ("aérosols", "nuages", "lidar")),
    Topic("Mémoire isotopique des coraux", "Isotopic memory of corals", "géochimie et modèles couplés",
          "geochemistry and coupled models", ("corail", "isotopes", "paléoclimat")),
    Topic("Bassins versants sous mégasécheresse", "Catchments under megadrought", "observatoire partagé",
          "a shared observatory", ("hydrologie", "sécheresse", "observatoire")),
    Topic("Pergélisol et carbone ancien", "Permafrost and old carbon", "forages et datation", "drilling and dating",
          ("pergélisol", "carbone", "Arctique")),
    Topic("Pollinisateurs des îles", "Pollinators of islands", "réseaux d’interaction et génomique",
          "interaction networks and genomics", ("pollinisation", "îles", "génomique")),
    Topic("Manuscrits du désert", "Manuscripts of the desert", "imagerie multispectrale et philologie",
          "multispectral imaging and philology", ("manuscrits", "philologie", "imagerie")),
    Topic("Villes moyennes et mobilités", "Middle-sized towns and mobility", "enquêtes et données ouvertes",
          "surveys and open data", ("ville", "mobilité", "enquête")),
    Topic("Catalyse à faible platine", "Catalysis with little platinum", "spectroscopie operando",
          "operando spectroscopy", ("catalyse", "hydrogène", "spectroscopie")),
    Topic("Polymères auto-réparants", "Self-healing polymers", "chimie dynamique et mécanique",
          "dynamic chemistry and mechanics", ("polymère", "auto-réparation", "mécanique")),
    Topic("Mémoire de travail et sommeil", "Working memory and sleep", "électrophysiologie et modèles",
          "electrophysiology and models", ("sommeil", "mémoire", "électrophysiologie")),
    Topic("Résistance aux antibiotiques dans les rivières", "Antibiotic resistance in rivers",
          "métagénomique de terrain", "field metagenomics", ("antibiorésistance", "rivière", "métagénomique")),
    Topic("Ondes gravitationnelles et bruit sismique", "Gravitational waves and seismic noise",
          "capteurs et apprentissage", "sensors and learning", ("ondes gravitationnelles", "bruit", "capteur")),
    Topic("Matière topologique hors équilibre", "Topological matter out of equilibrium", "atomes froids et théorie",
          "cold atoms and theory", ("topologie", "atomes froids", "hors équilibre")),
    Topic("Équations cinétiques et grands réseaux", "Kinetic equations and large networks",
          "analyse et simulation", "analysis and simulation", ("équations cinétiques", "réseaux", "analyse")),
    Topic("Preuves vérifiées de compilateurs", "Verified proofs of compilers", "assistants de preuve",
          "proof assistants", ("preuve", "compilateur", "vérification")),
    Topic("Robots souples en milieu sous-marin", "Soft robots under water", "actionneurs et commande",
          "actuators and control", ("robotique", "sous-marin", "commande")),
    Topic("Migrations et langues en contact", "Migration and languages in contact", "corpus oraux et archives",
          "oral corpora and archives", ("langues", "migration", "corpus")),
)  # fmt: skip
PLACES = (
    ("dans le Pacifique austral", "in the South Pacific"), ("en mer de Norvège", "in the Norwegian Sea"),
    ("sur les hauts plateaux", "on the high plateaux"), ("en Afrique australe", "in Southern Africa"),
    ("autour de la Méditerranée", "around the Mediterranean"), ("au bord du Mékong", "along the Mekong"),
    ("dans les Andes", "in the Andes"), ("au Japon et en France", "in Japan and in France"),
    ("du laboratoire au terrain", "from the laboratory to the field"), ("à grande échelle", "at large scale"),
)  # fmt: skip
SENTENCES_FR = (
    "Ce projet part d’une observation que nos deux équipes ont faite chacune de leur côté : {what}, étudiés par {by}, "
    "ne s’expliquent pas avec les modèles actuels.",
    "L’équipe française apporte la méthode et la chaîne de traitement ; l’équipe partenaire apporte le terrain, les "
    "séries longues et la connaissance des lieux.",
    "La première année établit un protocole commun, éprouvé sur un site de chaque côté, et forme deux doctorantes à "
    "son usage.",
    "La deuxième année compare les résultats, site par site, et publie les données avec leur incertitude.",
    "Nous demandons des missions courtes et des réunions de travail : le matériel existe déjà dans les deux "
    "laboratoires.",
    "Le risque principal est l’accès au terrain pendant la mauvaise saison ; un second site est prévu.",
    "Les jeunes chercheurs passent chacun deux mois dans l’autre équipe et présentent leurs résultats ensemble.",
    "Les données seront ouvertes au bout de six mois, dans un entrepôt commun aux deux institutions.",
    "Au-delà des deux ans, nous préparons une réponse commune à un appel plus large, avec un troisième partenaire.",
)
SENTENCES_EN = (
    "This project starts from an observation that both our teams made, each on its side: {what}, studied by {by}, are "
    "not explained by present models.",
    "The French team brings the method and the processing chain; the partner team brings the field, long series and "
    "knowledge of the places.",
    "The first year sets up a common protocol, tried on one site on each side, and trains two doctoral students to it.",
    "The second year compares the results, site by site, and publishes the data with their uncertainty.",
    "We ask for short missions and working meetings: the equipment exists already in both laboratories.",
    "The main risk is access to the field in the bad season; a second site, easier to reach, is planned.",
    "Young researchers each spend two months with the other team and present their results together.",
    "The data will be open after six months, in a repository common to both institutions.",
    "Beyond the two years, we prepare a joint answer to a larger call, with a third partner.",
)
FIRST_NAMES = (
    "Solenne", "Baptiste", "Inès", "Akiko", "Étienne", "Nour", "Perrine", "Ignace", "Ewen", "Zoë", "Karim", "Maëlle",
    "Aurélien", "Thandiwe", "Luís", "Ólafur", "Chiara", "Jiří", "Ngozi", "Pavlína", "Hélène", "Rosalie", "Ayşe",
)  # fmt: skip
LAST_NAMES = (
    "Aubrespin", "Orvanne", "Valmorin", "Carradec", "Tallandec", "Moriyama", "Loisance", "Morvillars", "Thévard",
    "Castagnède", "Quintrec", "Daubigné", "Escoffres", "Kerdoncuff", "Ndlovu", "Sandström", "Oliveira", "Třebický",
    "Yıldız", "O’Rourke", "Bellefontaine-Desrosiers", "Ferrandini", "Ouedraogo", "Kowalczyk",
)  # fmt: skip
INSTITUTIONS = (
    ("Universidad del Pacífico Austral", "CL"), ("Kita-Umi Institute of Oceanography", "JP"),
    ("Nordic College of Ice Studies", "NO"), ("Université des Hauts Plateaux", "MA"),
    ("Institute for Island Ecology", "NZ"), ("Universidade da Serra Clara", "BR"), ("Tshwane Field Institute", "ZA"),
    ("Lakeside University", "CA"),
)  # fmt: skip


def dice(seed: int) -> Random:
    """What draws invented texts: the same ones for the same seed, nothing secret."""
    return Random(seed)  # noqa: S311


def title(topic: Topic, rng: Random, language: str) -> str:
    """A title such as « Glissements lents et séismes profonds dans les Andes : fibre optique et fond de mer »."""
    place = rng.choice(PLACES)
    if language == "en":
        return f"{topic.what_en} {place[1]}: {topic.by_en}"
    return f"{topic.what_fr} {place[0]} : {topic.by_fr}"


def text(topic: Topic, rng: Random, language: str, limit: int) -> str:
    """A few paragraphs on `topic`, of at most `limit` characters."""
    sentences = SENTENCES_EN if language == "en" else SENTENCES_FR
    what, by = (topic.what_en, topic.by_en) if language == "en" else (topic.what_fr, topic.by_fr)
    order = rng.sample(sentences, len(sentences))
    kept = ""
    for place, sentence in enumerate(order):
        said = sentence.format(what=what[:1].lower() + what[1:], by=by)
        more = f"{kept}{'' if not kept else (chr(10) * 2 if place % 3 == 0 else ' ')}{said}"
        if len(more) > limit:
            break
        kept = more
    return kept or what[:limit]
