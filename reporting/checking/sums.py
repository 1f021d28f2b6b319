"""What must be true of counts: parts and their whole, and what came against what became of it. Pure.

A figure that is not printed, or not legibly, may be anything from zero: then only what exceeds is wrong.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import chain, combinations

from reporting.checking.findings import Finding, Kind
from reporting.checking.names import (
    CAME,
    EARLY_OR_ON_TIME,
    ENDED,
    is_disjoint,
    leaf_of,
    members_of,
    scope_of,
    views,
)
from reporting.checking.report import Report

MOST_OPTIONAL = 8


def sums(report: Report) -> Iterator[Finding]:
    """Find wholes that are not the sum of their parts, or less than it, and sides that do not balance."""
    for name in report.counts:
        yield from _compound(report, name)
        yield from _timeliness(report, name)
        yield from _parts(report, name)
        yield from _named_whole(report, name)
        if leaf_of(name) == "received":
            yield from _balance(report, scope_of(name))


def _finding(report: Report, name: str, kind: Kind, terms: Collection[str], computed: int | None = None) -> Finding:
    """Say that a figure does not agree with others; `computed` is their sum unless it is given."""
    return Finding(
        report.name,
        report.row(name).figure,
        kind,
        report.row(name).line,
        printed=report.counts[name],
        computed=_total(report, terms) if computed is None else computed,
        terms=tuple((report.row(term).figure, report.counts[term]) for term in sorted(terms, key=_line_in(report))),
    )


def _line_in(report: Report) -> Callable[[str], int]:
    return lambda name: report.row(name).line


def _total(report: Report, names: Collection[str]) -> int:
    return sum(report.counts[name] for name in names)


# ── Parts and their whole ────────────────────────────────────────────────────────────────
def _compound(report: Report, name: str) -> Iterator[Finding]:
    """A compound is the sum of members that exclude each other; else it is between the largest and the sum."""
    members = members_of(name)
    known = [member for member in members if member in report.counts]
    if not known:
        return
    least = _total(report, known) if is_disjoint(members) else max(report.counts[member] for member in known)
    if report.counts[name] < least:
        kind = Kind.SUM if len(known) == len(members) else Kind.PARTS_EXCEED_WHOLE
        yield _finding(report, name, kind, known, least)
    elif len(known) == len(members) and report.counts[name] > _total(report, known):
        yield _finding(report, name, Kind.SUM, known)


def timeliness_of(report: Report, whole: str) -> list[list[str]]:
    """Return the ways in which a whole is completely split into early, on time and late."""
    return [
        names
        for leaves in (("early", "on_time", "late"), (EARLY_OR_ON_TIME, "late"))
        if all(names := [_timely(report, whole, leaf) for leaf in leaves])
    ]


def _timely(report: Report, whole: str, leaf: str) -> str:
    """Return the name under which a leaf of a whole is printed: dotted under it, or beside it and of this whole."""
    dotted, beside = f"{whole}.{leaf}", scope_of(whole) + leaf
    if dotted in report.counts:
        return dotted
    is_beside = leaf_of(whole) == "resolved" and beside in report.counts and report.row(beside).whole == whole
    return beside if is_beside else ""


def _timeliness(report: Report, whole: str) -> Iterator[Finding]:
    splits = timeliness_of(report, whole)
    # Where two ways to split it disagree, their compound is wrong, and it is told so.
    if splits and all(_total(report, split) != report.counts[whole] for split in splits):
        yield _finding(report, whole, Kind.SUM, splits[0])


def _parts(report: Report, whole: str) -> Iterator[Finding]:
    for together in _groups(report, whole):
        exceeding = [view for view in views(together) if _total(report, view) > report.counts[whole]]
        if exceeding and len(exceeding) == len(views(together)):
            yield _finding(report, whole, Kind.PARTS_EXCEED_WHOLE, exceeding[0])
            return


def _groups(report: Report, whole: str) -> Iterator[list[str]]:
    """Give the direct parts that must not exceed their whole together."""
    parts = list(report.parts.get(whole, ()))
    splits = timeliness_of(report, whole)
    if splits:
        # Complete, they leave nothing to the others: those count the same dossiers in another way.
        split = set(chain.from_iterable(splits)) | {f"{whole}.{EARLY_OR_ON_TIME}"}
        parts = [part for part in parts if part not in split]
    if f"{whole}.received" in parts:
        # “online”, “online.received”, “online.resolved”: the prefix is a scope, and what came also became something.
        became = [part for part in parts if part in set(_became(report, f"{whole}."))]
        yield became
        parts = [part for part in parts if part not in became]
    yield parts


def _named_whole(report: Report, name: str) -> Iterator[Finding]:
    """Find a figure that is greater than the whole it names, where it cannot be."""
    whole = report.row(name).whole
    is_dotted = name.startswith(f"{whole}.")
    if whole in report.counts and not is_dotted and is_part(name, whole) and report.counts[name] > report.counts[whole]:
        yield _finding(report, name, Kind.PARTS_EXCEED_WHOLE, [whole])


def is_part(name: str, whole: str) -> bool:
    """Tell whether a figure must be within the whole of which its percentage is taken.

    What was resolved may be more than what was received: there is what was carried over.
    """
    return name.startswith(f"{whole}.") or leaf_of(whole) not in CAME or leaf_of(name) == leaf_of(whole)


# ── What came and what became of it ──────────────────────────────────────────────────────
def _became(report: Report, scope: str) -> list[str]:
    """Return the printed figures of one scope that say what became of its dossiers."""
    names = [name for name in report.by_name if scope_of(name) == scope]
    return [
        name
        for name in names
        if leaf_of(name) in ENDED | {"resolved", "in_progress"}
        or (members_of(name) and all(leaf_of(member) in ENDED for member in members_of(name)))
    ]


def _balance(report: Report, scope: str) -> Iterator[Finding]:
    received, carried_over = (scope + leaf for leaf in CAME)
    if f"{scope}in_progress" not in report:
        yield from _more_resolved_than_came(report, scope)
    if f"{scope}resolved" not in report or f"{scope}in_progress" not in report:
        return
    came = [name for name in (received, carried_over) if name in report]
    became = _became(report, scope)
    sides = views(became)
    if _may_balance(report, came, sides):
        return
    terms = [name for name in sides[0] if name in report.counts]
    carried = report.counts.get(carried_over, 0)
    found = _finding(report, received, Kind.BALANCE, terms, _total(report, terms) - carried)
    left = ((report.row(carried_over).figure, -carried),) if carried else ()
    yield replace(found, terms=(*found.terms, *left))


def _more_resolved_than_came(report: Report, scope: str) -> Iterator[Finding]:
    """Whatever is still in progress, nobody resolves more than what came and what was there before."""
    came, resolved = [scope + leaf for leaf in CAME], f"{scope}resolved"
    if all(name in report.counts for name in (*came, resolved)) and report.counts[resolved] > _total(report, came):
        yield _finding(report, resolved, Kind.PARTS_EXCEED_WHOLE, came)


def _may_balance(report: Report, came: Sequence[str], sides: Sequence[frozenset[str]]) -> bool:
    for side in sides:
        left_open, right_open = ([name for name in names if name not in report.counts] for names in (came, side))
        for left in _readings(report, came):
            for right in _readings(report, side):
                more = left - right
                if more == 0 or (more > 0 and right_open) or (more < 0 and left_open):
                    return True
    return False


def _readings(report: Report, names: Collection[str]) -> set[int]:
    """Return what one side may sum up to: a figure that names another one here as its whole may be a part of it."""
    known = [name for name in names if name in report.counts]
    optional = [name for name in known if report.row(name).whole in set(names) - {name}]
    # No table that anybody published has more of them; all ways to choose from many would never end.
    optional = optional[:MOST_OPTIONAL]
    fixed = _total(report, [name for name in known if name not in optional])
    subsets = chain.from_iterable(combinations(optional, size) for size in range(len(optional) + 1))
    return {fixed + _total(report, subset) for subset in subsets}
