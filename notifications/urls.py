"""Addresses of the outbox, of the demonstration's mails and of reminders."""

from django.urls import path

from notifications.views import mine, outbox, preview, rules

urlpatterns = [
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<int:mail_id>/again/", outbox.again, name="outbox_again"),
    path("mails/", outbox.kept_mails, name="kept_mails"),
    path("mails/<int:instant>/", outbox.kept_mail, name="kept_mail"),
    path("reminders/", preview.preview, name="reminder_preview"),
    path("reminders/mine/", mine.mine, name="reminder_preferences"),
    path("reminders/rules/", rules.rules, name="reminder_rules"),
    path("reminders/rules/<str:key>/<slug:slug>/", rules.rule, name="reminder_rule"),
    path("reminders/rules/<str:key>/<slug:slug>/restore/", rules.restore, name="reminder_rule_restore"),
]
