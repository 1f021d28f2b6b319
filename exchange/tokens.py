"""A partner's access token and the refresh token behind it, which can be used once: renewed by one, read by all.

The lock is a lease in the row and not a transaction: while a partner takes ten seconds to answer, nobody who writes to
an embedded database may wait for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from django.db.models import Q

from exchange.models import PartnerToken

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)
"""Longer than the longest wait for a partner. After it whoever held the lease is taken for dead."""


class NoToken(Exception):
    """Nobody has entered a token, or the partner took the last one back."""


class BeingRenewed(Exception):
    """Another worker is about to bring the new token."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An access token and the refresh token that came with it."""

    access: str
    refresh: str


class Tokens(Protocol):
    """Keeps a partner's tokens."""

    def current(self) -> str:
        """Return the access token; raises `NoToken`."""

    def renew(self, expired: str, fetch: Callable[[str], Pair], *, at: datetime) -> str:
        """Return an access token that is not the expired one; raises `NoToken`, `BeingRenewed`, or what fetch does."""


@dataclass(frozen=True, slots=True)
class StoredTokens:
    """A partner's tokens in the database. `first_refresh` is what the operator was given; a new one begins anew."""

    partner: str
    first_refresh: str = ""

    def current(self) -> str:
        """Return the access token, empty while there is only a refresh token; raises `NoToken`. One query."""
        return self._row().access_token

    def renew(self, expired: str, fetch: Callable[[str], Pair], *, at: datetime) -> str:
        """Trade the refresh token for a new pair under the lease, or return what another worker has brought."""
        row = self._row()
        if row.access_token != expired:
            return row.access_token
        free = Q(leased_until=None) | Q(leased_until__lt=at)
        mine = PartnerToken.objects.filter(free, pk=row.pk, refresh_token=row.refresh_token)
        if not mine.update(leased_until=at + LEASE):
            raise BeingRenewed
        leased = PartnerToken.objects.filter(pk=row.pk, refresh_token=row.refresh_token)
        try:
            pair = fetch(row.refresh_token)
        except BaseException:
            leased.update(leased_until=None)
            raise
        if not leased.update(access_token=pair.access, refresh_token=pair.refresh, renewed_at=at, leased_until=None):
            # Somebody entered another one by hand meanwhile; theirs is newer.
            log.warning("token_replaced_while_renewing", partner=self.partner)
            return self._row().access_token
        return pair.access

    def _row(self) -> PartnerToken:
        row = PartnerToken.objects.filter(partner=self.partner).first()
        if self.first_refresh and (row is None or row.begun_with != self.first_refresh):
            anew = {"begun_with": self.first_refresh, "refresh_token": self.first_refresh}
            row, _is_new = PartnerToken.objects.update_or_create(
                partner=self.partner, defaults={**anew, "access_token": "", "leased_until": None}
            )
        if row is None or not row.refresh_token:
            raise NoToken(self.partner)
        return row
