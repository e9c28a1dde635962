"""The two caches of the house, each with a cheap count that all processes share.

On Redis, which may be away: what the cache holds (counts of tries) is worth less than an answer. Without Redis, a table
of the database; there a count at each key typed would wait for the one writer of SQLite, so it is a file instead.
"""

from __future__ import annotations

import hashlib
import logging
import os
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class PatientRedisCache(RedisCache):
    """Django's, except that an absent server makes it an empty cache instead of an error on the page."""

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return self._try("add", True, args, kwargs)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._try("get", default, (key, default, version), {})

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._try("set", None, args, kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return self._try("touch", False, args, kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return self._try("delete", False, args, kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return self._try("get_many", {}, args, kwargs)

    def count(self, key: str, seconds: int) -> int:
        """How often `key` was counted, this time included, in `seconds`; one round trip; 0 without server."""
        made = self.make_and_validate_key(key)
        try:
            both = self._cache.get_client(made, write=True).pipeline(transaction=False)
            both.set(made, 0, ex=seconds, nx=True)
            both.incr(made)
            return int(both.execute()[1])
        except RedisError:
            logger.warning("The cache does not answer: rate limits do not count meanwhile.")
            return 0

    def _try(self, name: str, otherwise: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        try:
            return getattr(super(), name)(*args, **kwargs)
        except RedisError:
            logger.warning("The cache does not answer: rate limits do not count meanwhile.")
            return otherwise


class EmbeddedCache(DatabaseCache):
    """Django's in a table, with counts in files: the processes of an embedded house share one machine."""

    def count(self, key: str, seconds: int) -> int:
        """How often `key` was counted, this time included, in the running window of `seconds`."""
        return count_in_file(settings.DATA_DIR / "counts", self.make_and_validate_key(key), seconds)


def count_in_file(folder: Path, key: str, seconds: int) -> int:
    """Add a byte to the file of `key` and return its length; the first count of a window empties the file.

    Appending is atomic between processes. Two that open a window at the same instant may lose one count between them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / hashlib.sha256(key.encode()).hexdigest()
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        if int(os.fstat(file).st_mtime // seconds) != int(time.time() // seconds):
            os.ftruncate(file, 0)
        os.write(file, b".")
        return os.fstat(file).st_size
    finally:
        os.close(file)
