"""Addresses of instruments, calls and centres."""

from django.urls import path, re_path

from instruments.views import amendments, calls, preparation, priorities, public

LANGUAGE = "(?P<language>fr|en)"

urlpatterns = [
    path("instruments/", public.instrument_list, name="instrument_list"),
    path("instruments/<slug:slug>/", public.instrument_detail, name="instrument"),
    re_path(rf"^instruments/(?P<slug>[-\w]+)/fact-sheet\.{LANGUAGE}\.pdf$", public.fact_sheet, name="fact_sheet"),
    path("centres/", public.centre_list, name="centre_list"),
    path("centres/<slug:slug>/", public.centre_detail, name="centre"),
    path("calls/", calls.call_list, name="call_list"),
    path("calls/new/", preparation.call_choose, name="call_choose"),
    path("calls/new/<slug:instrument_slug>/<slug:owner>/", preparation.call_new, name="call_new"),
    path("calls/watch/<slug:instrument_slug>/", calls.call_watch, name="call_watch"),
    path("calls/<slug:slug>/", calls.call_detail, name="call"),
    re_path(rf"^calls/(?P<slug>[-\w]+)/call\.{LANGUAGE}\.pdf$", calls.call_pdf, name="call_pdf"),
    re_path(rf"^calls/(?P<slug>[-\w]+)/letter\.{LANGUAGE}\.pdf$", calls.letter_pdf, name="letter_pdf"),
    path("calls/<slug:slug>/copy/", preparation.call_copy, name="call_copy"),
    path("calls/<slug:slug>/edit/", preparation.call_edit, name="call_edit"),
    path("calls/<slug:slug>/priorities/", priorities.call_priorities, name="call_priorities"),
    path("calls/<slug:slug>/priorities/<int:priority_id>/remove/", priorities.priority_remove, name="priority_remove"),
    path("calls/<slug:slug>/annexes/<slug:code>/", priorities.call_annex, name="call_annex"),
    path("calls/<slug:slug>/numbers/", preparation.call_rules, name="call_rules"),
    path("calls/<slug:slug>/preview/", preparation.call_preview, name="call_preview"),
    path("calls/<slug:slug>/postpone/", amendments.call_postpone, name="call_postpone"),
    path("calls/<slug:slug>/text/", amendments.call_amend_text, name="call_amend_text"),
    path("calls/<slug:slug>/rules/", amendments.call_renew_rules, name="call_renew_rules"),
    path("calls/<slug:slug>/acts/<slug:name>/", amendments.CallTransitionView.as_view(), name="call_act"),
]
