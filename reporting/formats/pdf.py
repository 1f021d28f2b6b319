"""A report as PDF in the style of official documents, archivable and readable aloud, A4 across.

Law: Nghị định 30/2020/NĐ-CP Phụ lục I (form of documents); domain decision 9 (percentages beside what they are of).
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.utils.translation import override

from agencies.typesetting import date_of_paper, typeset
from agencies.worktime import VIETNAM
from dossiers.papers.sources import COMMITTEE
from reporting.formats.layout import above, below, label_of
from reporting.reports.printing import printed_row
from reporting.reports.snapshot import Column, Row, Snapshot, Unit

TEMPLATE = "report.typ"

NAME_WIDTH, CODE_WIDTH, TEXT_WIDTH, LONG_TEXT_WIDTH, DATE_WIDTH = 4.2, 2.2, 2, 3, 1.2
"""How wide columns are, beside one of figures."""

LONG_TEXT = 40
"""From how many characters on a text gets more room."""


def render(snapshot: Snapshot) -> bytes:
    """Return the paper; the same report gives the same bytes. Official papers are in Vietnamese."""
    with override("vi"):
        return typeset(TEMPLATE, words_of(snapshot), at=_made_at(snapshot))


def words_of(snapshot: Snapshot) -> dict[str, Any]:
    """Return what the template prints."""
    rows = [_row(snapshot, row) for row in snapshot.rows]
    _issuer, title, period, _number, unit_note = above(snapshot)
    province = settings.PROVINCE_NAME
    place = province.removeprefix("tỉnh ").removeprefix("thành phố ")
    dated = date_of_paper(date.fromisoformat(snapshot.published_on)) if snapshot.published_on else "ngày …… tháng ……"
    return {
        "superior": f"{COMMITTEE} {province}" if not snapshot.issuer.startswith(COMMITTEE) else "",
        "issuer": snapshot.issuer,
        "number": snapshot.number,
        "place_and_date": f"{place}, {dated}",
        "is_draft": not snapshot.number,
        "title": title,
        "period": period,
        "unit_note": unit_note,
        "row_label": snapshot.row_label,
        "groups": [
            {"label": group, "columns": [label_of(column) for column in columns]} for group, columns in snapshot.groups
        ],
        "label_width": CODE_WIDTH if all(" " not in row.label for row in snapshot.rows) else NAME_WIDTH,
        "widths": [
            _width(column, [row["cells"][index]["text"] for row in rows])
            for index, column in enumerate(snapshot.columns)
        ],
        "is_text": [column.unit == Unit.TEXT for column in snapshot.columns],
        "rows": rows,
        "explained": [{"name": name, "words": words} for name, words in below(snapshot)],
        "approved_by": snapshot.approved_by,
        "approved_title": snapshot.approved_title,
    }


def _width(column: Column, texts: Sequence[str]) -> float:
    """Return how much room a column gets beside one of figures, for what stands in it."""
    if column.unit == Unit.TEXT:
        return LONG_TEXT_WIDTH if any(len(text) > LONG_TEXT for text in texts) else TEXT_WIDTH
    return DATE_WIDTH if column.unit == Unit.DATE else 1


def _row(snapshot: Snapshot, row: Row) -> dict[str, Any]:
    return {
        "label": row.label,
        "is_total": row.is_total,
        "cells": [{"text": one.text, "of": one.of} for one in printed_row(snapshot, row)],
    }


def _made_at(snapshot: Snapshot) -> datetime:
    if snapshot.published_on:
        return datetime.combine(date.fromisoformat(snapshot.published_on), time(), VIETNAM)
    return datetime.fromisoformat(snapshot.as_of)
