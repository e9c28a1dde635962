#!/usr/bin/env python
"""Run administrative tasks of CoopIntEer: `manage.py help` lists them."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cnrs_coop.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # the sentences that name each variable, without the traceback that hides them
        sys.exit(str(error))


if __name__ == "__main__":
    main()
