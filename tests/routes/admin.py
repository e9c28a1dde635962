"""The reference data in Django's admin: the administrator alone; everybody else is led to its login page."""

from __future__ import annotations

from django.db.models import Model
from django.urls import reverse

from directory.admin import ReferenceAdmin, reference_site
from tests.routes import ANONYMOUS, ANYONE_ELSE, Route

ADMINISTRATOR = "administrator"
NO_SUCH_ID = 999_999_999


def allowed(status: int) -> dict[str, int]:
    return {ANONYMOUS: 302, ANYONE_ELSE: 302, ADMINISTRATOR: status}


def _of_the_site() -> list[Route]:
    # Django's own pages: read by administrators on large screens, their HTML is not ours
    return [
        Route("admin:index", "/admin/", allowed(200), is_page=False),
        Route("admin:login", "/admin/login/", {ANONYMOUS: 302, ANYONE_ELSE: 404, ADMINISTRATOR: 302}, is_page=False),
        Route("admin:logout", "/admin/logout/", allowed(405), is_page=False),
        Route("admin:password_change", "/admin/password_change/", allowed(302), is_page=False),
        Route("admin:password_change_done", "/admin/password_change/done/", allowed(200), is_page=False),
        Route("admin:autocomplete", "/admin/autocomplete/", allowed(403), is_page=False),
        Route("admin:jsi18n", "/admin/jsi18n/", allowed(200), is_page=False),
        Route("admin:view_on_site", f"/admin/r/1/{NO_SUCH_ID}/", allowed(404), is_page=False),
        Route("admin/(?P<url>.*)$", "/admin/nothing-here", allowed(404), is_page=False),
    ]


def _of_models() -> list[Route]:
    models = [route for model in reference_site._registry for route in _of_model(model)]
    if not models:
        return []
    app = next(iter(reference_site._registry))._meta.app_label
    return [*models, Route("admin:app_list", f"/admin/{app}/", allowed(200), is_page=False)]


def _of_model(model: type[Model]) -> list[Route]:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    model_admin = reference_site._registry[model]
    may_add = 200 if isinstance(model_admin, ReferenceAdmin) else 403
    routes = [Route(f"{name}_changelist", _path(f"{name}_changelist"), allowed(200), is_page=False)]
    routes.append(Route(f"{name}_add", _path(f"{name}_add"), allowed(may_add), is_page=False))
    # a row that is not there leads back to the list, whichever act is asked for
    for act in ("change", "history"):
        routes.append(Route(f"{name}_{act}", _path(f"{name}_{act}", NO_SUCH_ID), allowed(302), is_page=False))
    # nothing the house refers to is ever deleted
    routes.append(Route(f"{name}_delete", _path(f"{name}_delete", NO_SUCH_ID), allowed(403), is_page=False))
    # the short address of a row, which leads to its change page
    short = f"admin/{model._meta.app_label}/{model._meta.model_name}/<path:object_id>/"
    routes.append(
        Route(short, f"/admin/{model._meta.app_label}/{model._meta.model_name}/1/", allowed(302), is_page=False)
    )
    return routes


def _path(name: str, *arguments: object):
    return lambda world: reverse(name, args=arguments)


ROUTES = [*_of_the_site(), *_of_models()]
