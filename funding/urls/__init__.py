"""Addresses of running actions, one module per subject."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from funding.urls import awards, reports

urlpatterns: list[URLPattern | URLResolver] = [
    *awards.urlpatterns,
    *reports.urlpatterns,
]
