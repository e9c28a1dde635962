"""Addresses of filing and of receipts."""

from django.urls import path, re_path

from proposals.views import filing, more_time, receipts

UID = "(?P<uid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"

urlpatterns = [
    path("proposals/<uuid:uid>/submit/", filing.dossier_submit, name="dossier_submit"),
    path("proposals/<uuid:uid>/filed/", filing.dossier_filed, name="dossier_filed"),
    path("proposals/<uuid:uid>/take-back/", filing.dossier_take_back, name="dossier_take_back"),
    path("proposals/<uuid:uid>/mandate/", filing.dossier_mandate, name="dossier_mandate"),
    path("proposals/<uuid:uid>/extend/", more_time.dossier_extend, name="dossier_extend"),
    re_path(rf"^proposals/{UID}/receipt-(?P<number>\d{{1,4}})\.(?P<language>fr|en)\.pdf$", filing.receipt_pdf,
            name="receipt_pdf"),
    path("triage/more-time/", more_time.more_time, name="more_time"),
    path("receipts/", receipts.receipt_check, name="receipt_check"),
    path("receipts/<str:code>/", receipts.receipt, name="receipt"),
]  # fmt: skip
