"""One organisation, and entering one by hand."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from directory.actions.organisations import enter_organisation
from directory.choosing import asked_choice
from directory.enums import NameKind
from directory.forms.directory import OrganisationForm
from directory.languages import language_name
from directory.models import Organisation, OrganisationName
from directory.requests import HouseRequest

SUPERVISED_SHOWN = 50


@require_safe
@login_required
def organisation(request: HouseRequest, pk: int) -> HttpResponse:
    """An organisation: its names in their languages, where it is, what became of it, the units it supervises."""
    found = get_object_or_404(Organisation.objects.visible_to(request.standing).for_page(), pk=pk)
    supervised = list(found.supervised_units.best_first()[: SUPERVISED_SHOWN + 1])
    context = {
        "organisation": found,
        "names": _names(found, get_language() or "fr"),
        "unit": getattr(found, "unit", None),
        "supervised": supervised[:SUPERVISED_SHOWN],
        "is_more": len(supervised) > SUPERVISED_SHOWN,
    }
    return render(request, "directory/organisation.html", context)


def _names(found: Organisation, language: str) -> list[tuple[str, list[tuple[OrganisationName, str]]]]:
    """The names by kind, each with its language in words; names of no known language last."""
    kinds = list(NameKind)
    told = [(name, language_name(name.language, language)) for name in found.names.all()]
    told.sort(key=lambda pair: (kinds.index(NameKind(pair[0].kind)), not pair[1], pair[1], pair[0].pk))
    return [(kind, list(group)) for kind, group in groupby(told, key=lambda pair: pair[0].get_kind_display())]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def organisation_enter(request: HouseRequest) -> HttpResponse:
    """Enter an organisation that the registry does not have, then come back to the form that asked."""
    choice = asked_choice(request)
    form = OrganisationForm(
        request.POST if request.method == "POST" else None, initial={"name": request.GET.get("q", "")}
    )
    if request.method == "POST" and form.is_valid():
        entered = enter_organisation(**form.cleaned_data, by=request.standing)
        messages.success(request, _("%(name)s is in the directory.") % {"name": entered.name})
        return redirect(choice.link(entered.pk) if choice else reverse("organisation", args=[entered.pk]))
    asked = {
        "title": _("Enter an organisation by hand"),
        "search": reverse("organisation_search"),
        "form": form,
        "choice": choice,
    }
    return render(request, "directory/enter.html", asked, status=422 if form.errors else 200)
