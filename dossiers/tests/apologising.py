"""How the cast apologises: a test that walks a late dossier on lets the approver sign first, as the table asks."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from accounts.models import User
from dossiers import guards
from dossiers.delays import is_reappointable
from dossiers.models import ApologyNotice, DelayCause, Dossier
from dossiers.services import apologies
from dossiers.workflow import MOVES, Action, Guard

if TYPE_CHECKING:
    from dossiers.tests.world import World

NEEDS_APOLOGY = frozenset(move.action for move in MOVES if Guard.APOLOGY_SETTLED in move.guards)
"""What nobody may do to a late dossier before an apology is signed."""

REASON = "Số lượng hồ sơ tăng đột biến trong tháng."


def settle(world: "World", dossier: Dossier, action: Action, *, at: datetime) -> None:
    """Let the approver sign the apology that an action waits for, if it waits for one."""
    if action in NEEDS_APOLOGY and guards.owes_apology(dossier, at):
        apologise(world, dossier, at=at)


def apologise(world: "World", dossier: Dossier, *, at: datetime, **words: Any) -> ApologyNotice:
    """Let the approver of the agency sign an apology; a new day is the first that may be given unless told."""
    calendar = world.calendar
    if is_reappointable(dossier) and dossier.due_at is not None:
        last = max(timezone.localdate(dossier.due_at), timezone.localdate(at))
        words = {"new_due_on": calendar.next_working_day(last)} | words
    words = {"cause": DelayCause.WORKLOAD, "reason": REASON} | words
    return apologies.apologise(
        dossier, seen=dossier.revision, actor=approver_of(world, dossier), at=at, calendar=calendar, **words
    )


def approver_of(world: "World", dossier: Dossier) -> User:
    """Return who approves at the agency of a dossier."""
    return world.lan if dossier.agency_id == world.commune.pk else world.dung
