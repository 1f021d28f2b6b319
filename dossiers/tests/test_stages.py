"""Who holds the time: the clock of each stage, and parts that add up to the whole to the minute."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Role, User
from agencies.calendar_seed import NATIONAL_DAYS
from agencies.models import Agency
from agencies.worktime import VIETNAM, WorkCalendar, parse_sessions, weekdays_worked
from dossiers.models import DossierEvent
from dossiers.stages import ClockSpan, Keeper, StageStanding, Stretch, report_of
from dossiers.workflow import FINAL, HOLDER_OF, MOVES, Action, Status
from procedures.models import Stage, Step

CALENDAR = WorkCalendar(VIETNAM, weekdays_worked(parse_sessions("07:30-11:30,13:30-17:00")), NATIONAL_DAYS)
MORNINGS = WorkCalendar(VIETNAM, weekdays_worked(parse_sessions("07:30-11:30")), NATIONAL_DAYS)
DEPARTMENT, COMMUNE = Agency(pk=1, short_name="Sở Tư pháp"), Agency(pk=2, short_name="UBND phường Thử")
CHI, DUNG = User(pk=1, full_name="Lê Quỳnh Chi"), User(pk=2, full_name="Phạm Tiến Dũng")

STAGES = [
    Stage(ordinal=1, step=Step.RECEPTION, name="Kiểm tra, tiếp nhận", role=Role.CLERK, budget_minutes=60),
    Stage(ordinal=2, step=Step.APPRAISAL, name="Thẩm định", role=Role.APPRAISER, budget_minutes=450),
    Stage(ordinal=3, step=Step.APPROVAL, name="Ký chứng chỉ", role=Role.APPROVER, budget_minutes=120),
    Stage(ordinal=4, step=Step.RETURN, name="Trả kết quả", role=Role.CLERK, budget_minutes=60),
]


def at(text):
    return datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=VIETNAM)


def event(moment, status, *, before="", unit=DEPARTMENT, person=None, role=None):
    role = role if role is not None else HOLDER_OF.get(status, "")
    if role in ("", Role.APPLICANT, Role.POSTMAN):
        unit = None
    return DossierEvent(at=moment, status_before=before, status_after=status, holder_role=role, holder_agency=unit,
                        holder=person)  # fmt: skip


JOURNEY = [
    event(at("02T08:00"), Status.SUBMITTED),
    event(at("02T09:00"), Status.IN_APPRAISAL),
    event(at("02T10:00"), Status.IN_APPRAISAL, person=CHI),
    event(at("03T08:00"), Status.SUPPLEMENTING),
    event(at("05T08:00"), Status.IN_APPRAISAL, person=CHI),
    event(at("06T08:30"), Status.IN_APPROVAL),
    event(at("06T09:30"), Status.RESULT_READY),
    event(at("09T09:30"), Status.RETURNED),
]
SPAN = ClockSpan(at("02T09:00"), at("06T09:30"), (Stretch(at("03T08:00"), at("05T08:00")),))


LATER = at("20T08:00")


def told(events=JOURNEY, span=SPAN, now=LATER, stages=STAGES, calendars=None):
    return report_of(events, stages, span, at=now, calendar=CALENDAR, calendars=calendars)


def test_each_stage_has_its_own_clock_and_its_own_standing():
    reception, appraisal, supplement, approval, desk = told().clocks

    assert (reception.consumed, reception.standing) == (60, StageStanding.IN_TIME)
    assert (appraisal.name, appraisal.budget) == ("Thẩm định", 450)
    # Monday 9:00 to Tuesday 8:00 and, after the supplement, Thursday 8:00 to Friday 8:30: 390 + 480 minutes.
    assert (appraisal.consumed, appraisal.standing) == (870, StageStanding.OVER)
    assert (supplement.role, supplement.budget, supplement.consumed) == (Role.APPLICANT, None, 0)
    assert (approval.consumed, approval.standing) == (60, StageStanding.IN_TIME)
    # The result waits to be collected: the clock of the desk does not run any more.
    assert (desk.consumed, desk.charged) == (0, 0)


def test_the_late_dossier_names_the_step_that_consumed_the_budget():
    assert told().culprit.step is Step.APPRAISAL


def test_what_passed_before_the_clock_started_is_nobodys_delay():
    slow_desk = [event(at("02T08:00"), Status.SUBMITTED), event(at("09T09:00"), Status.IN_APPRAISAL)]
    report = told(slow_desk, ClockSpan(began_at=at("09T09:00")), now=at("09T10:00"))

    assert report.clocks[0].standing is StageStanding.OVER
    assert report.clocks[0].charged == 0
    assert report.culprit.step is Step.APPRAISAL


def test_a_department_that_returns_results_late_is_named():
    events = [
        event(at("02T08:00"), Status.IN_APPRAISAL, unit=COMMUNE),
        event(at("02T09:00"), Status.TO_CENTRE, unit=COMMUNE),
    ]
    report = told(events, ClockSpan(began_at=at("02T08:00")), now=at("10T08:00"))

    assert (report.culprit.step, report.culprit.role) == (Step.RETURN, Role.SEAL_KEEPER)
    assert report.current is report.culprit


def test_a_unit_is_measured_by_its_own_calendar():
    events = [event(at("02T08:00"), Status.IN_APPRAISAL, unit=COMMUNE)]
    report = told(events, ClockSpan(at("02T08:00")), now=at("03T07:30"), calendars={2: MORNINGS})

    assert report.clocks[1].consumed == 210
    assert report.working_minutes == 420


def test_a_second_visit_is_charged_to_the_same_budget():
    events = [
        event(at("02T08:00"), Status.IN_APPRAISAL),
        event(at("02T10:00"), Status.IN_APPROVAL),
        event(at("02T10:30"), Status.IN_APPRAISAL),
    ]
    appraisal = told(events, ClockSpan(at("02T08:00")), now=at("02T11:30")).clocks[1]

    assert (len(appraisal.holdings), appraisal.consumed, appraisal.is_current) == (2, 180, True)


@pytest.mark.parametrize(("now", "left"), [("02T09:00", 450 + 180), ("02T11:00", 330 + 180), ("09T11:00", 113 + 180)])
def test_overrun_work_still_needs_a_quarter_of_its_budget(now, left):
    report = told([event(at("02T09:00"), Status.IN_APPRAISAL)], ClockSpan(at("02T09:00")), now=at(now))

    assert report.remaining_minutes == left


def test_the_split_names_citizen_units_and_steps():
    report = told()
    day = 24 * 60

    assert report.by_keeper[Keeper.CITIZEN] == 2 * day
    assert report.by_step[Step.RECEPTION] == 60
    assert report.by_unit == {"Sở Tư pháp": report.minutes - 2 * day}
    assert report.minutes == 7 * day + 90


def test_what_follows_the_end_is_held_by_nobody():
    apologised = event(at("12T08:00"), Status.RETURNED, role="")

    assert told([*JOURNEY, apologised]) == told()


# ── For any life along the table ─────────────────────────────────────────────────────────
ONWARD = {status: sorted({move.after for move in MOVES if move.before is status}) for status in Status}


@st.composite
def lives(draw):
    """Any walk along the table, with any people and any gaps, seconds too."""
    moment = draw(st.datetimes(datetime(2026, 1, 5), datetime(2026, 11, 1), timezones=st.just(UTC)))
    status, events = Status.SUBMITTED, []
    for _ in range(draw(st.integers(1, 14))):
        unit = draw(st.sampled_from([DEPARTMENT, COMMUNE]))
        events.append(event(moment, status, unit=unit, person=draw(st.sampled_from([None, CHI, DUNG]))))
        if status in FINAL:
            break
        status = draw(st.sampled_from(ONWARD[status] or [status]))
        moment += timedelta(seconds=draw(st.integers(0, 400_000)))
    return events, moment + timedelta(seconds=draw(st.integers(0, 400_000)))


@given(lives(), st.integers(0, 10), st.integers(0, 10))
def test_the_parts_add_up_to_the_whole_to_the_minute(life, first, second):
    events, now = life
    pauses = (Stretch(events[0].at, events[min(first, len(events) - 1)].at),)
    finished = next((each.at for each in events if each.status_after == Status.RESULT_READY), None)
    report = told(events, ClockSpan(events[min(second, len(events) - 1)].at, finished, pauses), now=now)

    over = next((each.at for each in events if not each.holder_role), now)
    whole = CALENDAR.local(over) - CALENDAR.local(events[0].at)
    assert report.minutes == int(whole.total_seconds()) // 60
    assert report.working_minutes == CALENDAR.working_minutes_between(events[0].at, over)
    waited = sum(minutes for keeper, minutes in report.by_keeper.items() if keeper is not Keeper.OFFICE)
    assert sum(report.by_step.values()) + waited == report.minutes
    nobodys = report.by_keeper.get(Keeper.CITIZEN, 0) + report.by_keeper.get(Keeper.POST, 0)
    assert sum(report.by_unit.values()) + nobodys == report.minutes
    assert sum(len(clock.holdings) for clock in report.clocks) == len(report.holdings)
    assert all(0 <= holding.charged <= holding.consumed for holding in report.holdings)


@given(lives())
def test_a_dossier_has_exactly_one_holder_at_each_minute(life):
    events, now = life
    holdings = told(events, ClockSpan(), now=now).holdings

    for holding, following in pairwise(holdings):
        assert holding.left_at == following.entered_at
    assert holdings[0].entered_at == events[0].at
    is_over = not events[-1].holder_role
    assert holdings[-1].left_at == (events[-1].at if is_over else None)


def test_what_has_not_happened_yet_is_not_told():
    report = told(now=at("02T09:30"))

    assert [holding.step for holding in report.holdings] == [Step.RECEPTION, Step.APPRAISAL]
    assert report.holdings[-1].left_at is None


def test_nothing_has_no_time():
    assert told([]).minutes == 0
    assert told([]).culprit is None
    assert told([]).remaining_minutes == 0


def test_a_process_without_budgets_still_tells_who_held_it():
    report = told(stages=[])

    assert {clock.standing for clock in report.clocks} == {StageStanding.UNBUDGETED}
    assert report.culprit.step is Step.APPRAISAL


def test_an_apology_moves_nobody():
    apology = DossierEvent(at=at("02T10:30"), action=Action.REAPPOINT, status_after=Status.IN_APPRAISAL,
                           holder_role=Role.APPRAISER, holder_agency=DEPARTMENT, holder=CHI)  # fmt: skip
    events = [*JOURNEY[:3], apology, *JOURNEY[3:]]

    assert told(events) == told()
