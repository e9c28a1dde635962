"""Abstracts of eight projects, each in French and in English, and the person who knows its subject best.

No published abstract whose licence lets it be kept here was at hand: these were written for the tests, with the length,
the turns of phrase and the common words of published ones. They go by twos in neighbouring fields, so that the person
beside the right one is a real rival; the texts in the two languages are no translations of each other.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Subject:
    """What a project says of itself in each language; keywords, profile and titles of whoever knows it."""

    fr: str
    en: str
    keywords: tuple[str, ...]
    expertise: str
    works: tuple[str, ...]


SUBJECTS = {
    "slow slip": Subject(
        "Les glissements lents relâchent, en quelques semaines, une part de la contrainte accumulée entre deux grands "
        "séismes de subduction. Leur extension vers la fosse reste mal connue, faute d’instruments en mer. Nous "
        "proposons de détourner des câbles de télécommunication pour mesurer, par interférométrie optique, la "
        "déformation du fond marin au large du Chili, et de comparer ces mesures aux catalogues de trémors.",
        "How far slow earthquakes extend updip along megathrust faults remains an open question, since land-based "
        "geodesy loses resolution near the trench. We use distributed acoustic sensing on a seafloor cable together "
        "with continuous GNSS records to image transient slip and tremor in the Hikurangi margin, and discuss what "
        "they imply for the budget of elastic strain on the subduction interface.",
        ("subduction", "séismes lents", "fibre optique"),
        "Sismologie des zones de subduction : glissements lents, trémors, capteurs optiques de fond de mer.",
        ("Tremor migration during a slow slip event", "Distributed acoustic sensing of the seafloor"),
    ),
    "ground motion": Subject(
        "La prévision du mouvement du sol en ville repose sur des modèles calés sur des séismes modérés. Nous étudions "
        "les effets de site dans un bassin sédimentaire, à partir d’un réseau dense d’accéléromètres et de mesures de "
        "bruit ambiant, afin de quantifier l’amplification des ondes et la vulnérabilité du bâti ancien. Les résultats "
        "alimenteront des scénarios de dommages établis avec la sécurité civile.",
        "Strong-motion records show that buildings on soft sediments suffer damage well beyond what design spectra "
        "predict. This project combines ambient noise, borehole accelerometers and non-linear soil models to map site "
        "amplification in an urban basin, and derives fragility curves for masonry structures, as an input to seismic "
        "risk scenarios shared with local authorities.",
        ("risque sismique", "effets de site", "accélérométrie"),
        "Mouvement du sol, amplification dans les bassins sédimentaires, vulnérabilité du bâti.",
        ("Site amplification in a sedimentary basin from ambient noise", "Fragility curves for masonry buildings"),
    ),
    "permafrost": Subject(
        "Le dégel du pergélisol met à la disposition des microbes un carbone resté gelé depuis le Pléistocène. La part "
        "de ce carbone ancien dans les émissions actuelles de méthane est débattue. Nous daterons par radiocarbone le "
        "gaz émis par des lacs thermokarstiques de Yakoutie et suivrons, de la colonne de sol à la rivière, le devenir "
        "du carbone organique dissous au long d’une saison.",
        "Abrupt thaw exposes deep, ice-rich soils to decomposition, yet models of the permafrost carbon feedback "
        "mostly describe gradual thaw. Using radiocarbon dating of respired carbon dioxide and methane from "
        "retrogressive thaw slumps, we quantify how much old carbon is released to the atmosphere and how much is "
        "buried again in lake sediments across a Siberian lowland.",
        ("pergélisol", "carbone ancien", "radiocarbone"),
        "Cycle du carbone dans les sols gelés de l’Arctique : dégel, méthane, datation par radiocarbone.",
        ("Release of old carbon from thawing permafrost", "Methane from thermokarst lakes"),
    ),
    "ocean carbon": Subject(
        "Le plancton transfère vers l’océan profond une fraction du carbone fixé en surface. Cette pompe biologique "
        "dépend de la taille des particules, de leur minéralisation et du broutage par le zooplancton. Nous "
        "déploierons des flotteurs équipés de caméras dans le gyre austral pour suivre la chute des agrégats et "
        "contraindre, par les isotopes du thorium, les flux d’export annuels.",
        "The efficiency with which sinking particles carry organic carbon below the mixed layer varies by an order of "
        "magnitude between ocean basins. We combine autonomous floats, sediment traps and thorium disequilibria to "
        "resolve export fluxes in the Southern Ocean, and test whether diatom blooms and zooplankton grazing explain "
        "the attenuation of the flux with depth.",
        ("pompe biologique", "plancton", "export de carbone"),
        "Biogéochimie marine, flux de particules, pompe biologique de carbone, flotteurs autonomes.",
        ("Particle export and the biological pump in the Southern Ocean", "Zooplankton grazing on sinking aggregates"),
    ),
    "spin qubits": Subject(
        "Les qubits de spin dans le silicium sont compatibles avec les procédés de la microélectronique, mais leur "
        "lecture reste lente. Nous coupons ce verrou en couplant des boîtes quantiques à des résonateurs "
        "supraconducteurs à haute impédance. L’objectif est une lecture dispersive en un coup, à une température "
        "supérieure au kelvin, et l’intrication de deux spins distants par un photon micro-onde.",
        "We report progress towards fast readout of electron spins confined in germanium quantum dots. A resonator of "
        "high impedance, superconducting, is coupled to a double quantum dot, and dispersive gate sensing yields a "
        "single-shot fidelity above the threshold for error correction. Charge noise, measured as a function of "
        "temperature, is found to limit the coherence of the spin-photon coupling.",
        ("qubits de spin", "boîtes quantiques", "supraconducteurs"),
        "Spin qubits in semiconductor quantum dots, superconducting resonators, charge noise.",
        ("Dispersive readout of a spin qubit", "Strong spin-photon coupling in a double quantum dot"),
    ),
    "cold atoms": Subject(
        "Les gaz d’atomes froids piégés dans des réseaux optiques réalisent des modèles de matière condensée dont "
        "chaque paramètre se règle. Nous étudierons le transport dans un réseau topologique forcé périodiquement, en "
        "observant site par site les états de bord d’un gaz de fermions, et chercherons comment les interactions "
        "détruisent la quantification du pompage de Thouless.",
        "Ultracold fermions in shaken optical lattices offer a clean setting in which to study topological transport "
        "far from equilibrium. With a quantum gas microscope we follow edge currents atom by atom, and measure how "
        "interactions and disorder degrade the quantised displacement of a Thouless pump. Numerical simulations by "
        "tensor networks accompany the experiment.",
        ("atomes froids", "réseaux optiques", "topologie"),
        "Gaz quantiques ultrafroids, réseaux optiques, matière topologique hors équilibre.",
        ("Thouless pumping of ultracold fermions", "Edge states in a driven optical lattice"),
    ),
    "manuscripts": Subject(
        "Des milliers de feuillets conservés dans les bibliothèques familiales du Sahel n’ont jamais été décrits. Le "
        "projet associe philologues, codicologues et chimistes pour cataloguer un fonds de manuscrits arabes, lire "
        "par imagerie multispectrale les textes effacés et reconnaître les encres. L’édition critique des marges "
        "éclairera l’histoire des écoles et de la circulation des livres.",
        "Palimpsests of the monastic libraries hold lost works in Syriac, Greek and Christian Palestinian Aramaic. We "
        "apply multispectral imaging and statistical processing to recover the erased script, identify the scribes by "
        "their hands, and publish critical editions of the undertexts. Ink and parchment analyses document how the "
        "manuscripts were reused and moved between scriptoria.",
        ("manuscrits", "philologie", "imagerie multispectrale"),
        "Philologie et codicologie des manuscrits arabes et syriaques, encres, édition critique.",
        ("Multispectral imaging of palimpsests", "Scribes and scriptoria: a codicology of Syriac manuscripts"),
    ),
    "languages": Subject(
        "Les parlers de migrants installés dans les ports de l’océan Indien mêlent plusieurs langues sans que les "
        "descriptions grammaticales en rendent compte. Nous constituerons un corpus oral annoté, enregistré dans les "
        "familles, pour étudier l’alternance des langues, les emprunts et la transmission entre générations, et "
        "confronterons ces observations aux archives des recensements.",
        "Contact languages challenge models of language change that assume transmission from parent to child. Drawing "
        "on a corpus of spontaneous conversations recorded among multilingual communities of Melanesia, we annotate "
        "code-switching, borrowing and prosody, and ask which grammatical features are transferred between speakers. "
        "The recordings are archived with the communities.",
        ("langues en contact", "corpus oral", "migrations"),
        "Linguistique de contact, corpus oraux annotés, alternance des langues, transmission.",
        ("Code-switching in multilingual conversations", "Borrowing and language change among migrants"),
    ),
}  # fmt: skip
