"""What a file is by its first bytes, whatever its name or its sender says. Pure."""

from __future__ import annotations

# how much is looked at
HEAD = 4096
PDF = "pdf"
# beginnings → what they are, or why they are refused (`reasons.py`)
BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", PDF),
    (b"MZ", "executable"),
    (b"\x7fELF", "executable"),
    (b"#!", "executable"),
    (b"\xcf\xfa\xed\xfe", "executable"),
    (b"\xca\xfe\xba\xbe", "executable"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
    (b"{\\rtf", "office"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
)
OFFICE_IN_ZIP = (b"[Content_Types].xml", b"_rels/.rels", b"word/", b"xl/", b"ppt/", b"mimetypeapplication/vnd.oasis")
PAGES = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<svg")


def kind_of(head: bytes) -> str:
    """PDF, or the slug of the reason why a file that begins with `head` is not taken.

    A PDF begins at its first byte: readers look further for it, which is how two kinds of file share one.
    """
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x00")
    for beginning, kind in BEGINNINGS:
        if start.startswith(beginning):
            return kind
    if start.startswith(b"PK\x03\x04"):
        return "office" if any(sign in head for sign in OFFICE_IN_ZIP) else "archive"
    if any(sign in head[:1024].lower() for sign in PAGES):
        return "web-page"
    return "not-pdf"
