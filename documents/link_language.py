"""The language of a page opened by a signed link: whoever comes abroad reads English, unless they choose French."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from django.utils import translation

from directory.requests import HouseRequest

SPOKEN = re.compile(r"\b(fr|en)\b")


def in_english_unless_french(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A partner abroad reads English; French by their choice, their account, or a browser that asks for it."""

    @wraps(view)
    def answered(request: HouseRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = request.headers.get("accept-language", "").lower()
        has_chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES or request.user.is_authenticated
        if has_chosen or SPOKEN.search(asked):
            return view(request, *args, **kwargs)
        with translation.override("en"):
            request.LANGUAGE_CODE = "en"
            answer = view(request, *args, **kwargs)
        answer.headers["Content-Language"] = "en"
        return answer

    return answered
