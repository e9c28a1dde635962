"""Addresses of the unit director's opinions."""

from django.urls import path

from proposals.views import visas

urlpatterns = [
    path("visas/", visas.visa_queue, name="visa_queue"),
    path("visas/several/", visas.visa_several, name="visa_several"),
    path("visas/<uuid:uid>/", visas.visa, name="visa"),
    path("visas/<uuid:uid>/remind/", visas.visa_remind, name="visa_remind"),
    path("visas/<uuid:uid>/acts/<slug:name>/", visas.VisaActView.as_view(), name="visa_act"),
    path("proposals/<uuid:uid>/director/", visas.visa_show, name="visa_show"),
]
