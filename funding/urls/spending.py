"""Addresses of the files between the house and the accounts."""

from django.urls import path

from funding.views import spending

urlpatterns = [
    path("finance/batches/<uuid:uid>/tranches.<slug:ending>", spending.batch_export, name="batch_export"),
    path("finance/exports/", spending.accounting_exports, name="accounting_exports"),
    path("finance/exports/<slug:number>/<int:year>/tranches.<slug:ending>", spending.accounting_export,
         name="accounting_export"),
    path("finance/exports/<uuid:uid>/", spending.accounting_file, name="accounting_file"),
    path("finance/spending/", spending.spending_imports, name="spending_imports"),
    path("finance/spending/gaps/", spending.spending_gaps, name="spending_gaps"),
    path("finance/spending/<uuid:uid>/", spending.spending_import, name="spending_import"),
]  # fmt: skip
