"""Logs: one JSON object a line in production, readable lines elsewhere; each carries the id of its request."""

from __future__ import annotations

from typing import Any

import structlog

SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_settings(*, is_json: bool, level: str) -> dict[str, Any]:
    """Django's LOGGING: everything to standard error from `level` on; the rest is the business of whoever runs it.

    An error is told without the values of its variables: they hold what people typed, and drawing them takes seconds
    during which no other page is answered.
    """
    last: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if is_json:
        last += [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    else:
        last.append(structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback))
    output = {"handlers": ["output"], "level": level, "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "house": {"()": structlog.stdlib.ProcessorFormatter, "processors": last, "foreign_pre_chain": SHARED}
        },
        "handlers": {"output": {"class": "logging.StreamHandler", "formatter": "house"}},
        "root": {"handlers": ["output"], "level": level},
        # these come with handlers of their own, which would print a second time or write a mail
        "loggers": dict.fromkeys(("django", "gunicorn.error", "celery"), output),
    }
