"""Addresses of what formalises an action: starts, letters, set-up years, security opinions."""

from django.urls import path

from funding.views import letter_link, letters, security, set_up, starting

DOSSIER = "proposals/<uuid:uid>"

urlpatterns = [
    path(f"{DOSSIER}/notify/", starting.dossier_act, {"name": "notify"}, name="dossier_notify"),
    path(f"{DOSSIER}/start/", starting.dossier_act, {"name": "start"}, name="dossier_start"),
    path(f"{DOSSIER}/sign-convention/", starting.dossier_act, {"name": "sign-convention"},
         name="dossier_sign_convention"),
    path(f"{DOSSIER}/extend-set-up/", starting.dossier_act, {"name": "extend-set-up"}, name="dossier_extend_set_up"),
    path("actions/notify/", starting.notify_campaign, name="notify_campaign"),
    # letters
    path(f"{DOSSIER}/letters/new/", letters.letter_new, name="commitment_new"),
    path(f"{DOSSIER}/letters/ask/", letters.letters_together, {"name": "ask"}, name="commitments_ask"),
    path(f"{DOSSIER}/letters/chase/", letters.letters_together, {"name": "chase"}, name="commitments_chase"),
    path("commitments/<uuid:uid>/", letters.letter_page, name="commitment"),
    path("commitments/<uuid:uid>/correct/", letters.letter_correct, name="commitment_correct"),
    path("commitments/<uuid:uid>/credits/", letters.letter_credits, name="commitment_credits"),
    path("commitments/<uuid:uid>/send/", letters.letter_send, name="commitment_send"),
    path("commitments/<uuid:uid>/chase/", letters.letter_chase, name="commitment_chase"),
    path("commitments/<uuid:uid>/revoke/", letters.letter_revoke, name="commitment_revoke"),
    path("commitments/<uuid:uid>/acts/<slug:name>/", letters.LetterActView.as_view(), name="commitment_act"),
    path("commitments/<uuid:uid>/files/<uuid:file>/", letters.letter_file, name="commitment_file"),
    path("commitment/<str:token>/", letter_link.link_page, name="commitment_link"),
    path("commitment/<str:token>/model/", letter_link.link_model, name="commitment_model"),
    path("commitment/<str:token>/send/", letter_link.link_send, name="commitment_link_send"),
    # set-up years
    path(f"{DOSSIER}/set-up/", set_up.set_up_page, name="set_up"),
    path(f"{DOSSIER}/set-up/parties/new/", set_up.party, name="set_up_party_new"),
    path(f"{DOSSIER}/set-up/parties/<int:pk>/", set_up.party, name="set_up_party"),
    path(f"{DOSSIER}/set-up/parties/<int:pk>/remove/", set_up.party_remove, name="set_up_party_remove"),
    path(f"{DOSSIER}/set-up/pen/", set_up.pen, name="set_up_pen"),
    path(f"{DOSSIER}/set-up/versions/new/", set_up.version, name="set_up_version_new"),
    path(f"{DOSSIER}/set-up/versions/<uuid:file>/", set_up.version_file, name="set_up_version"),
    path(f"{DOSSIER}/set-up/comments/", set_up.comment, name="set_up_comment"),
    path(f"{DOSSIER}/set-up/convention/", set_up.convention, name="set_up_convention"),
    path(f"{DOSSIER}/set-up/resources/", set_up.resources, name="set_up_resources"),
    path(f"{DOSSIER}/set-up/staff/new/", set_up.assignment, name="set_up_staff_new"),
    path(f"{DOSSIER}/set-up/staff/<int:pk>/", set_up.assignment, name="set_up_staff"),
    path(f"{DOSSIER}/set-up/staff/<int:pk>/remove/", set_up.assignment_remove, name="set_up_staff_remove"),
    # security
    path(f"{DOSSIER}/security/", security.ask, name="security_ask"),
    path("security/", security.opinion_list, name="security_list"),
    path("security/countries/", security.country_notes, name="country_notes"),
    path("security/countries/<str:code>/", security.country_note, name="country_note"),
    path("security/<uuid:uid>/", security.opinion_page, name="security_opinion"),
    path("security/<uuid:uid>/acts/<slug:name>/", security.SecurityActView.as_view(), name="security_act"),
    path("security/<uuid:uid>/files/<uuid:file>/", security.opinion_file, name="security_file"),
]  # fmt: skip
