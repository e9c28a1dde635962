"""The page of a dossier."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from directory.requests import HouseRequest
from proposals.content import content_of
from proposals.models import Dossier
from proposals.reading import report


@login_required
@require_safe
def dossier_page(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The filed version, for whoever may read it; its writers' working copy until then."""
    dossier = get_object_or_404(Dossier.objects.visible_to(request.standing).for_content(), uid=uid)
    content = dossier.filing.content if dossier.filing else content_of(dossier)
    language = "en" if get_language() == "en" else "fr"
    context = {"dossier": dossier, "content": content, "report": report(dossier.rules, content, language)}
    return render(request, "proposals/dossier/page.html", context)
