"""What everybody reads of the instruments and of the centres: nothing here asks who is reading."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from directory.requests import HouseRequest
from documents.views import rendering_response
from instruments import sheet
from instruments.boxes import boxes_for
from instruments.models import Call, Centre
from instruments.registry import all_instruments, instrument
from instruments.spec import Instrument


@require_safe
def instrument_list(request: HouseRequest) -> HttpResponse:
    """The instruments, and every rule side by side."""
    shown = all_instruments()
    return render(
        request, "instruments/instrument_list.html", {"instruments": shown, "rows": sheet.comparison(shown)}
    )  # fmt: skip


@require_safe
def instrument_detail(request: HouseRequest, slug: str) -> HttpResponse:
    """One instrument: all its rules, and its calls open or announced now."""
    shown = _instrument(slug)
    now = request.received_at
    calls = Call.objects.visible_to(request.standing).for_list().filter(instrument_slug=slug)
    context = {
        **sheet.page(shown),
        "now": now,
        "calls": [*calls.open_at(now), *calls.upcoming_at(now)],
        "others": [one for one in all_instruments() if one.slug != slug],
    }
    return render(request, "instruments/instrument_detail.html", context)


@require_safe
def fact_sheet(request: HouseRequest, slug: str, language: str) -> HttpResponseBase:
    """The fact sheet as an accessible PDF."""
    return rendering_response(request, "fact-sheet", _instrument(slug).slug, language)


@require_safe
def centre_list(request: HouseRequest) -> HttpResponse:
    """The International Research Centers."""
    return render(request, "instruments/centre_list.html", {"centres": Centre.objects.all()})


@require_safe
def centre_detail(request: HouseRequest, slug: str) -> HttpResponse:
    """One centre: its partner, its themes, what leans on it."""
    centre = get_object_or_404(Centre, slug=slug)
    context = {"centre": centre, "boxes": boxes_for(request, centre)}
    return render(request, "instruments/centre_detail.html", context)


def _instrument(slug: str) -> Instrument:
    try:
        return instrument(slug)
    except KeyError as error:
        raise Http404 from error
