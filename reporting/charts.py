"""Charts that can be read aloud: drawings prepared here, the table and the sentence that say the same. Pure.

A drawing is a box of `width` × 100 units, zero at its foot; coordinates are texts, so that no language puts separators
into them. The template `components/chart.html` draws whatever chart it is given.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import floor, log10
from typing import Any

from django.utils.translation import gettext as _

from agencies.numerals import written_number, written_percent

Value = int | float | Decimal | None
Written = Callable[[Any], str]

STEP = 10
"""The width of one column of a drawing."""

PARTS = 4
"""How many steps the scale has above zero."""


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values, a value for each label; `low` and `high` bound each value where it is an estimate."""

    label: str
    values: Sequence[Value]
    tone: str = "info"
    low: Sequence[Value] = ()
    high: Sequence[Value] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """One piece of a drawing: the path, and the tone that tells its series."""

    path: str
    tone: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with everything that stands around it; `said` is what it shows, in a sentence."""

    name: str
    caption: str
    labels: Sequence[str]
    series: Sequence[Series]
    ticks: Sequence[str]
    said: str
    columns: Sequence[dict[str, Any]]
    rows: Sequence[Sequence[dict[str, Any]]]
    bars: Sequence[Shape] = field(default=())
    lines: Sequence[Shape] = field(default=())
    bands: Sequence[Shape] = field(default=())
    dots: Sequence[Shape] = field(default=())
    limit: Shape | None = None

    @property
    def width(self) -> int:
        """The width of the drawing in its own units."""
        return STEP * max(len(self.labels), 1)

    @property
    def is_crowded(self) -> bool:
        """Whether a phone has no room for every label."""
        return len(self.labels) > 8


def column_chart(
    caption: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    name: str,
    heading: str,
    written: Written = written_number,
    limit_after: int | None = None,
    said: str = "",
) -> Chart:
    """Return columns, the series of one label stacked upon each other.

    `heading` names the labels in the table; `limit_after` draws a line behind so many columns (a legal limit);
    `said` replaces the sentence about the newest value, where the labels are no times.
    """
    top = _top([sum(value or 0 for value in stack) for stack in zip(*(one.values for one in series), strict=True)])
    bars = []
    for index in range(len(labels)):
        foot = Decimal(0)
        for one in series:
            height = _share(one.values[index], top)
            if height:
                x = index * STEP + 2
                bars.append(Shape(f"M{x} {100 - foot}v-{height}h{STEP - 4}v{height}z", one.tone))
            foot += height
    limit = Shape(f"M{limit_after * STEP} 0V100", "bad") if limit_after is not None else None
    return _chart(caption, labels, series, name, heading, written, top, said=said, bars=bars, limit=limit)


def line_chart(
    caption: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    name: str,
    heading: str,
    written: Written = written_number,
    top: int | None = None,
) -> Chart:
    """Return lines from zero, broken where a value is missing, with a band where the values have bounds."""
    highest = top or _top([v for one in series for v in (*one.values, *one.high) if v is not None])
    lines, bands, dots = [], [], []
    for one in series:
        for run in _runs(one.values):
            points = [_point(index, one.values[index], highest) for index in run]
            lines.append(Shape("M" + "L".join(points), one.tone))
            dots += [Shape(f"M{point}h.001", one.tone) for point in points]
        for run in _runs(one.high):
            there = [_point(index, one.high[index], highest) for index in run]
            back = [_point(index, one.low[index], highest) for index in reversed(run)]
            bands.append(Shape("M" + "L".join([*there, *back]) + "z", one.tone))
    return _chart(caption, labels, series, name, heading, written, highest, lines=lines, bands=bands, dots=dots)


def percents(value: Any) -> str:
    """Write a percentage, or “–” where there is none."""
    return "–" if value is None else written_percent(value)


def _chart(
    caption: str,
    labels: Sequence[str],
    series: Sequence[Series],
    name: str,
    heading: str,
    written: Written,
    top: int,
    *,
    said: str = "",
    **drawn: Any,
) -> Chart:
    on_scale = _whole_percents if written is percents else written
    ticks = [on_scale(Decimal(top) * part / PARTS) for part in range(PARTS, -1, -1)]
    columns: list[dict[str, Any]] = [{"label": heading}]
    for one in series:
        columns.append({"label": one.label, "numeric": True})
        if one.high:
            columns.append({"label": _("Khoảng tin cậy 95 %"), "numeric": True})
    rows = [
        [{"text": label}, *(cell for one in series for cell in _cells(one, index, written))]
        for index, label in enumerate(labels)
    ]
    said = said or _said(labels, series, written)
    return Chart(name, caption, labels, series, ticks, said, columns, rows, **drawn)


def _whole_percents(value: Decimal) -> str:
    return written_percent(value, 0)


def _cells(one: Series, index: int, written: Written) -> list[dict[str, Any]]:
    value = one.values[index]
    cells: list[dict[str, Any]] = [{"text": "–" if value is None else written(value), "numeric": True}]
    if one.high:
        low, high = one.low[index], one.high[index]
        cells.append({"text": "–" if low is None else f"{written(low)} – {written(high)}", "numeric": True})
    return cells


def _said(labels: Sequence[str], series: Sequence[Series], written: Written) -> str:
    """Return the newest value of each series, and where a single one was highest and lowest."""
    sentences = []
    for one in series:
        known = [(value, label) for value, label in zip(one.values, labels, strict=True) if value is not None]
        if not known:
            continue
        words = {"series": one.label, "value": written(known[-1][0]), "label": known[-1][1]}
        sentences.append(_("%(series)s: %(value)s (%(label)s).") % words)
        if len(series) == 1 and len(known) > 1:
            (high, high_label), (low, low_label) = max(known), min(known)
            sentences.append(
                _("Cao nhất %(high)s (%(high_label)s), thấp nhất %(low)s (%(low_label)s).")
                % {"high": written(high), "high_label": high_label, "low": written(low), "low_label": low_label}
            )
    return " ".join(sentences) or _("Chưa có số liệu.")


def _top(values: Sequence[Any]) -> int:
    """Return a round number, divisible by the parts of the scale, that no value exceeds."""
    highest = max(values, default=0)
    if highest <= PARTS:
        return PARTS
    magnitude = 10 ** floor(log10(highest))
    for step in (1, 2, 4, 6, 8, 10):
        top = step * magnitude
        if top >= highest and top % PARTS == 0:
            return int(top)
    return int(20 * magnitude)


def _share(value: Value, top: int) -> Decimal:
    return (Decimal(str(value or 0)) * 100 / top).quantize(Decimal("0.01"))


def _point(index: int, value: Value, top: int) -> str:
    return f"{index * STEP + STEP // 2} {100 - _share(value, top)}"


def _runs(values: Sequence[Value]) -> list[list[int]]:
    """Return the indexes of values that stand side by side without a gap."""
    runs: list[list[int]] = []
    for index, value in enumerate(values):
        if value is None:
            continue
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs
