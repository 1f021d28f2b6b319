"""What an imported row makes happen: the deeds of a dossier, in their order, and what they do to the clock."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from accounts.models import Role
from agencies.vietnamese import folded
from dossiers.history.lives import Deed, Life, Place, Tick
from dossiers.history.rows import HistoryRow, LogRow
from dossiers.history.words import STEPS, Ending
from dossiers.models import EntryKind, Origin
from dossiers.workflow import Action, Status
from procedures.models import Step

ENDED = {
    Ending.REFUSED: (Action.REFUSE, Status.REFUSED, Role.CLERK),
    Ending.WITHDRAWN: (Action.WITHDRAW, Status.WITHDRAWN, Role.APPLICANT),
    Ending.DISCONTINUED: (Action.DISCONTINUE, Status.DISCONTINUED, Role.APPRAISER),
}
RESOLVED = (Action.APPROVE, Status.RESULT_READY, Role.APPROVER)

Known = Callable[[str], int | None]
"""Finds the key of an officer by name."""


def life_of(row: HistoryRow, place: Place, *, key: int, officer: int | None, deeds: Sequence[Deed]) -> Life:
    """Return a row as a life that can be written."""
    return Life(
        key=key,
        code=row.code,
        origin=Origin.IMPORTED,
        place=place,
        channel=row.channel,
        level=row.level or place.level,
        applicant=row.applicant,
        officer=officer,
        submitted_at=row.submitted_at,
        received_at=row.received_at,
        due_at=row.due_at,
        finished_at=row.finished_at,
        returned_at=row.returned_at,
        ending=row.ending,
        deeds=deeds,
    )


def deeds_of(row: HistoryRow, log: Sequence[LogRow], officer_of: Known, officer: int | None) -> list[Deed]:
    """Return all that happened to a dossier: what its row says, and the events of the log in between."""
    deeds = [*beginning(row), *ending(row, officer)]
    if log:
        deeds = _merged(deeds, [log_deed(each, row, officer_of) for each in log])
    return deeds


def beginning(row: HistoryRow) -> list[Deed]:
    """Return submission and reception; a dossier that was received at once was received only."""
    received = row.received_at
    if received is None:
        return [Deed(row.submitted_at, Action.SUBMIT, Status.SUBMITTED, Role.APPLICANT)]
    submitted = [Deed(row.submitted_at, Action.SUBMIT, Status.SUBMITTED, Role.APPLICANT)]
    return [
        *(submitted if row.submitted_at < received else ()),
        Deed(received, Action.RECEIVE, Status.IN_APPRAISAL, Role.CLERK, tick=start(row)),
    ]


def start(row: HistoryRow, kind: EntryKind = EntryKind.START) -> Tick | None:
    """Return what the promise writes into the ledger; nothing where nothing was promised."""
    return Tick(kind, due_at=row.due_at, promised_at=row.due_at) if row.due_at else None


def ending(row: HistoryRow, officer: int | None) -> list[Deed]:
    """Return how a dossier ended, and the return of its result; nothing while it is open."""
    if row.finished_at is None:
        return []
    action, status, role = ENDED.get(row.ending, RESOLVED)
    deeds = [
        Deed(
            row.finished_at,
            action,
            status,
            role,
            None if role in (Role.APPLICANT, Role.CLERK) else officer,
            tick=Tick(EntryKind.STOP) if row.due_at else None,
        )
    ]
    if row.returned_at and row.ending not in ENDED:
        at = max(row.returned_at, row.finished_at)
        deeds.append(Deed(at, Action.HAND_OVER, Status.RETURNED, Role.CLERK))
    return deeds


def log_deed(told: LogRow, row: HistoryRow, officer_of: Known) -> Deed:
    """Return one event of the log, in its own words; raises `Refused` for an officer whom nobody knows.

    One that is older than its dossier is told at the beginning, with its own time in words.
    """
    actor = officer_of(told.officer)
    words = ": ".join(filter(None, (told.step, told.action)))
    if told.at < row.began_at:
        words = f"{words} ({told.at.isoformat()})"
    status = Status.IN_APPROVAL if _step(told.step) is Step.APPROVAL else Status.IN_APPRAISAL
    return Deed(max(told.at, row.began_at), Action.TAKE_OVER, status, Role.APPRAISER, actor, words)


@lru_cache(maxsize=20_000)
def _step(word: str) -> Step | None:
    return STEPS.get(folded(word))


def _merged(own: Sequence[Deed], between: Sequence[Deed]) -> list[Deed]:
    """Put the events of the log among the dossier's own deeds; neither is taken out of its order.

    What the log tells of the same instant comes after the beginning and before the end. Between reception and end a
    dossier stands at the step that the log says; before and after, where its own deeds have left it.
    """
    merged, waiting, standing = [own[0]], list(between), own[0].status

    def take() -> None:
        told = waiting.pop(0)
        merged.append(told if standing is Status.IN_APPRAISAL else told._replace(status=standing))

    for deed in own[1:]:
        is_end = deed.action is not Action.RECEIVE
        while waiting and (waiting[0].at < deed.at or (is_end and waiting[0].at == deed.at)):
            take()
        merged.append(deed)
        standing = deed.status
    while waiting:
        take()
    return merged
