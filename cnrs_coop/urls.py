"""Addresses of the house; each app keeps its own."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("instruments.urls")),
    path("", include("portal.urls")),
]
