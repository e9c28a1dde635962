"""Addresses of the evaluation, one module per part of the path."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from evaluation.urls import reviews

urlpatterns: list[URLPattern | URLResolver] = [
    *reviews.urlpatterns,
]
