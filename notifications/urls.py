"""Addresses of the outbox, and of the demonstration's mails."""

from django.urls import path

from notifications import views

urlpatterns = [
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<int:mail_id>/again/", views.again, name="outbox_again"),
    path("mails/", views.kept_mails, name="kept_mails"),
    path("mails/<int:instant>/", views.kept_mail, name="kept_mail"),
]
