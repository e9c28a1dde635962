from importlib import import_module

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "evaluation"

    def ready(self) -> None:
        import_module("evaluation.receivers")
        from evaluation.boxes import register_all
        from evaluation.guards import nobody_was_asked
        from evaluation.models import DecisionLetter
        from proposals import conditions
        from proposals.generate.later import register
        from workflow.seal import is_append_only

        register_all()
        conditions.register("close-review", nobody_was_asked)
        register("evaluation.generate.write.write")
        is_append_only(DecisionLetter._meta.db_table)
