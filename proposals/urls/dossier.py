"""Addresses of a dossier's page, and of the acts of those who examine it."""

from django.urls import path, re_path

from proposals.views import dossier, opinions, talk, triage

UID = "(?P<uid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"

urlpatterns = [
    re_path(rf"^proposals/{UID}/dossier\.(?P<language>fr|en)\.pdf$", dossier.dossier_pdf, name="dossier_pdf"),
    path("proposals/<uuid:uid>/", dossier.dossier_page, name="dossier"),
    path("proposals/<uuid:uid>/versions/<int:number>/", dossier.dossier_version, name="dossier_version"),
    path("proposals/<uuid:uid>/acts/<slug:name>/", triage.DossierActView.as_view(), name="dossier_act"),
    path("proposals/<uuid:uid>/ask-completion/", triage.dossier_ask_completion, name="dossier_ask_completion"),
    path("proposals/<uuid:uid>/complete/", triage.dossier_complete, name="dossier_complete"),
    path("proposals/<uuid:uid>/route/", triage.dossier_route, name="dossier_route"),
    path("proposals/<uuid:uid>/inadmissible/", triage.dossier_inadmissible, name="dossier_inadmissible"),
    path("proposals/<uuid:uid>/inform/", triage.dossier_inform, name="dossier_inform"),
    path("proposals/<uuid:uid>/notes/", talk.dossier_note, name="dossier_note"),
    path("proposals/<uuid:uid>/messages/", talk.dossier_message, name="dossier_message"),
    path("proposals/<uuid:uid>/reading/", talk.dossier_reading, name="dossier_reading"),
    path("proposals/<uuid:uid>/opinion/", opinions.dossier_opinion, name="dossier_opinion"),
    path("opinions/<uuid:uid>/", opinions.opinion, name="opinion"),
]
