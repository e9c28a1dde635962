"""Addresses of expressions of interest."""

from django.urls import path

from proposals.views import expressions

urlpatterns = [path("proposals/<uuid:uid>/express/", expressions.dossier_express, name="dossier_express")]
