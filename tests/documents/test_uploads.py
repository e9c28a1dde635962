"""What arrives is cut at the limit, whatever the request says of its size."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.handlers.wsgi import LimitedStream, WSGIRequest
from django.test import RequestFactory

from documents.uploads import READ_OUT, is_cut

BORDER = "limit"
HEAD = (
    f'--{BORDER}\r\nContent-Disposition: form-data; name="paper"\r\n\r\nannex\r\n'
    f'--{BORDER}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n'
).encode()
END = f"\r\n--{BORDER}--\r\n".encode()


class Endless:
    """A body of so many bytes that is never in memory; counts what was read of it."""

    def __init__(self, size: int) -> None:
        self.size, self.read_out = size, 0

    def read(self, most: int = -1) -> bytes:
        left = self.size - self.read_out
        most = left if most < 0 else min(most, left)
        if most == 0:
            return b""
        start, self.read_out = self.read_out, self.read_out + most
        if start < len(HEAD):
            return (HEAD + b"\0" * most)[start : start + most]
        whole = b"\0" * most
        return whole if self.read_out < self.size else whole[: -len(END)] + END

    # a server's body has both
    readline = read


def a_request(size: int, announced: int | None = None) -> tuple[WSGIRequest, Endless]:
    body = Endless(size)
    request = RequestFactory().post("/", content_type=f"multipart/form-data; boundary={BORDER}")
    request.META["CONTENT_LENGTH"] = str(size if announced is None else announced)
    request.environ["wsgi.input"] = body
    request._stream = LimitedStream(body, int(request.META["CONTENT_LENGTH"]))
    request._read_started = False
    return request, body


@pytest.fixture
def limit(settings: Any, tmp_path: Any) -> int:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return settings.UPLOAD_MOST_BYTES


def kept_on_disk(folder: Any) -> int:
    return sum(one.stat().st_size for one in folder.iterdir())


def test_200_megabytes_are_left_where_they_are(limit: int, tmp_path: Any) -> None:
    request, body = a_request(200_000_000)
    assert is_cut(request)
    assert not request.FILES
    assert request.POST["paper"] == "annex"
    assert body.read_out < 1_000_000
    assert kept_on_disk(tmp_path) == 0


def test_somewhat_too_much_is_read_and_thrown_away_so_that_a_page_can_say_it(limit: int, tmp_path: Any) -> None:
    request, body = a_request(limit * 2)
    assert is_cut(request)
    assert not request.FILES
    assert body.read_out == limit * 2
    assert kept_on_disk(tmp_path) == 0


def test_a_body_longer_than_announced_is_not_read_further(limit: int) -> None:
    request, body = a_request(limit * READ_OUT * 4, announced=50_000)
    assert len(request.FILES) <= 1
    assert body.read_out <= 50_000


def test_what_fits_is_taken(limit: int) -> None:
    request, _body = a_request(200_000)
    assert not is_cut(request)
    with request.FILES["file"] as file:
        assert file.size == 200_000 - len(HEAD) - len(END) + len(b"%PDF-1.7\n")
