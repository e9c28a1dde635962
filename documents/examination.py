"""Looks inside one PDF: the only module that opens a stranger's file, in a process of its own (`checks.py`).

Run as `python -m documents.examination MOST_PAGES < file`; prints one line of JSON: {"pages": 3}, or a reason of
`reasons.py` with its details. Memory, time, disk, network and other programs are given up before the first byte.
"""

from __future__ import annotations

import json
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from documents.confinement import confine

# bytes once unpacked: of one stream of text or drawing, of one image, of all together
MOST_STREAM, MOST_IMAGE, MOST_TOGETHER = 100 * 2**20, 500 * 2**20, 2 * 2**30
PIECE = 2**20
# what runs a program, or sends something, by the name of the action
SCRIPTS = frozenset({"/JavaScript", "/Rendition"})
LAUNCHES = frozenset({"/Launch", "/ImportData", "/SubmitForm", "/GoToE"})
RICH = frozenset({"/RichMedia", "/Movie", "/Sound", "/3D", "/Screen"})


class Found(Exception):
    """Why the file is refused."""

    def __init__(self, slug: str, **details: int) -> None:
        self.reason = {"slug": slug, **details}
        super().__init__(slug)


def examine(file: BinaryIO, most_pages: int) -> dict[str, Any]:
    """How many pages, or the reason why it is refused. `most_pages` 0: any number."""
    import pikepdf

    try:
        if zipfile.is_zipfile(file):
            raise Found("two-kinds")
        file.seek(0)
        with pikepdf.open(file, attempt_recovery=False) as pdf:
            return {"pages": _looked_through(pdf, most_pages)}
    except Found as found:
        return found.reason
    except pikepdf.PasswordError:
        return {"slug": "encrypted"}
    except MemoryError:
        return {"slug": "too-heavy"}
    except (pikepdf.PdfError, RecursionError, zlib.error, ValueError, TypeError, KeyError, AttributeError) as error:
        # the library says a lack of memory as any other trouble
        return {"slug": "too-heavy" if "bad_alloc" in str(error) else "damaged"}


def _looked_through(pdf: Any, most_pages: int) -> int:
    pages = len(pdf.pages)
    if pages == 0:
        raise Found("no-pages")
    if most_pages and pages > most_pages:
        raise Found("too-long", pages=pages, most=most_pages)
    if "/XFA" in pdf.Root.get("/AcroForm", {}):
        raise Found("form")
    together = 0
    for one in pdf.objects:
        for inner in _dictionaries(one):
            _refuse_active(inner)
        if _is_stream(one):
            together += _unpacked(one)
            if together > MOST_TOGETHER:
                raise Found("too-heavy")
    return pages


def _is_stream(one: Any) -> bool:
    import pikepdf

    return isinstance(one, pikepdf.Stream)


def _dictionaries(one: Any, depth: int = 0) -> Iterator[Any]:
    """`one` and what stands directly in it; what is only pointed at is an object of its own."""
    import pikepdf

    if depth > 100:
        raise Found("damaged")
    if isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)):
        yield one
        inner: Iterable[Any] = [value for _key, value in one.items()]
    elif isinstance(one, pikepdf.Array):
        inner = list(one)
    else:
        return
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _dictionaries(value, depth + 1)


def _refuse_active(one: Any) -> None:
    """Raise Found for a script, an action that starts or sends something, a file carried inside."""
    action = str(one.get("/S", ""))
    if action in SCRIPTS or "/JS" in one or "/JavaScript" in one:
        raise Found("script")
    if action in LAUNCHES:
        raise Found("launch")
    if str(one.get("/Subtype", "")) in RICH:
        raise Found("script")
    if "/EF" in one or "/EmbeddedFiles" in one or str(one.get("/Type", "")) == "/EmbeddedFile":
        raise Found("embedded")


def _unpacked(stream: Any) -> int:
    """Bytes of a stream once unpacked, counted and thrown away piece by piece. Raises Found for a bomb."""
    is_image = str(stream.get("/Subtype", "")) == "/Image"
    most = MOST_IMAGE if is_image else MOST_STREAM
    pieces: Iterable[bytes] = [bytes(stream.read_raw_bytes())]
    for name in _filters(stream):
        if name not in ("/FlateDecode", "/Fl"):
            break
        pieces = _inflated(pieces)
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            raise Found("too-heavy")
    return size


def _filters(stream: Any) -> list[str]:
    import pikepdf

    found = stream.get("/Filter")
    if found is None:
        return []
    return [str(name) for name in found] if isinstance(found, pikepdf.Array) else [str(found)]


def _inflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    for piece in pieces:
        rest = piece
        while rest and not unpacker.eof:
            try:
                yield unpacker.decompress(rest, PIECE)
            except zlib.error:
                # readers show what they can of it; its size is what matters here
                return
            rest = unpacker.unconsumed_tail


def main() -> None:
    """Read the file on standard input, say what it is on standard output."""
    confine()
    print(json.dumps(examine(sys.stdin.buffer, int(sys.argv[1]))))


if __name__ == "__main__":
    main()
