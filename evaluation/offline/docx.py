"""The sheet as an Office Open XML text (ECMA-376): four small files in a zip. Pure."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape

from evaluation.offline.layout import Document, Line, Part
from evaluation.offline.odt import AT, HEAD

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PART = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# what the two cells of a row measure, in twentieths of a point
ASKED, GIVEN = 3100, 6500


def docx(document: Document) -> bytes:
    """The file."""
    files = {
        "[Content_Types].xml": _types(), "_rels/.rels": _links(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _links(("styles", "styles.xml")), "word/document.xml": _content(document),
        "word/styles.xml": _styles(document),
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(zipfile.ZipInfo(name, AT), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _types() -> str:
    parts = (("/word/document.xml", "document.main+xml"), ("/word/styles.xml", "styles+xml"))
    rows = "".join(f'<Override PartName="{name}" ContentType="{PART}.{kind}"/>' for name, kind in parts)
    links = f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{rows}'
    return f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{links}</Types>'


def _links(*links: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="r{place}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(links, start=1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def _styles(document: Document) -> str:
    language = "fr-FR" if document.language == "fr" else "en-GB"

    def heading(level: int, size: int) -> str:
        return (f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
                f'<w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="240"/><w:outlineLvl '
                f'w:val="{level - 1}"/></w:pPr><w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr></w:style>')  # fmt: skip

    return (f'{HEAD}<w:styles xmlns:w="{WORD}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" '
            f'w:hAnsi="Arial"/><w:sz w:val="22"/><w:lang w:val="{language}"/></w:rPr></w:rPrDefault></w:docDefaults>'
            '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
            f"{heading(1, 36)}{heading(2, 26)}</w:styles>")  # fmt: skip


def _content(document: Document) -> str:
    body = "".join(_body(document))
    return f'{HEAD}<w:document xmlns:w="{WORD}"><w:body>{body}<w:sectPr/></w:body></w:document>'


def _body(document: Document) -> Iterator[str]:
    yield _paragraph(document.title, style="Heading1")
    yield from (_paragraph(line) for line in document.intro)
    for part in document.parts:
        yield from _part(part)


def _part(part: Part) -> Iterator[str]:
    yield _paragraph(part.title, style="Heading2")
    yield from (_paragraph(line) for line in part.help)
    edges = "".join(f'<w:{edge} w:val="single" w:sz="4" w:color="888888"/>'
                    for edge in ("top", "left", "bottom", "right", "insideH", "insideV"))  # fmt: skip
    rows = "".join(_row(line) for line in part.lines)
    yield (f'<w:tbl><w:tblPr><w:tblW w:w="{ASKED + GIVEN}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders></w:tblPr>'
           f'<w:tblGrid><w:gridCol w:w="{ASKED}"/><w:gridCol w:w="{GIVEN}"/></w:tblGrid>{rows}</w:tbl>')  # fmt: skip


def _row(line: Line) -> str:
    asked = f"<w:p>{_run(f'{line.label} ')}{_run(f'[{line.code}]', is_quiet=True)}</w:p>"
    given = "".join(f"<w:p>{_run(one, is_quiet=line.is_quiet)}</w:p>" for one in line.value.split("\n"))
    return f"<w:tr>{_cell(asked, ASKED)}{_cell(given, GIVEN)}</w:tr>"


def _cell(content: str, width: int) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'


def _paragraph(text: str, style: str = "") -> str:
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}{_run(text)}</w:p>"


def _run(text: str, *, is_quiet: bool = False) -> str:
    quiet = '<w:rPr><w:color w:val="666666"/><w:sz w:val="16"/></w:rPr>' if is_quiet else ""
    return f'<w:r>{quiet}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
