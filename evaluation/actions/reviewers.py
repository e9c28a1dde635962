"""The pool of reviewers: who is added, what each says of themselves, when they pause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from directory.actions.people import create_person
from directory.models import Person
from directory.search.folding import words
from evaluation.access import REVIEW_STAFF
from evaluation.models import Pause, Reviewer, Work
from workflow.engine import Refused
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing
    from evaluation.traits import Paper

# publications of the last years: enough to find who works with whom
MOST_WORKS = 300
# columns that a profile form writes
COLUMNS = ("institution", "country", "keywords", "expertise", "countries", "languages", "most_at_once", "is_active",
           "note")  # fmt: skip


def add_reviewer(*, email: str, first_name: str, last_name: str, at: datetime, by: Standing,
                 sections: Iterable[Any] = (), **fields: Any) -> Reviewer:  # fmt: skip
    """Somebody new in the pool; an account is made for the address if there is none, which its owner may never open.

    Raises Refused when `by` does not organise reviews, or the person is in the pool already.
    """
    if not by.roles & REVIEW_STAFF:
        raise Refused([_("Reviewers are added by those who organise the peer review.")])
    try:
        return _added(email.lower(), first_name, last_name, at, by, sections, fields)
    except IntegrityError as error:
        # somebody else has added the same person between our look and our writing
        if not Reviewer.objects.filter(person__email=email.lower()).exists():
            raise
        raise Refused([_("%(name)s is in the pool already.") % {"name": f"{first_name} {last_name}"}]) from error


@transaction.atomic
def _added(email: str, first_name: str, last_name: str, at: datetime, by: Standing, sections: Iterable[Any],
           fields: dict[str, Any]) -> Reviewer:  # fmt: skip
    person = Person.objects.filter(email=email).first()
    if person is None:
        person = create_person(email=email, first_name=first_name, last_name=last_name)
    if Reviewer.objects.filter(person=person).exists():
        raise Refused([_("%(name)s is in the pool already.") % {"name": person}])
    _know(person, fields.pop("orcid", None))
    reviewer = Reviewer.objects.create(person=person, created_at=at, changed_at=at, **fields)
    reviewer.sections.set(sections)
    _index(reviewer)
    record(reviewer, "add", by=by, at=at)
    return reviewer


@transaction.atomic
def change_reviewer(reviewer: Reviewer, *, at: datetime, by: Standing, sections: Iterable[Any] | None = None,
                    **fields: Any) -> Reviewer:  # fmt: skip
    """Change a profile: the reviewer their own, the staff anybody's. The internal note is the staff's alone.

    Raises Refused, also for an ORCID that another account carries.
    """
    is_staff = bool(by.roles & REVIEW_STAFF)
    if not is_staff and reviewer.person_id != by.person_id:
        raise Refused([_("This profile is somebody else’s.")])
    for column in COLUMNS:
        if column in fields and (is_staff or column not in ("note", "is_active")):
            setattr(reviewer, column, fields[column])
    _know(reviewer.person, fields.get("orcid"))
    reviewer.changed_at = at
    reviewer.save()
    if sections is not None:
        reviewer.sections.set(sections)
    _index(reviewer)
    record(reviewer, "change", by=by, at=at)
    return reviewer


def _know(person: Person, orcid: str | None) -> None:
    """The ORCID of somebody who had none; who has one changes it in their own account."""
    if not orcid or person.orcid:
        return
    if Person.objects.filter(orcid=orcid).exclude(pk=person.pk).exists():
        raise Refused([_("Another account carries this ORCID: look whether it is the same person.")])
    person.orcid = orcid
    person.save(update_fields=["orcid"])


@transaction.atomic
def pause(reviewer: Reviewer, *, starts: date, ends: date, at: datetime, by: Standing) -> Pause:
    """From one day to another (both included, Paris dates) the reviewer is not invited. Raises Refused."""
    if reviewer.person_id != by.person_id and not by.roles & REVIEW_STAFF:
        raise Refused([_("This profile is somebody else’s.")])
    if ends < starts:
        raise Refused([_("The pause ends before it begins: change one of the two days.")])
    made = Pause.objects.create(reviewer=reviewer, starts=starts, ends=ends)
    record(reviewer, "pause", by=by, at=at, starts=starts.isoformat(), ends=ends.isoformat())
    return made


@transaction.atomic
def add_works(reviewer: Reviewer, papers: Sequence[Paper], *, at: datetime, by: Standing) -> int:
    """Publications that show with whom the reviewer works; each DOI once. Returns how many are new. Raises Refused."""
    locked = _own(reviewer, by)
    known = set(locked.works.values_list("doi", flat=True))
    fresh = [one for one in papers if one.doi not in known]
    if len(known) + len(fresh) > MOST_WORKS:
        sentence = _("A profile holds %(most)d publications at most: keep those of the last years.")
        raise Refused([sentence % {"most": MOST_WORKS}])
    Work.objects.bulk_create(
        Work(reviewer=locked, doi=one.doi, title=one.title, year=one.year, authors=list(one.authors)) for one in fresh
    )
    if fresh:
        record(locked, "add-works", by=by, at=at, number=len(fresh))
    return len(fresh)


@transaction.atomic
def remove_work(reviewer: Reviewer, work_id: int, *, at: datetime, by: Standing) -> int:
    """Take one publication away. Returns how many went: none when somebody has just done it. Raises Refused."""
    locked = _own(reviewer, by)
    gone, _kinds = locked.works.filter(pk=work_id).delete()
    if gone:
        record(locked, "remove-work", by=by, at=at)
    return gone


def _own(reviewer: Reviewer, by: Standing) -> Reviewer:
    """The profile, locked, for its owner and for those who organise reviews."""
    locked = Reviewer.objects.select_for_update(of=("self",)).get(pk=reviewer.pk)
    if locked.person_id != by.person_id and not by.roles & REVIEW_STAFF:
        raise Refused([_("This profile is somebody else’s.")])
    return locked


def _index(reviewer: Reviewer) -> None:
    """What the search of the pool reads."""
    texts = (str(reviewer.person), reviewer.person.email, reviewer.institution, *reviewer.keywords, reviewer.expertise)
    Reviewer.objects.filter(pk=reviewer.pk).update(search_text=" ".join(words(" ".join(texts))))
