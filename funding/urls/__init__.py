"""Addresses of running actions, one module per subject."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from funding.urls import amendments, awards, finance, formalisation, money, reports, spending

urlpatterns: list[URLPattern | URLResolver] = [
    *amendments.urlpatterns,
    *awards.urlpatterns,
    *finance.urlpatterns,
    *formalisation.urlpatterns,
    *money.urlpatterns,
    *spending.urlpatterns,
    *reports.urlpatterns,
]
