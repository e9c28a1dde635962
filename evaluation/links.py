"""The signed link of one review: it opens that review alone, for its reviewer, several times, until it is withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse

from documents.links import LinkRefused, new_link, read_link, revoke_links
from documents.models import SignedLink

if TYPE_CHECKING:
    from evaluation.models import Review

PURPOSE = "review"
# a link stays good some time after the date: late reviews are written too, and filed ones read again
AFTER_DUE = timedelta(days=60)


def link_for(review: Review) -> SignedLink:
    """A new link for the review's reviewer."""
    return links_for([review])[0]


def links_for(reviews: Iterable[Review]) -> list[SignedLink]:
    """A new link for each of these reviews, in their order. One query, and the reviewers that are not read yet."""
    links = [
        new_link(PURPOSE, one, email=one.person.email, person=one.person, expires_at=one.due + AFTER_DUE)
        for one in reviews
    ]
    return SignedLink.objects.bulk_create(links)


def path_of(link: SignedLink) -> str:
    """The address that the mail carries."""
    return reverse("review_link", args=[link.token])


def withdraw_links(review: Review) -> int:
    """The links of this review open nothing any more. Returns how many were good."""
    return revoke_links(review, PURPOSE)


def review_behind(token: str, at: datetime) -> Review:
    """The review that this link opens. Raises LinkRefused, with a sentence."""
    from django.utils.translation import gettext as _

    from evaluation.models import Review

    link = read_link(token, PURPOSE, at)
    review = Review.objects.for_page().filter(pk=link.subject_id).first()
    if review is None or link.person_id != review.person_id:
        raise LinkRefused(_("This link is not known here. Check that the address is whole, to its last character."))
    return review
