"""The sheet as an OpenDocument text (ISO/IEC 26300): five small files in a zip. Pure."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape

from evaluation.offline.layout import Document, Line, Part

MIME = "application/vnd.oasis.opendocument.text"
# a fixed instant: the same sheet is the same file
AT = (2000, 1, 1, 0, 0, 0)
SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" office:version="1.3"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def odt(document: Document) -> bytes:
    """The file. The first member says what it is, uncompressed, as the standard asks."""
    files = {
        "META-INF/manifest.xml": _manifest(), "content.xml": _content(document), "styles.xml": _styles(document),
        "meta.xml": _meta(document),
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(zipfile.ZipInfo("mimetype", AT), MIME, zipfile.ZIP_STORED)
        for name, text in files.items():
            made.writestr(zipfile.ZipInfo(name, AT), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _manifest() -> str:
    space = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"'
    entries = [("/", MIME), *((name, "text/xml") for name in ("content.xml", "styles.xml", "meta.xml"))]
    rows = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>' for path, kind in entries
    )
    return f"{HEAD}<manifest:manifest {space}>{rows}</manifest:manifest>"


def _meta(document: Document) -> str:
    return (f"{HEAD}<office:document-meta {SPACES}><office:meta><dc:title>{escape(document.title)}</dc:title>"
            f"<dc:language>{_country(document)[0]}</dc:language></office:meta></office:document-meta>")  # fmt: skip


def _country(document: Document) -> tuple[str, str, str]:
    return ("fr-FR", "fr", "FR") if document.language == "fr" else ("en-GB", "en", "GB")


def _styles(document: Document) -> str:
    _tag, language, country = _country(document)
    words = f'fo:font-family="Liberation Sans" fo:font-size="11pt" fo:language="{language}" fo:country="{country}"'
    return (
        f"{HEAD}<office:document-styles {SPACES}><office:styles>"
        f'<style:default-style style:family="paragraph"><style:text-properties {words}/></style:default-style>'
        '<style:style style:name="Standard" style:family="paragraph" style:class="text"/>'
        '<style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" '
        'style:parent-style-name="Standard" style:default-outline-level="1">'
        '<style:text-properties fo:font-size="18pt" fo:font-weight="bold"/></style:style>'
        '<style:style style:name="Heading_20_2" style:display-name="Heading 2" style:family="paragraph" '
        'style:parent-style-name="Standard" style:default-outline-level="2">'
        '<style:paragraph-properties fo:margin-top="6mm" fo:keep-with-next="always"/>'
        '<style:text-properties fo:font-size="13pt" fo:font-weight="bold"/></style:style>'
        "</office:styles></office:document-styles>"
    )


def _content(document: Document) -> str:
    body = "".join(_body(document))
    return (
        f"{HEAD}<office:document-content {SPACES}><office:automatic-styles>"
        '<style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties '
        'fo:border="0.5pt solid #888888" fo:padding="2mm"/></style:style>'
        '<style:style style:name="Asked" style:family="table-column"><style:table-column-properties '
        'style:column-width="55mm"/></style:style>'
        '<style:style style:name="Given" style:family="table-column"><style:table-column-properties '
        'style:column-width="115mm"/></style:style>'
        '<style:style style:name="Quiet" style:family="text"><style:text-properties fo:font-size="8pt" '
        'fo:color="#666666"/></style:style>'
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )


def _body(document: Document) -> Iterator[str]:
    yield f'<text:h text:style-name="Heading_20_1" text:outline-level="1">{escape(document.title)}</text:h>'
    yield from (f"<text:p>{escape(line)}</text:p>" for line in document.intro)
    for number, part in enumerate(document.parts, start=1):
        yield from _part(part, number)


def _part(part: Part, number: int) -> Iterator[str]:
    yield f'<text:h text:style-name="Heading_20_2" text:outline-level="2">{escape(part.title)}</text:h>'
    yield from (f"<text:p>{escape(line)}</text:p>" for line in part.help)
    rows = "".join(_row(line) for line in part.lines)
    yield (f'<table:table table:name="Part{number}"><table:table-column table:style-name="Asked"/>'
           f'<table:table-column table:style-name="Given"/>{rows}</table:table>')  # fmt: skip


def _row(line: Line) -> str:
    cell = '<table:table-cell table:style-name="Cell" office:value-type="string">'
    code = f'<text:span text:style-name="Quiet">[{line.code}]</text:span>'
    value = escape(line.value)
    given = "".join(
        f'<text:p><text:span text:style-name="Quiet">{one}</text:span></text:p>' if line.is_quiet
        else f"<text:p>{one}</text:p>" for one in value.split("\n")
    )  # fmt: skip
    return (f"<table:table-row>{cell}<text:p>{escape(line.label)} {code}</text:p></table:table-cell>"
            f"{cell}{given}</table:table-cell></table:table-row>")  # fmt: skip
