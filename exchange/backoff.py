"""How long to wait after a failure: twice as long each time, and never all at the same moment."""

import hashlib
from datetime import timedelta

FIRST = timedelta(minutes=1)
LONGEST = timedelta(hours=1)
JITTER = 0.2
"""A wait is up to this share shorter or longer."""


def wait_after(attempts: int, *, seed: str) -> timedelta:
    """Return the wait after so many attempts (1 or more); the same seed and number give the same wait."""
    whole = min(FIRST * 2 ** min(attempts - 1, 20), LONGEST)
    drawn = int.from_bytes(hashlib.sha256(f"{seed}/{attempts}".encode()).digest()[:4], "big") / 2**32
    return whole * (1 + JITTER * (2 * drawn - 1))
