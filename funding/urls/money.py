"""Addresses of the money of one action."""

from django.urls import path

from funding.views import money

urlpatterns = [
    path("actions/<uuid:uid>/plan/", money.award_plan, name="award_plan"),
    path("actions/<uuid:uid>/ledger/", money.award_ledger, name="award_ledger"),
    path("actions/<uuid:uid>/grant/", money.grant_propose, name="grant_propose"),
    path("actions/<uuid:uid>/tranches/<int:number>/derogation/", money.derogation_give, name="derogation_give"),
    path("derogations/<uuid:uid>/end/", money.derogation_end, name="derogation_end"),
    path("grant-changes/<uuid:uid>/", money.grant_change, name="grant_change"),
    path("grant-changes/<uuid:uid>/acts/<slug:name>/", money.GrantChangeActView.as_view(), name="grant_change_act"),
]
