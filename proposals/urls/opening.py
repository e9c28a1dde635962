"""Addresses of one's dossiers, and of opening a new one."""

from django.urls import path

from proposals.views import opening

urlpatterns = [
    path("proposals/", opening.proposal_list, name="proposal_list"),
    path("proposals/adviser/", opening.instrument_adviser, name="instrument_adviser"),
    path("proposals/new/", opening.proposal_choose, name="proposal_choose"),
    path("proposals/new/<slug:slug>/", opening.proposal_new, name="proposal_new"),
]
