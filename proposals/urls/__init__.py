"""Addresses of dossiers, one module per part of the path."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from proposals.urls import (
    answers,
    board,
    coeditors,
    corrections,
    dossier,
    editor,
    expressions,
    filing,
    lines,
    opening,
    papers,
    visas,
)

urlpatterns: list[URLPattern | URLResolver] = [
    # first: addresses are tried in turn, and this one is asked for with every pause of whoever writes
    *answers.urlpatterns,
    *board.urlpatterns,
    *dossier.urlpatterns,
    *coeditors.urlpatterns,
    *corrections.urlpatterns,
    *expressions.urlpatterns,
    *filing.urlpatterns,
    *lines.urlpatterns,
    *opening.urlpatterns,
    *papers.urlpatterns,
    *visas.urlpatterns,
    # last: its pages take any section
    *editor.urlpatterns,
]
