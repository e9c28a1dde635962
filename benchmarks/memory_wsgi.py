"""The house as gunicorn serves it, asked by one client as often as that client likes."""

from unittest.mock import patch

from cnrs_coop.wsgi import application
from directory.throttle import Throttle

__all__ = ["application"]


# one client asks in minutes what people ask in a day
patch.object(Throttle, "is_within", return_value=True).start()
