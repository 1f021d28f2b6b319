"""What one row of a file of history means, and why some are refused. Pure.

Law: domain decision 6 (days are compared as local dates); what the file does not say stays unknown.
"""

import unicodedata
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from agencies.vietnamese import folded, normalised
from dossiers.history.words import CHANNELS, ENDINGS, LEVELS, Ending
from procedures.models import Channel, ServiceLevel

COLUMNS = (
    "code",
    "procedure_code",
    "agency_code",
    "sector",
    "channel",
    "service_level",
    "applicant_name",
    "officer",
    "submitted_at",
    "received_at",
    "due_at",
    "finished_at",
    "returned_at",
    "outcome",
)
NAMES = ("procedure_code", "agency_code", "sector", "officer")
INSTANTS = ("submitted_at", "received_at", "due_at", "finished_at", "returned_at")
LOG_COLUMNS = ("code", "step", "action", "officer", "at")

LONGEST = {"code": 60, "procedure_code": 40, "agency_code": 35, "sector": 80, "applicant_name": 200, "officer": 120}
"""How many characters each text may have, as the database keeps it."""

YEARS = range(1900, 2200)


class Refused(ValueError):
    """A row is not taken in; the message says why, beginning with the name of the column."""


class HistoryRow(NamedTuple):
    """One dossier as another system tells it. Instants are in UTC; `level` is None where the file says none."""

    line: int
    code: str
    procedure: str
    agency: str
    sector: str
    channel: Channel
    level: ServiceLevel | None
    applicant: str
    officer: str
    submitted_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    ending: Ending
    digest: str

    @property
    def began_at(self) -> datetime:
        """The first that is known of it."""
        return min(self.submitted_at, self.received_at or self.submitted_at)


class LogRow(NamedTuple):
    """One thing that happened to a dossier in the other system, in that system's own words."""

    line: int
    code: str
    step: str
    action: str
    officer: str
    at: datetime


def read_row(line: int, told: dict[str, str]) -> HistoryRow:
    """Return what a row means; raises `Refused`."""
    code = code_of(told["code"])
    procedure, agency, sector, officer = texts = [text_of(name, told[name]) for name in NAMES]
    for name, text in (("procedure_code", procedure), ("agency_code", agency)):
        if not text:
            raise Refused(f"{name}: để trống.")
    applicant = _short("applicant_name", name_of(told["applicant_name"]))
    channel = _channel(told["channel"])
    level = _level(told["service_level"])
    ending = _ending(told["outcome"])
    submitted, received, due, finished, returned = [instant_of(name, told[name]) for name in INSTANTS]
    finished = finished or returned
    if finished is None and ending in (Ending.REFUSED, Ending.WITHDRAWN, Ending.DISCONTINUED):
        raise Refused("finished_at: hồ sơ đã bị từ chối, rút hoặc dừng mà không ghi kết thúc lúc nào.")
    if finished and received is None and ending not in (Ending.REFUSED, Ending.WITHDRAWN):
        # Whoever finished it had received it: at the latest known moment before that.
        received = submitted
    begun = submitted or received
    if begun is None:
        raise Refused("received_at: không ghi hồ sơ được nộp hay tiếp nhận lúc nào.")
    _check_order(begun, received, finished, returned)
    instants = [at.timestamp() if at else "" for at in (begun, received, due, finished, returned)]
    stated = (code, *texts, channel, level or "", applicant, ending, *instants)
    return HistoryRow(
        line=line,
        code=code,
        procedure=procedure,
        agency=agency,
        sector=sector,
        channel=channel,
        level=level,
        applicant=applicant,
        officer=officer,
        submitted_at=begun,
        received_at=received,
        due_at=due if received else None,
        finished_at=finished,
        returned_at=returned,
        ending=ending if finished else Ending.UNKNOWN,
        digest=digest_of(stated),
    )


def read_log_row(line: int, told: dict[str, str]) -> LogRow:
    """Return what a row of the events file means; raises `Refused`."""
    at = instant_of("at", told["at"])
    if at is None:
        raise Refused("at: để trống.")
    step, action = _words(told["step"]), _words(told["action"])
    if not action and not step:
        raise Refused("action: để trống.")
    return LogRow(line, code_of(told["code"]), step, action, text_of("officer", told["officer"]), at)


def code_of(told: str) -> str:
    """Return a dossier's code; raises `Refused` for one that could not stand in an address."""
    code = _text("code", told)
    if not code:
        raise Refused("code: để trống.")
    if "/" in code or code in (".", ".."):
        raise Refused("code: mã hồ sơ không được có dấu “/” và không được chỉ gồm dấu chấm.")
    return code


def instant_of(name: str, told: str) -> datetime | None:
    """Return an instant in UTC, None for an empty one; raises `Refused` where it is none or names no offset."""
    told = told.strip()
    if not told:
        return None
    try:
        at = datetime.fromisoformat(told)
        if at.tzinfo is None:
            raise Refused(f"{name}: “{told[:40]}” không ghi múi giờ (ví dụ đúng: 2026-03-02T08:00:00+07:00).")
        if at.year not in YEARS:
            raise ValueError
        return at.astimezone(UTC)
    except Refused:
        raise
    except (ValueError, OverflowError):
        raise Refused(f"{name}: không đọc được “{told[:40]}” (ví dụ đúng: 2026-03-02T08:00:00+07:00).") from None


def digest_of(stated: tuple[object, ...]) -> str:
    """Return what stands for everything that was stated: equal digests, nothing has changed."""
    return blake2b("\x1f".join(map(str, stated)).encode(), digest_size=16).hexdigest()


def _text(name: str, told: str) -> str:
    """Return a code or a name as it is kept: in NFC, nothing else changed; raises `Refused`."""
    text = unicodedata.normalize("NFC", told).strip()
    if not text.isprintable():
        raise Refused(f"{name}: có ký tự không đọc được.")
    return _short(name, text)


text_of = lru_cache(maxsize=20_000)(_text)
"""The same for what thousands of rows name."""


def name_of(told: str) -> str:
    """Return a name in its canonical form, word by word: most words of a name are those of thousands of others."""
    if not told.isprintable():
        return normalised(told)
    return " ".join(map(_normalised_word, told.split()))


_normalised_word = lru_cache(maxsize=20_000)(normalised)


_words = lru_cache(maxsize=20_000)(normalised)
"""Steps and actions in their canonical form: a system has few, and its log is long."""


def _short(name: str, text: str) -> str:
    if len(text) > LONGEST[name]:
        raise Refused(f"{name}: dài hơn {LONGEST[name]} ký tự.")
    return text


@lru_cache(maxsize=1000)
def _channel(told: str) -> Channel:
    channel = CHANNELS.get(folded(told))
    if channel is None:
        raise Refused(f"channel: không hiểu “{told[:40]}”." if told.strip() else "channel: để trống.")
    return channel


@lru_cache(maxsize=1000)
def _level(told: str) -> ServiceLevel | None:
    word = folded(told)
    if word and word not in LEVELS:
        raise Refused(f"service_level: không hiểu “{told[:40]}”.")
    return LEVELS[word] if word else None


@lru_cache(maxsize=1000)
def _ending(told: str) -> Ending:
    ending = ENDINGS.get(folded(told))
    if ending is None:
        raise Refused(f"outcome: không hiểu “{told[:40]}”.")
    return ending


def _check_order(
    begun: datetime, received: datetime | None, finished: datetime | None, returned: datetime | None
) -> None:
    """Raise `Refused` where a dossier ends before it begins. Due before it begins it may be: then it was late."""
    for name, ends in (("finished_at", finished), ("returned_at", returned)):
        if ends and ends < begun:
            raise Refused(f"{name}: hồ sơ kết thúc trước khi bắt đầu (submitted_at).")
        if ends and received and ends < received:
            raise Refused(f"{name}: hồ sơ kết thúc trước khi bắt đầu (received_at).")
