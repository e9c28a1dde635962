"""What is due around reviews: the answer to an invitation, then the review itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.enums import Role
from directory.models import Person
from evaluation.enums import ReviewState
from evaluation.links import links_for, path_of
from evaluation.models import Review
from notifications.mails import Addressee
from notifications.reminding.sources import Due, InOffice, RowSource, Somebody, page_of, register
from proposals.reminders import OFFICERS, Titled, title_of, writers_of


class ReviewSource(RowSource):
    """What both share. The reviewer's line leads to the review without an account, as every mail to a reviewer."""

    model = Review
    audiences = {"reviewer": gettext_lazy("the reviewer"), "officers": OFFICERS}
    state: str
    due_field: str

    def awaited(self, base: Any, now: datetime) -> QuerySet[Any]:
        found = base.filter(state=self.state).annotate(due_at=F(self.due_field)).filter(due_at__isnull=False)
        return found.select_related("dossier", "person").only(
            "uid", "institute", "state_since", "due", "person__first_name", "person__last_name", "person__email",
            "dossier__title", "dossier__reference", "dossier__carrier", "dossier__instrument_slug",
        )  # fmt: skip

    def read(self, rows: Iterable[Any]) -> Iterator[Due]:
        for one in rows:
            dossier = one.dossier
            to = {"reviewer": (one.person_id,), "officers": (InOffice(Role.INSTITUTE_OFFICER, one.institute_id),)}
            words = {
                "dossier": Titled(dossier.title, dossier.reference),
                "reviewer": str(one.person), "reviewer_id": one.person_id,
            }  # fmt: skip
            # who writes the dossier never learns who reviews it, whatever office they hold
            yield Due(
                self.key, one.pk, one.due_at, one.state_since, to, page_of(one), words,
                dossier.instrument_slug, one.institute_id, excluded=writers_of(dossier),
            )  # fmt: skip

    def note(self, dues: Iterable[Due], now: datetime) -> None:
        Review.objects.filter(pk__in=[due.pk for due in dues]).update(reminded_at=now)

    def path_for(self, due: Due, somebody: Person | Addressee) -> str:
        own = self.paths_for([(due, somebody)]) if isinstance(somebody, Person) else {}
        return next(iter(own.values()), str(due.path))

    def paths_for(self, told: Iterable[tuple[Due, Person | Addressee]]) -> dict[tuple[int, Somebody], str]:
        own = {due.pk for due, to in told if isinstance(to, Person) and to.pk == due.words["reviewer_id"]}
        found = Review.objects.filter(pk__in=own).select_related("person").only("due", "person__email")
        reviews = list(found.order_by("pk")) if own else []
        links = zip(reviews, links_for(reviews), strict=True) if reviews else ()
        return {(one.pk, one.person_id): path_of(link) for one, link in links}

    def sample(self) -> Due:
        now = timezone.now()
        words = {
            "dossier": Titled("Glissements lents et séismes", "IEA-2027-0042"),
            "reviewer": "Akiko Mori", "reviewer_id": None,
        }  # fmt: skip
        return Due(self.key, 1, now + timedelta(days=7), now, {"reviewer": (1,)}, "/reviews/", words)


@register
class ReviewAnswer(ReviewSource):
    """Whether the reviewer accepts."""

    key = "review.answer"
    label = gettext_lazy("Invitations to evaluate")
    steps = {"reviewer": ("-2d", "+3d"), "officers": ("+3d",)}
    state = ReviewState.INVITED
    due_field = "answer_due"

    def sentence(self, due: Due) -> str:
        return _("Invitation to evaluate, to answer: %(dossier)s") % {"dossier": title_of(due.words["dossier"])}

    def why(self, due: Due, audience: str) -> str:
        if audience == "officers":
            return _("%(reviewer)s has not answered your institute’s invitation.") % due.words
        return _("an institute asks for your opinion as an expert; declining takes one minute and helps too.")

    def stops(self, due: Due) -> str:
        return _("the answer, whether it is yes or no.")


@register
class ReviewToWrite(ReviewSource):
    """The review itself."""

    key = "review"
    label = gettext_lazy("Reviews to write")
    steps = {"reviewer": ("-7d", "-2d", "+3d"), "officers": ("+7d",)}
    state = ReviewState.WRITING
    due_field = "due"

    def sentence(self, due: Due) -> str:
        return _("Review to write: %(dossier)s") % {"dossier": title_of(due.words["dossier"])}

    def why(self, due: Due, audience: str) -> str:
        if audience == "officers":
            return _("the review of %(reviewer)s is late, on a dossier of your institute.") % due.words
        return _("you accepted to evaluate this dossier; what you have written is kept.")

    def stops(self, due: Due) -> str:
        return _("filing the review.")
