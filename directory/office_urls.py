"""Addresses of offices."""

from django.urls import path

from directory.views import offices

urlpatterns = [
    path("", offices.OfficeList.as_view(), name="office_list"),
    path("grant/", offices.GrantChoice.as_view(), name="office_grant_choice"),
    path("grant/<slug:role>/", offices.Grant.as_view(), name="office_grant"),
    path("<int:pk>/", offices.OfficePage.as_view(), name="office"),
    path("<int:pk>/end/", offices.EndOffice.as_view(), name="office_end"),
    path("<int:pk>/stand-in/", offices.NameStandIn.as_view(), name="office_stand_in"),
    path("stand-ins/<int:pk>/end/", offices.EndStandIn.as_view(), name="stand_in_end"),
]
