"""A year of the province: every dossier lives its life, all of them in the order of time."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from heapq import heappop, heappush
from random import Random

from agencies.worktime import WorkCalendar
from portal.demo.arrivals import Demand
from portal.demo.cases import Days, Life
from portal.demo.declaring import Declaring
from portal.demo.groups import LinkedLives
from portal.demo.handing_in import HandingIn
from portal.demo.lives import Lives
from portal.demo.people import Citizen, Staff, named
from portal.demo.plans import crew_for, plan_for
from portal.demo.province import Province
from portal.demo.samples import Samples
from portal.demo.scenes import scenes
from portal.demo.storm import Storm
from portal.demo.talking import Talking
from portal.demo.travelling import Travelling

Report = Callable[[str, int], None]
"""Told after each month what month it was (“03/2026”) and how many acts happened in it."""


def live_through(
    province: Province,
    staff: Staff,
    citizens: Sequence[Citizen],
    an: Citizen,
    *,
    count: int,
    first: date,
    until: datetime,
    chance: Random,
    calendar: WorkCalendar,
    report: Report,
) -> None:
    """Let this many dossiers arrive from a day on, and everything happen that happens before an instant."""
    samples = Samples()
    days = Days(calendar)
    storm = Storm(days, until=until)
    demand = Demand(
        chance,
        first=first,
        last=calendar.previous_working_day(until.date()),
        calendar=storm.calendar_afterwards(),
    )
    travelling = Travelling(Random("bàn giao"), staff, days)
    talking, declaring = Talking(Random("trao đổi"), days), Declaring(Random("tờ khai"))

    def lives_of(residents: Sequence[Citizen], drawn: Random) -> Lives:
        papers = HandingIn(drawn, samples)
        return Lives(
            province,
            staff,
            residents,
            chance=drawn,
            days=days,
            handing_in=papers,
            travelling=travelling,
            talking=talking,
            declaring=declaring,
        )

    lives = lives_of(citizens, chance)
    begun = [
        lives.of(arrival, plan_for(arrival, chance), crew_for(arrival.process, province, staff, chance))
        for arrival in demand.arrivals(count)
    ]
    begun.append(storm.life(proposer=named("mai@demo.test"), leader=named("ha@demo.test")))
    begun += [
        lives.of(scene.arrival, scene.plan, scene.crew, citizen=scene.citizen)
        for scene in scenes(demand.processes, staff, province, an, chance=chance, calendar=demand.calendar, until=until)
    ]
    # Drawn apart, so that the rest of the year does not depend on it.
    apart = Random("liên thông")
    begun.append(LinkedLives(lives_of([an], apart), samples, staff, province, calendar=calendar).of(an, until=until))
    play(begun, until=until, report=report)


def play(lives: Sequence[Life], *, until: datetime, report: Report = lambda _month, _acts: None) -> None:
    """Play lives side by side: always the one whose next act comes first, as long as it comes before the end."""
    queue: list[tuple[datetime, int, Iterator[datetime]]] = []
    for number, life in enumerate(lives):
        _enqueue(queue, life, number)
    month, acts = "", 0
    while queue and queue[0][0] < until:
        at, number, life = heappop(queue)
        if f"{at:%m/%Y}" != month:
            if month:
                report(month, acts)
            month, acts = f"{at:%m/%Y}", 0
        acts += 1
        _enqueue(queue, life, number)
    if month:
        report(month, acts)


def _enqueue(queue: list[tuple[datetime, int, Iterator[datetime]]], life: Life, number: int) -> None:
    """Resume a life: it does what it had announced, and announces what comes next, if anything does."""
    for at in life:
        heappush(queue, (at, number, life))
        return
