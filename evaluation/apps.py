from importlib import import_module

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "evaluation"

    def ready(self) -> None:
        import_module("evaluation.receivers")
        from evaluation.boxes import register_all
        from evaluation.models import DecisionLetter
        from proposals.generate.later import register
        from workflow.seal import is_append_only

        register_all()
        register("evaluation.generate.write.write")
        is_append_only(DecisionLetter._meta.db_table)
