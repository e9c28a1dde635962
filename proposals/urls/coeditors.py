"""Addresses of those who write with the carrier."""

from django.urls import path

from proposals.views import coeditors

urlpatterns = [
    path("proposals/<uuid:uid>/coeditors/", coeditors.dossier_coeditors, name="dossier_coeditors"),
    path("proposals/<uuid:uid>/coeditors/<uuid:who>/remove/", coeditors.coeditor_remove, name="coeditor_remove"),
    path("coediting/<str:token>/", coeditors.coeditor_accept, name="coeditor_accept"),
]
