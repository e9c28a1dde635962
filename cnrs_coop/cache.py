"""The cache on Redis, which may be away: what it holds (counts of tries) is worth less than an answer."""

from __future__ import annotations

import logging
from typing import Any

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

    def _try(self, name: str, otherwise: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        try:
            return getattr(super(), name)(*args, **kwargs)
        except RedisError:
            logger.warning("The cache does not answer: rate limits do not count meanwhile.")
            return otherwise
