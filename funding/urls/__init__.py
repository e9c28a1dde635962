"""Addresses of running actions, one module per subject."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from funding.urls import amendments, awards, finance, money, reports, spending

urlpatterns: list[URLPattern | URLResolver] = [
    *amendments.urlpatterns,
    *awards.urlpatterns,
    *finance.urlpatterns,
    *money.urlpatterns,
    *spending.urlpatterns,
    *reports.urlpatterns,
]
