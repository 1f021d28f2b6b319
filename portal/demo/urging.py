"""Hà urges agencies about what is late; their approvers answer, as a rule in time."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from itertools import groupby
from random import Random
from uuid import UUID

from django.db.models import F

from accounts.models import User
from agencies.worktime import WorkCalendar
from dossiers.models import Dossier
from dossiers.services import reminders
from dossiers.workflow import FINAL
from portal.demo import sayings
from portal.demo.cases import WORKDAY, Life, known
from portal.demo.people import Staff

MOST_LETTERS = 14
OPEN_SINCE = (6, 3, 1)
"""Working days before the end on which the last letters went out: one unanswered in time, one answered, one new."""


class Urging:
    """Writes reminders in the name of the leader of the centre."""

    def __init__(self, leader: User, staff: Staff, chance: Random, calendar: WorkCalendar) -> None:
        self.leader = leader
        self.staff = staff
        self.chance = chance
        self.calendar = calendar

    def lives(self, *, until: datetime) -> Iterator[Life]:
        """Yield letters about what ended late in the course of the year, then about what is late now."""
        late = Dossier.objects.exclude(apologised_at=None).select_related("agency").order_by("code")
        ended = [
            one
            for one in late.filter(finished_at__gt=F("original_due_at"))
            if self._reminded_at(one) < known(one.finished_at)
        ]
        for dossier in sorted(ended[:: max(1, len(ended) // MOST_LETTERS)], key=self._reminded_at):
            yield self._life([dossier], self._reminded_at(dossier), answers=True)
        running = Dossier.objects.exclude(status__in=FINAL).filter(original_due_at__lt=until)
        rows = running.select_related("agency").order_by("agency__code", "code")
        there = [list(those) for _agency, those in groupby(rows, key=lambda dossier: dossier.agency_id)]
        for number, (those, days) in enumerate(zip(there, OPEN_SINCE, strict=False)):
            day = self.calendar.shift_working_days(until.date(), -days)
            yield self._life(those[:5], self.calendar.at(day, time(8, 20)), answers=number == 1)

    def _reminded_at(self, dossier: Dossier) -> datetime:
        due_on = self.calendar.local(known(dossier.original_due_at)).date()
        return self.calendar.at(self.calendar.next_working_day(due_on), time(8, 30))

    def _life(self, dossiers: Sequence[Dossier], at: datetime, *, answers: bool) -> Life:
        """Send one letter; somebody answers it within some days, and the leader closes it."""
        chance, calendar = self.chance, self.calendar
        yield at
        (reminder,) = reminders.remind(
            dossiers,
            person=None,
            words=chance.choice(sayings.REMINDED),
            answer_on=calendar.shift_working_days(at.date(), chance.choice((2, 3, 5))),
            key=UUID(int=chance.getrandbits(128), version=4),
            actor=self.leader,
            at=at,
            calendar=calendar,
        )
        if not answers:
            return
        at = calendar.add_working_minutes(at, chance.randrange(120, 4 * WORKDAY))
        yield at
        approver = self.staff.approvers[reminder.agency.code][0]
        reminders.answer(reminder, words=chance.choice(sayings.REMINDED_ANSWERS), actor=approver, at=at)
        at = calendar.add_working_minutes(at, chance.randrange(60, WORKDAY))
        yield at
        reminders.close(reminder, actor=self.leader, at=at)
