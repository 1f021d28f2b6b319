"""History made up on top of the catalogue, as fast as the database takes it; it says of itself that it is made up."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, timedelta
from itertools import groupby
from multiprocessing import get_context
from random import Random

from django.db import connection, connections, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Post, Role
from agencies.calendars import newest_state
from dossiers.history.catalogue import Catalogue
from dossiers.history.lives import Place
from dossiers.history.made_up import Desk, Maker
from dossiers.history.tables import take_keys
from dossiers.history.writing import Drawer, without_looking_for_cycles, write_sheets
from procedures.models import InternalProcess, ServiceLevel, Source

CHUNK = 5_000
"""How many dossiers are written and committed together."""

DESKS = 600
"""How many processes get dossiers; more of them only make the tables of results longer."""

OWN_AGENCIES, OWN_PROCEDURES = 20, 200
"""What is made up where there is no catalogue."""

ONE_DAY = timedelta(days=1)

Progress = Callable[[int], None]


class NothingToCountWith(ValueError):
    """There is no working calendar, so that no date can be counted."""


def generate(
    count: int, *, seed: int, years: int, at: datetime, processes: int = 1, progress: Progress = lambda _done: None
) -> int:
    """Write so many made-up dossiers received in the years before an instant; returns how many.

    They come in the order of their days, as in any office: then an index is written where it was written last. The
    same seed and count on the same catalogue make the same dossiers but for their codes. Several processes only help on
    PostgreSQL, and not inside a transaction. Raises `NothingToCountWith` without a working calendar.
    """
    if newest_state().calendar(None).weekly == {}:
        raise NothingToCountWith("Chưa có lịch làm việc nên không tính được ngày hẹn trả.")
    if not _real_processes(timezone.localdate(at)).exists():
        _make_own_catalogue(timezone.localdate(at))
    chunks = [(number, min(CHUNK, count - begin)) for number, begin in enumerate(range(0, count, CHUNK))]
    is_alone = processes < 2 or len(chunks) < 2 or connection.vendor != "postgresql" or connection.in_atomic_block
    done = 0
    if is_alone:
        writer = _Writer(seed, years, at, len(chunks))
        for number, size in chunks:
            done += writer.write(number, size)
            progress(done)
        return done
    connections.close_all()
    with ProcessPoolExecutor(processes, get_context("fork"), _begin, (seed, years, at, len(chunks))) as pool:
        for size in pool.map(_write, chunks):
            done += size
            progress(done)
    return done


class _Writer:
    """What one process needs to make dossiers: read once, used for all its chunks."""

    def __init__(self, seed: int, years: int, at: datetime, chunks: int) -> None:
        today = timezone.localdate(at)
        self.seed, self.chunks = seed, chunks
        self.drawer = Drawer()
        self.maker = Maker(desks(today), working_days(today - timedelta(days=365 * years), today), at)

    def write(self, number: int, size: int) -> int:
        """Write one chunk, a part of all days, in one transaction; its dice are its own, whoever writes it."""
        rnd = Random(f"{self.seed}/{number}")  # noqa: S311 — reproducible on purpose
        with without_looking_for_cycles(), transaction.atomic():
            arrivals = sorted((number + rnd.random()) / self.chunks for _each in range(size))
            of_keys = zip(take_keys(size), arrivals, strict=True)
            write_sheets(self.drawer.drawn([self.maker.life(key, when, rnd) for key, when in of_keys]))
        return size


_writer: _Writer | None = None
"""The writer of a process of the pool."""


def _begin(seed: int, years: int, at: datetime, chunks: int) -> None:
    global _writer
    _writer = _Writer(seed, years, at, chunks)


def _write(chunk: tuple[int, int]) -> int:
    if _writer is None:
        raise RuntimeError("The process has not begun.")
    return _writer.write(*chunk)


def desks(today: date) -> list[Desk]:
    """Return where made-up dossiers go: processes of versions in force, else those made up before; five queries."""
    rows = _real_processes(today)
    if not rows.exists():
        rows = InternalProcess.objects.filter(version__source=Source.HISTORY)
    # One agency after the other: those that come first get the most work, and none gets all of it.
    rows = rows.select_related("version", "agency").order_by("version__procedure__code", "agency__code")[:DESKS]
    catalogue = Catalogue.read(today=today)
    officers: dict[int, list[int]] = {
        agency: [user for _agency, user in posts]
        for agency, posts in groupby(
            Post.objects.filter(role=Role.APPRAISER).order_by("agency", "pk").values_list("agency", "user"),
            key=lambda post: post[0],
        )
    }
    state, found = newest_state(), []
    for process in rows:
        served_by = catalogue.agencies[process.agency.code]
        place = Place(
            regime=catalogue.regime(today),
            version=process.version_id,
            process=process.pk,
            agency=process.agency_id,
            office=served_by.office,
            office_agency=served_by.office_agency,
            level=ServiceLevel(process.version.service_level),
        )
        staff = tuple(officers.get(process.agency_id, ()))
        calendar = state.calendar(process.agency_id)
        found.append(Desk(place, process.agency.code, calendar, staff, process.version.name))
    return found


def working_days(first: date, last: date) -> list[date]:
    """Return the province's working days between two days, the last one not included."""
    calendar = newest_state().calendar(None)
    days = (first + number * ONE_DAY for number in range((last - first).days))
    return [day for day in days if calendar.is_working_day(day)]


def _real_processes(today: date) -> QuerySet[InternalProcess]:
    in_force = InternalProcess.objects.filter(version__valid_from__lte=today).exclude(version__valid_to__lt=today)
    return in_force.exclude(version__source=Source.HISTORY)


@transaction.atomic
def _make_own_catalogue(today: date) -> None:
    """Make procedures and agencies that stand in no catalogue and serve nobody."""
    catalogue = Catalogue.read(today=today, creates=True)
    for number in range(OWN_PROCEDURES):
        catalogue.place(
            procedure=f"PS.{number + 1:04d}",
            agency=f"PS-{number % OWN_AGENCIES + 1:02d}",
            sector=f"PS-{number % 12 + 1:02d}",
            on=today,
        )
