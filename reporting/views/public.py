"""The published figures, for everybody: the list of months, one month as a page and as a file."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.spreadsheets import BYTE_ORDER_MARK
from reporting import queries, tables
from reporting.behind import Opening, opening_for
from reporting.identities import Identity
from reporting.indicators import BY_KEY
from reporting.periods import Period, parse_month
from reporting.queries import PeriodFigures, Row
from reporting.questions import Key
from reporting.rates import shares

VERDICT_TONES = (("early", "ok"), ("on_time", "info"), ("late", "bad"))


@require_safe
@login_not_required
def months(request: HttpRequest) -> HttpResponse:
    """List the months with their totals."""
    totals = queries.month_totals()
    published = [total for total in totals if total.adds_up]
    return render(
        request,
        "reporting/months.html",
        {
            "totals": totals,
            "published": published,
            "most": max((total.whole["received"] for total in published), default=0),
        },
    )


@require_safe
@login_not_required
def month(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the figures of one month, or why they are not published."""
    return _month_page(request, _figures(slug))


@require_safe
@login_not_required
def month_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the figures of one month as a file; figures that do not add up are not given (409)."""
    figures = _figures(slug)
    if not figures.adds_up:
        return _month_page(request, figures, status=409)
    text = io.StringIO()
    csv.writer(text).writerows(tables.csv_rows(figures))
    response = HttpResponse(BYTE_ORDER_MARK + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="thong-ke-{figures.period.slug}.csv"'
    return response


def _figures(slug: str) -> PeriodFigures:
    try:
        figures = queries.month_figures(parse_month(slug))
    except ValueError:
        figures = None
    if figures is None:
        raise Http404(_("Chưa có số liệu của tháng này."))
    return figures


def _month_page(request: HttpRequest, figures: PeriodFigures, *, status: int = 200) -> HttpResponse:
    earlier, later = _neighbours(figures.period)
    context: dict[str, Any] = {"figures": figures, "period": figures.period, "earlier": earlier, "later": later}
    if figures.adds_up:
        whole, opening = figures.whole, _opening(request, figures)
        groups = tables.groups_for(whole)
        context |= {
            "whole": whole,
            "groups": groups,
            "agency_rows": _table_rows(figures.by_agency, groups, opening, Key.AGENCY),
            "channel_rows": _table_rows(figures.by_channel, groups, opening, Key.CHANNEL),
            "whole_row": _table_row(whole, _("Tổng cộng"), groups, opening),
            "identity": Identity.BALANCE.label,
            "equation": _equation(whole, opening),
            "kept_parts": _parts(whole, [*VERDICT_TONES, *([("undated", "neutral")] if whole["undated"] else [])]),
            "end_parts": _end_parts(whole),
            "definitions": tables.definitions(groups),
        }
    return render(request, "reporting/month.html", context, status=status)


def _opening(request: HttpRequest, figures: PeriodFigures) -> Opening:
    """Return which figures open their lists for who asks; a month that runs is asked about up to its last day."""
    shown = figures.period if figures.is_complete else Period(figures.period.first_on, figures.last_day)
    return opening_for(request.user, shown, today=timezone.localdate())


def _neighbours(period: Period) -> tuple[Period | None, Period | None]:
    """Return the months before and after, where they have figures."""
    newest_first = queries.published_months()
    earlier = next((other for other in newest_first if other < period), None)
    later = next((other for other in reversed(newest_first) if other > period), None)
    return earlier, later


def _table_rows(
    rows: Sequence[Row], groups: Sequence[tables.Group], opening: Opening, key: Key
) -> list[dict[str, Any]]:
    return [_table_row(row, row.short_label or row.label, groups, opening, key) for row in rows]


def _table_row(
    row: Row, label: str, groups: Sequence[tables.Group], opening: Opening, key: Key | None = None
) -> dict[str, Any]:
    """Return a row as the table writes it: each figure knows its list, whether it is a sum and begins a group."""
    return {
        "label": label,
        "cells": [
            {
                "value": column.of(row),
                "url": opening.url(column.key, key, row.code) if column.of(row) else "",
                "is_sum": column.is_sum,
                "is_first": column is group.columns[0],
            }
            for group in groups
            for column in group.columns
        ],
        "rate": row.kept_rate,
        "resolved": row.resolved,
    }


def _equation(whole: Row, opening: Opening) -> dict[str, list[dict[str, Any]]]:
    """Return both sides of the balance, to be read beside each other."""
    left = [("carried_over", whole["carried_over"]), ("received", whole["received"])]
    right = [("resolved", whole.resolved), ("in_progress", whole.in_progress)]
    right += [(key, whole[key]) for key in ("paused", "refused", "withdrawn", "discontinued")]
    sides = {"came": left, "became": right}
    return {
        side: [
            {"label": BY_KEY[key].label, "value": value, "url": opening.url(key) if value else ""}
            for key, value in terms
        ]
        for side, terms in sides.items()
    }


def _parts(whole: Row, tones: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    return _as_parts([(BY_KEY[key].label, whole[key], tone) for key, tone in tones])


def _end_parts(whole: Row) -> list[dict[str, Any]]:
    """Return what became of all dossiers of the period."""
    unresolved = whole["refused"] + whole["withdrawn"] + whole["discontinued"]
    return _as_parts(
        [
            (BY_KEY["resolved"].label, whole.resolved, "ok"),
            (BY_KEY["in_time"].label, whole["in_time"], "info"),
            (BY_KEY["overdue"].label, whole["overdue"], "bad"),
            *([(BY_KEY["open_undated"].label, whole["open_undated"], "neutral")] if whole["open_undated"] else []),
            (BY_KEY["paused"].label, whole["paused"], "pause"),
            (_("Từ chối, rút, dừng"), unresolved, "neutral"),
        ]
    )


def _as_parts(parts: Sequence[tuple[Any, int, str]]) -> list[dict[str, Any]]:
    """Return the parts of one whole as they are drawn; their percentages add up to 100.00.

    Law: domain decision 9.
    """
    start, drawn = 0, []
    for (label, value, tone), percent in zip(parts, shares([value for _label, value, _tone in parts]), strict=True):
        drawn.append({"label": label, "value": value, "start": start, "tone": tone, "percent": percent})
        start += value
    return drawn
