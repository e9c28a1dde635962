"""Addresses of the lines of a dossier, and of the partner's link."""

from django.urls import path, re_path

from proposals.views import budget, lines, partner_link

UID = "(?P<uid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
KIND = "(?P<kind>partners|participants|publications|cofunding)"

urlpatterns = [
    re_path(rf"^proposals/{UID}/{KIND}/new/$", lines.line, name="dossier_line_new"),
    re_path(rf"^proposals/{UID}/{KIND}/(?P<pk>\d{{1,15}})/$", lines.line, name="dossier_line"),
    re_path(rf"^proposals/{UID}/{KIND}/(?P<pk>\d{{1,15}})/remove/$", lines.line_remove, name="dossier_line_remove"),
    path("proposals/<uuid:uid>/budget/", budget.budget, name="dossier_budget"),
    path("proposals/<uuid:uid>/budget/<slug:cell>/", budget.budget_cell, name="dossier_budget_cell"),
    path("proposals/<uuid:uid>/partners/<int:pk>/ask/", lines.partner_ask, name="partner_ask"),
    path("partner/<str:token>/", partner_link.partner_page, name="partner_link"),
    path("partner/<str:token>/letter/", partner_link.partner_letter, name="partner_letter"),
]
