"""One database connection per thread, also while Playwright's event loop runs in the thread of the tests.

Django keeps connections per coroutine as soon as a loop runs, so that a page answered from one of Playwright's
greenlets would read through a second connection, outside the transaction of the test.
"""

import threading

from django.db import connections


def keep_one_connection_per_thread() -> None:
    """Keep connections by thread alone; called before the first is opened."""
    connections._connections = threading.local()
