"""The tables of the tests are made by the migrations themselves, several times faster than Django plays them.

After each model that a migration makes, Django makes anew the classes of every model around it: with a hundred models
around the person, that is nearly all the time it takes. No other model refers to one just made: it alone is made here.
What follows in Python sees all models made anew, as after Django's own delayed operations.
`manage.py prepare` plays the migrations as Django does: the tests of a whole house go through it on both databases.
"""

from __future__ import annotations

from django.db.migrations.state import ModelState, ProjectState


def make_only_what_is_new() -> None:
    """From now on, in this process."""
    ProjectState.add_model = _add_model  # type: ignore[method-assign]


def _add_model(state: ProjectState, model: ModelState) -> None:
    key = model.app_label, model.name_lower
    state.models[key] = model
    if state._relations is not None:
        state.resolve_model_relations(key)
    if "apps" in state.__dict__:
        state.is_delayed = True
        state.apps.render_multiple([model])
