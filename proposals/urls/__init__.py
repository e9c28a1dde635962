"""Addresses of dossiers, one module per part of the path."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from proposals.urls import dossier, expressions, visas

urlpatterns: list[URLPattern | URLResolver] = [
    *dossier.urlpatterns,
    *expressions.urlpatterns,
    *visas.urlpatterns,
]
