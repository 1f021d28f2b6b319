"""Counting how often a stranger asks, so that nobody can guess or wear us out. Counted in the shared cache."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache


@dataclass(frozen=True, slots=True)
class Tries:
    """So many times in a window of so many seconds, for each who asks (an address, a code)."""

    name: str
    most: int
    seconds: int

    def are_used_up(self, who: str, *, at: datetime) -> bool:
        """Say whether somebody has asked as often as they may in this window."""
        return bool(cache.get(self._counter(who, at), 0) >= self.most)

    def count(self, who: str, *, at: datetime) -> None:
        """Count one more time."""
        counter = self._counter(who, at)
        cache.add(counter, 0)
        try:
            cache.incr(counter)
        except ValueError:  # it was thrown out of the cache between the two lines
            cache.set(counter, 1)
        # Some caches forget at what time a counter was to end when they add to it.
        cache.touch(counter, 2 * self.seconds)

    def _counter(self, who: str, at: datetime) -> str:
        """Return the cache key of a counter; what a stranger typed is never a key itself."""
        window = int(at.timestamp()) // self.seconds
        return f"{self.name}:{window}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
