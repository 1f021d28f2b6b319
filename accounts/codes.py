"""One-time codes: six digits sent to a phone or a mailbox prove that it is the person's.

The session keeps a digest of the code and never the code; an address never carries it, a log never sees it. A code
holds ten minutes and five tries; asking for another one makes the former worthless.
"""

import secrets
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.identity import national_phone

HOLDS = timedelta(minutes=10)
TRIES = 5
DIGITS = 6

SESSION_KEY = "accounts_codes"


class Purpose(StrEnum):
    """What a code is for; one for each purpose may be open at a time."""

    ENTER = "enter"
    PHONE = "phone"
    CLAIM = "claim"
    """An account that an identity of the sign-in partner is to open."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """A code that was sent and not answered yet. `contact` is an e-mail address or a phone number in E.164.

    `next_url` is where the person was going, `about` what the purpose has to remember.
    """

    key: str
    contact: str
    digest: str
    sent_at: str
    tries_left: int = TRIES
    next_url: str = ""
    about: str = ""

    @property
    def is_phone(self) -> bool:
        """Whether the code went to a phone."""
        return is_phone(self.contact)

    @property
    def shown(self) -> str:
        """The contact as people read it."""
        return national_phone(self.contact) if self.is_phone else self.contact

    def holds(self, at: datetime) -> bool:
        """Say whether the code may still be answered."""
        return self.tries_left > 0 and at - datetime.fromisoformat(self.sent_at) <= HOLDS


def is_phone(contact: str) -> bool:
    """Say whether a parsed contact is a phone number; else it is an e-mail address."""
    return "@" not in contact


def begin(
    session: SessionBase, purpose: Purpose, contact: str, *, at: datetime, next_url: str = "", about: str = ""
) -> tuple[Challenge, str]:
    """Draw a code for a contact and keep its digest; return the challenge and the code, which the caller sends."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    key = secrets.token_urlsafe(12)
    challenge = Challenge(key, contact, _digest(key, code), at.isoformat(), next_url=next_url, about=about)
    _keep(session, purpose, challenge)
    return challenge, code


def waiting(session: SessionBase, purpose: Purpose, *, at: datetime) -> Challenge | None:
    """Return the code that may be answered now, or None."""
    kept: dict[str, Any] = session.get(SESSION_KEY, {}).get(purpose) or {}
    challenge = Challenge(**kept) if kept else None
    return challenge if challenge is not None and challenge.holds(at) else None


def answer(session: SessionBase, purpose: Purpose, typed: str, *, at: datetime) -> bool:
    """Say whether this is the code that was sent. A right one is used up; of a wrong one fewer tries are left."""
    challenge = waiting(session, purpose, at=at)
    if challenge is None:
        return False
    if constant_time_compare(challenge.digest, _digest(challenge.key, typed)):
        forget(session, purpose)
        return True
    _keep(session, purpose, replace(challenge, tries_left=challenge.tries_left - 1))
    return False


def forget(session: SessionBase, purpose: Purpose) -> None:
    """Make the open code of a purpose worthless."""
    codes = dict(session.get(SESSION_KEY, {}))
    if codes.pop(purpose, None) is not None:
        session[SESSION_KEY] = codes


def _keep(session: SessionBase, purpose: Purpose, challenge: Challenge) -> None:
    session[SESSION_KEY] = {**session.get(SESSION_KEY, {}), purpose: asdict(challenge)}


def _digest(key: str, code: str) -> str:
    return salted_hmac("accounts.codes", f"{key}:{code}", algorithm="sha256").hexdigest()
