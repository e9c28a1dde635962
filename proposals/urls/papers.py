"""Addresses of the papers of a dossier."""

from django.urls import path

from proposals.views import papers

urlpatterns = [
    path("proposals/<uuid:uid>/edit/papers/", papers.dossier_papers, name="dossier_papers"),
    path("proposals/<uuid:uid>/edit/papers/state/", papers.dossier_papers_state, name="dossier_papers_state"),
    path(
        "proposals/<uuid:uid>/edit/papers/<uuid:file>/remove/", papers.dossier_paper_remove,
        name="dossier_paper_remove",
    ),
    path("proposals/<uuid:uid>/files/<uuid:file>/", papers.dossier_file, name="dossier_file"),
    path("partner/<str:token>/letter/send/", papers.partner_letter_send, name="partner_letter_send"),
]  # fmt: skip
