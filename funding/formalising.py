"""What formalisation adds to the life of a dossier: conditions of its acts, pages that ask for them, boxes."""

from __future__ import annotations

from funding import formal_guards as guards
from proposals import conditions
from proposals.models.dossiers import OWN_PAGES

STARTING = ("notify", "start", "sign-convention")
CONDITIONS = (
    *((name, guards.security_lets_pass) for name in guards.HELD),
    ("start", guards.letters_are_signed),
    ("sign-convention", guards.convention_is_signed),
    ("notify", guards.starts_in_the_limits),
    ("start", guards.starts_in_the_limits),
    ("extend-set-up", guards.extension_is_allowed),
)
# acts that ask a day, a number of months: the name of their page
PAGES = {
    "notify": "dossier_notify", "start": "dossier_start", "sign-convention": "dossier_sign_convention",
    "extend-set-up": "dossier_extend_set_up",
}  # fmt: skip


def register_all() -> None:
    """Make conditions, pages and boxes known to the dossiers."""
    from funding.boxes import formalisation
    from proposals.boxes import register

    for name, condition in CONDITIONS:
        conditions.register(name, condition)
    for name in STARTING:
        conditions.posts(name, "award.started")
    OWN_PAGES.update(PAGES)
    for box in formalisation.BOXES:
        register(box)
