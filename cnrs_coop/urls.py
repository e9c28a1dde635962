"""Addresses of the house; each app keeps its own."""

from django.urls import include, path

from directory.admin import reference_site

handler400 = "portal.errors.bad_request"
handler500 = "cnrs_coop.views.server_error"

# those of the apps that are asked most come first: addresses are tried in turn
urlpatterns = [
    path("", include("proposals.urls")),
    path("", include("evaluation.urls")),
    path("", include("funding.urls")),
    path("accounts/", include("directory.account_urls")),
    path("accounts/", include("allauth.urls")),
    path("offices/", include("directory.office_urls")),
    path("admin/", reference_site.urls),
    path("", include("directory.urls")),
    path("", include("instruments.urls")),
    path("", include("notifications.urls")),
    path("", include("portal.urls")),
]
