"""The reference data in Django's admin: the administrator alone; everybody else is led to its login page."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.urls import reverse

from directory.admin import ReferenceAdmin, reference_site
from tests.routes import ANONYMOUS, ANYONE_ELSE, Route

ADMINISTRATOR = "administrator"
NO_SUCH_ID = 999_999_999
LOGIN = {ANONYMOUS: 302, ANYONE_ELSE: 404, ADMINISTRATOR: 302}


def allowed(status: int) -> dict[str, int]:
    return {ANONYMOUS: 302, ANYONE_ELSE: 302, ADMINISTRATOR: status}


def _asked(name: str, url: Any, status: int, post: int | None = None) -> Route:
    """A row of the admin: what the administrator gets, and gets for a POST when that is something else."""
    return Route(name, url, allowed(status), post=allowed(status if post is None else post), is_page=False)


def _of_the_site() -> list[Route]:
    # Django's own pages: read by administrators on large screens, their HTML is not ours
    return [
        _asked("admin:index", "/admin/", 200),
        Route("admin:login", "/admin/login/", LOGIN, post=LOGIN, is_page=False),
        _asked("admin:logout", "/admin/logout/", 405, post=200),
        _asked("admin:password_change", "/admin/password_change/", 302),
        _asked("admin:password_change_done", "/admin/password_change/done/", 200, post=405),
        _asked("admin:autocomplete", "/admin/autocomplete/", 403, post=405),
        _asked("admin:jsi18n", "/admin/jsi18n/", 200, post=405),
        _asked("admin:view_on_site", f"/admin/r/1/{NO_SUCH_ID}/", 404),
        _asked("admin/(?P<url>.*)$", "/admin/nothing-here", 404),
    ]


def _of_models() -> list[Route]:
    models = [route for model in reference_site._registry for route in _of_model(model)]
    if not models:
        return []
    app = next(iter(reference_site._registry))._meta.app_label
    return [*models, _asked("admin:app_list", f"/admin/{app}/", 200)]


def _of_model(model: type[Model]) -> list[Route]:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    model_admin = reference_site._registry[model]
    may_add = 200 if isinstance(model_admin, ReferenceAdmin) else 403
    routes = [_asked(f"{name}_changelist", _path(f"{name}_changelist"), 200)]
    routes.append(_asked(f"{name}_add", _path(f"{name}_add"), may_add))
    # a row that is not there leads back to the list, whichever act is asked for
    for act in ("change", "history"):
        routes.append(_asked(f"{name}_{act}", _path(f"{name}_{act}", NO_SUCH_ID), 302))
    # nothing the house refers to is ever deleted
    routes.append(_asked(f"{name}_delete", _path(f"{name}_delete", NO_SUCH_ID), 403))
    # the short address of a row, which leads to its change page
    short = f"admin/{model._meta.app_label}/{model._meta.model_name}/<path:object_id>/"
    routes.append(_asked(short, f"/admin/{model._meta.app_label}/{model._meta.model_name}/1/", 302))
    return routes


def _path(name: str, *arguments: object):
    return lambda world: reverse(name, args=arguments)


ROUTES = [*_of_the_site(), *_of_models()]
