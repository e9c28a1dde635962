"""What views of every app share about people: logged in, and freshly so for dangerous acts."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired as AskAgain
from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class ReauthenticationRequired(LoginRequiredMixin):
    """Asks who is there again before a dangerous act (a signature, an office), at most every five minutes.

    A posted form is kept and done after the answer. Asked where the second factor is: never in the demonstration.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_asked = settings.SECOND_FACTOR_REQUIRED and request.user.is_authenticated
        if is_asked and is_reauthentication_required(request, app="directory"):
            raise AskAgain
        return super().dispatch(request, *args, **kwargs)
