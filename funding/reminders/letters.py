"""Commitment letters awaited: the institution is reminded in its language, by its link; then the institute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import DateTimeField, ExpressionWrapper, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.enums import Role
from funding.actions.letters import link_for
from funding.models import Commitment
from funding.workflow import COMMITMENT
from instruments.registry import instrument
from instruments.steps import Step
from notifications.mails import Addressee
from notifications.reminding.sources import Due, InOffice, RowSource, Target, page_of, register
from proposals.enums import DossierState
from proposals.reminders import OFFICERS, Titled, staff_dossiers, title_of, writers_of

if TYPE_CHECKING:
    from directory.models import Person
    from directory.standing import Standing

# days that the life cycle gives to a letter that is asked
WITHIN = timedelta(days=COMMITMENT.state("asked").target_days or 60)


@register
class LetterAwaited(RowSource):
    """A letter that was asked, or promised, and is not there."""

    key = "letter"
    label = gettext_lazy("Commitment letters")
    model = Commitment
    audiences = {"institution": gettext_lazy("the institution, in its language"), "officers": OFFICERS}
    steps = {"institution": ("-30d", "-7d", "+15d", "+45d"), "officers": ("+15d", "+45d")}

    def concerns(self, instrument_slug: str) -> bool:
        return Step.LETTERS in instrument(instrument_slug).steps

    def awaited(self, base: Any, now: datetime) -> QuerySet[Any]:
        asked = Coalesce("asked_at", "state_since")
        due = ExpressionWrapper(asked + WITHIN, output_field=DateTimeField())
        found = base.unanswered().filter(dossier__state=DossierState.LETTERS).annotate(due_at=due, since=asked)
        return found.select_related("dossier").only(
            "uid", "institution", "email", "language", "dossier__title", "dossier__reference", "dossier__carrier",
            "dossier__instrument_slug", "dossier__institute",
        )  # fmt: skip

    def listed_to(self, standing: Standing) -> Any:
        return Commitment.objects.filter(dossier__in=staff_dossiers(standing))

    def addressed_to(self, standing: Standing) -> Any:
        return self.listed_to(standing)

    def read(self, rows: Iterable[Any]) -> Iterator[Due]:
        for one in rows:
            dossier = one.dossier
            to: dict[str, tuple[Target, ...]] = {
                "institution": (Addressee(one.email, one.language),),
                "officers": (InOffice(Role.INSTITUTE_OFFICER, dossier.institute_id),),
            }
            words = {"dossier": Titled(dossier.title, dossier.reference),
                     "institution": one.institution}  # fmt: skip
            yield Due(
                self.key, one.pk, one.due_at, one.since, to, page_of(one), words, dossier.instrument_slug,
                dossier.institute_id, excluded=writers_of(dossier),
            )  # fmt: skip

    def note(self, dues: Iterable[Due], now: datetime) -> None:
        Commitment.objects.filter(pk__in=[due.pk for due in dues]).update(reminded_at=now)

    def path_for(self, due: Due, somebody: Person | Addressee) -> str:
        if not isinstance(somebody, Addressee):
            return due.path
        letter = Commitment.objects.filter(pk=due.pk).first()
        return reverse("commitment_link", args=[link_for(letter, timezone.now()).token]) if letter else due.path

    def sentence(self, due: Due) -> str:
        return _("Commitment letter of %(institution)s: %(dossier)s") % {
            "institution": due.words["institution"], "dossier": title_of(due.words["dossier"])
        }  # fmt: skip

    def why(self, due: Due, audience: str) -> str:
        if audience == "officers":
            return _("the letter is late, and your institute gathers the letters of this dossier.")
        return _("your institution is a partner of this project, and you are the person to write to.")

    def stops(self, due: Due) -> str:
        return _("the signed letter, or your word that there will be none.")

    def sample(self) -> Due:
        now = timezone.now()
        words = {"dossier": Titled("Glissements lents et séismes", "IRP-2027-0042"),
                 "institution": "University of Tokyo"}  # fmt: skip
        return Due(self.key, 1, now + timedelta(days=7), now, {"institution": ()}, "/letters/", words)
