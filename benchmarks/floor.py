"""The floor: a bare view, one indexed SELECT of 50 rows, one template; no middleware, no session.

Every cost is quoted as a multiple of it, so that a slow machine slows both.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from directory.models import Person

ROWS = 50
_TEMPLATE = Engine().from_string(
    "<!doctype html><title>Floor</title><table>{% for row in rows %}"
    "<tr><td>{{ row.pk }}</td><td>{{ row.last_name }}</td><td>{{ row.first_name }}</td><td>{{ row.email }}</td></tr>"
    "{% endfor %}</table>"
)


def fill() -> None:
    """Enough rows for the SELECT to find fifty."""
    missing = ROWS - Person.objects.count()
    people = [Person(email=f"floor{n}@example.org", first_name="Ada", last_name=f"Floor {n}") for n in range(missing)]
    Person.objects.bulk_create(people)


def floor(request: HttpRequest) -> HttpResponse:
    """Fifty people by their primary key."""
    rows = Person.objects.only("pk", "last_name", "first_name", "email").filter(pk__gt=0).order_by("pk")[:ROWS]
    return HttpResponse(_TEMPLATE.render(Context({"rows": rows})))


urlpatterns = [path("floor/", floor)]
