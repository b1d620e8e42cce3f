"""How often may one client ask? Counts per client over a sliding minute."""

import time
from dataclasses import dataclass
from math import ceil

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

WINDOW_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one client has left after a request."""

    allowed: bool
    limit: int
    remaining: int
    reset_seconds: int
    """Until the running window ends."""
    retry_seconds: int
    """Until one more request passes; 0 when it passes now."""

    def headers(self) -> dict[str, str]:
        """Give the RateLimit headers, with Retry-After when the request is refused."""
        headers = {
            "RateLimit-Policy": f"{self.limit};w={WINDOW_SECONDS}",
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset_seconds),
        }
        if not self.allowed:
            headers["Retry-After"] = str(max(1, self.retry_seconds))
        return headers


class Budget:
    """Counts requests per client over a sliding minute, in this process only."""

    def __init__(self) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def take(self, client: str, limit: int) -> Allowance:
        """Count one request of `client`, unless its `limit` per minute is used up."""
        item = RateLimitItemPerMinute(limit)
        allowed = self._limiter.hit(item, client)
        window = self._limiter.get_window_stats(item, client)
        reset = min(WINDOW_SECONDS, max(1, ceil(window.reset_time - time.time())))
        return Allowance(
            allowed=allowed,
            limit=limit,
            remaining=max(0, window.remaining),
            reset_seconds=reset,
            retry_seconds=0 if allowed else reset,
        )
