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

    A posted form is kept and done after the answer. The demonstration asks nothing: its password is public.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_asked = request.user.is_authenticated and not settings.IS_DEMONSTRATION
        if is_asked and is_reauthentication_required(request, app="directory"):
            raise AskAgain
        return super().dispatch(request, *args, **kwargs)
