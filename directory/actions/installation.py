"""A database is a demonstration or it is not: shared accounts never reach real dossiers."""

from directory.models import Installation, Person

DEMONSTRATION_DOMAIN = "demo.example"


class WrongMode(RuntimeError):
    """The house was started in another mode than its database was made in."""


def stamp_mode(mode: str) -> None:
    """Write the mode at the first start; at every other, raise WrongMode when it is another."""
    _refuse_shared_accounts(mode)
    stamped, _is_new = Installation.objects.get_or_create(pk=1, defaults={"mode": mode})
    _refuse_other(stamped.mode, mode)


def check_mode(mode: str) -> None:
    """Raise WrongMode when the database was made in another mode, or holds what this mode refuses. Writes nothing."""
    _refuse_shared_accounts(mode)
    stamped = Installation.objects.filter(pk=1).first()
    if stamped is not None:
        _refuse_other(stamped.mode, mode)


def _refuse_other(stamped: str, mode: str) -> None:
    if stamped != mode:
        raise WrongMode(
            f"This database was made in the mode “{stamped}” and the house starts in the mode “{mode}”. "
            f"Set MODE={stamped}, or give another DATABASE_URL or DATA_DIR."
        )


def _refuse_shared_accounts(mode: str) -> None:
    if mode == "production" and Person.objects.filter(email__endswith=f"@{DEMONSTRATION_DOMAIN}").exists():
        raise WrongMode(
            f"This database holds accounts of the demonstration (@{DEMONSTRATION_DOMAIN}), whose passphrase is shared: "
            "the mode “production” refuses it. Give a database of its own in DATABASE_URL."
        )
