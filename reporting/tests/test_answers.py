"""What the facts answer: a figure is the length of its list, and a list is what the arithmetic says row by row."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db.models import F
from django.utils import timezone

from dossiers import deadlines
from dossiers.clock import entries_of
from dossiers.deadlines import Basis, Due, Standing, Timeliness
from dossiers.models import ClockEntry, Dossier, DossierEvent, DueBasis, Origin
from dossiers.tests.cast import MONDAY, instant
from dossiers.workflow import Status
from reporting.answers import agency_tree, dossiers_behind, figures
from reporting.conditions import MEASURES
from reporting.periods import Period
from reporting.questions import Key, Question, Where
from reporting.tests.lives import FRIDAY, NEXT_MONDAY, TUESDAY, WEEK, balanced, lives
from reporting.tests.spans import LedgerLine, spans, standing_at_end_of

__all__ = ["lives"]

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
FORTNIGHT = Period(NEXT_MONDAY, MONDAY + timedelta(days=13))


# ── An independent judge ─────────────────────────────────────────────────────────────────
def judged(dossier: Dossier, question: Question, calendar) -> set[str]:
    """Return the measures that count a dossier, by the arithmetic of deadlines and the sweep over its ledger."""
    period, as_of = question.period, question.as_of
    cut_at = as_of if as_of and (question.is_cohort or timezone.localdate(as_of) <= period.last_on) else None
    entered_on, entered_at = dossier.received_on, dossier.received_at
    if dossier.status == Status.REFUSED and entered_on is None:
        entered_on, entered_at = dossier.finished_on, dossier.finished_at
    if entered_on is None or entered_on > period.last_on or (cut_at and entered_at > cut_at):
        return set()
    is_new = entered_on >= period.first_on
    end_on = dossier.finished_on if not cut_at or (dossier.finished_at and dossier.finished_at <= cut_at) else None
    is_over = end_on is not None and (question.is_cohort or end_on <= period.last_on)
    if question.is_cohort and not is_new:
        return set()
    if not is_new and is_over and end_on < period.first_on:
        return set()
    found = {"received" if is_new else "carried_over"}
    return found | (_ending(dossier) if is_over else _stock(dossier, period, as_of, calendar))


def _ending(dossier: Dossier) -> set[str]:
    if dossier.status in (Status.REFUSED, Status.WITHDRAWN, Status.DISCONTINUED):
        return {dossier.status}
    original = _due(dossier, dossier.original_due_at)
    kept = deadlines.timeliness(original, dossier.finished_at)
    current = deadlines.timeliness(_due(dossier, dossier.due_at), dossier.finished_at)
    verdict = {Timeliness.EARLY: "early", Timeliness.ON_TIME: "on_time", Timeliness.LATE: "late", None: "undated"}
    is_kept = current in (Timeliness.EARLY, Timeliness.ON_TIME)
    return {"resolved", verdict[kept]} | ({"kept_currently"} if is_kept else set())


def _due(dossier: Dossier, at: datetime | None) -> Due | None:
    return Due(at, Basis(dossier.due_basis)) if at else None


def _stock(dossier: Dossier, period: Period, as_of: datetime | None, calendar) -> set[str]:
    if as_of is None and dossier.origin == Origin.PORTAL:
        stock = standing_at_end_of(period.last_on, _chain(dossier, period.last_on))
        return {stock} if stock == "paused" else {stock, "in_progress"}
    at = as_of or instant(period.last_on, "23:59")
    if dossier.finished_at and dossier.finished_at <= at:
        at = dossier.finished_at
    if dossier.origin == Origin.IMPORTED:
        due, paused_at = _due(dossier, dossier.original_due_at), None
    else:
        clock = deadlines.replay(entries_of(dossier, dossier.clock_entries.filter(at__lte=at)), calendar)
        due, paused_at = (
            clock.original_due,
            clock.paused_at or (dossier.paused_at if at == dossier.finished_at else None),
        )
    standing = deadlines.standing(due, at, calendar, is_paused=paused_at is not None, paused_at=paused_at)
    if standing is Standing.PAUSED:
        return {"paused"}
    words = {None: "open_undated", Standing.OVERDUE: "overdue"}
    return {"in_progress", words.get(standing, "in_time")}


def _chain(dossier: Dossier, until: date):
    rows = ClockEntry.objects.filter(dossier=dossier).exclude(kind="stop").order_by("ordinal")
    lines = [
        LedgerLine(row.kind, row.at, timezone.localdate(row.at), due_at, timezone.localdate(due_at) if due_at else None)
        for row in rows
        for due_at in [row.original_due_at or row.due_at]
    ]
    is_instant = dossier.due_basis == DueBasis.INSTANT
    return spans(lines, is_instant=is_instant, finished_on=dossier.finished_on, until=until)


QUESTIONS = [
    Question(MARCH),
    Question(WEEK),
    Question(FORTNIGHT),
    Question(Period(TUESDAY, TUESDAY)),
    Question(WEEK, as_of=instant(TUESDAY, "09:30")),
    Question(WEEK, as_of=instant(FRIDAY, "18:00")),
    Question(WEEK, as_of=instant(NEXT_MONDAY, "12:00")),
    Question(WEEK, as_of=instant(date(2026, 4, 30))),
    Question(WEEK, as_of=instant(TUESDAY, "09:30"), is_cohort=True),
    Question(WEEK, as_of=instant(NEXT_MONDAY, "23:59"), is_cohort=True),
    Question(Period(TUESDAY, FRIDAY), as_of=instant(date(2026, 4, 30)), is_cohort=True),
]


def test_each_list_holds_what_the_arithmetic_puts_into_it_row_by_row(world, lives):
    seen = set()
    for question in QUESTIONS:
        expected = {measure: set() for measure in MEASURES}
        for dossier in lives:
            for measure in judged(dossier, question, world.calendar):
                expected[measure].add(dossier.code)
        (cell,) = figures(question)
        for measure in MEASURES:
            listed = [dossier.code for dossier in dossiers_behind(question, measure)]
            assert len(listed) == len(set(listed)) == cell.counts[measure], (question, measure)
            if measure not in ("denied", "due_soon"):
                assert set(listed) == expected[measure], (question, measure)
        balanced(cell)
        seen |= {measure for measure in MEASURES if expected[measure]}
    assert seen == set(MEASURES) - {"denied", "due_soon"}


def test_each_month_balances_by_itself_and_its_open_dossiers_are_carried_over(world, dossier_in, lives):
    dossier_in(Status.IN_APPRAISAL, at=instant(date(2026, 4, 6)))
    question = Question(Period(MONDAY, date(2026, 5, 15)), by=(Key.MONTH, Key.CHANNEL))
    cells = {tuple(cell.keys.values()): cell for cell in figures(question)}
    assert {month for month, _channel in cells} == {"2026-03", "2026-04", "2026-05"}
    for (month, channel), cell in cells.items():
        balanced(cell)
        for measure in ("received", "carried_over", "overdue", "resolved"):
            assert dossiers_behind(question, measure, cell.keys).count() == cell.counts[measure]
        if month == "2026-04":
            before = cells["2026-03", channel].counts
            assert cell.counts["carried_over"] == before["in_progress"] + before["paused"]
    with pytest.raises(ValueError, match="ngoài kỳ"):
        dossiers_behind(question, "received", {Key.MONTH: "2026-06"})
    cut = figures(Question(question.period, by=(Key.MONTH,), as_of=instant(date(2026, 3, 20))))
    assert [cell.keys[Key.MONTH] for cell in cut] == ["2026-03"]


def test_a_question_about_part_of_the_province_counts_that_part(world, lives):
    commune = Where(agency_pks=agency_tree(world.commune.pk))
    world.commune.parent = world.department
    world.commune.save()
    both = Where(agency_pks=agency_tree(world.department.pk))
    (part,) = figures(Question(WEEK, where=commune))
    (whole,) = figures(Question(WEEK, where=both))
    assert 0 < part.counts["received"] < whole.counts["received"] == figures(Question(WEEK))[0].counts["received"]
    (online,) = figures(Question(WEEK, where=Where(channels=frozenset({"online"}))))
    assert 0 < online.counts["received"] < whole.counts["received"]


def test_days_are_interpolated_between_neighbours(world, dossier_in):
    dossier = dossier_in(Status.RETURNED)
    for hours in (1, 2, 4, 9, 50):
        _copy(dossier, hours)
    Dossier.objects.filter(pk=dossier.pk).update(finished_at=F("received_at"), finished_on=MONDAY)
    question = Question(MARCH, by=(Key.MONTH, Key.CHANNEL))
    (cell,) = figures(question)
    assert cell.median_days == pytest.approx(3 / 24, abs=1e-9)
    assert cell.p90_days == pytest.approx((9 + 50) / 2 / 24, abs=1e-9)
    assert cell.labels == {Key.MONTH: "Tháng 3/2026", Key.CHANNEL: "Trực tuyến"}
    (none,) = figures(Question(Period(date(2025, 1, 1), date(2025, 1, 31))))
    assert (none.median_days, none.p90_days) == (None, None)


def _copy(dossier: Dossier, hours: int) -> None:
    """Add a dossier like this one that took so many hours."""
    twin = Dossier.objects.get(pk=dossier.pk)
    twin.pk, twin.code, twin.submission_key = None, f"{dossier.code}-{hours}", uuid4()
    twin.finished_at = twin.received_at + timedelta(hours=hours)
    twin.finished_on = timezone.localdate(twin.finished_at)
    twin.save(force_insert=True)


def test_the_number_of_statements_does_not_depend_on_cells_or_dossiers(lives, dossier_in, django_assert_num_queries):
    by = (Key.MONTH, Key.AGENCY, Key.SECTOR, Key.CHANNEL, Key.PROCEDURE)
    with django_assert_num_queries(7):
        figures(Question(MARCH, by=by))
    with django_assert_num_queries(7):
        figures(Question(Period(date(2025, 3, 1), date(2026, 5, 31)), by=by))
    assert DossierEvent.objects.exists()


def test_a_question_that_cannot_be_answered_is_refused(db):
    with pytest.raises(ValueError, match="as-of"):
        Question(MARCH, is_cohort=True)
    with pytest.raises(ValueError, match="trước kỳ"):
        figures(Question(MARCH, as_of=instant(date(2026, 2, 1))))
    with pytest.raises(KeyError):
        dossiers_behind(Question(MARCH), "happy")
