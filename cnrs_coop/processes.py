"""Which processes make the house, and with which command: the supervisor and docker-compose run the same."""

from __future__ import annotations

import sys

from django.conf import settings

CELERY = ("-m", "celery", "--quiet", "-A", "cnrs_coop")


def commands() -> dict[str, list[str]]:
    """Name → command of each process. Without a broker, the worker is also the scheduler (`settings/work.py`)."""
    if settings.REDIS_URL:
        return {"web": web(), "worker": worker(), "scheduler": scheduler()}
    return {"web": web(), "worker": worker()}


def web() -> list[str]:
    """gunicorn: threads, since pages wait for the database; no control socket in somebody's home."""
    return [
        sys.executable, "-m", "gunicorn", "cnrs_coop.wsgi", "--bind", f"{settings.HOST}:{settings.PORT}",
        "--worker-class", "gthread", "--workers", str(settings.WEB_WORKERS), "--threads", "4",
        "--max-requests", "5000", "--max-requests-jitter", "500", "--graceful-timeout", "10", "--no-control-socket",
        "--log-level", "warning",
    ]  # fmt: skip


def worker() -> list[str]:
    """What sends mails, makes PDFs and moves calls."""
    # whoever tries the house as root is not warned of it in ten lines
    quiet = () if settings.IS_PRODUCTION else ("-W", "ignore:You're running the worker with superuser")
    return [sys.executable, *quiet, *CELERY, "worker", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"]


def scheduler() -> list[str]:
    """The clock beside a broker; exactly one."""
    return [sys.executable, *CELERY, "beat", "--loglevel", "WARNING", "--pidfile", ""]
