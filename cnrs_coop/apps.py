"""The house as a Django app, so that its commands are found."""

from django.apps import AppConfig


class HouseConfig(AppConfig):
    name = "cnrs_coop"
    verbose_name = "CoopIntEer"
