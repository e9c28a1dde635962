"""Addresses of publications of results, decisions, letters and the collège."""

from django.urls import path

from evaluation.views import decisions, loose

urlpatterns = [
    path("results/", decisions.release_list, name="release_list"),
    path("results/gather/", loose.release_gather, name="release_gather"),
    path("results/<uuid:uid>/", decisions.release, name="release"),
    path("results/<uuid:uid>/sign/", decisions.SignView.as_view(), name="release_sign"),
    path("results/<uuid:uid>/acts/<slug:name>/", decisions.ReleaseActView.as_view(), name="release_act"),
    path("decisions/<uuid:uid>/", decisions.decision, name="decision"),
    path("decisions/<uuid:uid>/appeal/", decisions.decision_appeal, name="decision_appeal"),
    path("decisions/<uuid:uid>/call/", decisions.decision_call, name="decision_call"),
    path("appeals/<uuid:uid>/", decisions.appeal_answer, name="appeal_answer"),
    path("proposals/<uuid:uid>/decision.<str:language>.pdf", decisions.decision_letter, name="decision_letter"),
    path("letters/<str:code>/", decisions.letter_check, name="letter_check"),
    path("college/", decisions.college_list, name="college_list"),
    path("college/<uuid:uid>/", decisions.college_decide, name="college_decide"),
]
