"""Who evaluates invented dossiers: reviewers whom no link binds to anybody, members of panels and sections."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from directory.models import Person, Section
from evaluation.models import Pause, Reviewer, Work
from evaluation.models.reviewers import DEFAULT_LOAD
from proposals.generate.parts import random_uid
from proposals.generate.texts import FIRST_NAMES, LAST_NAMES, TOPICS
from proposals.generate.world import World

BATCH = 1000
SEATS, MEMBERS = 5, 40
# one in so many has had a pause
ONE_IN = 12


@dataclass
class Pool:
    """Reviewers, with what each has in hand; people who sit."""

    reviewers: list[Reviewer]
    members: list[Person]
    load: dict[int, int] = field(default_factory=dict)

    def some(self, number: int, rng: Random) -> list[Reviewer]:
        """So many different reviewers, drawn."""
        return rng.sample(self.reviewers, min(number, len(self.reviewers)))

    def can_take(self, reviewer: Reviewer) -> bool:
        return self.load.get(reviewer.pk, 0) < reviewer.most_at_once

    def give(self, reviewer: Reviewer) -> None:
        self.load[reviewer.pk] = self.load.get(reviewer.pk, 0) + 1


def make_pool(world: World, rng: Random) -> Pool:
    """A profile for each reviewer of the world, and the people who sit."""
    at = datetime(world.year - 5, 1, 10, 9, tzinfo=UTC)
    # compound names, which nobody of an invented dossier has: nobody is somebody's namesake
    for place, person in enumerate(world.reviewers):
        person.first_name, person.last_name = _name(place)
    Person.objects.bulk_update(world.reviewers, ["first_name", "last_name"], batch_size=BATCH)
    sections = list(Section.objects.present().order_by("number"))
    made = [_profile(person, at, rng) for person in world.reviewers]
    Reviewer.objects.bulk_create(made, batch_size=BATCH)
    if sections:
        through = Reviewer.sections.through
        through.objects.bulk_create(
            (through(reviewer_id=one.pk, section_id=section.pk)
             for one in made for section in rng.sample(sections, min(len(sections), rng.randint(1, 2)))),
            batch_size=BATCH,
        )  # fmt: skip
    Work.objects.bulk_create(
        (Work(reviewer=one, doi=f"10.5555/invented.{one.pk}", title="Un travail inventé", year=world.year - 2)
         for one in made), batch_size=BATCH,
    )  # fmt: skip
    Pause.objects.bulk_create(
        Pause(reviewer=one, starts=at.date(), ends=(at + timedelta(days=60)).date())
        for one in made if rng.randrange(ONE_IN) == 0
    )  # fmt: skip
    return Pool(made, _members(len(world.reviewers)))


def _name(place: int) -> tuple[str, str]:
    first, rest = FIRST_NAMES[place % len(FIRST_NAMES)], place // len(FIRST_NAMES)
    one, two = LAST_NAMES[rest % len(LAST_NAMES)], LAST_NAMES[(rest // len(LAST_NAMES) + rest + 1) % len(LAST_NAMES)]
    return first, f"{one}-{two}"


def _profile(person: Person, at: datetime, rng: Random) -> Reviewer:
    topics = rng.sample(TOPICS, 2)
    keywords = [word for topic in topics for word in topic.keywords]
    institution = f"Université inventée {rng.randint(1, 60)}"
    return Reviewer(
        uid=random_uid(rng), person=person, institution=institution,
        country=rng.choice(("FR", "FR", "BE", "CH", "DE", "CA")), keywords=keywords,
        expertise=f"{topics[0].what_fr}, {topics[0].by_fr}.", languages=["fr", "en"],
        most_at_once=DEFAULT_LOAD + rng.randint(0, 2), created_at=at, changed_at=at,
        search_text=f"{person.first_name} {person.last_name} {institution} {' '.join(keywords)}".lower(),
    )  # fmt: skip


def _members(start: int) -> list[Person]:
    known = Person.objects.filter(email__startswith="member-", email__endswith="@generated.example").count()
    made = []
    for place in range(known, known + MEMBERS):
        first, last = _name(start + place)
        one = Person(email=f"member-{place}@generated.example", first_name=first, last_name=f"{last}-Membre")
        one.set_unusable_password()
        made.append(one)
    return Person.objects.bulk_create(made)
