"""Addresses of the automatic assignment of reviewers."""

from django.urls import path

from evaluation.views import assignments

urlpatterns = [
    path("assignments/", assignments.assignment_list, name="assignment_list"),
    path("assignments/runs/<uuid:uid>/", assignments.assignment_run, name="assignment_run"),
    path("assignments/runs/<uuid:uid>/progress/", assignments.assignment_progress, name="assignment_progress"),
    path("assignments/runs/<uuid:uid>/do/<slug:act>/", assignments.assignment_do, name="assignment_do"),
    path("assignments/<slug:slug>/<str:code>/", assignments.assignment_ask, name="assignment_ask"),
    path("assignments/<slug:slug>/<str:code>/pairs/", assignments.assignment_pin, name="assignment_pin"),
]
