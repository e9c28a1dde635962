"""Where a reviewer stands: in their account, or behind the signed link of one review. Both open the same pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from directory.enums import Role
from directory.requests import HouseRequest
from directory.standing import Standing
from documents.links import LinkRefused
from evaluation.links import review_behind
from evaluation.models import Review

GONE = 410


@dataclass(frozen=True)
class Place:
    """One review as somebody reached it. `standing` has no office when they came by the link."""

    review: Review
    standing: Standing
    token: str = ""

    @property
    def is_reviewer(self) -> bool:
        return Role.REVIEWER in self.review.roles_of(self.standing)

    @property
    def is_staff(self) -> bool:
        """Whether they read it as those who organise the reviews; a reviewer reads as a reviewer, whatever else."""
        return bool(self.review.roles_of(self.standing)) and not self.is_reviewer

    def url(self, name: str = "", **kwargs: Any) -> str:
        """The address of a page of this review, the one by link for whoever came by it."""
        base = "review_link" if self.token else "review"
        key: dict[str, Any] = {"token": self.token} if self.token else {"uid": self.review.uid}
        return reverse(f"{base}_{name}" if name else base, kwargs={**key, **kwargs})


class Elsewhere(Exception):
    """The page is not given; `answer` says why, or leads to the login."""

    def __init__(self, answer: HttpResponse) -> None:
        self.answer = answer
        super().__init__()


def place_of(request: HouseRequest, uid: UUID | None = None, token: str | None = None) -> Place:
    """The review behind an address. Raises Elsewhere (login, link refused) or Http404."""
    if token is not None:
        return _by_link(request, token)
    if not request.user.is_authenticated:
        raise Elsewhere(redirect_to_login(request.path))
    review = Review.objects.visible_to(request.standing).for_page().filter(uid=uid).first() if uid else None
    if review is None:
        raise Http404
    return Place(review, request.standing)


def _by_link(request: HouseRequest, token: str) -> Place:
    try:
        review = review_behind(token, request.received_at)
    except LinkRefused as refused:
        page = render(request, "evaluation/reviews/refused.html", {"reason": str(refused)}, status=GONE)
        raise Elsewhere(page) from refused
    return Place(review, Standing(review.person_id), token)
