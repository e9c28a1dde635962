"""A dossier and the people around it, what is known of it, and looking at what would follow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.utils import timezone

from directory.enums import Role
from directory.models import Person
from directory.standing import standing_of
from instruments.registry import instrument
from instruments.steps import Step
from notifications.models import OutboxMail
from proposals.actions import clock
from proposals.actions.writing import save_answer
from proposals.content import content_of, fingerprint
from proposals.enums import DossierState as S
from proposals.enums import OpinionState
from proposals.models import Coeditor, Dossier, Opinion, Visa
from tests.factories import a_holder, a_person, an_institute, an_office
from tests.proposals.dossiers import a_complete_dossier, a_permanent_or_annual_call
from tests.proposals.walks.acts import HOUSE
from tests.proposals.walks.choosing import Found
from workflow.engine import SYSTEM, Refused
from workflow.history import of_subject
from workflow.models import HistoryRow

PEOPLE = ("carrier", "officer", "other", "third", "director", "direction", "derci", "secretary", "nobody")


@dataclass
class Known:
    """What was so once and stays: versions, copies set aside, opinions, the reference; what a dossier lapsed with."""

    filed: list[tuple[Any, ...]] = field(default_factory=list)
    aside: dict[int, str] = field(default_factory=dict)
    said: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    reference: str | None = None
    left: dict[str, Any] = field(default_factory=dict)
    # of its history, so many
    rows: int = 0


class Around:
    """Who is there, what time it is, what they have found."""

    found: Found

    def meet(self, slug: str) -> None:
        """A complete draft in a call that is open, and everybody around it."""
        self.at = timezone.now()
        has_expression = Step.EXPRESSION in instrument(slug).steps
        dates = {"expression_closes": self.at + timedelta(days=5)} if has_expression else {}
        self.dossier = a_complete_dossier(slug, call=a_permanent_or_annual_call(slug, **dates))
        main, other = self.dossier.institute, an_institute()
        # the first two pass the dossier to each other; the third is only ever informed
        self.officers = {"officer": main, "other": other, "third": an_institute()}
        direction = a_holder(Role.INSTITUTE_DIRECTION, main)
        an_office(direction, Role.INSTITUTE_DIRECTION, other)
        self.people = {
            "carrier": self.dossier.carrier, "nobody": a_person(), "direction": direction,
            "director": Person.objects.get(offices__role=Role.UNIT_DIRECTOR, offices__unit=self.dossier.unit),
            **{who: a_holder(Role.INSTITUTE_OFFICER, institute) for who, institute in self.officers.items()},
            "derci": a_holder(Role.DERCI_OFFICER), "secretary": a_holder(Role.COLLEGE_SECRETARY),
        }  # fmt: skip
        self.standings = {HOUSE: SYSTEM, **{who: standing_of(person) for who, person in self.people.items()}}
        self.words, self.known = 0, Known()
        self.keep()

    def by(self, who: str) -> Any:
        return self.standings[who]

    def now(self) -> Dossier:
        return Dossier.objects.get(pk=self.dossier.pk)

    def content(self) -> dict[str, Any]:
        """What its writers have now."""
        return written(content_of(Dossier.objects.for_content().get(pk=self.dossier.pk)))

    def officer(self) -> str:
        """Whose institute has the dossier."""
        now = Dossier.objects.values_list("institute", flat=True).get(pk=self.dossier.pk)
        return next(who for who, institute in self.officers.items() if institute.pk == now)

    def elsewhere(self) -> Any:
        """The institute that has it not."""
        return self.officers["other" if self.officer() == "officer" else "officer"]

    def closing_comes(self) -> None:
        dossier = self.now()
        if dossier.closes is None:
            raise Refused(["it never closes"])
        self.at = max(self.at, dossier.closes + timedelta(minutes=dossier.call.grace_minutes))
        clock.close_dossiers(self.at)

    def write(self, field: str) -> None:
        self.words += 1
        revision = self.dossier.answers.get(field=field).revision
        with suppress(Refused):
            save_answer(self.dossier, field=field, value=f"Mots {self.words}", revision=revision, at=self.at,
                        by=self.by("carrier"))  # fmt: skip

    def trace(self) -> dict[str, Any]:
        """The whole row, what stands beside it, and how much the history and the outbox hold. One query."""
        visas = Visa.objects.filter(dossier=OuterRef("pk")).exclude(state="superseded")
        counted = {"acts": of_subject(self.dossier), "mails": OutboxMail.objects.all(),
                   "opinions": Opinion.objects.all(),
                   "coeditors": Coeditor.objects.filter(removed_at=None)}  # fmt: skip
        return Dossier.objects.annotate(
            visa_state=Subquery(visas.values("state")[:1]), reminded=Subquery(visas.values("reminded_at")[:1]),
            **{f"number_of_{name}": number_of(found) for name, found in counted.items()},
        ).values().get(pk=self.dossier.pk)  # fmt: skip

    @contextmanager
    def come_back(self, is_undone: bool) -> Iterator[None]:
        """What would follow, looked at and taken back as if it had not been."""
        if not is_undone:
            yield
            return
        before = self.at, deepcopy(self.known)
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        self.at, self.known = before

    def keep(self) -> None:
        """Note what is new; count what the history tells."""
        dossier, known = self.now(), self.known
        filings = list(dossier.filings.order_by("number"))
        known.filed += [frozen(filing) for filing in filings[len(known.filed) :]]
        known.reference = known.reference or dossier.reference
        for one in dossier.set_asides.all():
            known.aside.setdefault(one.pk, fingerprint(one.content))
        for one in dossier.opinions.exclude(state=OpinionState.ASKED):
            known.said.setdefault(one.pk, (one.state, one.text, one.given_by_id))
        if (dossier.state == S.LAPSED) != bool(known.left):
            # what is opened again stands as it was left
            now = self.content()
            assert known.left in ({}, now)
            known.left = now if dossier.state == S.LAPSED else {}
        for seq, source, act in of_subject(self.dossier).filter(seq__gt=known.rows).values_list(
                "seq", "source", "act").order_by("seq"):  # fmt: skip
            self.found.done[source, act] += 1
            known.rows = seq
        visas = [str(pk) for pk in self.dossier.visas.values_list("pk", flat=True)]
        of_visas = HistoryRow.objects.filter(subject_type="proposals.visa", subject_id__in=visas)
        self.found.done.update(dict.fromkeys((("visa", act) for act in of_visas.values_list("act", flat=True)), 1))


def number_of(rows: QuerySet) -> Subquery:
    return Subquery(rows.order_by().values(one=Value(1)).values("one").annotate(n=Count("*")).values("n"))


def frozen(filing: Any) -> tuple[Any, ...]:
    return filing.sha256, filing.kind, filing.code, filing.received_at, filing.filed_by_id, filing.mentions


def written(content: dict[str, Any]) -> dict[str, Any]:
    """What writers write; what a partner says by their link may change at any time."""
    same = {key: content[key] for key in ("answers", "budget", "papers", "months", "unit")}
    return {**same, "partners": [{**one, "word": None} for one in content["partners"]]}
