"""The WSGI entry point that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cnrs_coop.settings")


def _begin() -> None:
    """What a web process does once, when its models exist and before it answers."""
    from cnrs_coop.garbage import collect_seldom
    from cnrs_coop.installation import refuse_wrong_mode

    refuse_wrong_mode()
    collect_seldom()


application = get_wsgi_application()
_begin()
