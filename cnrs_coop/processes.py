"""Which processes make the house, and with which command: the supervisor and docker-compose run the same."""

from __future__ import annotations

from cnrs_coop.supervisor import python

WORKER = ("-m", "celery", "-A", "cnrs_coop", "worker", "--loglevel", "WARNING")


def web(bind: str, workers: int = 2) -> list[str]:
    """gunicorn on `bind` (host:port): threads, since pages wait for the database."""
    return python(
        "-m", "gunicorn", "cnrs_coop.wsgi", "--bind", bind, "--worker-class", "gthread", "--workers", str(workers),
        "--threads", "4", "--max-requests", "5000", "--max-requests-jitter", "500", "--no-control-socket",
        "--log-level", "warning",
    )  # fmt: skip


def worker() -> list[str]:
    """A worker beside a broker."""
    return python(*WORKER, "--concurrency", "2", "--max-tasks-per-child", "200")


def scheduler() -> list[str]:
    """The scheduler beside a broker; exactly one."""
    return python("-m", "celery", "-A", "cnrs_coop", "beat", "--loglevel", "WARNING")


def worker_with_scheduler() -> list[str]:
    """Without a broker: one process that is both, on a queue of its own memory."""
    return python(*WORKER, "--pool", "solo", "--without-gossip", "--without-mingle", "--without-heartbeat")
