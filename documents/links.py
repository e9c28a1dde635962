"""Signed links: one thing for one person, usable several times, until they expire or are revoked.

link = make_link("invitation", dossier, email="y@u-tokyo.example", expires_at=…)
path = reverse("invitation", args=[link.token])
link = read_link(token, "invitation")      # raises LinkRefused, whose text is a sentence for the reader
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models import SignedLink

if TYPE_CHECKING:
    from directory.models import Person

# a token is 32 characters, a separator and a signature of 43: anything longer is not one
LONGEST = 100


class LinkRefused(Exception):
    """The link gives nothing; the text says why and what to do."""


def make_link(
    purpose: str, subject: models.Model, *, expires_at: datetime, email: str = "", person: Person | None = None
) -> SignedLink:
    """A new link to `subject` for `email` or `person`, good until `expires_at`; `.token` goes in the address."""
    link = new_link(purpose, subject, expires_at=expires_at, email=email, person=person)
    link.save(force_insert=True)
    return link


def new_link(
    purpose: str, subject: models.Model, *, expires_at: datetime, email: str = "", person: Person | None = None
) -> SignedLink:
    """The same, not yet stored: many are stored at once."""
    return SignedLink(
        purpose=purpose, subject_type=subject._meta.label_lower, subject_id=str(subject.pk), email=email.lower(),
        person=person, expires_at=expires_at,
    )  # fmt: skip


def token_of(link: SignedLink) -> str:
    """What stands in the address: the link's id, signed for its purpose alone."""
    return _signer(link.purpose).sign(link.id.hex)


def read_link(token: str, purpose: str, at: datetime | None = None) -> SignedLink:
    """The link behind `token`, if it is one of this purpose and still good at `at` (now). Raises LinkRefused."""
    link = SignedLink.objects.filter(pk=_id_in(token, purpose), purpose=purpose).select_related("person").first()
    if link is None:
        raise LinkRefused(_not_known())
    if link.revoked_at is not None:
        raise LinkRefused(_("This link was withdrawn. If that surprises you, write to whoever sent it."))
    if link.expires_at <= (at or timezone.now()):
        raise LinkRefused(_("This link has expired. Ask whoever sent it for a new one."))
    return link


def links_to(purpose: str, *subjects: models.Model) -> models.QuerySet[SignedLink]:
    """The links of this purpose to any of these subjects of one kind that were not withdrawn; some may have expired."""
    kinds = {one._meta.label_lower for one in subjects}
    return SignedLink.objects.filter(
        purpose=purpose, subject_type__in=kinds, subject_id__in=[str(one.pk) for one in subjects], revoked_at=None
    )


def revoke_links(subject: models.Model, purpose: str, *, email: str = "") -> int:
    """Withdraw the links to `subject` of this purpose (those of one address, if given). Returns how many were good."""
    links = links_to(purpose, subject)
    if email:
        links = links.filter(email=email.lower())
    return links.update(revoked_at=timezone.now())


def _id_in(token: str, purpose: str) -> UUID:
    try:
        if len(token) > LONGEST:
            raise BadSignature
        return UUID(hex=_signer(purpose).unsign(token))
    except (BadSignature, ValueError) as error:
        raise LinkRefused(_not_known()) from error


def _not_known() -> str:
    return _("This link is not known here. Check that the address is whole, to its last character.")


def _signer(purpose: str) -> Signer:
    return Signer(sep=".", salt=f"documents.links:{purpose}")
