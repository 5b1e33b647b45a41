"""Refuse abuse: how many requests in a minute, counted in memory or, with several workers, in Redis."""

import logging
import time
from typing import Optional

from limits import RateLimitItemPerMinute
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

from bot.logs import trace

logger = logging.getLogger(__name__)


class Limiter:
    """Counts by a key that is never logged: a conversation id or an address."""

    def __init__(self, redis_url: Optional[str]) -> None:
        # The strategy holds its storage by a weak reference only.
        self._storage = storage_from_string(redis_url or "memory://")
        self._limiter = MovingWindowRateLimiter(self._storage)

    def seconds_to_wait(self, what: str, key: str, per_minute: int) -> int:
        """0 when the request is allowed (and counted), else the seconds until the next one is."""
        item = RateLimitItemPerMinute(per_minute)
        try:
            if self._limiter.hit(item, what, key):
                return 0
        except RedisError as error:
            # Better to answer without counting than to be silent because a counter is down.
            logger.error("limits.not_counted error=%s", trace(error))
            return 0
        reset_at, _ = self._limiter.get_window_stats(item, what, key)
        return max(1, int(reset_at - time.time()) + 1)
