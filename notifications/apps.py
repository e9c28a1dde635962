"""Notifications as a Django app: finds every app's mails and reminders when Django is ready."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        import_module("notifications.receivers")
        autodiscover_modules("messages")
        autodiscover_modules("reminders")
