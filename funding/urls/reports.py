"""Addresses of reports."""

from django.urls import path

from funding.views import report_partners, reports

urlpatterns = [
    path("reports/", reports.report_list, name="report_list"),
    path("reports/<uuid:uid>/", reports.report, name="report"),
    path("reports/<uuid:uid>/parts/<slug:slug>/", reports.report_part, name="report_part"),
    path("reports/<uuid:uid>/lists/<slug:kind>/", reports.report_line, name="report_line_new"),
    path("reports/<uuid:uid>/lists/<slug:kind>/<int:pk>/", reports.report_line, name="report_line"),
    path("reports/<uuid:uid>/young/", reports.report_copy_young, name="report_copy_young"),
    path("reports/<uuid:uid>/writers/", reports.report_writers, name="report_writers"),
    path("reports/<uuid:uid>/partners/<uuid:partner>/", report_partners.report_partner, name="report_partner"),
    path("reports/<uuid:uid>/return/", reports.report_return, name="report_return"),
    path("reports/<uuid:uid>/acts/<slug:name>/", reports.ReportActView.as_view(), name="report_act"),
    path("report/<str:token>/", report_partners.link_page, name="report_link"),
    path("report/<str:token>/<slug:slug>/", report_partners.link_text, name="report_link_text"),
]
