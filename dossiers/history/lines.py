r"""From a life to the lines of its rows: dossier, events, ledger, result, as COPY reads them in its text format.

A line is written once, where a row of values would be made, looked at and written again: of a hundred columns most come
in groups that thousands of dossiers share, and such a group is one text, kept once it is made. Instants are in UTC.
"""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import count

from accounts.models import PartyKind, Role
from agencies.vietnamese import folded
from dossiers.history.lives import GROUND, OUTCOMES, Life, Place, holder, local_date, status_since
from dossiers.models import DueBasis, EntryKind, ReturnMethod
from dossiers.workflow import Action, Status

NULL = r"\N"
NO = "0"
ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})

DOSSIER_COLUMNS = (
    *("id", "code", "tracking_secret", "submission_key", "origin", "channel", "service_level", "return_method"),
    *("regime_id", "version_id", "process_id", "agency_id", "office_id", "applicant_kind"),
    *("personal_id", "tax_code", "phone", "email", "address", "awaits_consent", "open_consultations", "extensions"),
    *("applicant_name", "applicant_folded", "content", "status", "revision"),
    *("holder_role", "holder_agency_id", "holder_id", "held_since", "status_since", "officer_id", "supplement_rounds"),
    *("submitted_at", "received_at", "received_on", "limit_amount", "limit_unit", "due_basis"),
    *("due_at", "due_on", "original_due_at", "original_due_on", "first_due_at"),
    *("paused_at", "finished_at", "finished_on", "returned_at"),
)
EVENT_COLUMNS = (
    *("dossier_id", "ordinal", "action", "status_before", "status_after", "actor_role", "actor_id", "actor_agency_id"),
    *("holder_role", "holder_agency_id", "holder_id", "is_internal", "at", "words"),
)
ENTRY_COLUMNS = (
    *("dossier_id", "ordinal", "kind", "at", "limit_amount", "limit_unit", "policy", "new_due_at"),
    *("calendar_revision", "cause", "evidence", "legal_ground", "due_at", "due_on"),
)
RESULT_COLUMNS = (
    *("dossier_id", "outcome", "reason", "legal_ground", "proposed_by_id", "proposed_at", "approved_at"),
    *("is_electronic", "number", "handed_over_by", "collected_by_name", "collected_on_mandate"),
)

LETTERS = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ"
SECRET_LETTERS = bytes(LETTERS[number % len(LETTERS)] for number in range(256))
"""A table that turns any byte into a letter of a tracking secret."""

KEPT_INSTANTS = 1_000
"""How many are kept as texts: each stands in several lines of its dossier, one soon after the other."""

KEPT_WORDS = 20_000

SECRET_LENGTH, SECRETS_AT_ONCE = 8, 1_000


def dossier_line(life: Life, submission_key: str, secret: str) -> str:
    """Return the dossier's row, in the order of `DOSSIER_COLUMNS`."""
    deeds = life.deeds
    last = deeds[-1]
    due_at, due_on = instant(life.due_at), day(life.due_at)
    amount, unit = _limit(life)
    return "\t".join(
        (
            *(str(life.key), escaped(life.code), secret, submission_key, life.origin, life.channel, life.level),
            _belonging(life.place),
            *(escaped(life.applicant), folded_name(life.applicant), escaped(life.content)),
            *(last.status, str(len(deeds))),
            _holder(last.status, life.officer, life.place.agency, life.place.office_agency),
            *(instant(last.at), instant(status_since(deeds)), key(life.officer), str(life.supplement_rounds)),
            *(instant(life.submitted_at), instant(life.received_at), day(life.received_at), amount, unit),
            *(DueBasis.DAY if life.due_at else "", due_at, due_on, due_at, due_on),
            *(instant(life.first_due_at) if life.first_due_at else due_at, instant(life.paused_at)),
            *(instant(life.finished_at), day(life.finished_at), instant(life.returned_at)),
        )
    )


def event_lines(life: Life, *, after: int = 0, standing: str = "") -> Iterator[str]:
    """Yield the rows of its events, in the order of `EVENT_COLUMNS`; `after` is the last ordinal written already."""
    own, before = str(life.key), standing
    agency, office_agency, officer = life.place.agency, life.place.office_agency, life.officer
    for ordinal, (at, action, status, role, actor, words, _tick, _counts_at) in enumerate(life.deeds, start=after + 1):
        told = _told(action, before, status, role, actor, officer, agency, office_agency)
        yield f"{own}\t{ordinal}\t{told}\t{instant(at)}\t{escaped(words)}"
        before = status


def entry_lines(life: Life, *, after: int = 0) -> Iterator[str]:
    """Yield the rows of its ledger, in the order of `ENTRY_COLUMNS`, each under the ordinal of its event."""
    own, revision = str(life.key), key(life.calendar_revision)
    for ordinal, deed in enumerate(life.deeds, start=after + 1):
        if tick := deed.tick:
            amount, unit = _limit(life) if tick.kind is EntryKind.START else (NULL, "")
            yield "\t".join(
                (
                    *(own, str(ordinal), tick.kind, instant(deed.counts_at or deed.at), amount, unit, tick.policy),
                    *(instant(tick.promised_at), revision, tick.cause, "", GROUND),
                    *(instant(tick.due_at), day(tick.due_at)),
                )
            )


def result_line(life: Life) -> str | None:
    """Return the row of its result, in the order of `RESULT_COLUMNS`; None where nobody says what was decided."""
    outcome = OUTCOMES.get(life.ending)
    if outcome is None or life.finished_at is None:
        return None
    at, handed = instant(life.finished_at), ReturnMethod.COUNTER if life.returned_at else ""
    return "\t".join((str(life.key), outcome, GROUND, GROUND, key(life.officer), at, at, NO, "", handed, "", ""))


def submission_keys() -> Iterator[str]:
    """Yield keys that no other submission has, one after the other: an index takes them faster than random ones."""
    first = int.from_bytes(os.urandom(8), "big") << 64
    return (f"{first + number:032x}" for number in count())


def tracking_secrets() -> Iterator[str]:
    """Yield secrets as long as one asks for them; the system is asked for many at once."""
    while True:
        letters = os.urandom(SECRET_LENGTH * SECRETS_AT_ONCE).translate(SECRET_LETTERS).decode("ascii")
        for begin in range(0, len(letters), SECRET_LENGTH):
            yield letters[begin : begin + SECRET_LENGTH]


@lru_cache(maxsize=KEPT_INSTANTS)
def instant(at: datetime | None) -> str:
    """Return an instant as its column takes it, in UTC with offset."""
    if at is None:
        return NULL
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat(" ")


@lru_cache(maxsize=KEPT_INSTANTS)
def day(at: datetime | None) -> str:
    """Return the local day of an instant as its column takes it."""
    return NULL if at is None else local_date(at).isoformat()


def key(pk: int | None) -> str:
    """Return a key as its column takes it."""
    return NULL if pk is None else str(pk)


def escaped(text: str) -> str:
    """Return a text that stays one column of one line."""
    return text if text.isprintable() and "\\" not in text else text.translate(ESCAPED)


def folded_name(name: str) -> str:
    """Return a name as search compares it, word by word: most words of a name are those of thousands of others."""
    if not name.isprintable():
        return folded(name)
    return " ".join(filter(None, map(_folded_word, name.split())))


_folded_word = lru_cache(maxsize=KEPT_WORDS)(folded)


def values_of(line: str) -> Sequence[str | None]:
    """Return the columns of a line as they were before they were written; None for NULL."""
    return [None if column == NULL else _unescaped(column) for column in line.split("\t")]


def _unescaped(column: str) -> str:
    if "\\" not in column:
        return column
    # What is left between two backslashes that stand for one has no other backslash but those of its own escapes.
    parts = (part.replace(r"\t", "\t").replace(r"\n", "\n").replace(r"\r", "\r") for part in column.split(r"\\"))
    return "\\".join(parts)


def _limit(life: Life) -> tuple[str, str]:
    return (str(life.limit[0]), life.limit[1]) if life.limit else (NULL, "")


@lru_cache(maxsize=10_000)
def _belonging(place: Place) -> str:
    """Return what all dossiers of a place have in common, and what none of them says of its applicant."""
    keys = (place.regime, place.version, place.process, place.agency, place.office)
    unsaid = ("", "", "", "", "", NO, NO, NO)
    return "\t".join((ReturnMethod.COUNTER, *map(str, keys), PartyKind.PERSON, *unsaid))


@lru_cache(maxsize=100_000)
def _told(
    action: Action,
    before: str,
    status: Status,
    role: Role,
    actor: int | None,
    officer: int | None,
    agency: int,
    office: int,
) -> str:
    """Return what an event says besides when it was, and in what words. `office` is the agency that runs the office."""
    acting = None if role is Role.APPLICANT else office if role is Role.CLERK else agency
    person = actor if action is Action.TAKE_OVER and actor else officer
    held = _holder(status, person, agency, office)
    return "\t".join((action, before, status, role, key(actor), key(acting), held, NO))


@lru_cache(maxsize=100_000)
def _holder(status: Status, officer: int | None, agency: int, office: int) -> str:
    role, unit, person = holder(status, officer, agency=agency, office_agency=office)
    return "\t".join((role, key(unit), key(person)))
