"""Addresses of rankings, of the arbitration and of the envelopes."""

from django.urls import path

from evaluation.views import rankings

urlpatterns = [
    path("rankings/", rankings.ranking_list, name="ranking_list"),
    path("rankings/begin/", rankings.ranking_begin, name="ranking_begin"),
    path("rankings/<uuid:uid>/", rankings.ranking, name="ranking"),
    path("rankings/<uuid:uid>/cut/", rankings.ranking_cut, name="ranking_cut"),
    path("rankings/<uuid:uid>/order/", rankings.ranking_reorder, name="ranking_reorder"),
    path("rankings/<uuid:uid>/amount/", rankings.ranking_amount, name="ranking_amount"),
    path("rankings/<uuid:uid>/agreement/", rankings.ranking_agree, name="ranking_agree"),
    path("rankings/<uuid:uid>/decide/", rankings.ranking_decide, name="ranking_decide"),
    path("rankings/<uuid:uid>/acts/<slug:name>/", rankings.RankingActView.as_view(), name="ranking_act"),
    path("arbitration/<slug:slug>/", rankings.arbitration, name="arbitration"),
    path("envelopes/", rankings.envelope_list, name="envelope_list"),
]
