"""Papers that go home to an agency and results that come back: hand-over sheets, carried in rounds.

Law: Nghị định 61/2018/NĐ-CP Điều 18 (the same day; from 15:00 on in the first hour of the next morning).
"""

from dataclasses import dataclass, field
from datetime import datetime, time
from random import Random

from accounts.models import User
from dossiers.models import HandOverItem, HandOverSheet, SheetKind
from dossiers.services import transfers
from portal.demo.cases import WORKDAY, Case, Days, Life
from portal.demo.people import Staff

ROUNDS = (time(7, 50), time(11, 0), time(16, 15))
"""When sheets are made and papers carried."""

SLOW_SHARE = 0.06
"""How often nobody signs for the papers on the day that they come."""


@dataclass(slots=True)
class Round:
    """One way of one courier: which dossiers, when they leave, when somebody signs for them."""

    leaves_at: datetime
    arrives_at: datetime
    cases: list[Case] = field(default_factory=list)
    sheet: HandOverSheet | None = None
    items: dict[int, HandOverItem] = field(default_factory=dict)


class Travelling:
    """Carries papers between the offices and the agencies of the province."""

    def __init__(self, chance: Random, staff: Staff, days: Days) -> None:
        self.chance = chance
        self.staff = staff
        self.days = days
        self.rounds: dict[tuple[SheetKind, int, int], Round] = {}

    def out(self, case: Case) -> Life:
        """Bring a dossier to its agency."""
        yield from self._carried(case, SheetKind.OUT, taker=case.crew.appraiser)

    def back(self, case: Case) -> Life:
        """Bring a result to where it is returned."""
        yield from self._carried(case, SheetKind.BACK, taker=case.crew.clerk)

    def _carried(self, case: Case, kind: SheetKind, *, taker: User) -> Life:
        way = self._round(case, kind)
        way.cases.append(case)
        case.at = way.leaves_at
        yield case.at
        if way.sheet is None:
            way.sheet = self._make_sheet(way, kind, at=case.at)
            way.items = {item.dossier_id: item for item in HandOverItem.objects.filter(sheet=way.sheet)}
        if case.plan.waits_on_sheet if kind is SheetKind.OUT else case.plan.waits_on_way_back:
            return
        case.at = max(way.arrives_at, case.at)
        yield case.at
        item = way.items[case.dossier.pk]
        item.sheet, item.dossier = way.sheet, case.dossier
        transfers.take_item(item, seen=case.seen, actor=taker, at=case.at)

    def _round(self, case: Case, kind: SheetKind) -> Round:
        """Return the next round from an office to an agency, or back."""
        key = (kind, case.dossier.office_id, case.dossier.agency_id)
        way = self.rounds.get(key)
        if way is None or way.leaves_at <= case.at:
            calendar = self.days.calendar
            leaves_at = self._next_round(case.at)
            minutes = self.chance.randrange(8, 36)
            if self.chance.random() < SLOW_SHARE:
                minutes += WORKDAY
            way = self.rounds[key] = Round(leaves_at, calendar.add_working_minutes(leaves_at, minutes))
        return way

    def _next_round(self, after: datetime) -> datetime:
        calendar = self.days.calendar
        day = calendar.local(after).date()
        while True:
            for moment in ROUNDS:
                leaves_at = calendar.at(day, moment)
                if leaves_at > after and any(
                    session.opens <= moment < session.closes for session in calendar.sessions_on(day)
                ):
                    return leaves_at
            day = calendar.next_working_day(day)

    def _make_sheet(self, way: Round, kind: SheetKind, *, at: datetime) -> HandOverSheet:
        first = way.cases[0]
        dossier = first.dossier
        giver = first.crew.clerk if kind is SheetKind.OUT else self.staff.seal_keepers[dossier.agency.code][0]
        sheet, results = transfers.make_sheet(
            [case.dossier for case in way.cases],
            kind=kind,
            office=dossier.office,
            agency=dossier.agency,
            actor=giver,
            at=at,
            calendar=self.days.calendar,
        )
        if sheet is None or not all(result.is_done for result in results):
            raise RuntimeError(f"Not all papers went on the sheet: {results}")
        return sheet
