"""A change of the calendar: its rows as they are entered, checked against what holds, and put into force."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from agencies.calendars import (
    NATION,
    PROVINCE,
    CalendarState,
    Owner,
    agency_level,
    lock_revisions,
    newest_state,
    revise,
)
from agencies.models import Agency, CalendarDay, CalendarLevel, CalendarRevision, OfficeHours
from agencies.sessions import WorktimeError, format_sessions, parse_sessions
from agencies.worktime import WEEKDAY_NAMES, CalendarHole, DayKind, SpecialDay, WorkCalendar, name_of_day

LONGEST_GAP_DAYS = 31
"""More days than this without work are no calendar but a mistake: no date could be promised through them."""


ANY_DAY = date(2020, 1, 1)


class BadChange(WorktimeError):
    """A change contradicts itself or the calendar; `row` is the place of the row that does, None for the whole."""

    def __init__(self, message: str, *, row: int | None = None) -> None:
        super().__init__(message)
        self.row = row


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day that gets a rule at a level, or loses it (`kind` empty)."""

    level: str
    agency: str
    day: date
    kind: str = ""
    name: str = ""
    sessions: str = ""
    stands_for: date | None = None
    is_confirmed: bool = True

    def as_special_day(self, decision: str) -> SpecialDay:
        """Return the rule as the arithmetic takes it; raises `WorktimeError` where it makes no sense."""
        return SpecialDay(
            DayKind(self.kind), self.name, decision, parse_sessions(self.sessions), self.stands_for, self.is_confirmed
        )


@dataclass(frozen=True, slots=True)
class HoursRow:
    """The hours of one weekday at a level; None: the level has no rule of its own any more."""

    level: str
    agency: str
    weekday: int
    sessions: str | None


Row = DayRow | HoursRow


def write_rows(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return rows as JSON keeps them."""
    return [
        {
            "rule": "day" if isinstance(row, DayRow) else "hours",
            **{name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(row).items()},
        }
        for row in rows
    ]


def read_rows(written: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Return the rows that `write_rows` wrote."""
    rows: list[Row] = []
    for fields in written:
        values = {name: value for name, value in fields.items() if name != "rule"}
        if fields["rule"] == "hours":
            rows.append(HoursRow(**values))
        else:
            stands_for = values["stands_for"] and date.fromisoformat(values["stands_for"])
            rows.append(DayRow(**{**values, "day": date.fromisoformat(values["day"]), "stands_for": stands_for}))
    return rows


def days_named(rows: Iterable[Row]) -> list[date]:
    """Return the days of the rows, in order; a row of hours names none."""
    return sorted(row.day for row in rows if isinstance(row, DayRow))


def agencies_named(rows: Iterable[Row]) -> dict[str, Agency]:
    """Return the agencies of the rows by their codes; one query."""
    return {agency.code: agency for agency in Agency.objects.filter(code__in={row.agency for row in rows})}


def owner_of(row: Row, agencies: Mapping[str, Agency]) -> Owner:
    """Return whose rule a row is about."""
    if row.level == CalendarLevel.AGENCY:
        return agency_level(agencies[row.agency].pk)
    return NATION if row.level == CalendarLevel.NATION else PROVINCE


def whom_it_concerns(rows: Sequence[Row], state: CalendarState, agencies: Mapping[str, Agency]) -> set[int] | None:
    """Return the keys of the agencies whose calendars a change can touch; None where that is everybody."""
    if any(row.level != CalendarLevel.AGENCY for row in rows):
        return None
    named = {agencies[row.agency].pk for row in rows}
    return named | {pk for pk in state.parents if not named.isdisjoint(state.line_of(pk))}


# ── What it would be ─────────────────────────────────────────────────────────────────────


def changed(
    state: CalendarState, rows: Sequence[Row], *, decision: str, agencies: Mapping[str, Agency]
) -> CalendarState:
    """Return the state that follows when the rows come into force; the given one stays as it is."""
    hours = {owner: dict(rules) for owner, rules in state.hours.items()}
    days = {owner: dict(rules) for owner, rules in state.days.items()}
    for row in rows:
        owner = owner_of(row, agencies)
        if isinstance(row, DayRow):
            days.setdefault(owner, {}).pop(row.day, None)
            if row.kind:
                days[owner][row.day] = row.as_special_day(decision)
        else:
            hours.setdefault(owner, {}).pop(row.weekday, None)
            if row.sessions is not None:
                hours[owner][row.weekday] = parse_sessions(row.sessions)
    return CalendarState(state.number + 1, hours, days, state.parents)


def check(rows: Sequence[Row], *, decision: str, agencies: Mapping[str, Agency]) -> CalendarState:
    """Return the state that the rows would make of the one that holds; raises `BadChange` in words.

    Two queries at most when the calendar is compiled.
    """
    state = newest_state()
    if not rows:
        raise BadChange("Ông/Bà ghi ít nhất một ngày hoặc một buổi làm việc thay đổi.")
    _check_each(rows, state, agencies)
    after = _changed_or_refused(state, rows, decision=decision, agencies=agencies)
    for place, row in enumerate(rows):
        if isinstance(row, DayRow):
            _check_day(row, after.calendar(_key_of(row, agencies)), place)
    _check_holes(rows, after, agencies)
    return after


def _key_of(row: Row, agencies: Mapping[str, Agency]) -> int | None:
    return agencies[row.agency].pk if row.level == CalendarLevel.AGENCY else None


def _check_each(rows: Sequence[Row], state: CalendarState, agencies: Mapping[str, Agency]) -> None:
    seen: set[tuple[Any, ...]] = set()
    for place, row in enumerate(rows):
        if (row.level == CalendarLevel.AGENCY) != bool(row.agency):
            raise BadChange("Chọn cơ quan khi và chỉ khi phạm vi là một cơ quan, đơn vị.", row=place)
        if row.agency and row.agency not in agencies:
            raise BadChange(f"Không có cơ quan mang mã định danh “{row.agency}”.", row=place)
        owner = owner_of(row, agencies)
        key = (owner, row.day if isinstance(row, DayRow) else row.weekday)
        if key in seen:
            raise BadChange(f"{capital(_said(row))} được ghi hai lần trong cùng một phạm vi.", row=place)
        seen.add(key)
        if isinstance(row, DayRow):
            if row.kind and not row.name.strip():
                raise BadChange(f"{capital(_said(row))}: Ông/Bà ghi tên hoặc lý do.", row=place)
            if not row.kind and row.day not in state.days.get(owner, {}):
                raise BadChange(f"{capital(_said(row))} không có quy định riêng nào để bỏ.", row=place)
        elif row.sessions is None and row.weekday not in state.hours.get(owner, {}):
            raise BadChange(f"{capital(_said(row))} không có giờ riêng nào để bỏ.", row=place)


def _changed_or_refused(
    state: CalendarState, rows: Sequence[Row], *, decision: str, agencies: Mapping[str, Agency]
) -> CalendarState:
    for place, row in enumerate(rows):
        try:
            changed(state, [row], decision=decision, agencies=agencies)
        except WorktimeError as error:
            raise BadChange(str(error), row=place) from error
    return changed(state, rows, decision=decision, agencies=agencies)


def _check_day(row: DayRow, after: WorkCalendar, place: int) -> None:
    """A make-up day repays a day off, and falls on a day that is otherwise not worked."""
    if row.kind != DayKind.MAKEUP:
        return
    if row.stands_for is None:
        raise BadChange(f"{capital(_said(row))} làm bù: Ông/Bà ghi ngày nghỉ được làm bù.", row=place)
    if after.is_working_day(row.stands_for):
        raise BadChange(
            f"{capital(_said(row))} làm bù cho {name_of_day(row.stands_for)}, nhưng ngày đó không nghỉ.", row=place
        )
    if after.weekly.get(row.day.weekday()):
        raise BadChange(f"{capital(_said(row))} vốn là ngày làm việc nên không thể làm bù.", row=place)


def _check_holes(rows: Sequence[Row], after: CalendarState, agencies: Mapping[str, Agency]) -> None:
    """Refuse a calendar in which too many days follow each other without work."""
    concerned = whom_it_concerns(rows, after, agencies)
    keys = {None, *(pk for _level, pk in (*after.hours, *after.days) if pk)} if concerned is None else concerned
    days = days_named(rows) or [max((day for days in after.days.values() for day in days), default=ANY_DAY)]
    for key in sorted(keys, key=str):
        calendar = after.calendar(key)
        for day in days:
            try:
                first, last = calendar.previous_working_day(day), calendar.next_working_day(day)
            except CalendarHole as hole:
                raise BadChange(str(hole)) from hole
            if (last - first).days - 1 > LONGEST_GAP_DAYS:
                raise BadChange(
                    f"Lịch có khoảng trống: không có ngày làm việc nào giữa {first:%d/%m/%Y} và {last:%d/%m/%Y}, "
                    f"quá {LONGEST_GAP_DAYS} ngày liền."
                )


def _said(row: Row) -> str:
    return name_of_day(row.day) if isinstance(row, DayRow) else WEEKDAY_NAMES[row.weekday]


def capital(text: str) -> str:
    """A sentence's first letter; “thứ Hai” keeps its own."""
    return text[:1].upper() + text[1:]


# ── What it is ───────────────────────────────────────────────────────────────────────────


def enact(rows: Sequence[Row], *, decision: str, words: str, at: datetime) -> CalendarRevision:
    """Put the rows into force under a new revision; what they replace ends with it. The caller holds the transaction.

    Raises `BadChange` where they make no sense against the calendar that holds by now.
    """
    with transaction.atomic():
        # Checked before the new revision is there: a process keeps what it has compiled of a revision.
        lock_revisions()
        agencies = agencies_named(rows)
        check(rows, decision=decision, agencies=agencies)
        revision = revise(at=at, decision=decision, words=words)
        for row in rows:
            _replace(row, agencies.get(row.agency), decision=decision, number=revision.number)
    return revision


def _replace(row: Row, agency: Agency | None, *, decision: str, number: int) -> None:
    scope: dict[str, Any] = {"level": row.level, "agency": agency}
    if isinstance(row, HoursRow):
        scope["weekday"] = row.weekday
        OfficeHours.objects.filter(**scope, until_revision=None).update(until_revision=number)
        if row.sessions is not None:
            sessions = format_sessions(parse_sessions(row.sessions))
            OfficeHours.objects.create(**scope, sessions=sessions, decision=decision, since_revision=number)
        return
    scope["day"] = row.day
    CalendarDay.objects.filter(**scope, until_revision=None).update(until_revision=number)
    if row.kind:
        CalendarDay.objects.create(
            **scope,
            kind=row.kind,
            name=row.name,
            sessions=format_sessions(parse_sessions(row.sessions)),
            decision=decision,
            stands_for=row.stands_for,
            is_confirmed=row.is_confirmed,
            since_revision=number,
        )
