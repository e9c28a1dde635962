"""The public page of a receipt: whoever has the code verifies it, and learns nothing more."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from directory.requests import HouseRequest
from directory.throttle import Throttle
from proposals.models import Filing
from proposals.receipts import read_code

# a person copies a few codes; a machine that guesses among 2^100 gives up sooner
LOOKUPS = Throttle("receipts", most=30, seconds=60)


@require_safe
def receipt_check(request: HouseRequest) -> HttpResponse:
    """Type a code: case, spaces and look-alike letters are forgiven."""
    typed = request.GET.get("code", "")[:100]
    code = read_code(typed)
    if code:
        return redirect("receipt", code)
    return render(request, "proposals/receipts/check.html", {"typed": typed, "is_asked": "code" in request.GET})


@require_safe
def receipt(request: HouseRequest, code: str) -> HttpResponse:
    """Reference, instrument, service, instant and hash of one filing; nothing else."""
    if not LOOKUPS.is_within(request.META.get("REMOTE_ADDR", "")):
        return render(request, "429.html", status=429)
    found = Filing.objects.filter(code=read_code(code)).select_related("dossier__version").first()
    if found is None:
        return render(request, "proposals/receipts/unknown.html", {"typed": code}, status=404)
    context = {"filing": found, "reference": found.dossier.reference, "rules": found.dossier.rules}
    return render(request, "proposals/receipts/receipt.html", context)
