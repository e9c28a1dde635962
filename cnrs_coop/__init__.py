"""The house itself: settings, addresses, Celery. The only package that knows every app."""

from cnrs_coop.celery import app as celery_app

__all__ = ["celery_app"]
