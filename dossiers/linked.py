"""What becomes of a linked request, told from its parts: which are open, which wait and for what, which open no more.

Pure: the parts of one request come in, each with its dossier and that dossier's result; nothing is stored of the
answers, so nothing can disagree with the dossiers themselves.

Law: Nghị định 118/2025/NĐ-CP (một cửa liên thông).
"""

from collections.abc import Sequence
from enum import StrEnum

from dossiers.models import Dossier, LinkedDossier, Outcome, Result
from dossiers.workflow import FINAL, Status

DECIDED = frozenset({Status.RESULT_READY, Status.IN_DELIVERY, Status.RETURNED})
"""Where a decision has been made and may be told."""

ENDED_WITHOUT_RESULT = FINAL - DECIDED


class PartState(StrEnum):
    """Where one part of a request stands."""

    RUNNING = "running"
    """It has a dossier, which is being resolved."""
    GRANTED = "granted"
    """Its result is there, as it was asked for."""
    FAILED = "failed"
    """It was refused, denied, withdrawn or discontinued."""
    WAITING = "waiting"
    """It opens when the parts before it have been granted."""
    STOPPED = "stopped"
    """A part before it failed: it opens no more."""
    BLOCKED = "blocked"
    """Its turn has come, and something hinders it: `LinkedDossier.obstacle` says what."""


def is_granted(dossier: Dossier) -> bool:
    """Say whether a dossier has its result, and the result grants what was asked for."""
    result: Result | None = getattr(dossier, "result", None)
    return dossier.status in DECIDED and result is not None and result.outcome == Outcome.GRANTED


def has_failed(dossier: Dossier) -> bool:
    """Say whether a dossier ended, or was decided, without granting what was asked for."""
    if dossier.status in DECIDED:
        return not is_granted(dossier)
    return dossier.status in ENDED_WITHOUT_RESULT


def state_of(part: LinkedDossier, parts: Sequence[LinkedDossier]) -> PartState:
    """Return where one part stands among all parts of its request."""
    if part.dossier is not None:
        if is_granted(part.dossier):
            return PartState.GRANTED
        return PartState.FAILED if has_failed(part.dossier) else PartState.RUNNING
    if failed_before(part, parts):
        return PartState.STOPPED
    return PartState.BLOCKED if part.obstacle else PartState.WAITING


def failed_before(part: LinkedDossier, parts: Sequence[LinkedDossier]) -> list[LinkedDossier]:
    """Return the parts of earlier waves that failed, so that this one opens no more."""
    return [other for other in parts if other.wave < part.wave and other.dossier and has_failed(other.dossier)]


def awaited_by(part: LinkedDossier, parts: Sequence[LinkedDossier]) -> list[LinkedDossier]:
    """Return the parts of earlier waves that must still be granted before this one opens."""
    return [other for other in parts if other.wave < part.wave and not (other.dossier and is_granted(other.dossier))]


def after(part: LinkedDossier, parts: Sequence[LinkedDossier]) -> list[LinkedDossier]:
    """Return the parts that have no dossier yet and open only when this one has been granted."""
    return [other for other in parts if other.wave > part.wave and other.dossier is None]


def opening_now(parts: Sequence[LinkedDossier]) -> list[LinkedDossier]:
    """Return the parts whose turn has come: the next wave, once every part before it has been granted."""
    unopened = [part for part in parts if part.dossier is None]
    if not unopened:
        return []
    wave = min(part.wave for part in unopened)
    return [part for part in unopened if part.wave == wave and not awaited_by(part, parts)]
