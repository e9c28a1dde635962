"""Routes of the portal: the home page, what the law asks for, the choices of language and display."""

from __future__ import annotations

from typing import Any

from directory.enums import Role
from tests.factories import an_institute
from tests.routes import ANYONE_ELSE, EVERYONE, Route

NO_GET = {ANYONE_ELSE: 405}
BACK = {ANYONE_ELSE: 302}


def _institutes(world: Any, count: int) -> None:
    for _number in range(count):
        an_institute()


ROUTES = [
    Route("home", "/", EVERYONE, fullest=Role.INSTITUTE_OFFICER),
    Route("help", "/help/", EVERYONE, rows=_institutes, queries=5),
    Route("data_notice", "/personal-data/", EVERYONE, queries=4),
    Route("legal_notice", "/legal-notice/", EVERYONE, queries=4),
    Route("accessibility", "/accessibility/", EVERYONE, queries=4),
    # in the demonstration alone
    Route("styleguide", "/styleguide/", {ANYONE_ELSE: 404}),
    Route("set_language", "/language/", NO_GET, post=BACK, data={"language": "en", "next": "/help/"}, is_page=False),
    Route("set_theme", "/theme/", NO_GET, post=BACK, data={"theme": "dark", "next": "/help/"}, is_page=False),
]
