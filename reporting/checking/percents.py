"""What must be true of a printed percentage: it follows from the two counts, rounded in one of two ways. Pure."""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from reporting.checking import rounding
from reporting.checking.findings import Finding, Kind
from reporting.checking.names import prefixes, scope_of, views
from reporting.checking.reading import Printed
from reporting.checking.report import Report
from reporting.checking.sums import is_part

MOST_DECIMALS = 9
"""A spreadsheet may print a percentage with all digits that it reckons with; the last of them are not exact."""


def percents(report: Report) -> Iterator[Finding]:
    """Find percentages that do not follow from the counts, or cannot exist."""
    for row in report.rows:
        if row.percent_is_unreadable:
            yield _finding(row, Kind.UNREADABLE, row.percent_text)
        elif row.percent is not None:
            yield from _percent(report, row, row.percent)


def _finding(row: Printed, kind: Kind, printed: Decimal | str, **more: Any) -> Finding:
    return Finding(row.report, row.figure, kind, row.line, printed=printed, is_percent=True, **more)


def _percent(report: Report, row: Printed, percent: Decimal) -> Iterator[Finding]:
    if percent < 0:
        yield _finding(row, Kind.IMPOSSIBLE_VALUE, percent)
        return
    if row.whole and row.whole not in report:
        yield _finding(row, Kind.UNKNOWN_WHOLE, percent, terms=((row.whole, 0),))
        return
    wholes = [whole for whole in report.values_of(row.whole) if whole >= 0]
    part = row.value if row.count is not None or not row.is_counted else None
    if part is None or part < 0 or not wholes:
        if percent > 100 and row.is_counted:
            yield _finding(row, Kind.IMPOSSIBLE_VALUE, percent)
        return
    if not any(_follows(report, row, part, whole, percent) for whole in wholes):
        yield _wrong(report, row, part, wholes[0], percent)
    elif percent > 100 and row.is_counted and is_part(row.name, row.whole):
        yield _finding(row, Kind.IMPOSSIBLE_VALUE, percent)


def _decimals(percent: Decimal) -> int:
    return min(-int(percent.as_tuple().exponent), MOST_DECIMALS)


def _follows(report: Report, row: Printed, part: Decimal, whole: Decimal, percent: Decimal) -> bool:
    if whole == 0:
        # Nothing over nothing is “–”: neither 0 nor 100 percent.
        return False
    decimals = _decimals(percent)
    printed = rounding.in_last_place(percent, decimals)
    if printed == rounding.half_up(part, whole, decimals):
        return True
    if row.name not in report.counts or report.counts.get(row.whole) != whole or report.counts[row.name] != part:
        return False
    return any(printed in shared.may_give(int(part)) for shared in _apportionments(report, row, decimals))


def _wrong(report: Report, row: Printed, part: Decimal, whole: Decimal, percent: Decimal) -> Finding:
    terms = ((row.figure, _number(part)), (report.row(row.whole).figure, _number(whole)))
    if whole == 0:
        return _finding(row, Kind.PERCENT, percent, terms=terms)
    decimals = _decimals(percent)
    computed = rounding.half_up(part, whole, decimals)
    printed = rounding.in_last_place(percent, decimals)
    exact = part * 100 / whole
    # Either neighbour of the exact value is a matter of rounding; what lies further off is another value.
    is_near = abs(printed - exact.scaleb(decimals)) < 1
    kind = Kind.ROUNDING if is_near else Kind.PERCENT
    return _finding(row, kind, percent, computed=Decimal(computed).scaleb(-decimals), terms=terms, exact=exact)


def _number(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral_value() else value


def _apportionments(report: Report, row: Printed, decimals: int) -> list[rounding.Apportionment]:
    """Return the ways in which the percentages shown together with this one may have been apportioned."""
    scope, whole = scope_of(row.name), row.whole

    def apportioned(view: frozenset[str]) -> rounding.Apportionment:
        return rounding.Apportionment([report.counts[name] for name in view], report.counts[whole], decimals)

    together = report.remembered((scope, whole), lambda: _shown_together(report, whole, scope))
    return [
        report.remembered((view, whole, decimals), partial(apportioned, view)) for view in together if row.name in view
    ]


def _shown_together(report: Report, whole: str, scope: str) -> list[frozenset[str]]:
    """Return the parts of one whole between which its percentages may have been apportioned.

    They may be those of one scope, all that name this whole, or also those of the scope that show no percentage.
    """
    in_percent = set(report.in_percent_of.get(whole, ())) - {whole}
    beside = {name for name in in_percent if scope_of(name) == scope}
    is_dotted = scope == f"{whole}."
    counted_beside = {
        name
        for name in report.counts
        if name != whole and scope_of(name) == scope and (is_dotted or report.row(name).whole == whole)
    }
    inside = {name for name in in_percent if in_percent.intersection(prefixes(name))}
    around = {prefix for name in in_percent for prefix in prefixes(name)}
    together = dict.fromkeys(map(frozenset, (beside, counted_beside, in_percent - inside, in_percent - around)))
    return [view for names in together for view in views(names)]
