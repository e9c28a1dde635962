"""The demonstration: invented people with one passphrase, and what each app adds to make it live.

It exists only in the mode "demonstration"; a database stamped for production refuses that mode at start.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import translation

from directory.enums import Role, Scope

# short French words without accents, easy to type: seven of them make 7 × log2(64) = 42 bits, enough for invented data
WORDS = (
    "abeille", "amande", "ancre", "arbre", "atlas", "aube", "balise", "barque", "basalte", "boussole", "brume",
    "calcaire", "canal", "cascade", "cigale", "comete", "corail", "cristal", "dune", "eclair", "ecorce", "erable",
    "estuaire", "falaise", "fougere", "galet", "glacier", "granit", "grotte", "harpe", "herbier", "houle", "ile",
    "jardin", "lagon", "lande", "lichen", "loutre", "lune", "marais", "mica", "mimosa", "moulin", "nacre", "nuage",
    "olive", "orage", "oxyde", "phare", "planete", "plume", "prisme", "quartz", "rameau", "riviere", "roseau",
    "sable", "safran", "sentier", "silex", "source", "tilleul", "vallon", "volcan",
)  # fmt: skip
SAME_INSTITUTE, OTHER_INSTITUTE = "INSU", "INEE"


@dataclass(frozen=True)
class Account:
    """One invented person: what they hold, over which scope (its kind; demo chooses the one)."""

    name: str
    first_name: str
    last_name: str
    role: Role | None = None
    scope: Scope | None = None
    language: str = "fr"

    @property
    def email(self) -> str:
        return f"{self.name}@demo.example"

    @property
    def is_of_the_unit(self) -> bool:
        """Whether they work in the carrier's unit; somebody who reviews its dossiers works elsewhere."""
        return self.role is None and self.language == "fr"


ACCOUNTS = (
    Account("carrier", "Solenne", "Aubrespin"),
    Account("coeditor", "Baptiste", "Orvanne"),
    Account("director", "Étienne", "Valmorin", Role.UNIT_DIRECTOR, Scope.UNIT),
    Account("officer", "Hélène", "Carradec", Role.INSTITUTE_OFFICER, Scope.INSTITUTE),
    Account("officer2", "Marius", "Tallandec", Role.INSTITUTE_OFFICER, Scope.INSTITUTE),
    Account("reviewer", "Akiko", "Moriyama", language="en"),
    Account("member", "Perrine", "Loisance", Role.SECTION_MEMBER, Scope.SECTION),
    Account("chair", "Ignace", "Morvillars", Role.SECTION_CHAIR, Scope.SECTION),
    Account("direction", "Clémence", "Thévard", Role.INSTITUTE_DIRECTION, Scope.INSTITUTE),
    Account("derci", "Aurélien", "Castagnède", Role.DERCI_OFFICER, Scope.NATIONAL),
    Account("head", "Armelle", "Sérigneau", Role.DERCI_DIRECTOR, Scope.NATIONAL),
    Account("president", "Octave", "Malverny", Role.PRESIDENT, Scope.NATIONAL),
    Account("college", "Rosalie", "Quintrec", Role.COLLEGE_SECRETARY, Scope.NATIONAL),
    Account("fsd", "Ewen", "Daubigné", Role.SECURITY_OFFICER, Scope.NATIONAL),
    Account("finance", "Thibault", "Escoffres", Role.FINANCE_OFFICER, Scope.DELEGATION),
    Account("admin", "Maëlle", "Kerdoncuff", Role.ADMINISTRATOR, Scope.NATIONAL),
)


def has_passphrase() -> bool:
    """Whether this installation has one already."""
    return (Path(settings.DATA_DIR) / "passphrase").exists()


def passphrase() -> str:
    """The one passphrase of this installation, made at the first start and kept in the data folder."""
    path = Path(settings.DATA_DIR) / "passphrase"
    if not has_passphrase():
        path.touch(mode=0o600)
        path.write_text(" ".join(secrets.SystemRandom().sample(WORDS, 7)), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def welcome() -> Iterator[str]:
    """What `make run` prints: the address and, in the demonstration, the accounts."""
    yield f"\n  {settings.PLATFORM_NAME} is at {settings.SITE_URL}\n"
    if settings.IS_DEMONSTRATION:
        for account in ACCOUNTS:
            yield f"  {account.email:26} {account.first_name} {account.last_name}, {_held(account)}"
        yield f"\n  One passphrase for all:  {passphrase()}\n"
    if settings.MAIL_FOLDER:
        yield f"  Mails are not sent: read them at {settings.SITE_URL}/mails/"
    yield "  Ctrl-C stops everything.\n"


def _held(account: Account) -> str:
    # the terminal speaks English, as every command here
    with translation.override("en"):
        return str(account.role.label) if account.role else "no office"
