"""Two people on one dossier see each other: who has its page open, for as long as the page says so.

Kept in the cache and nowhere else: it is a courtesy between colleagues, no record of who worked when, and it is gone a
minute after the page is closed. That nobody overwrites anybody is the revision's business, not this one's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.models import Dossier

STAYS_SECONDS = 60
"""How long somebody counts as here after their page last said so; it says so every twenty seconds."""

LONGEST_DAY = timedelta(hours=12)
"""A page that has been open for longer says nothing any more."""

SALT = "dossiers.presence"


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who has a dossier open, since when."""

    name: str
    since_at: datetime


def pass_for(dossier: Dossier) -> str:
    """Return what a page that was allowed to open a dossier shows when it says that it is still open."""
    return signing.dumps(dossier.pk, salt=SALT)


def admitted(ticket: str) -> int | None:
    """Return the key of the dossier for which a page was let in; None for what was not given out by `pass_for`."""
    try:
        key = signing.loads(ticket, salt=SALT, max_age=LONGEST_DAY)
    except signing.BadSignature:
        return None
    return key if isinstance(key, int) else None


def stay(dossier_pk: int, user: User, *, at: datetime) -> list[Present]:
    """Note that somebody has a dossier open, and return who else has, the first to come first.

    No query. Two who say so at the same moment may miss each other once; twenty seconds later they do not.
    """
    key = f"presence:{dossier_pk}"
    here: dict[int, tuple[str, datetime, datetime]] = cache.get(key) or {}
    after = at - timedelta(seconds=STAYS_SECONDS)
    here = {pk: one for pk, one in here.items() if one[2] > after}
    others = [Present(name, since_at) for pk, (name, since_at, _seen_at) in here.items() if pk != user.pk]
    since_at = here[user.pk][1] if user.pk in here else at
    here[user.pk] = (user.get_full_name(), since_at, at)
    cache.set(key, here, STAYS_SECONDS)
    return sorted(others, key=lambda one: (one.since_at, one.name))


def presence_words(others: list[Present]) -> Iterator[str]:
    """Yield a sentence for each who is here too."""
    for one in others:
        clock = timezone.localtime(one.since_at)
        yield _("%(name)s cũng đang mở hồ sơ này từ %(clock)s.") % {
            "name": one.name,
            "clock": f"{clock.hour}:{clock.minute:02}",
        }
