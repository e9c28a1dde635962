from importlib import import_module

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "proposals"

    def ready(self) -> None:
        import_module("proposals.receivers")
        from proposals.models import Filing
        from workflow.seal import is_append_only

        is_append_only(Filing._meta.db_table)
