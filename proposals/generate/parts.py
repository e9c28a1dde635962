"""What an invented dossier is made of: answers that satisfy its rules, partners, participants, budget, papers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from documents.enums import IntakeState
from documents.models import StoredFile
from instruments.spec import FieldKind, FormField, Instrument, Level
from proposals.enums import PartnerWord, Side, Source, Status
from proposals.generate.texts import FIRST_NAMES, LAST_NAMES, Topic, text, title
from proposals.generate.world import World
from proposals.models import Answer, Attachment, BudgetCell, Dossier, Participant, Partner, Publication

LETTERS = 5


@dataclass
class Parts:
    """Rows of many dossiers, to be written together."""

    answers: list[Answer] = field(default_factory=list)
    partners: list[Partner] = field(default_factory=list)
    participants: list[Participant] = field(default_factory=list)
    budget: list[BudgetCell] = field(default_factory=list)
    publications: list[Publication] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    files: list[StoredFile] = field(default_factory=list)

    def write(self) -> None:
        """Insert them; what others point to first."""
        Partner.objects.bulk_create(self.partners, batch_size=500)
        StoredFile.objects.bulk_create(self.files, batch_size=500)
        for attachment in self.attachments:
            attachment.file_id = attachment.file.pk
        for model, rows in (
            (Answer, self.answers), (Participant, self.participants), (BudgetCell, self.budget),
            (Publication, self.publications), (Attachment, self.attachments),
        ):  # fmt: skip
            model._default_manager.bulk_create(rows, batch_size=1000)  # type: ignore[arg-type]


def random_uid(rng: Random) -> UUID:
    """A UUID that the seed decides."""
    return UUID(int=rng.getrandbits(128), version=4)


def fill(dossier: Dossier, world: World, parts: Parts, rng: Random, *, topic: Topic, language: str,
         lacks: str) -> None:  # fmt: skip
    """Answer everything the rules ask, in `language`; `lacks` is "", "block" or "warn": what one in ten leaves out."""
    rules = dossier.rules
    omitted = _omitted(rules, lacks, rng)
    for asked in rules.fields:
        value = _answer(asked, topic, rng, language, dossier)
        if value is not None and asked.slug not in omitted:
            parts.answers.append(
                Answer(dossier=dossier, field=asked.slug, value=value, changed_at=dossier.changed_at,
                       changed_by_id=dossier.carrier_id)
            )  # fmt: skip
    _partners(dossier, world, parts, rng)
    _participants(dossier, parts, rng)
    _budget(dossier, parts, rng)
    if "publications" not in omitted:
        _publications(dossier, topic, parts, rng)
    for paper in rules.papers:
        if paper.slug not in omitted:
            parts.files.append(_letter(dossier, rng))
            parts.attachments.append(Attachment(dossier=dossier, paper=paper.slug, file=parts.files[-1]))


def _omitted(rules: Instrument, lacks: str, rng: Random) -> frozenset[str]:
    level = {"block": Level.BLOCK, "warn": Level.WARN}.get(lacks)
    texts = {FieldKind.TEXT, FieldKind.KEYWORDS}
    candidates = [asked.slug for asked in rules.fields if asked.level is level and asked.kind in texts]
    if level is None or not candidates:
        return frozenset()
    return frozenset(rng.sample(candidates, min(len(candidates), 2)))


def _answer(asked: FormField, topic: Topic, rng: Random, language: str, dossier: Dossier) -> Any:
    own = {"title": dossier.title, "acronym": dossier.acronym}
    if asked.slug in own:
        return own[asked.slug]
    limit = asked.limit or 4000
    spoken = {"abstract-fr": "fr", "abstract-en": "en"}.get(asked.slug, language)
    if asked.kind is FieldKind.LINE:
        return title(topic, rng, language)[:limit]
    if asked.kind is FieldKind.TEXT:
        return text(topic, rng, spoken, min(limit, rng.randint(300, 1800)))
    if asked.kind is FieldKind.KEYWORDS:
        return list(topic.keywords)
    if asked.kind is FieldKind.CHOICE:
        return asked.choices[0].slug if asked.choices else None
    if asked.kind is FieldKind.CHOICES:
        return [rng.choice(asked.choices).slug] if asked.choices and rng.random() < 0.4 else None
    if asked.kind is FieldKind.DATE:
        return date(dossier.call.year, 1, 1).isoformat()
    return {FieldKind.YES_NO: True, FieldKind.NUMBER: "3"}.get(asked.kind)


def _partners(dossier: Dossier, world: World, parts: Parts, rng: Random) -> None:
    asked = dossier.rules.partners
    least = max(1, asked.foreign_laboratories.minimum or 1, asked.foreign_leads.minimum or 1)
    most = asked.foreign_leads.maximum or least + 1
    count = rng.randint(least, max(least, most))
    first = rng.choice(world.organisations)
    same_country = [one for one in world.organisations if one.country == first.country]
    several_allowed = (asked.foreign_countries.maximum or 9) > 1
    for place in range(count):
        source = world.organisations if several_allowed and place == 1 else same_country
        organisation = first if place == 0 else rng.choice(source)
        parts.partners.append(
            Partner(
                uid=random_uid(rng), dossier=dossier, side=Side.FOREIGN, place=place, organisation=organisation,
                institution=organisation.name[:300], laboratory=f"Department {40 * place + rng.randint(1, 40)}",
                city=organisation.city[:120], country=organisation.country, lead_first_name=rng.choice(FIRST_NAMES),
                lead_last_name=rng.choice(LAST_NAMES), lead_email=f"partner-{rng.getrandbits(32):08x}@partner.example",
                role="Terrain, séries longues et encadrement commun.", word=rng.choice(list(PartnerWord)[1:3]),
            )
        )  # fmt: skip
    mine = [one.country for one in parts.partners[-count:]]
    dossier.countries = sorted(set(mine))


def _participants(dossier: Dossier, parts: Parts, rng: Random) -> None:
    for place in range(rng.randint(2, 5)):
        parts.participants.append(
            Participant(
                dossier=dossier, place=place, side=rng.choice(list(Side)), first_name=rng.choice(FIRST_NAMES),
                last_name=rng.choice(LAST_NAMES), status=rng.choice(list(Status)),
            )
        )  # fmt: skip


def _budget(dossier: Dossier, parts: Parts, rng: Random) -> None:
    """A sum inside the bounds, over the years and two eligible lines; the same again from the partner, in part."""
    rules = dossier.rules
    years = max(1, (dossier.months or 12) // 12)
    low, high = rules.credits.minimum or 10_000, rules.credits.maximum or 15_000
    total = Decimal(rng.randrange(low, high + 1, 100))
    lines = [line.slug for line in rules.spending.lines if line.is_eligible][:2]
    share = (total / (years * len(lines))).quantize(Decimal(1))
    for year in range(1, years + 1):
        for place, line in enumerate(lines):
            is_first = year == 1 and place == 0
            euros = total - share * (years * len(lines) - 1) if is_first else share
            parts.budget.append(BudgetCell(dossier=dossier, year=year, line=line, source=Source.CNRS, euros=euros))
        parts.budget.append(
            BudgetCell(dossier=dossier, year=year, line=lines[0], source=Source.FOREIGN, euros=Decimal(2000))
        )


def _publications(dossier: Dossier, topic: Topic, parts: Parts, rng: Random) -> None:
    for place in range(rng.randint(0, 3)):
        parts.publications.append(
            Publication(
                dossier=dossier, place=place, doi=f"10.5555/{rng.getrandbits(40):010x}", title=topic.what_en,
                authors=", ".join(rng.sample(LAST_NAMES, 3)), journal="Journal of Invented Results",
                year=dossier.call.year - rng.randint(1, 6),
            )
        )  # fmt: skip


def _letter(dossier: Dossier, rng: Random) -> StoredFile:
    number = rng.randrange(LETTERS)
    content = letter_bytes(number)
    return StoredFile(
        uid=random_uid(rng), name="lettre-de-soutien.pdf", file=f"files/generated-letter-{number}.pdf",
        size=len(content), sha256=hashlib.sha256(content).hexdigest(), state=IntakeState.ACCEPTED, pages=1,
        sent_by_id=dossier.carrier_id, sent_at=dossier.created_at, checked_at=dossier.created_at,
    )  # fmt: skip


def store_letters() -> None:
    """The few small PDF files that every invented letter shares."""
    for number in range(LETTERS):
        name = f"files/generated-letter-{number}.pdf"
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(letter_bytes(number)))


def letter_bytes(number: int) -> bytes:
    """A valid PDF of one page that says which letter it is."""
    stream = f"BT /F1 14 Tf 72 760 Td (Letter of support, model {number + 1}) Tj ET".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for place, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (place, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return out + end % (len(objects) + 1, table, len(objects) + 1, len(out))


def made_between(start: datetime, end: datetime, rng: Random) -> datetime:
    """An instant between both, to the second."""
    seconds = max(1, int((end - start).total_seconds()))
    return start + (end - start) * (rng.randrange(seconds) / seconds)
