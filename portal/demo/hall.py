"""The waiting hall of the centre: counters, some mornings of visitors, whoever waits today, two appointments."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from accounts.models import User
from agencies.models import OneStopOffice
from agencies.worktime import WorkCalendar
from dossiers.models import Appointment, Counter, HallSettings, Priority, TicketSource
from dossiers.services import appointments, calling, counters, tickets
from dossiers.services.appointments import Visitor
from portal.demo import names
from portal.demo.people import JUSTICE, OTHER_AGENCY, Staff
from portal.demo.province import CENTRE_CODE, PLACES, Province
from procedures.models import InternalProcess, Sector

Arrival = tuple[datetime, Appointment | None]
"""When somebody comes, and the appointment for which they come, if they have booked one."""

PURPOSES = ("Nộp hồ sơ", "Nhận kết quả", "Hỏi về thành phần hồ sơ", "Bổ sung giấy tờ")

AT_CENTRE = (
    (1, "Tổng hợp, trả kết quả", ()),
    (2, "Tư pháp", (JUSTICE,)),
    (3, "Đất đai, môi trường", ("H99.06", "H99.16")),
    (4, "Xây dựng", ("H99.07",)),
)
"""Number and name of a counter, and the agencies whose sectors it serves; none: all."""

MORNINGS, MORNING_VISITORS, WAITING_TODAY = 8, 26, 9
BUSY_MORNINGS, BUSY_VISITORS = 2, 54
"""The last mornings are full; those before them are there to compare with."""

BOOKED_CLOCKS = (time(8), time(8, 30), time(9, 30))
"""For which times somebody has booked on each of those mornings."""

NOT_COMING = 0.2
"""How often somebody who has booked does not come."""
ABSENT = 0.06
"""How many of those who are called do not come."""
PRIORITIES = (*[Priority.NONE] * 7, Priority.ELDERLY, Priority.ELDERLY, Priority.PREGNANT, Priority.DISABLED)


def open_halls(province: Province, staff: Staff, *, chance: Random, calendar: WorkCalendar, today: date) -> None:
    """Put up counters at the centre and at Khoa's commune, and let people come; today too if it is worked."""
    centre = province.centre
    commune = province.office_of_commune[OTHER_AGENCY]
    HallSettings.objects.create(office=centre, takes_bookings=True, slot_minutes=30, places=4)
    HallSettings.objects.create(office=commune, takes_bookings=True, slot_minutes=20, places=2)
    for number, name, agencies in AT_CENTRE:
        counter = Counter.objects.create(office=centre, number=number, name=name)
        counter.sectors.set(_sectors_of(agencies))
    Counter.objects.create(office=commune, number=1)
    wanted = [*Sector.objects.filter(pk__in=Counter.sectors.through.objects.values("sector"))[:12]]
    hall = _Hall(centre, staff.clerks[CENTRE_CODE], wanted, chance, calendar)
    for days in range(MORNINGS, 0, -1):
        visitors = BUSY_VISITORS if days <= BUSY_MORNINGS else MORNING_VISITORS
        hall.live_a_morning(calendar.shift_working_days(today, -days), visitors=visitors)
    if calendar.is_working_day(today):
        hall.let_wait(today)
    _book(centre, calendar, today=today)


def _sectors_of(agencies: tuple[str, ...]) -> list[Sector]:
    processes = InternalProcess.objects.filter(agency__code__in=agencies)
    return list(Sector.objects.filter(pk__in=processes.values("version__sector")))


@dataclass(frozen=True, slots=True)
class _Hall:
    """The hall of one office and who works in it."""

    office: OneStopOffice
    clerks: list[User]
    wanted: list[Sector]
    chance: Random
    calendar: WorkCalendar

    def live_a_morning(self, day: date, *, visitors: int) -> None:
        """Let people come, some at a booked time, and two counters serve them until nobody waits."""
        opening = self.calendar.opening(day)
        arrivals: list[Arrival] = [
            (opening + timedelta(minutes=self.chance.randrange(150)), None) for _one in range(visitors)
        ]
        arrivals = sorted([*arrivals, *self._booked(day)], key=lambda arrival: arrival[0])
        pair = Counter.objects.filter(office=self.office).order_by("number")[:2]
        seats = dict(zip(pair, self.clerks, strict=False))
        for counter, clerk in seats.items():
            counters.sit_at(counter, actor=clerk, at=opening)
        free = dict.fromkeys(seats, opening)
        while free:
            counter = min(free, key=lambda each: (free[each], each.number))
            at = free[counter]
            while arrivals and arrivals[0][0] <= at:
                self._come(*arrivals.pop(0))
            until = self._serve(counter, seats[counter], at=at) or (arrivals[0][0] if arrivals else None)
            if until is None:
                counters.close_counter(counter, actor=seats[counter], at=at)
                del free[counter]
            else:
                free[counter] = until

    def _serve(self, counter: Counter, clerk: User, *, at: datetime) -> datetime | None:
        """Serve the next visitor and return until when; None where nobody waits. Now and then nobody comes."""
        ticket = calling.call_next(counter, seen="", actor=clerk, at=at)
        if ticket is None:
            return None
        if self.chance.random() < ABSENT:
            until = at + timedelta(minutes=2)
            calling.mark_absent(counter, seen=ticket.label, actor=clerk, at=until)
            return until
        until = at + timedelta(minutes=self.chance.randrange(3, 11))
        calling.begin(counter, seen=ticket.label, actor=clerk, at=at + timedelta(minutes=1))
        calling.finish(counter, seen=ticket.label, actor=clerk, at=until)
        return until

    def let_wait(self, today: date) -> None:
        """Let some come this morning, whom nobody has called yet."""
        opening = self.calendar.opening(today)
        for number in range(WAITING_TODAY):
            self._draw(opening + timedelta(minutes=4 * number))

    def _booked(self, day: date) -> Iterator[Arrival]:
        """Book some times of a morning some days before; yield when those who come arrive for them."""
        booked_at = self.calendar.at(self.calendar.shift_working_days(day, -self.chance.randrange(1, 4)), time(6))
        for clock in BOOKED_CLOCKS:
            person = names.person(self.chance, PLACES, adult_on=day)
            starts_at = self.calendar.at(day, clock)
            visitor = Visitor(person.full_name, person.phone, self.chance.choice(PURPOSES))
            key = UUID(int=self.chance.getrandbits(128))
            booked = appointments.book(
                self.office, visitor, starts_at=starts_at, key=key, at=booked_at, calendar=self.calendar
            )
            if self.chance.random() > NOT_COMING:
                yield starts_at - timedelta(minutes=self.chance.randrange(1, 15)), booked

    def _come(self, at: datetime, booked: Appointment | None) -> None:
        """Give a number to somebody who has just come."""
        if booked is None:
            self._draw(at)
        else:
            key = UUID(int=self.chance.getrandbits(128))
            appointments.arrive(booked, key=key, at=at, calendar=self.calendar)

    def _draw(self, at: datetime) -> None:
        tickets.draw(
            self.office,
            sector=self.chance.choice([None, None, *self.wanted]),
            priority=self.chance.choice(PRIORITIES),
            source=self.chance.choice((TicketSource.KIOSK, TicketSource.KIOSK, TicketSource.WEB)),
            key=UUID(int=self.chance.getrandbits(128)),
            at=at,
            calendar=self.calendar,
        )


def _book(office: OneStopOffice, calendar: WorkCalendar, *, today: date) -> None:
    """Let two people book for the next working day."""
    day = calendar.next_working_day(today)
    booked_at = calendar.at(today, time(6))
    for number, (name, clock, purpose) in enumerate(
        (
            ("Lê Thị Sáu", time(8, 30), "Nộp hồ sơ cấp thẻ công chứng viên"),
            ("Phạm Văn Tám", time(14), "Hỏi về chuyển mục đích sử dụng đất"),
        ),
        start=1,
    ):
        appointments.book(
            office,
            Visitor(name, f"+8490000050{number}", purpose),
            starts_at=calendar.at(day, clock),
            key=UUID(int=number),
            at=booked_at,
            calendar=calendar,
        )
