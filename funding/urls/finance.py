"""Addresses of finance: the payable list, batches, derogations."""

from django.urls import path

from funding.views import finance

urlpatterns = [
    path("finance/payable/", finance.payable_list, name="payable_list"),
    path("finance/derogations/", finance.derogation_list, name="derogation_list"),
    path("finance/batches/", finance.batch_list, name="batch_list"),
    path("finance/batches/prepare/", finance.batch_prepare, name="batch_prepare"),
    path("finance/batches/<uuid:uid>/", finance.payment_batch, name="payment_batch"),
    path("finance/batches/<uuid:uid>/acts/<slug:name>/", finance.BatchActView.as_view(), name="payment_batch_act"),
]
