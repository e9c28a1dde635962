from importlib import import_module

from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "funding"

    def ready(self) -> None:
        import_module("funding.receivers")
        import_module("funding.formal_receivers")
        import_module("funding.formalising").register_all()
        from funding.boxes import register_all
        from funding.models import LedgerEntry, ReportVersion
        from workflow.seal import is_append_only

        register_all()
        is_append_only(LedgerEntry._meta.db_table)
        is_append_only(ReportVersion._meta.db_table)
