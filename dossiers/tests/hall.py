"""A waiting hall at the centre: two counters, numbers drawn minute by minute, a clerk beside Bình."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from accounts.models import Role, User
from agencies.calendars import calendar_of
from dossiers.models import Counter, HallSettings, Priority, QueueTicket, TicketSource
from dossiers.services import counters, tickets
from dossiers.tests.world import MONDAY_MORNING, World
from procedures.models import Sector


def minute(count: int) -> datetime:
    """Return so many minutes after eight on Monday."""
    return MONDAY_MORNING + timedelta(minutes=count)


def furnish(world: World) -> tuple[Counter, Counter]:
    """Put up a counter for everything and one for civil status, and let the centre take bookings of half an hour."""
    HallSettings.objects.create(office=world.centre, takes_bookings=True, slot_minutes=30, places=2, days_ahead=5)
    general = Counter.objects.create(office=world.centre, number=1, name="Tổng hợp")
    special = Counter.objects.create(office=world.centre, number=2)
    special.sectors.set([Sector.objects.get(name="Hộ tịch")])
    return general, special


def sit(counter: Counter, clerk: User, *, at: datetime = MONDAY_MORNING) -> Counter:
    """Let a clerk sit down."""
    counters.sit_at(counter, actor=clerk, at=at)
    return counter


def colleague(world: World, name: str = "lien") -> User:
    """Another clerk of the centre."""
    user = User.objects.create_user(f"{name}@test.test", full_name="Ngô Bích Liên")
    user.posts.create(role=Role.CLERK, agency=world.department, office=world.centre, valid_from="2020-01-01")
    return user


def drawn(world: World, at: datetime, **changed: Any) -> QueueTicket:
    """Let somebody draw a number at the kiosk of the centre."""
    given: dict[str, Any] = {
        "sector": None,
        "priority": Priority.NONE,
        "source": TicketSource.KIOSK,
        "key": uuid4(),
        "calendar": calendar_of(world.department),
    }
    return tickets.draw(world.centre, at=at, **given | changed)
