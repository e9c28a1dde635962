"""Addresses of the directory."""

from django.urls import path

from directory.views import organisations, search, units

urlpatterns = [
    path("directory/organisations/", search.organisation_search, name="organisation_search"),
    path("directory/organisations/suggestions/", search.organisation_suggestions, name="organisation_suggestions"),
    path("directory/organisations/enter/", organisations.organisation_enter, name="organisation_enter"),
    path("directory/organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("directory/units/", search.unit_search, name="unit_search"),
    path("directory/units/suggestions/", search.unit_suggestions, name="unit_suggestions"),
    path("directory/units/enter/", units.unit_enter, name="unit_enter"),
    path("directory/units/to-confirm/", units.units_to_confirm, name="units_to_confirm"),
    path("directory/units/<int:pk>/", units.unit, name="unit"),
    path("directory/units/<int:pk>/confirm/", units.unit_confirm, name="unit_confirm"),
]
