"""The house as a Django app, so that its commands are found and its receivers connected."""

from importlib import import_module

from django.apps import AppConfig


class HouseConfig(AppConfig):
    name = "cnrs_coop"
    verbose_name = "CoopIntEer"

    def ready(self) -> None:
        import_module("cnrs_coop.receivers")
