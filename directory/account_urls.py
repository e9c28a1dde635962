"""Addresses of the person's own pages, beside allauth's under /accounts/."""

from django.urls import path

from directory.views import accounts

urlpatterns = [
    path("profile/", accounts.profile, name="profile"),
    path("data/", accounts.personal_data, name="personal_data"),
    path("data/file/", accounts.personal_data_file, name="personal_data_file"),
]
