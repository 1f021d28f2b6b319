"""Figures of imported history, against a small computation that knows nothing but the rows of the file."""

import statistics
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta, timezone
from io import StringIO
from random import Random

import pytest
from django.core.management import call_command

from dossiers.history.generating import generate
from dossiers.models import Dossier, Origin
from dossiers.tests.history import imported
from dossiers.tests.world import MONDAY_MORNING
from reporting.answers import dossiers_behind, figures
from reporting.periods import Period, cut_into_months
from reporting.questions import Key, Question

HERE = timezone(timedelta(hours=7))
OFFSETS = (UTC, timezone(timedelta(hours=1)), HERE)
YEARS = Period(date(2024, 1, 1), date(2025, 12, 31))
CHANNELS = {"Desk": "in_person", "Internet": "online", "e-mail": "online", "Post": "postal", "Intern": "in_person"}
AGENCIES = ("General", "Customer contact", "Experts")


def odd_rows(count: int, seed: int) -> list[dict[str, str]]:
    """Return rows as real logs have them: no due date, late, open, finished at night, at a weekend, in any offset."""
    rnd, rows = Random(seed), []

    def written(at: datetime | None) -> str:
        return at.astimezone(rnd.choice(OFFSETS)).isoformat().replace("+00:00", "Z") if at else ""

    for number in range(count):
        received = datetime(2024, 1, 3, tzinfo=UTC) + timedelta(minutes=rnd.randrange(700 * 1440))
        due = received + timedelta(days=rnd.choice((-1, 1, 8, 30))) if rnd.random() > 0.1 else None
        finished = received + timedelta(minutes=rnd.randrange(40 * 1440)) if rnd.random() > 0.2 else None
        if due and finished and rnd.random() < 0.3:
            late_evening = due.astimezone(HERE).replace(hour=23, minute=30)
            finished = max(received, late_evening + timedelta(minutes=rnd.choice((0, 31))))
        rows.append(
            {
                "code": f"case-{number}",
                "procedure_code": "T02",
                "agency_code": rnd.choice(AGENCIES),
                "sector": "Environment",
                "channel": rnd.choice([*CHANNELS]),
                "officer": rnd.choice(("Resource 01", "Resource 02", "")),
                "submitted_at": "",
                "received_at": written(received),
                "due_at": written(due),
                "finished_at": written(finished),
                "returned_at": written(finished + timedelta(hours=3)) if finished and rnd.random() > 0.5 else "",
                "outcome": rnd.choice(("", "granted", "denied")) if finished else "",
            }
        )
    return rows


def naive_figures(rows: list[dict[str, str]]) -> tuple[dict[tuple, Counter], dict[tuple, list[float]]]:
    """Return what a reader with a pencil counts, by month, agency and channel."""
    counts: dict[tuple, Counter] = defaultdict(Counter)
    days: dict[tuple, list[float]] = defaultdict(list)
    for row in rows:
        received, due, finished = (
            datetime.fromisoformat(row[name]).astimezone(HERE) if row[name] else None
            for name in ("received_at", "due_at", "finished_at")
        )
        cell = (row["agency_code"], CHANNELS[row["channel"]])
        counts[received.strftime("%Y-%m"), *cell]["received"] += 1
        if finished:
            verdict = "undated"
            if due:
                verdict = "late" if finished.date() > due.date() else "on_time"
                verdict = "early" if finished.date() < due.date() else verdict
            month = (finished.strftime("%Y-%m"), *cell)
            counts[month].update(("resolved", verdict))
            days[month].append((finished - received).total_seconds() / 86_400)
        for month in cut_into_months(YEARS):
            if received.date() <= month.last_on and (finished is None or finished.date() > month.last_on):
                standing = "open_undated"
                if due:
                    standing = "overdue" if due.date() < month.last_on else "in_time"
                counts[month.first_on.strftime("%Y-%m"), *cell].update(("in_progress", standing))
    return counts, days


def test_figures_of_imported_history_are_what_its_rows_say(world, tmp_path):
    rows = odd_rows(150, seed=1)
    report = imported(tmp_path, *rows, creates_missing=True)
    assert (report.created, report.refused) == (150, [])
    by = (Key.MONTH, Key.AGENCY, Key.CHANNEL)
    cells = {tuple(cell.keys[key] for key in by): cell for cell in figures(Question(YEARS, by))}
    counts, days = naive_figures(rows)
    assert set(counts) <= set(cells)
    for keys, cell in cells.items():
        for measure in ("received", "resolved", "early", "on_time", "late", "undated", "in_progress", "in_time"):
            assert cell.counts[measure] == counts[keys][measure], (keys, measure)
        for measure in ("overdue", "open_undated"):
            assert cell.counts[measure] == counts[keys][measure], (keys, measure)
        if elapsed := days[keys]:
            assert cell.median_days == pytest.approx(statistics.median(elapsed), abs=1e-4)
            if len(elapsed) > 1:
                tenth = statistics.quantiles(elapsed, n=10, method="inclusive")[8]
                assert cell.p90_days == pytest.approx(tenth, abs=1e-4)
    late = dossiers_behind(Question(YEARS), "late").values_list("code", flat=True)
    assert len(late) == sum(cell["late"] for cell in counts.values()) > 0


def test_made_up_history_agrees_with_its_ledger_and_its_figures_balance(world):
    assert generate(400, seed=7, years=1, at=MONDAY_MORNING) == 400
    made_up = Dossier.objects.filter(origin=Origin.GENERATED)
    assert made_up.exclude(clock_entries__kind="pause").count() < 400
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    assert "400 hồ sơ" in out.getvalue()
    assert "tất cả đều khớp" in out.getvalue()
    year = Question(Period(date(2025, 3, 1), date(2026, 2, 28)), (Key.MONTH,))
    for cell in figures(year):
        told = cell.counts
        ended = sum(told[measure] for measure in ("resolved", "refused", "withdrawn", "discontinued"))
        assert told["carried_over"] + told["received"] == ended + told["in_progress"] + told["paused"]
    assert sum(cell.counts["late"] for cell in figures(year)) > 0
