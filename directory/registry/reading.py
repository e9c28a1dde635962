"""Reading a file of records value by value, whatever its form: JSON array, JSON Lines, gzip, or the published zip.

The form is told by the content, never by the name, and no more than one value is held in memory.
"""

from __future__ import annotations

import codecs
import gzip
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.utils.translation import gettext as _

from directory.registry.errors import BadFile

CHUNK = 1 << 20
# one record of the registry has a few kilobytes; CNRS, the longest, two hundred
LONGEST_VALUE = 64 << 20
GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
SPACE = " \t\r\n"

Progress = Callable[[float], None]


class Bytes(Protocol):
    """Whatever is read forward: a file, or what decompresses it."""

    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True)
class Unreadable:
    """A line that is not JSON; the lines around it can be read."""

    line: int


def values(path: Path, progress: Progress = lambda done: None) -> Iterator[Any]:
    """Each JSON value of the file, or Unreadable for a line that is none; raises BadFile.

    `progress` is told the share of the file's bytes that were read, between 0 and 1.
    """
    try:
        with _opened(path, progress) as stream:
            yield from _decoded(_Text(stream))
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
        raise BadFile(_("The compressed file is cut in the middle or damaged. Download it again.")) from error
    except (NotImplementedError, RuntimeError) as error:  # zipfile: unknown compression, encryption
        raise BadFile(
            _("The zip file has a password or a compression that cannot be read. Save it without.")
        ) from error
    except OSError as error:
        raise BadFile(
            _("The file %(path)s cannot be read: %(why)s.") % {"path": path, "why": error.strerror}
        ) from error


@contextmanager
def _opened(path: Path, progress: Progress) -> Iterator[Bytes]:
    """The bytes of the JSON text, decompressed."""
    with ExitStack() as stack:
        raw = stack.enter_context(_Watched(path, progress))
        start = raw.peek(4)[:4]
        if start.startswith(GZIP):
            yield stack.enter_context(closing(gzip.GzipFile(fileobj=raw)))
        elif start == ZIP:
            archive = stack.enter_context(zipfile.ZipFile(raw))
            yield stack.enter_context(archive.open(_json_member(archive)))
        else:
            yield raw


class _Watched:
    """A file that tells how far it has been read."""

    def __init__(self, path: Path, progress: Progress) -> None:
        self._file = path.open("rb")
        self._size = path.stat().st_size or 1
        self._progress = progress

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *exit_details: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def read(self, size: int = -1) -> bytes:
        found = self._file.read(size)
        self._progress(min(self._file.tell() / self._size, 1.0))
        return found


def _json_member(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The one member that begins like JSON; the published zip also holds tables."""
    found = [member for member in archive.infolist() if not member.is_dir() and _begins_like_json(archive, member)]
    if len(found) > 1:
        names = ", ".join(member.filename for member in found[:5])
        raise BadFile(
            _("The zip file holds several JSON files: %(names)s. Extract the one in schema v2 and import it.")
            % {"names": names}
        )
    if not found:
        raise BadFile(_("The zip file holds no JSON file. Import the zip as the registry publishes it."))
    return found[0]


def _begins_like_json(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    with archive.open(member) as stream:
        return stream.read(64).removeprefix(codecs.BOM_UTF8).lstrip()[:1] in (b"[", b"{")


class _Text:
    """Characters of a stream, read forward as they are needed."""

    def __init__(self, stream: Bytes) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self.text = ""
        self.at = 0
        self.is_over = False

    def more(self) -> bool:
        """Read on; False at the end. What was read before `at` is forgotten."""
        if self.is_over:
            return False
        # as much again as is waiting, so that one long value is not decoded a hundred times
        raw = self._stream.read(max(CHUNK, len(self.text) - self.at))
        self.is_over = not raw
        try:
            found = self._decoder.decode(raw, final=self.is_over)
        except UnicodeDecodeError as error:
            raise BadFile(_("The file is not written in UTF-8. Import it as the registry publishes it.")) from error
        self.text, self.at = self.text[self.at :] + found, 0
        if len(self.text) > LONGEST_VALUE * 2:
            raise BadFile(_("One value of the file is longer than any record. It is not a file of the registry."))
        return True

    def next_sign(self) -> str:
        """The next character that is no space, not consumed; empty at the end."""
        while True:
            while self.at < len(self.text) and self.text[self.at] in SPACE:
                self.at += 1
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def line(self) -> str | None:
        """The next line without its end; None at the end of the file."""
        searched = 0
        while (end := self.text.find("\n", self.at + searched)) < 0:
            searched = len(self.text) - self.at
            if not self.more():
                rest, self.at = self.text[self.at :], len(self.text)
                return rest or None
        found, self.at = self.text[self.at : end], end + 1
        return found


def _decoded(text: _Text) -> Iterator[Any]:
    sign = text.next_sign()
    if not sign:
        raise BadFile(_("The file is empty."))
    if sign == "[":
        return _items(text)
    if sign == "{":
        return _lines(text)
    raise BadFile(_("The file is not JSON. Import the file that the registry publishes, in schema v2."))


def _items(text: _Text) -> Iterator[Any]:
    """The items of an array, decoded one after the other."""
    decode = json.JSONDecoder().raw_decode
    text.at += 1
    count = 0
    sign = text.next_sign()
    while sign != "]":
        yield _item(text, decode, count)
        count += 1
        sign = text.next_sign()
        if sign == ",":
            text.at += 1
            sign = text.next_sign()
        elif sign != "]":
            raise _broken_after(count, is_cut=not sign)
    text.at += 1
    if text.next_sign():
        raise BadFile(
            _("Something follows the end of the list of records. Import the file as the registry publishes it.")
        )


def _item(text: _Text, decode: Callable[[str, int], tuple[Any, int]], count: int) -> Any:
    while True:
        try:
            value, text.at = decode(text.text, text.at)
        except (ValueError, RecursionError) as error:
            is_long = len(text.text) - text.at > LONGEST_VALUE
            if is_long or isinstance(error, RecursionError) or not text.more():
                raise _broken_after(count, is_cut=text.is_over and not is_long) from error
        else:
            return value


def _broken_after(count: int, *, is_cut: bool) -> BadFile:
    if is_cut:
        said = _("The file is cut in the middle, after %(count)s complete records. Download it again.")
    else:
        said = _("The file is not valid JSON after %(count)s records. Download it again.")
    return BadFile(said % {"count": count})


def _lines(text: _Text) -> Iterator[Any]:
    """One value a line. A bad line is told apart, unless it is the first, or the last and unfinished."""
    number = count = 0
    while (line := text.line()) is not None:
        number += 1
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            if not count and number == 1:
                raise BadFile(_("The file is neither a JSON array nor one JSON record a line.")) from error
            if text.is_over and text.at >= len(text.text):
                raise _broken_after(count, is_cut=True) from error
            yield Unreadable(number)
        else:
            count += 1
            yield value
