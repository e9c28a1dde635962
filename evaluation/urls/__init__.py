"""Addresses of the evaluation, one module per part of the path."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from evaluation.urls import assignments, decisions, rankings, reviewers, reviews, sessions

urlpatterns: list[URLPattern | URLResolver] = [
    *assignments.urlpatterns,
    *decisions.urlpatterns,
    *rankings.urlpatterns,
    *reviewers.urlpatterns,
    *reviews.urlpatterns,
    *sessions.urlpatterns,
]
