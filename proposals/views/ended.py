"""A session that ended while somebody was writing: what they sent is given back, and nothing is said of any dossier."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from proposals import autosave
from proposals.forms.budget import in_words, place_of

View = Callable[..., HttpResponse]
Fields = Mapping[str, forms.Field]
# what a form sends besides what a person typed: its buttons, its revisions, what stood in it
_OWN = re.compile(r"csrf|(revision|next|another)$|(revision|was|choice)-|b-.*-(r|was)$")


def gives_back(fields: Callable[[Mapping[str, Any]], Fields] = lambda _place: {}) -> Callable[[View], View]:
    """Instead of `login_required`, for a page where people write: to the login, and what was sent is not lost.

    `fields(place)` gives, from the arguments of the address, the fields by whose labels what was typed is named.
    A script is told in JSON to keep its page (`autosave.ended`); without one a page shows what was sent, to be copied.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated:
                return view(request, *args, **kwargs)
            return session_ended(request, fields(kwargs))

        return checked

    return decorate


def wants_json(request: HttpRequest) -> bool:
    """Whether a script sent this form and stays on its page until it is kept."""
    return "application/json" in request.headers.get("accept", "")


def onward(request: HttpRequest, url: str) -> HttpResponse:
    """The form is kept: on to `url`, by the browser or by the script that sent it."""
    return JsonResponse({"url": url}) if wants_json(request) else redirect(url)


def session_ended(request: HttpRequest, fields: Fields) -> HttpResponse:
    """401 with what was typed; to the login when nothing was."""
    if request.method == "POST" and wants_json(request):
        return autosave.ended()
    typed = list(_typed(request, fields))
    if not typed:
        return redirect_to_login(request.get_full_path() if request.method != "POST" else request.path)
    return render(request, "proposals/editor/ended.html", {"typed": typed}, status=401)


def _typed(request: HttpRequest, fields: Fields) -> Iterator[tuple[str, str]]:
    """Label (none: a text is numbered) and words of everything that was typed or chosen by name."""
    for name, sent in request.POST.items():
        text, field = str(sent), fields.get(name)
        # the id behind a name that was chosen says nothing to a person, nor does a box of ids
        if _OWN.match(name) or name.removesuffix("-id") in fields.keys() - {name}:
            continue
        if text.strip() == request.POST.get(f"{name}-was", "").strip() or isinstance(field, forms.ModelChoiceField):
            continue
        if isinstance(field, forms.ChoiceField):
            if text == str(field.initial):
                continue
            choices: Any = field.choices
            text = next((str(label) for key, label in choices if str(key) == text), text)
        yield str(field.label or "") if field else _cell(name), text


def _cell(name: str) -> str:
    """The words of a cell of the budget, from the name of its input."""
    place = place_of(name)
    if place is None:
        return ""
    year, line, source = place
    return in_words(source, line, year)
