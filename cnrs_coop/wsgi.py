"""The WSGI entry point that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cnrs_coop.settings")

application = get_wsgi_application()

from cnrs_coop.garbage import collect_seldom  # noqa: E402 (models exist only from here on)
from cnrs_coop.installation import refuse_wrong_mode  # noqa: E402

refuse_wrong_mode()
collect_seldom()
