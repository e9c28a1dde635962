"""The page of a request that was not understood; Django's own handlers find the other error pages by their name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 with the whole page around it, which Django's own handler leaves out."""
    return render(request, "400.html", status=400)
