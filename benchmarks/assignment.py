"""Reviewers assigned to a whole call, from the rows of the database to the proposal: links of interest, nearness of the
texts, the plan of most affinity; at the size of a year and at five times that.

The rows are written for the bench and taken back: invented dossiers of one call, without their evaluation, which is
what is measured; a pool with keywords and works.
"""

from __future__ import annotations

import random
import resource
import time
from datetime import date, timedelta
from typing import Any

from benchmarks.table import Row

REVIEWS = 3
# dossiers, reviewers, seconds to stay under
SIZES = ((1_000, 300, 30), (5_000, 500, 90))
WORDS_OF_PROFILE = 40


def run(sizes: tuple[tuple[int, int, int], ...] = SIZES) -> list[Row]:
    """Two rows per size: finding links and nearness, then the whole path to the proposal."""
    return [row for size in sizes for row in _measured(*size)]


def _measured(dossiers: int, reviewers: int, limit: int) -> list[Row]:
    from django.db import transaction

    with transaction.atomic():
        asked = _filled(dossiers, reviewers)
        rows = _timed(asked, f"{dossiers} × {reviewers} × {REVIEWS}", limit)
        transaction.set_rollback(True)
    return rows


def _timed(asked: Any, size: str, limit: int) -> list[Row]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from directory.standing import standing_of
    from evaluation.assigning import answered, read

    steps: list[int] = []

    def tell(done: int, _total: int) -> bool:
        steps.append(done)
        return True

    start = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        given = read(asked, standing_of(asked.asked_by), date.today(), tell)
    between = time.perf_counter()
    plan = answered(asked, given, tell)
    end = time.perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    links = f"{len(given.problem.forbidden)} pairs set aside by links, {len(queries)} queries"
    whole = f"{len(plan.get('pairs', ()))} pairs, told {len(steps)} times, {memory} MB at most"
    return [
        Row("conflicts and nearness", size, milliseconds=(between - start) * 1000, note=links),
        Row("assignment, from rows to proposal", size, milliseconds=(end - start) * 1000, reach=f"< {limit} s",
            note=whole),
    ]  # fmt: skip


def _filled(dossiers: int, reviewers: int) -> Any:
    """A call of one institute with so many admissible dossiers, and so many people in the pool."""
    from django.db import connection
    from django.utils import timezone

    from directory.enums import Role
    from directory.models import Institute, Office
    from evaluation.models import AssignmentRun, Reviewer
    from instruments.models import Call

    draw, now = random.Random(4), timezone.now()
    _invent(dossiers)
    call = Call.objects.filter(dossiers__filing__isnull=False).order_by("pk")[0]
    institute = Institute.objects.order_by("pk")[0]
    officer = Office.objects.filter(role=Role.INSTITUTE_OFFICER, institute=institute).order_by("pk")[0]
    # the pool of the bench alone, whatever else the database holds
    Reviewer.objects.update(is_active=False)
    _people(draw, reviewers, now)
    _gather(dossiers, call, institute)
    with connection.cursor() as cursor:
        # what a database that lives does by itself: without it, its plans are those of empty tables
        cursor.execute("ANALYZE")
    settings = {"per_dossier": REVIEWS, "per_person": dossiers * REVIEWS * 6 // (reviewers * 5),
                "due": (now + timedelta(days=30)).isoformat()}  # fmt: skip
    return AssignmentRun.objects.create(
        call=call, institute=institute, settings=settings, asked_at=now, asked_by=officer.person
    )


def _people(draw: random.Random, number: int, now: Any) -> None:
    """A pool that speaks of what the generated dossiers speak of."""
    from directory.models import Person, Section, Unit
    from evaluation.models import Reviewer, Work
    from proposals.generate.texts import TOPICS

    said = (" ".join((one.what_fr, one.what_en, one.by_fr, one.by_en, *one.keywords)) for one in TOPICS)
    words = sorted({word for text in said for word in text.split() if len(word) > 4})
    units = list(Unit.objects.order_by("pk").values_list("pk", flat=True)[:200])
    people = Person.objects.bulk_create(
        Person(email=f"bench-{turn}@bench.example", first_name=f"Prénom{turn}", last_name=f"Nom{turn}", password="!",
               unit_id=draw.choice(units))
        for turn in range(number)
    )  # fmt: skip
    pool = Reviewer.objects.bulk_create(
        Reviewer(person=one, keywords=draw.sample(words, min(6, len(words))),
                 expertise=" ".join(draw.choices(words, k=WORDS_OF_PROFILE)),
                 institution=f"Université {turn % 60}", most_at_once=50, created_at=now, changed_at=now)
        for turn, one in enumerate(people)
    )  # fmt: skip
    sections = list(Section.objects.order_by("pk")[:40])
    joined = Reviewer.sections.through
    joined.objects.bulk_create(
        joined(reviewer_id=one.pk, section_id=section.pk)
        for one in pool for section in draw.sample(sections, min(2, len(sections)))
    )  # fmt: skip
    Work.objects.bulk_create(
        Work(reviewer=one, doi=f"10.1/{drawn}-{one.pk}", year=2020 + turn, title="Un titre")
        for one in pool for turn, drawn in enumerate(draw.sample(range(number * 20), 5))
    )  # fmt: skip


def _invent(number: int) -> None:
    """Bring the filed dossiers to `number` at least."""
    from django.core.management import call_command
    from django.utils import timezone, translation

    from directory.models import Institute
    from proposals.generate.dossiers import generate
    from proposals.generate.parts import store_letters
    from proposals.generate.texts import dice
    from proposals.generate.world import make_world
    from proposals.models import Dossier

    if not Institute.objects.exists():
        call_command("load_reference", verbosity=0)
    while (left := number - Dossier.objects.filter(filing__isnull=False).count()) > 0:
        rng = dice(left)
        with translation.override("fr"):
            store_letters()
            world = make_world(proposals=left, reviewers=0, year=timezone.now().year + 1, rng=rng)
            for _written in generate(world, number=left + left // 4 + 10, rng=rng):
                pass


def _gather(number: int, call: Any, institute: Any) -> None:
    """So many filed dossiers, all in this call, in this institute, admissible."""
    from proposals.models import Dossier

    filed = Dossier.objects.filter(filing__isnull=False)
    keys = list(filed.order_by("pk").values_list("pk", flat=True)[:number])
    filed.filter(call=call).exclude(pk__in=keys).update(state="withdrawn")
    Dossier.objects.filter(pk__in=keys).update(
        call=call, institute=institute, state="admissible", version=call.latest_version, taken_back_at=None
    )
