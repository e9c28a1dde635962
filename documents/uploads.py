"""What arrives is cut at the limit: no request fills the memory or the disk, whatever it says of its size."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest

# the other fields of a form, and the borders between them
MARGIN = 3_000_000
# beyond so many times the limit the rest is not even read: the connection ends there
READ_OUT = 4


class LimitedUpload(FileUploadHandler):
    """First of the handlers: all files of one request together hold at most `UPLOAD_MOST_BYTES`.

    Up to a few times the limit, the rest is read and thrown away, so that the person gets a page that says why.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.received = self.announced = 0

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, boundary: Any,
                         encoding: str | None = None) -> None:  # fmt: skip
        self.announced = content_length

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        limit = settings.UPLOAD_MOST_BYTES
        self.received += len(raw_data)
        if self.received > limit or self.announced > limit + MARGIN:
            self.request.is_upload_cut = True  # type: ignore[union-attr]
            if self.announced > READ_OUT * limit:
                raise StopUpload(connection_reset=True)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Nothing: the handlers that follow keep the file."""


def is_cut(request: Any) -> bool:
    """Whether a file of this request was left behind for its size."""
    # a request is read when its fields are
    return len(request.FILES) >= 0 and getattr(request, "is_upload_cut", False)
