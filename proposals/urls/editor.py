"""Addresses of whoever writes a dossier."""

from django.urls import path

from proposals.views import editor

urlpatterns = [
    path("proposals/<uuid:uid>/edit/", editor.dossier_edit, name="dossier_edit"),
    path("proposals/<uuid:uid>/edit/<slug:section>/", editor.dossier_section, name="dossier_section"),
    path("proposals/<uuid:uid>/missing/", editor.dossier_missing, name="dossier_missing"),
    path("proposals/<uuid:uid>/preview/", editor.dossier_preview, name="dossier_preview"),
]
