"""Addresses of what ends a correction without a new filing, and of what is kept of it."""

from django.urls import path

from proposals.views import corrections

urlpatterns = [
    path("proposals/<uuid:uid>/keep-filed/", corrections.dossier_keep_filed, name="dossier_keep_filed"),
    path("proposals/<uuid:uid>/end-correction/", corrections.dossier_end_correction, name="dossier_end_correction"),
    path("proposals/<uuid:uid>/set-aside/", corrections.dossier_set_aside, name="dossier_set_aside"),
    path("proposals/<uuid:uid>/set-aside/<int:number>/", corrections.dossier_set_aside, name="dossier_set_aside"),
]
