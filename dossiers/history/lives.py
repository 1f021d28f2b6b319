"""From what is known of a dossier that was not handled here to its rows: dossier, events, ledger, result.

The events say who held the dossier when, as those of the portal do, so that the same figures can be made of them.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import count
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import PartyKind, Role
from agencies.vietnamese import folded
from dossiers.history.tables import Row
from dossiers.history.words import Ending
from dossiers.models import DueBasis, EntryKind, Origin, Outcome, ReturnMethod
from dossiers.workflow import HOLDER_OF, Action, Status
from procedures.models import Channel, ServiceLevel

LOCAL = ZoneInfo(settings.TIME_ZONE)
GROUND = "Số liệu của hệ thống trước"
"""What stands as reason and legal ground where the law wants one and the other system gave none."""

DOSSIER_COLUMNS = (
    *("id", "code", "origin", "tracking_secret", "submission_key", "regime_id", "version_id", "process_id"),
    *("agency_id", "office_id", "channel", "service_level", "applicant_kind", "applicant_name", "applicant_folded"),
    *("personal_id", "tax_code", "phone", "email", "address", "content", "return_method", "status", "revision"),
    *("holder_role", "holder_agency_id", "holder_id", "held_since", "officer_id", "supplement_rounds"),
    *("awaits_consent", "open_consultations", "extensions", "submitted_at", "received_at", "received_on"),
    *("limit_amount", "limit_unit", "due_basis", "due_at", "due_on", "original_due_at", "original_due_on"),
    *("first_due_at", "paused_at", "finished_at", "finished_on", "returned_at"),
)
EVENT_COLUMNS = (
    *("dossier_id", "ordinal", "action", "status_before", "status_after", "actor_id", "actor_role", "actor_agency_id"),
    *("holder_role", "holder_agency_id", "holder_id", "at", "words", "is_internal"),
)
ENTRY_COLUMNS = (
    *("dossier_id", "ordinal", "kind", "at", "limit_amount", "limit_unit", "policy", "new_due_at"),
    *("calendar_revision", "cause", "evidence", "legal_ground", "due_at", "due_on"),
)
RESULT_COLUMNS = (
    *("dossier_id", "outcome", "reason", "legal_ground", "proposed_by_id", "proposed_at", "approved_at"),
    *("is_electronic", "number", "handed_over_by", "collected_by_name", "collected_on_mandate"),
)

OUTCOMES = {Ending.GRANTED: Outcome.GRANTED, Ending.DENIED: Outcome.DENIED}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a dossier belongs, by keys, and the level of service that the catalogue gives it."""

    regime: int
    version: int
    process: int
    agency: int
    office: int
    office_agency: int
    level: ServiceLevel


@dataclass(frozen=True, slots=True)
class Tick:
    """What a deed writes into the clock's ledger; `due_at` is None where it changes no date."""

    kind: EntryKind
    due_at: datetime | None = None
    promised_at: datetime | None = None
    policy: str = ""
    cause: str = GROUND


class Deed(NamedTuple):
    """One thing that happened, where the dossier stood afterwards, and what it did to the clock.

    `actor` is the key of an officer, None where nobody knows. `counts_at` is when the ledger takes it to have happened,
    where that is not when it was done.
    """

    at: datetime
    action: Action
    status: Status
    role: Role
    actor: int | None = None
    words: str = ""
    tick: Tick | None = None
    counts_at: datetime | None = None


@dataclass(slots=True)
class Life:
    """One dossier that was not handled here, matched with the catalogue, with all that happened to it in its order.

    `due_at` is the date that holds in the end, `first_due_at` what was promised; `limit` is None where the promise was
    not counted here. `calendar_revision` is the calendar under which it was counted.
    """

    key: int
    code: str
    origin: Origin
    place: Place
    channel: Channel
    level: ServiceLevel
    applicant: str
    officer: int | None
    submitted_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    ending: Ending
    deeds: Sequence[Deed]
    first_due_at: datetime | None = None
    limit: tuple[Decimal, str] | None = None
    calendar_revision: int | None = None
    supplement_rounds: int = 0
    paused_at: datetime | None = None
    content: str = ""

    @property
    def status(self) -> Status:
        """Where it stands."""
        return self.deeds[-1].status


def dossier_row(life: Life, keys: Iterator[UUID]) -> Row:
    """Return the dossier's row, in the order of `DOSSIER_COLUMNS`."""
    place, deeds = life.place, life.deeds
    role, unit, person = holder(place, deeds[-1].status, life.officer)
    due_on = local_date(life.due_at) if life.due_at else None
    finished_on = local_date(life.finished_at) if life.finished_at else None
    received_on = local_date(life.received_at) if life.received_at else None
    amount, limit_unit = life.limit or (None, "")
    return (
        *(life.key, life.code, life.origin, _secret(), next(keys), place.regime, place.version, place.process),
        *(place.agency, place.office, life.channel, life.level, PartyKind.PERSON),
        *(life.applicant, folded(life.applicant), "", "", "", "", "", life.content, ReturnMethod.COUNTER),
        *(deeds[-1].status, len(deeds), role, unit, person, deeds[-1].at, life.officer),
        *(life.supplement_rounds, False, 0, 0, life.submitted_at, life.received_at, received_on),
        *(amount, limit_unit, DueBasis.DAY if due_on else "", life.due_at, due_on, life.due_at, due_on),
        *(life.first_due_at or life.due_at, life.paused_at, life.finished_at, finished_on, life.returned_at),
    )


def event_rows(life: Life, *, after: int = 0, standing: str = "") -> Iterator[Row]:
    """Yield the rows of its events, in the order of `EVENT_COLUMNS`; `after` is the last ordinal written already."""
    place, before = life.place, standing
    for ordinal, deed in enumerate(life.deeds, start=after + 1):
        status, role = deed.status, deed.role
        if role is Role.APPLICANT:
            acting = None
        else:
            acting = place.office_agency if role is Role.CLERK else place.agency
        held = holder(place, status, deed.actor if deed.action is Action.TAKE_OVER and deed.actor else life.officer)
        yield (
            *(life.key, ordinal, deed.action, before, status, deed.actor, role, acting),
            *(*held, deed.at, deed.words, False),
        )
        before = status


def entry_rows(life: Life, *, after: int = 0) -> Iterator[Row]:
    """Yield the rows of its ledger, in the order of `ENTRY_COLUMNS`, each under the ordinal of its event."""
    for ordinal, deed in enumerate(life.deeds, start=after + 1):
        if tick := deed.tick:
            is_start = tick.kind is EntryKind.START
            amount, unit = (life.limit if is_start else None) or (None, "")
            due_on = local_date(tick.due_at) if tick.due_at else None
            yield (
                *(life.key, ordinal, tick.kind, deed.counts_at or deed.at, amount, unit, tick.policy),
                *(tick.promised_at, life.calendar_revision, tick.cause, "", GROUND, tick.due_at, due_on),
            )


def result_rows(life: Life) -> Iterator[Row]:
    """Yield the row of its result, in the order of `RESULT_COLUMNS`; none where nobody says what was decided."""
    outcome = OUTCOMES.get(life.ending)
    if outcome is not None and life.finished_at is not None:
        handed = ReturnMethod.COUNTER if life.returned_at else ""
        at = life.finished_at
        yield (life.key, outcome, GROUND, GROUND, life.officer, at, at, False, "", handed, "", "")


def holder(place: Place, status: Status, officer: int | None) -> tuple[str, int | None, int | None]:
    """Return who holds a dossier in a status: role, unit, person."""
    role = HOLDER_OF.get(status)
    if role is None:
        return "", None, None
    if role is Role.APPLICANT:
        return role, None, None
    if role is Role.CLERK:
        return role, place.office_agency, None
    return role, place.agency, officer if role is Role.APPRAISER else None


def local_date(at: datetime) -> date:
    """Return the day of an instant in Viet Nam."""
    return at.astimezone(LOCAL).date()


def submission_keys() -> Iterator[UUID]:
    """Yield keys that no other submission has, one after the other: an index takes them faster than random ones."""
    first = int.from_bytes(os.urandom(8), "big") << 64
    return (UUID(int=first + number) for number in count())


@lru_cache(maxsize=1)
def _letters() -> bytes:
    """Return a table that turns any byte into a letter of a tracking secret."""
    alphabet = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ"
    return bytes(alphabet[number % len(alphabet)] for number in range(256))


def _secret() -> str:
    return os.urandom(8).translate(_letters()).decode("ascii")
