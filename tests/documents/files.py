"""Files made byte by byte: sound PDFs, and every kind of file that must be refused."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

PASSWORD = "ouvre-toi"


def a_pdf(pages: int = 1, *, words: str = "") -> bytes:
    """A sound PDF; another text makes other bytes."""
    pdf = _blank(pages)
    pdf.docinfo["/Title"] = words or "Lettre"
    return _saved(pdf, deterministic_id=True)


def an_upload(content: bytes, name: str = "lettre.pdf", kind: str = "application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=kind)


def encrypted() -> bytes:
    return _saved(_blank(), encryption=pikepdf.Encryption(user=PASSWORD, owner="other"))


def locked_for_changes() -> bytes:
    """Anybody reads it; only changing it asks for a password."""
    return _saved(_blank(), encryption=pikepdf.Encryption(user="", owner="other"))


def truncated() -> bytes:
    whole = a_pdf(3)
    return whole[: len(whole) * 2 // 3]


def with_script() -> bytes:
    pdf = _blank()
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    return _saved(pdf)


def with_hidden_script() -> bytes:
    """The script stands deep inside an annotation, packed with the other objects."""
    pdf = _blank()
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 1, 1], AA=pikepdf.Dictionary(Fo=action)
    )
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([note]))
    return _saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def with_launch() -> bytes:
    pdf = _blank()
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
    return _saved(pdf)


def with_file_inside(name: str = "setup.exe") -> bytes:
    pdf = _blank()
    pdf.attachments[name] = b"MZ\x90\x00 a program"
    return _saved(pdf)


def with_form() -> bytes:
    pdf = _blank()
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA=pdf.make_stream(b"<xdp/>"))
    return _saved(pdf)


def stream_bomb(megabytes: int = 200) -> bytes:
    """One drawing of a few kilobytes that unpacks to `megabytes`."""
    pdf = _blank()
    stream = pdf.make_stream(b"")
    stream.write(_packed(megabytes), filter=pikepdf.Name.FlateDecode)
    pdf.pages[0].Contents = stream
    return _saved(pdf)


def twice_packed_bomb(megabytes: int = 4000) -> bytes:
    """Packed, then packed again: a few kilobytes for gigabytes."""
    pdf = _blank()
    stream = pdf.make_stream(b"")
    stream.write(
        zlib.compress(_packed(megabytes), 9),
        filter=pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode]),
    )
    pdf.pages[0].Contents = stream
    # written as it is: else it would be unpacked, gigabytes of it, and packed once
    return _saved(pdf, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)


def object_bomb(megabytes: int = 1500) -> bytes:
    """One object packed with gigabytes of spaces: it must be unpacked whole to be read."""
    packed = _packed(megabytes, before=b"5 0 << /A 1 >>", filling=b" ")
    words = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Extra 5 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>", words + packed + b"\nendstream",
    ]  # fmt: skip
    body, places = b"%PDF-1.5\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    rows = [(0, 0, 65535), *((1, place, 0) for place in places), (2, 4, 0), (1, len(body), 0)]
    table = b"".join(kind.to_bytes(1, "big") + at.to_bytes(4, "big") + of.to_bytes(2, "big") for kind, at, of in rows)
    head = b"6 0 obj\n<< /Type /XRef /Size 7 /W [1 4 2] /Root 1 0 R /Length %d >>\nstream\n" % len(table)
    return body + head + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(body)


def two_kinds() -> bytes:
    """A PDF that an unzipping program takes for an archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("setup.exe", b"MZ")
    return a_pdf() + packed.getvalue()


def an_archive() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "a")
    return packed.getvalue()


def a_text_document() -> bytes:
    """The beginning of what office suites save."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
    return packed.getvalue()


def no_page() -> bytes:
    return _saved(pikepdf.new())


PROGRAM = b"MZ\x90\x00\x03" + b"\x00" * 60 + b"This program cannot be run in DOS mode."
WEB_PAGE = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
IMAGE = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
WORDS = "Une lettre écrite dans un simple fichier de texte.".encode()
GIF_AND_PDF = b"GIF89a" + b"\x00" * 20


def image_and_pdf() -> bytes:
    return GIF_AND_PDF + a_pdf()


def _blank(pages: int = 1) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    for _number in range(pages):
        pdf.add_blank_page(page_size=(595, 842))
    return pdf


def _saved(pdf: pikepdf.Pdf, **how: Any) -> bytes:
    kept = io.BytesIO()
    pdf.save(kept, **how)
    return kept.getvalue()


def _packed(megabytes: int, before: bytes = b"", filling: bytes = b"\0") -> bytes:
    """`before`, then so much of one byte, as zlib packs it; a mebibyte is packed once and stands as often as needed."""
    packer, piece = zlib.compressobj(9, wbits=-zlib.MAX_WBITS), filling * 2**20
    head = packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH)
    # fully flushed, it refers to nothing before it
    packed = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    checked = zlib.adler32(before)
    for _one in range(megabytes):
        checked = zlib.adler32(piece, checked)
    return b"\x78\xda" + head + packed * megabytes + packer.flush() + checked.to_bytes(4, "big")
