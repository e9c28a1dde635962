from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class FundingConfig(AppConfig):
    name = "funding"

    def ready(self) -> None:
        import_module("funding.receivers")
        import_module("funding.formal_receivers")
        import_module("funding.formalising").register_all()
        from funding.boxes import register_all
        from funding.models import LedgerEntry, ReportVersion
        from proposals.generate.later import register
        from workflow.seal import is_append_only

        register_all()
        register("funding.generate.awards.write")
        is_append_only(LedgerEntry._meta.db_table)
        is_append_only(ReportVersion._meta.db_table)
        pre_migrate.connect(let_go_before, sender=self)
        post_migrate.connect(hold_again, sender=self)


def let_go_before(using: str, **kwargs: Any) -> None:
    """SQLite makes a table anew to alter it, which it cannot while a trigger of another table reads it."""
    from funding import plan_seal, tranche_facts

    connection = connections[using]
    if connection.vendor == "sqlite":
        plan_seal.let_go(connection)
    tranche_facts.let_go(connection)


def hold_again(using: str, **kwargs: Any) -> None:
    """Said after every migration: SQLite forgets what a table refused when it makes it anew."""
    from funding import plan_seal, tranche_facts
    from funding.models import Award, LedgerEntry, ReportVersion
    from workflow.seal import seal

    connection = connections[using]
    if Award._meta.db_table not in connection.introspection.table_names():
        return
    plan_seal.hold(connection)
    tranche_facts.hold(connection)
    for model in (LedgerEntry, ReportVersion):
        seal(connection, model._meta.db_table)
