"""What is known of a dossier that was not handled here: where it belongs, what happened to it, who held it when.

The events say who held the dossier when, as those of the portal do, so that the same figures can be made of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import Role
from dossiers.history.words import Ending
from dossiers.models import EntryKind, Origin, Outcome
from dossiers.workflow import HOLDER_OF, Action, Status
from procedures.models import Channel, ServiceLevel

LOCAL = ZoneInfo(settings.TIME_ZONE)
GROUND = "Số liệu của hệ thống trước"
"""What stands as reason and legal ground where the law wants one and the other system gave none."""

OUTCOMES = {Ending.GRANTED: Outcome.GRANTED, Ending.DENIED: Outcome.DENIED}


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where a dossier belongs, by keys, and the level of service that the catalogue gives it.

    A place is made once and shared by all its dossiers, so it is compared and looked up as itself.
    """

    regime: int
    version: int
    process: int
    agency: int
    office: int
    office_agency: int
    level: ServiceLevel


class Tick(NamedTuple):
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


def status_since(deeds: Sequence[Deed]) -> datetime:
    """Return when the last status was reached that the deeds tell of."""
    since = deeds[-1]
    for deed in reversed(deeds):
        if deed.status != since.status:
            break
        since = deed
    return since.at


def holder(
    status: Status, officer: int | None, *, agency: int, office_agency: int
) -> tuple[str, int | None, int | None]:
    """Return who holds a dossier in a status: role, unit, person. `office_agency` runs the office that took it in."""
    role = HOLDER_OF.get(status)
    if role is None:
        return "", None, None
    if role is Role.APPLICANT:
        return role, None, None
    if role is Role.CLERK:
        return role, office_agency, None
    return role, agency, officer if role is Role.APPRAISER else None


def local_date(at: datetime) -> date:
    """Return the day of an instant in Viet Nam."""
    return at.astimezone(LOCAL).date()
