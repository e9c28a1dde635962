"""The address to which the editor sends each answer as it is typed."""

from __future__ import annotations

from django.urls import path

from proposals.views import editor

urlpatterns = [
    path("proposals/<uuid:uid>/answers/<slug:field>/", editor.dossier_answer, name="dossier_answer"),
]
