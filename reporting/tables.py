"""The published table: its columns in their groups, in the order in which they add up. Pure.

The page, the CSV file and the test of the sums read the same columns.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dossiers.papers.tables import safe_text
from reporting.indicators import BY_KEY
from reporting.queries import PeriodFigures, Row


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` names the figure, `label` stands under the heading of its group.

    A page leaves out a rare one of which there is nothing; files keep it.
    """

    key: str
    label: Any
    is_sum: bool = False
    is_rare: bool = False

    def of(self, row: Row) -> int:
        """Return the figure of a row."""
        return int(getattr(row, self.key)) if hasattr(Row, self.key) else row[self.key]


@dataclass(frozen=True, slots=True)
class Group:
    """Columns under one heading; a single column needs none."""

    label: Any
    columns: tuple[Column, ...]


GROUPS = (
    Group(
        pgettext_lazy("chỉ tiêu", "Tiếp nhận"),
        (
            Column("in_all", _("Tổng số"), is_sum=True),
            Column("carried_over", _("Kỳ trước")),
            Column("received", _("Trong kỳ")),
        ),
    ),
    Group(
        _("Đã giải quyết"),
        (
            Column("resolved", _("Tổng số"), is_sum=True),
            Column("early", _("Trước hạn")),
            Column("on_time", _("Đúng hạn")),
            Column("late", _("Trễ hạn")),
            Column("undated", _("Không rõ hạn"), is_rare=True),
        ),
    ),
    Group(
        _("Đang giải quyết"),
        (
            Column("in_progress", _("Tổng số"), is_sum=True),
            Column("in_time", _("Trong hạn")),
            Column("overdue", _("Quá hạn")),
            Column("open_undated", _("Không rõ hạn"), is_rare=True),
        ),
    ),
    Group(_("Tạm dừng"), (Column("paused", _("Tạm dừng"), is_sum=True),)),
    Group(
        _("Không giải quyết"),
        (
            Column("refused", _("Từ chối")),
            Column("withdrawn", _("Rút")),
            Column("discontinued", _("Dừng")),
        ),
    ),
)

COLUMNS = tuple(column for group in GROUPS for column in group.columns)


def groups_for(whole: Row) -> tuple[Group, ...]:
    """Return the groups as a page shows them for these totals."""
    return tuple(
        replace(group, columns=tuple(column for column in group.columns if not column.is_rare or column.of(whole)))
        for group in GROUPS
    )


def csv_rows(figures: PeriodFigures) -> Iterator[list[str]]:
    """Yield the rows of the file: names of the columns, agencies, the whole, channels; percentages with their parts."""
    yield [
        "month",
        "until",
        "breakdown",
        "code",
        "name",
        *(column.key for column in COLUMNS),
        "kept",
        "kept_percent",
    ]
    for breakdown, rows in (
        ("agency", figures.by_agency),
        ("channel", figures.by_channel),
        ("whole", [figures.whole]),
    ):
        for row in rows:
            yield [
                figures.period.slug,
                figures.last_day.isoformat(),
                breakdown,
                safe_text(row.code),
                safe_text(row.label),
                *(str(column.of(row)) for column in COLUMNS),
                str(row.kept),
                "" if row.kept_rate is None else str(row.kept_rate),
            ]


def definitions(groups: Sequence[Group] = GROUPS) -> list[dict[str, Any]]:
    """Return name, sentence and law of every column, in the order of the table; each column has its definition."""
    keys = [*(column.key for group in groups for column in group.columns), "kept_rate"]
    return [
        {"key": key, "label": BY_KEY[key].label, "sentence": BY_KEY[key].sentence, "law": BY_KEY[key].law}
        for key in keys
    ]
