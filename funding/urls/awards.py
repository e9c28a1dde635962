"""Addresses of the list of actions and of the page of one."""

from django.urls import path

from funding.views import awards

urlpatterns = [
    path("actions/", awards.award_list, name="award_list"),
    path("actions/<uuid:uid>/", awards.award_page, name="award"),
    path("actions/<uuid:uid>/centres/", awards.award_centres, name="award_centres"),
    path("actions/<uuid:uid>/dedicated-unit/", awards.award_dedicated_unit, name="award_dedicated_unit"),
    path("commitments/", awards.commitments, name="commitments"),
    path("actions/<uuid:uid>/acts/<slug:name>/", awards.AwardActView.as_view(), name="award_act"),
]
