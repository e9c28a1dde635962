"""A database is a demonstration or it is not: shared accounts never reach real dossiers."""

from directory.models import Installation


class WrongMode(RuntimeError):
    """The house was started in another mode than its database was made in."""


def stamp_mode(mode: str) -> None:
    """Write the mode at the first start; at every other, raise WrongMode when it is another."""
    stamped, _is_new = Installation.objects.get_or_create(pk=1, defaults={"mode": mode})
    if stamped.mode != mode:
        raise WrongMode(
            f"This database was made in the mode “{stamped.mode}” and the house starts in the mode “{mode}”. "
            f"Set MODE={stamped.mode}, or give another DATABASE_URL or DATA_DIR."
        )
