"""Addresses of the outbox, of the demonstration's mails and of reminders."""

from django.urls import path

from notifications.views import mine, outbox

urlpatterns = [
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<int:mail_id>/again/", outbox.again, name="outbox_again"),
    path("mails/", outbox.kept_mails, name="kept_mails"),
    path("mails/<int:instant>/", outbox.kept_mail, name="kept_mail"),
    path("reminders/mine/", mine.mine, name="reminder_preferences"),
]
