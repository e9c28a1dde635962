"""The person's own pages: profile, what the house knows of them."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from directory.forms.profile import ProfileForm
from directory.models import Office, Person
from directory.personal_data import all_about
from directory.requests import SignedInRequest
from directory.standing import paris_today


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: SignedInRequest) -> HttpResponse:
    """Names, ORCID, unit, language, zone and theme; the offices held."""
    data = request.POST if request.method == "POST" else None
    initial = {"unit": request.GET["unit"]} if request.GET.get("unit") else {}
    form = ProfileForm(data, instance=Person.objects.get(pk=request.user.pk), initial=initial)
    if request.method == "POST" and form.is_valid():
        person = form.save()
        with translation.override(person.language):
            messages.success(request, _("Your profile is up to date."))
        return redirect("profile")
    context = {"form": form, "offices": _offices_of(request), "today": paris_today()}
    return render(request, "account/profile.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
def personal_data(request: SignedInRequest) -> HttpResponse:
    """What the house knows of the person, and what they can ask."""
    address = EmailAddress.objects.filter(user=request.user, primary=True).first()
    context = {"address": address, "known": all_about(request.user), "officer": settings.DATA_PROTECTION_EMAIL}
    return render(request, "account/personal_data.html", context)


@require_safe
@login_required
def personal_data_file(request: SignedInRequest) -> JsonResponse:
    """The same as a file, for the person to keep or to give."""
    response = JsonResponse(all_about(request.user), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="coopinteer-personal-data.json"'
    response["Cache-Control"] = "no-store"
    return response


def _offices_of(request: SignedInRequest) -> Any:
    return Office.objects.exercised_by(request.user, paris_today()).for_list()
