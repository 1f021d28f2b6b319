"""What changes a promise from outside: another calendar, a receipt that was wrong, an event that came later."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.deadlines import (
    BadAppointment,
    BadLimit,
    CalendarMissing,
    CorrectionTooLate,
    Entry,
    EntryKind,
    Limit,
    LineKind,
    Policy,
    Standing,
    due_date,
    is_breached,
    replay_each,
)
from dossiers.tests.due_dates import CALENDAR, at, due
from dossiers.tests.ledgers import (
    changed,
    clock,
    closed_on,
    correct,
    dates,
    extend,
    pause,
    reappoint,
    resume,
    start,
    stop,
)

STORM = closed_on("2025-03-13", "2025-03-14")

# ── Another calendar ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_days_that_are_closed_move_what_is_running_and_the_first_promise_survives():
    result = clock(start(), changed("2025-03-12T16:00", STORM))
    assert dates(result) == ("03-17T17:00", "03-19T17:00", "03-19T17:00")
    note = result.due.lines[-1]
    assert note.kind is LineKind.RECALENDARED
    assert note.text == (
        "Lịch làm việc thay đổi (Công điện số 01/CĐ-UBND); ngày hẹn được tính lại lúc 16:00, thứ Tư 12/03/2025."
    )
    assert any(line.name == "bão số 3" for line in result.due.lines)


def test_a_change_that_touches_no_counted_day_leaves_no_note():
    result = clock(start(), changed("2025-03-12T16:00", closed_on("2025-04-02")))
    assert dates(result) == ("03-17T17:00",) * 3
    assert {line.kind for line in result.due.lines}.isdisjoint({LineKind.RECALENDARED, LineKind.CALENDAR_TOO_LATE})


def test_an_entry_before_the_change_keeps_the_calendar_that_was_known():
    before, after = replay_each([start(), changed("2025-03-12T16:00", STORM)], CALENDAR)
    assert (dates(before)[2], dates(after)[2]) == ("03-17T17:00", "03-19T17:00")
    stopped = clock(start(), stop("2025-03-14T09:00"))
    assert dates(stopped)[1] == "03-17T17:00"


def test_a_breach_that_has_happened_is_not_healed_by_days_declared_off_afterwards():
    late = closed_on("2025-03-17", "2025-03-18")
    result = clock(start(), changed("2025-03-18T08:00", late))
    assert dates(result) == ("03-17T17:00",) * 3
    assert result.standing(at("2025-03-18T08:01")) is Standing.OVERDUE
    assert result.due.lines[-1].kind is LineKind.CALENDAR_TOO_LATE
    # Nor by what comes after: a pause, under the new calendar.
    paused = clock(
        start(),
        changed("2025-03-18T08:00", late),
        pause("2025-03-18T09:00"),
        resume("2025-03-20T09:00", calendar=late),
    )
    assert dates(paused)[1] == "03-17T17:00"


def test_on_the_due_date_itself_a_closure_still_moves_it():
    assert dates(clock(start(), changed("2025-03-17T20:00", closed_on("2025-03-17"))))[2] == "03-18T17:00"


def test_a_make_up_day_moves_no_date_to_before_the_change():
    # Counted under the new calendar the dossier would have been due on the Friday before.
    earlier = clock(start(calendar=STORM), changed("2025-03-19T10:00", CALENDAR))
    assert dates(earlier)[2] == "03-19T17:00"
    assert earlier.due.lines[-1].kind is LineKind.CALENDAR_TOO_LATE
    in_time = clock(start(calendar=STORM), changed("2025-03-17T10:00", CALENDAR))
    assert dates(in_time)[2] == "03-17T17:00"


def test_while_the_clock_stands_the_calendar_changes_for_when_it_runs_again():
    paused = start(), pause("2025-03-12T09:00"), changed("2025-04-02T09:00", STORM)
    # On the day of the pause the date was in time, however late the change comes.
    assert dates(clock(*paused))[2] == "03-19T17:00"
    resumed = clock(start(), pause("2025-03-12T09:00"), changed("2025-03-12T10:00", STORM), resume("2025-03-12T15:00"))
    assert dates(resumed)[2] == "03-19T17:00"


def test_later_entries_are_reckoned_with_the_newest_calendar():
    resumed = clock(start(), pause("2025-03-11T09:00"), resume("2025-03-12T09:00", calendar=STORM))
    assert dates(resumed) == ("03-17T17:00", "03-20T17:00", "03-20T17:00")
    extended = clock(start(), extend("2025-03-12T09:00", "1 working_days", calendar=STORM))
    assert dates(extended)[1] == "03-20T17:00"
    restarted = clock(start(), pause("2025-03-11T09:00", Policy.RESTART), resume("2025-03-12T09:00", calendar=STORM))
    assert dates(restarted)[1] == "03-21T17:00"


def test_a_pause_and_the_end_move_nothing_whatever_the_calendar_of_the_day():
    stopped = clock(start(), Entry(EntryKind.STOP, at("2025-03-12T16:00"), calendar=STORM))
    assert dates(stopped) == ("03-17T17:00",) * 3


def test_a_new_appointment_on_a_day_that_is_closed_moves_to_the_next_working_day():
    entries = start(), reappoint("2025-03-13T09:00", "2025-03-24T10:00")
    assert dates(clock(*entries))[2] == "03-24T10:00"
    # By the 20th the yardstick was breached and stays; the appointment is still ahead and moves.
    for when in ("2025-03-14T09:00", "2025-03-20T09:00"):
        moved = clock(*entries, changed(when, closed_on("2025-03-17", "2025-03-24", "2025-03-25")))
        assert dates(moved)[1:] == ("03-18T17:00" if when < "2025-03-18" else "03-17T17:00", "03-26T10:00")
        assert "chuyển sang ngày làm việc tiếp theo" in " ".join(line.text for line in moved.due.lines)
    too_late = clock(*entries, changed("2025-03-25T09:00", closed_on("2025-03-24", "2025-03-25")))
    assert dates(too_late)[2] == "03-24T10:00"
    assert too_late.due.lines[-1].kind is LineKind.REAPPOINTED


def test_a_new_appointment_on_a_day_off_is_refused():
    with pytest.raises(BadAppointment, match="ngày nghỉ"):
        clock(start(), reappoint("2025-03-13T09:00", "2025-03-22T10:00"))


def test_a_change_without_its_calendar_is_refused():
    with pytest.raises(CalendarMissing):
        clock(start(), Entry(EntryKind.CALENDAR, at("2025-03-12T16:00")))


def test_hours_move_to_the_minute():
    result = clock(start(limit="24 working_hours"), changed("2025-03-12T16:00", closed_on("2025-03-13")))
    assert dates(result) == ("03-13T08:00", "03-14T08:00", "03-14T08:00")


# ── A receipt that was wrong ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_corrected_receipt_counts_anew_from_the_same_start():
    result = clock(start(), correct("2025-03-11T09:00", "3 working_days"))
    assert dates(result) == ("03-13T17:00",) * 3
    assert result.limit == Limit.parse("3 working_days")
    assert result.started_at == at("2025-03-10T08:00")
    assert result.due.lines[-1].text == (
        "Thời hạn ghi trên giấy tiếp nhận trước (05 ngày làm việc) không đúng, đã được sửa lúc 09:00, thứ Ba"
        " 11/03/2025."
    )


def test_a_correction_keeps_the_pauses_and_extensions_but_not_in_the_promise():
    result = clock(
        start(),
        pause("2025-03-11T09:00"),
        resume("2025-03-12T09:00"),
        extend("2025-03-12T10:00", "2 working_days"),
        correct("2025-03-12T11:00", "7 working_days"),
    )
    assert dates(result) == ("03-19T17:00", "03-24T17:00", "03-24T17:00")


def test_a_correction_in_another_unit_changes_what_is_compared():
    result = clock(start(), correct("2025-03-10T09:00", "same_day"))
    assert dates(result)[2] == "03-10T17:00"
    assert result.due == due_date(at("2025-03-10T08:00"), Limit.parse("same_day"), CALENDAR)


def test_a_correction_after_the_breach_heals_nothing():
    with pytest.raises(CorrectionTooLate, match="quá hạn"):
        clock(start(), correct("2025-03-18T09:00", "10 working_days"))
    assert dates(clock(start(), correct("2025-03-18T09:00", "3 working_days")))[0] == "03-13T17:00"


def test_a_correction_says_what_is_right():
    with pytest.raises(BadLimit, match="thời hạn đúng"):
        clock(start(), Entry(EntryKind.CORRECT, at("2025-03-11T09:00")))


# ── An event that came later ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("limit", "event", "expected"),
    [
        ("3 working_days", "2025-03-12T10:00", "03-17T17:00"),
        # The day of the event is not counted, worked or not; the day after it is.
        ("3 working_days", "2025-03-14T19:00", "03-19T17:00"),
        ("3 working_days", "2025-03-15T10:00", "03-19T17:00"),
        ("5 calendar_days", "2025-03-15T10:00", "03-20T17:00"),
        ("8 working_hours", "2025-03-14T19:00", "03-17T17:00"),
        ("8 working_hours", "2025-03-14T15:00", "03-17T15:00"),
        ("1 months", "2025-03-15T10:00", "04-15T17:00"),
        ("same_day", "2025-03-12T10:00", "03-12T17:00"),
    ],
)
def test_a_limit_may_begin_with_a_later_event(limit, event, expected):
    result = clock(start(limit=limit, begins=event))
    assert dates(result) == (expected,) * 3
    begins = next(line for line in result.due.lines if line.kind is LineKind.BEGINS)
    assert begins.text.startswith(
        "Theo quy định, thời hạn không tính từ lúc tiếp nhận mà tính từ biên bản kiểm tra thực tế: "
    )
    assert begins.ground == "Khoản 3 Điều 147 Bộ luật Dân sự 2015"


def test_an_event_before_the_reception_changes_nothing():
    assert dates(clock(start(begins="2025-03-07T10:00"))) == ("03-17T17:00",) * 3


def test_the_event_counts_from_itself_after_a_pause_too():
    paused = clock(start(begins="2025-03-12T10:00"), pause("2025-03-13T09:00"), resume("2025-03-14T09:00"))
    assert dates(paused) == ("03-19T17:00", "03-20T17:00", "03-20T17:00")


# ── What is asked of an extension ─────────────────────────────────────────────────────────────────────────────────────


def test_an_extension_by_a_day_of_reception_is_refused():
    with pytest.raises(BadLimit, match="Gia hạn"):
        due("2025-03-10T08:00", "5 working_days", extensions=[Limit.parse("same_day")])


def test_extension_removed_with_pauses_present():
    """Without the extension the date is what the pauses alone make of it, not the date before both."""
    with_extension = clock(
        start(), extend("2025-03-11T09:00", "3 working_days"), pause("2025-03-12T09:00"), resume("2025-03-14T10:00")
    )
    without = clock(start(), pause("2025-03-12T09:00"), resume("2025-03-14T10:00"))
    restarted = clock(
        start(),
        extend("2025-03-11T09:00", "3 working_days"),
        pause("2025-03-12T09:00", Policy.RESTART),
        resume("2025-03-14T10:00"),
        pause("2025-03-17T09:00"),
        resume("2025-03-18T09:00"),
    )
    assert dates(with_extension)[1] == "03-24T17:00"
    assert dates(without)[1] == "03-19T17:00"
    # The restart leaves the extension behind: five days from Friday 14 March and the one day of the second pause.
    assert dates(restarted)[1] == "03-24T17:00"
    assert len(restarted.pauses) == 2


# ── Whatever comes ────────────────────────────────────────────────────────────────────────────────────────────────────


@given(
    st.sampled_from(["5 working_days", "1.5 working_days", "20 calendar_days", "1 months", "16 working_hours"]),
    st.lists(st.integers(0, 6_000), max_size=4),
    st.integers(0, 20_000),
    st.sets(st.dates(at("2025-03-10T00:00").date(), at("2025-04-20T00:00").date()), max_size=6),
)
def test_a_change_of_calendar_never_heals_nor_makes_a_breach(limit, gaps, wait, closed):
    moment, entries = at("2025-03-10T08:00"), [start(limit=limit)]
    for n, gap in enumerate(gaps):
        moment += timedelta(minutes=gap)
        entries.append(Entry(EntryKind.RESUME if n % 2 else EntryKind.PAUSE, moment))
    moment += timedelta(minutes=wait)
    calendar = closed_on(*closed)
    before = clock(*entries)
    after = clock(*entries, Entry(EntryKind.CALENDAR, moment, calendar=calendar))
    assert after.first_due == before.first_due
    judged_at = before.paused_at or moment
    assert is_breached(before.due, judged_at) == is_breached(after.due, judged_at)
    if is_breached(before.due, judged_at):
        assert after.due == before.due
    else:
        assert after.due.at >= before.due.at
