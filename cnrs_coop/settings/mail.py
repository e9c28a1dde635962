"""Where mails go: the SMTP server of EMAIL_URL, or the folder of the demonstration."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from cnrs_coop.settings.env import Environment

SMTP = "django.core.mail.backends.smtp.EmailBackend"
FOLDER = "notifications.folder.FolderBackend"
EXAMPLE = "smtp://user:password@host:587 (smtps:// for TLS from the first byte, ?starttls=no for a server without it)"


def mail_settings(env: Environment, url: str) -> dict[str, Any]:
    """Django's EMAIL_* settings from `url`: smtp:// (STARTTLS when it is not on this machine) or smtps://.

    Without an address, mails are kept as files in MAIL_FOLDER, to be read by whoever tries the house.
    """
    if not url:
        return {"EMAIL_BACKEND": FOLDER}
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        env.problems.append(f"EMAIL_URL is not understood: it should be an address such as {EXAMPLE}.")
        return {}
    is_secure = parts.scheme == "smtps"
    wanted = parse_qs(parts.query).get("starttls", ["no" if parts.hostname in ("localhost", "127.0.0.1") else "yes"])
    if wanted[0] not in ("yes", "no") or not parts.hostname:
        env.problems.append(f"EMAIL_URL is not understood: it should be an address such as {EXAMPLE}.")
    starts_tls = wanted[0] == "yes" and not is_secure
    return {
        "EMAIL_BACKEND": SMTP,
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if is_secure else 587 if starts_tls else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": is_secure,
        "EMAIL_USE_TLS": starts_tls,
    }
