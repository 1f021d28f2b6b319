"""The ledger of a dossier's clock: what its entries add up to, and what they refuse to be."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.calendar_seed import NATIONAL_DAYS
from agencies.worktime import VIETNAM, NaiveInstant, WorkCalendar, parse_sessions, weekdays_worked
from dossiers.deadlines import (
    AlreadyPaused,
    AlreadyStarted,
    AlreadyStopped,
    BadAppointment,
    BadLimit,
    ClockState,
    Entry,
    EntryKind,
    ExtensionTooLate,
    LedgerError,
    Limit,
    LineKind,
    NotPaused,
    NotStarted,
    OutOfOrder,
    Pause,
    PauseCause,
    Policy,
    SecondReappointment,
    Standing,
    date_from_lines,
    due_date,
    replay,
)

CALENDAR = WorkCalendar(VIETNAM, weekdays_worked(parse_sessions("07:30-11:30,13:00-17:00")), NATIONAL_DAYS)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def start(when="2025-03-10T08:00", limit="5 working_days"):
    return Entry(EntryKind.START, at(when), Limit.parse(limit))


def pause(when, policy=None, cause=PauseCause.SUPPLEMENT):
    return Entry(EntryKind.PAUSE, at(when), cause=cause, policy=policy)


def resume(when):
    return Entry(EntryKind.RESUME, at(when))


def extend(when, limit):
    return Entry(EntryKind.EXTEND, at(when), Limit.parse(limit))


def reappoint(when, new_due):
    return Entry(EntryKind.REAPPOINT, at(when), new_due_at=at(new_due))


def stop(when):
    return Entry(EntryKind.STOP, at(when))


def clock(*entries):
    """The clock of a ledger, after the lines of each of its dates have been added up."""
    result = replay(entries, CALENDAR)
    for due in filter(None, (result.first_due, result.original_due, result.due)):
        assert date_from_lines(due.lines) == due.at
    return result


# ── Pausing and running ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_ledger_without_entries_has_no_due_date():
    result = clock()
    assert (result.state, result.due, result.standing(at("2025-03-10T08:00"))) == (ClockState.NOT_STARTED, None, None)
    assert (result.consumed_minutes(at("2025-03-10T08:00")), result.remaining_minutes(at("2025-03-10T08:00"))) == (0, 0)


def test_a_started_clock_promises_what_the_receipt_says():
    result = clock(start())
    assert result.state is ClockState.RUNNING
    assert (
        result.first_due
        == result.original_due
        == result.due
        == due_date(at("2025-03-10T08:00"), Limit.parse("5 working_days"), CALENDAR)
    )


def test_a_paused_clock_keeps_the_date_that_held():
    result = clock(start(), pause("2025-03-12T09:00"))
    assert (result.state, result.paused_at) == (ClockState.PAUSED, at("2025-03-12T09:00"))
    assert result.due.at == at("2025-03-17T17:00")
    assert result.pauses[-1].resumed_at is None
    assert result.standing(at("2025-06-01T09:00")) is Standing.PAUSED


def test_a_pause_moves_the_yardstick_and_the_first_promise_survives():
    result = clock(start(), pause("2025-03-12T09:00"), resume("2025-03-14T10:00"))
    assert result.first_due.at == at("2025-03-17T17:00")
    assert result.original_due.at == result.due.at == at("2025-03-19T17:00")
    assert result.supplement_requests == 1


def test_second_suspension_follows_the_rule_not_an_accident():
    pausing = clock(
        start(),
        pause("2025-03-12T09:00"),
        resume("2025-03-14T10:00"),
        pause("2025-03-17T09:00"),
        resume("2025-03-18T10:00"),
    )
    assert pausing.due.at == at("2025-03-20T17:00")
    assert pausing.supplement_requests == 2
    restarting = clock(
        start(),
        pause("2025-03-12T09:00", Policy.RESTART), resume("2025-03-14T10:00"),
        pause("2025-03-17T09:00", Policy.RESTART), resume("2025-03-18T10:00"),
    )  # fmt: skip
    assert restarting.due.at == at("2025-03-25T17:00")
    assert restarting.restarts == 2
    mixed = clock(
        start(),
        pause("2025-03-12T09:00", Policy.RESTART), resume("2025-03-14T10:00"),
        pause("2025-03-17T09:00", cause=PauseCause.PAYMENT), resume("2025-03-18T10:00"),
    )  # fmt: skip
    assert mixed.due.at == at("2025-03-24T17:00")
    assert [one.cause for one in mixed.pauses] == ["supplement", "payment"]


def test_a_restarted_limit_is_counted_as_if_received_then():
    result = clock(start(), pause("2025-03-12T09:00", Policy.RESTART), resume("2025-03-14T18:00"))
    assert result.due.at == at("2025-03-24T17:00")  # day 0 is Monday 17 March
    assert result.due.lines[0].kind is LineKind.RESTARTED
    assert "tính lại từ đầu" in result.due.lines[0].text
    assert "19 Nghị định số 61/2018/NĐ-CP" in result.due.lines[0].ground


def test_a_restarted_limit_leaves_an_extension_of_the_first_run_behind():
    entries = start(), extend("2025-03-11T09:00", "3 working_days"), pause("2025-03-12T09:00", Policy.RESTART)
    result = clock(*entries, resume("2025-03-14T10:00"))
    assert result.due.at == at("2025-03-21T17:00")
    assert len(result.extensions) == 1


@pytest.mark.parametrize("policy", list(Policy))
def test_a_pause_after_the_due_moment_heals_nothing(policy):
    entries = start(), pause("2025-03-17T17:01", policy)
    assert clock(*entries).standing(at("2025-03-18T08:00")) is Standing.OVERDUE
    assert clock(*entries, resume("2025-03-20T08:00")).due.at == at("2025-03-17T17:00")


def test_an_hour_limit_is_paused_to_the_minute():
    result = clock(start(limit="8 working_hours"), pause("2025-03-10T10:00"), resume("2025-03-12T14:00"))
    assert result.due.at == at("2025-03-13T10:30")


def test_a_pause_without_length_changes_nothing():
    result = clock(start(), pause("2025-03-12T09:00"), resume("2025-03-12T09:00"))
    assert result.due.at == at("2025-03-17T17:00")


def test_a_stopped_clock_keeps_its_date_and_ends_an_open_pause():
    result = clock(start(), pause("2025-03-12T09:00"), stop("2025-03-13T09:00"))
    assert (result.state, result.stopped_at, result.paused_at) == (ClockState.STOPPED, at("2025-03-13T09:00"), None)
    assert result.pauses[-1].resumed_at == at("2025-03-13T09:00")
    assert result.due.at == at("2025-03-17T17:00")


# ── Who holds the time ────────────────────────────────────────────────────────────────────────────────────────────────


def test_consumed_and_remaining_minutes_leave_out_the_pauses():
    entries = start(limit="16 working_hours"), pause("2025-03-10T10:00"), resume("2025-03-12T14:00")
    running = clock(*entries)
    assert running.consumed_minutes(at("2025-03-12T15:00")) == 180
    assert running.remaining_minutes(at("2025-03-12T15:00")) == 16 * 60 - 180
    assert running.consumed_minutes(at("2025-03-11T15:00")) == 120  # asked about the past
    paused = clock(*entries[:2])
    for day in (11, 20):
        assert paused.consumed_minutes(at(f"2025-03-{day}T15:00")) == 120
        assert paused.remaining_minutes(at(f"2025-03-{day}T15:00")) == 14 * 60
    stopped = clock(*entries, stop("2025-03-12T15:00"))
    assert stopped.consumed_minutes(at("2025-03-20T15:00")) == 180


def test_remaining_minutes_are_negative_once_the_date_has_passed():
    assert clock(start(limit="1 working_hours")).remaining_minutes(at("2025-03-10T09:30")) == -30


@given(st.integers(0, 20_000), st.lists(st.integers(0, 5_000), max_size=6), st.integers(1, 120))
def test_consumed_and_remaining_minutes_of_an_hour_limit_add_up_to_it(waited, gaps, hours):
    moment, entries = at("2025-03-10T08:00"), [start(limit=f"{hours} working_hours")]
    for n, gap in enumerate(gaps):
        moment += timedelta(minutes=gap)
        entries.append(Entry(EntryKind.RESUME if n % 2 else EntryKind.PAUSE, moment))
    result = replay(entries, CALENDAR)
    asked_at = moment + timedelta(minutes=waited)
    if all(one.paused_at <= result.due.at for one in result.pauses):
        assert result.consumed_minutes(asked_at) + result.remaining_minutes(asked_at) == hours * 60


# ── Extending and re-appointing ───────────────────────────────────────────────────────────────────────────────────────


def test_an_extension_moves_the_yardstick():
    result = clock(start(), extend("2025-03-14T09:00", "3 working_days"))
    assert result.original_due.at == at("2025-03-20T17:00")
    assert result.first_due.at == at("2025-03-17T17:00")
    assert "Gia hạn thêm: 03 ngày làm việc" in " ".join(line.text for line in result.due.lines)


def test_an_extension_and_a_pause_both_count_in_any_order():
    pause_first = clock(
        start(), pause("2025-03-12T09:00"), resume("2025-03-13T09:00"), extend("2025-03-14T09:00", "3 working_days")
    )
    pause_last = clock(
        start(), extend("2025-03-11T09:00", "3 working_days"), pause("2025-03-12T09:00"), resume("2025-03-13T09:00")
    )
    assert pause_first.due.at == pause_last.due.at == at("2025-03-21T17:00")


def test_an_extension_after_the_breach_is_refused():
    assert clock(start(), extend("2025-03-17T17:30", "1 working_days")).due.at == at("2025-03-18T17:00")
    with pytest.raises(ExtensionTooLate, match="quá hạn"):
        clock(start(), extend("2025-03-18T00:00", "1 working_days"))


def test_an_extension_while_the_clock_stands_is_in_time():
    entries = (
        start(),
        pause("2025-03-12T09:00"),
        extend("2025-04-01T09:00", "1 working_days"),
        resume("2025-04-02T09:00"),
    )
    assert clock(*entries).due.at == at("2025-04-09T17:00")  # 15 days given back, Giỗ Tổ on 7 April


def test_a_new_appointment_moves_the_date_and_not_the_yardstick():
    result = clock(start(), reappoint("2025-03-14T09:00", "2025-03-21T17:00"))
    assert result.due.at == at("2025-03-21T17:00")
    assert result.original_due.at == at("2025-03-17T17:00")
    assert result.due.lines[-1].text == "Cơ quan xin lỗi và hẹn lại: trả kết quả lúc 17:00, thứ Sáu 21/03/2025."


def test_a_pause_after_a_new_appointment_moves_it_too():
    entries = (
        start(),
        reappoint("2025-03-14T09:00", "2025-03-21T17:00"),
        pause("2025-03-17T09:00"),
        resume("2025-03-19T09:00"),
    )
    result = clock(*entries)
    assert result.due.at == at("2025-03-25T17:00")
    assert result.original_due.at == at("2025-03-19T17:00")


def test_an_appointment_that_the_law_overtakes_no_longer_holds():
    entries = start(), reappoint("2025-03-14T09:00", "2025-03-18T17:00"), extend("2025-03-14T10:00", "5 working_days")
    assert clock(*entries).due.at == at("2025-03-24T17:00")


def test_a_citizen_is_put_off_once_at_most():
    once = start(), reappoint("2025-03-14T09:00", "2025-03-21T17:00")
    with pytest.raises(SecondReappointment, match="một lần"):
        clock(*once, reappoint("2025-03-20T09:00", "2025-03-28T17:00"))
    with pytest.raises(SecondReappointment):
        clock(
            *once, pause("2025-03-14T10:00", Policy.RESTART), resume("2025-03-17T10:00"),
            reappoint("2025-03-20T09:00", "2025-03-28T17:00"),
        )  # fmt: skip


def test_a_new_appointment_is_later_than_the_old_one():
    with pytest.raises(BadAppointment, match="sau ngày hẹn"):
        clock(start(), reappoint("2025-03-14T09:00", "2025-03-17T17:00"))
    with pytest.raises(BadAppointment):
        clock(start(), Entry(EntryKind.REAPPOINT, at("2025-03-14T09:00")))


# ── Entries that cannot have happened ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("entries", "refusal"),
    [
        ([pause("2025-03-10T08:00")], NotStarted),
        ([stop("2025-03-10T08:00")], NotStarted),
        ([start(), start("2025-03-11T08:00")], AlreadyStarted),
        ([start(), resume("2025-03-11T08:00")], NotPaused),
        ([start(), pause("2025-03-11T08:00"), pause("2025-03-12T08:00")], AlreadyPaused),
        ([start(), pause("2025-03-12T08:00"), resume("2025-03-11T08:00")], OutOfOrder),
        ([start(), pause("2025-03-09T08:00")], OutOfOrder),
        ([start(), stop("2025-03-11T08:00"), pause("2025-03-12T08:00")], AlreadyStopped),
        ([start(), stop("2025-03-11T08:00"), stop("2025-03-12T08:00")], AlreadyStopped),
    ],
)
def test_entries_in_an_impossible_order_are_refused_in_words(entries, refusal):
    with pytest.raises(refusal) as caught:
        replay(entries, CALENDAR)
    assert issubclass(refusal, LedgerError)
    assert str(caught.value).endswith((".", ")."))


def test_an_entry_that_lacks_its_amount_is_refused():
    with pytest.raises(BadLimit):
        replay([Entry(EntryKind.START, at("2025-03-10T08:00"))], CALENDAR)
    with pytest.raises(BadLimit):
        replay([start(), Entry(EntryKind.EXTEND, at("2025-03-11T08:00"))], CALENDAR)


def test_an_entry_of_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="vanish"):
        replay([Entry("vanish", at("2025-03-10T08:00"))], CALENDAR)


def test_an_entry_without_time_zone_is_refused():
    with pytest.raises(NaiveInstant):
        replay([Entry(EntryKind.START, datetime(2025, 3, 10, 8), Limit.parse("1 working_days"))], CALENDAR)


# ── Ledgers as they come ──────────────────────────────────────────────────────────────────────────────────────────────


@given(
    st.dates(date(2025, 1, 1), date(2026, 6, 1)),
    st.integers(0, 1439),
    st.sampled_from(
        ["5 working_days", "1.5 working_days", "20 calendar_days", "2 months", "16 working_hours", "same_day"]
    ),
    st.lists(st.integers(0, 6_000), max_size=6),
    st.sampled_from(list(Policy)),
)
def test_replaying_with_pauses_is_counting_with_pauses(day, minute, limit, gaps, policy):
    moment = at(f"{day}T00:00") + timedelta(minutes=minute)
    entries, intervals = [Entry(EntryKind.START, moment, Limit.parse(limit))], []
    for n, gap in enumerate(gaps[: len(gaps) // 2 * 2]):
        moment += timedelta(minutes=gap)
        kind = EntryKind.RESUME if n % 2 else EntryKind.PAUSE
        if kind is EntryKind.RESUME:
            intervals.append(Pause(entries[-1].at, moment))
        entries.append(Entry(kind, moment, policy=policy))
    result = clock(*entries)
    assert result.due.at >= result.first_due.at
    assert result.first_due == due_date(entries[0].at, entries[0].limit, CALENDAR)
    if policy is Policy.PAUSE:
        assert result.due == due_date(entries[0].at, entries[0].limit, CALENDAR, intervals)
