"""Addresses of requests for changes and of renewals."""

from django.urls import path

from funding.views import amendments

urlpatterns = [
    path("changes/", amendments.amendment_list, name="amendment_list"),
    path("changes/<uuid:uid>/", amendments.amendment, name="amendment"),
    path("changes/<uuid:uid>/acts/<slug:name>/", amendments.AmendmentActView.as_view(), name="amendment_act"),
    path("actions/<uuid:uid>/changes/", amendments.amendment_new, name="amendment_choose"),
    path("actions/<uuid:uid>/changes/<slug:kind>/", amendments.amendment_new, name="amendment_new"),
    path("actions/<uuid:uid>/renew/", amendments.award_renew, name="award_renew"),
]
