"""The demonstration's papers: the partner's letter in the draft, a PDF of one page written by hand, checked."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from directory.models import Person
from directory.standing import standing_of
from documents.checks import check
from proposals.actions.papers import ANNEX, add_paper
from proposals.models import Dossier

LINES = (
    "Earthquake Research Institute", "", "To whom it may concern,", "",
    "We support the project on slow slip under the Japan Trench, led with our laboratory.",
    "We bring ship time, the access to the cable, and two missions a year to Paris.", "", "(letter of a demonstration)",
)  # fmt: skip


def build(people: Mapping[str, Person]) -> None:
    """Once: what exists is kept as people left it."""
    carrier = people["carrier"]
    dossier = Dossier.objects.for_rules().filter(carrier=carrier, filing=None).order_by("pk").first()
    if dossier is None or dossier.attachments.exists() or not dossier.is_editable_whole:
        return
    paper = next((one.slug for one in dossier.rules.papers), ANNEX)
    content = a_letter(LINES)
    file = UploadedFile(ContentFile(content), "letter-of-support.pdf", "application/pdf", len(content))
    sent = add_paper(dossier, paper=paper, file=file, at=timezone.now(), by=standing_of(carrier))
    check(sent.file)


def a_letter(lines: tuple[str, ...]) -> bytes:
    """A PDF of one page with these lines (ASCII)."""
    drawn = " ".join(f"({_escaped(line)}) Tj T*" for line in lines)
    stream = f"BT /F1 12 Tf 18 TL 72 760 Td {drawn} ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = "%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(objects) + 1
    end = f"trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {count}\n0000000000 65535 f \n{table}{end}".encode("ascii")


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
