"""Addresses of sessions."""

from django.urls import path

from evaluation.views import session_acts as acts
from evaluation.views import session_interests as interests
from evaluation.views import session_items as items
from evaluation.views import session_minutes as minutes
from evaluation.views import sessions

urlpatterns = [
    path("sessions/", sessions.session_list, name="session_list"),
    path("sessions/new/", sessions.session_new, name="session_new"),
    path("sessions/<uuid:uid>/", sessions.session, name="session"),
    path("sessions/<uuid:uid>/edit/", sessions.session_edit, name="session_edit"),
    path("sessions/<uuid:uid>/seats/", sessions.session_seats, name="session_seats"),
    path("sessions/<uuid:uid>/agenda/", sessions.session_agenda, name="session_agenda"),
    path("sessions/<uuid:uid>/interests/", interests.session_interests, name="session_interests"),
    path("sessions/<uuid:uid>/declarations/", interests.session_declare, name="session_declare"),
    path("sessions/<uuid:uid>/do/<slug:act>/", acts.session_do, name="session_do"),
    path("sessions/<uuid:uid>/pulse/", sessions.session_pulse, name="session_pulse"),
    path("sessions/<uuid:uid>/ranks/", items.session_ranks, name="session_ranks"),
    path("sessions/<uuid:uid>/minutes/", minutes.session_minutes, name="session_minutes"),
    path("sessions/<uuid:uid>/minutes.pdf", minutes.session_minutes_pdf, name="session_minutes_pdf"),
    path("sessions/<uuid:uid>/acts/sign/", minutes.SessionSignView.as_view(), {"name": "sign"}, name="session_sign"),
    path("sessions/<uuid:uid>/acts/<slug:name>/", minutes.SessionActView.as_view(), name="session_act"),
    path("sessions/<uuid:uid>/dossiers/<uuid:item>/", items.session_item, name="session_item"),
    path("sessions/<uuid:uid>/dossiers/<uuid:item>/conclude/", items.session_conclude, name="session_conclude"),
    path("sessions/<uuid:uid>/dossiers/<uuid:item>/votes/", items.session_ballot, name="session_ballot"),
    path("sessions/<uuid:uid>/dossiers/<uuid:item>/texts/<slug:slot>/", items.session_text, name="session_text"),
    path("sessions/<uuid:uid>/dossiers/<uuid:item>/files/", items.session_item, name="session_files"),
    path("sessions/<uuid:uid>/dossiers/<uuid:item>/files/<uuid:file>/", items.session_file, name="session_file"),
]
