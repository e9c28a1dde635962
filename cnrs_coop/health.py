"""What a probe learns of this process: is it alive, and has it what it needs to answer people."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from directory.actions.installation import WrongMode, check_mode

OK = "ok"
BROKER_PATIENCE = 2.0  # seconds


def state_of_database() -> str:
    """Whether the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "does not answer"
    return OK


def state_of_migrations() -> str:
    """Whether the database has the tables this version expects, and was made in this mode."""
    try:
        executor = MigrationExecutor(connection)
        lacking = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if lacking:
            return f"{lacking} to apply: run manage.py prepare"
        check_mode(settings.MODE)
    except WrongMode as error:
        return str(error)
    except DatabaseError:
        return "unknown while the database does not answer"
    return OK


def state_of_broker() -> str:
    """Whether Redis answers; the embedded default needs none."""
    if not settings.REDIS_URL:
        return OK
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=BROKER_PATIENCE, socket_timeout=BROKER_PATIENCE
    )
    try:
        client.ping()
    except redis.RedisError:
        return "does not answer: pages are served, mails and PDF files wait"
    finally:
        client.close()
    return OK


CHECKS: dict[str, Callable[[], str]] = {
    "database": state_of_database,
    "migrations": state_of_migrations,
    "broker": state_of_broker,
}
# without a broker people still file: taking the pages away would lose what the broker cannot
NEEDED: Iterable[str] = ("database", "migrations")
