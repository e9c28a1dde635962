"""Addresses of a dossier's page."""

from django.urls import path

from proposals.views import dossier

urlpatterns = [path("proposals/<uuid:uid>/", dossier.dossier_page, name="dossier")]
