"""A report as it is frozen: every cell with its words, one canonical form in bytes, and the hash of these bytes. Pure.

Percentages are never part of it: a rate is kept as its two counts and worked out by whoever shows it, here
(`percentages`), so that page, file and feed cannot differ. Durations are whole seconds, points are hundredths.

Law: domain decision 9 (percentages), 6.2 (identities).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from reporting.rates import rate, shares

SHAPE = 1
"""The number of this shape; a later shape gets the next one, and this one stays readable."""


class Unit(StrEnum):
    """What a column's cells are."""

    COUNT = "count"
    """A whole number of dossiers, procedures or votes."""
    RATE = "rate"
    """Two counts, [part, whole]; shown as one percentage, rounded half up, with the whole beside it."""
    SHARE = "share"
    """Two counts; the shares of one group of columns are parts of one whole and together give 100.00."""
    INTERVAL = "interval"
    """Two counts; shown as the Wilson interval of the rate, with 95 % confidence."""
    DURATION = "duration"
    """Whole seconds; shown as days with one decimal."""
    POINTS = "points"
    """Hundredths of a point."""
    MONEY = "money"
    """Whole đồng."""
    DATE = "date"
    """A local date, “2026-11-24”."""
    TEXT = "text"
    """Words."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A part of a whole; nothing of nothing is no rate at all, shown as “–”."""

    part: int
    whole: int


Cell = int | str | Ratio | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `group` is the heading above its label, empty where it stands alone.

    `bits` tells which lines of the list behind the report count here: those that have one of them; 0: no list.
    """

    key: str
    label: str
    group: str = ""
    unit: Unit = Unit.COUNT
    is_sum: bool = False
    bits: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One row; its cells stand in the order of the columns. `code` is what others know the row by."""

    key: str
    label: str
    cells: tuple[Cell, ...]
    code: str = ""
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Definition:
    """What a column counts."""

    key: str
    label: str
    sentence: str
    law: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """The list behind the cells: how many lines it has, and the hash of them."""

    length: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Amendment:
    """One cell that a corrigendum changes."""

    row: str
    column: str
    old: Cell
    new: Cell


@dataclass(frozen=True, slots=True)
class Correction:
    """Why this version stands in the place of an earlier one, and every cell that differs."""

    number: str
    reason: str
    amendments: tuple[Amendment, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One report, whole.

    `number` (“12/BC-TTPVHCC”), `published_on` and `approved_by` are empty in a draft; days are ISO dates, `as_of` an
    ISO instant with offset. `scope_code` is empty for the whole province.
    """

    kind: str
    title: str
    period: str
    period_name: str
    first_on: str
    last_on: str
    scope_code: str
    scope_name: str
    issuer: str
    as_of: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    row_label: str
    unit_note: str = ""
    notes: tuple[str, ...] = ()
    definitions: tuple[Definition, ...] = ()
    listing: Listing = Listing()
    number: str = ""
    version: int = 1
    made_by: str = ""
    approved_by: str = ""
    approved_title: str = ""
    published_on: str = ""
    correction: Correction | None = None
    shape: int = SHAPE

    @property
    def body(self) -> tuple[Row, ...]:
        """The rows that are not totals."""
        return tuple(row for row in self.rows if not row.is_total)

    @property
    def totals(self) -> tuple[Row, ...]:
        """The rows below the line."""
        return tuple(row for row in self.rows if row.is_total)

    @property
    def groups(self) -> tuple[tuple[str, tuple[Column, ...]], ...]:
        """The columns under their headings; neighbours without heading stand each alone."""
        found: list[tuple[str, tuple[Column, ...]]] = []
        for column in self.columns:
            if found and column.group and found[-1][0] == column.group:
                found[-1] = (column.group, (*found[-1][1], column))
            else:
                found.append((column.group, (column,)))
        return tuple(found)

    def cell(self, row_key: str, column_key: str) -> Cell:
        """Return one cell; raises `KeyError` where there is none."""
        index = next((place for place, column in enumerate(self.columns) if column.key == column_key), None)
        row = next((row for row in self.rows if row.key == row_key), None)
        if index is None or row is None:
            raise KeyError((row_key, column_key))
        return row.cells[index]


def percentages(columns: tuple[Column, ...], row: Row) -> dict[str, Decimal | None]:
    """Return the percentage of each rate and share of a row, by column key; None for nothing of nothing.

    Law: domain decision 9 (shares of one whole by largest remainder, a single rate half up).
    """
    found: dict[str, Decimal | None] = {}
    together: dict[str, list[tuple[str, Ratio]]] = {}
    for column, cell in zip(columns, row.cells, strict=True):
        if column.unit in {Unit.RATE, Unit.SHARE} and not isinstance(cell, Ratio):
            found[column.key] = None
        elif column.unit == Unit.RATE and isinstance(cell, Ratio):
            found[column.key] = rate(cell.part, cell.whole)
        elif column.unit == Unit.SHARE and isinstance(cell, Ratio):
            together.setdefault(column.group, []).append((column.key, cell))
    for parts in together.values():
        whole = parts[0][1].whole
        # What the columns leave out is one more part, so that those printed keep their due.
        rest = whole - sum(cell.part for _key, cell in parts)
        apportioned = shares([*(cell.part for _key, cell in parts), rest])
        found |= {key: percent for (key, _cell), percent in zip(parts, apportioned, strict=False)}
    return found


def differences(old: Snapshot, new: Snapshot) -> tuple[Amendment, ...]:
    """Return every cell that differs, in the order of the new table; rows and columns that fell away come last."""
    before, after = _by_place(old), _by_place(new)
    places = [*after, *(place for place in before if place not in after)]
    return tuple(
        Amendment(*place, before.get(place), after.get(place))
        for place in places
        if before.get(place) != after.get(place)
    )


def _by_place(snapshot: Snapshot) -> dict[tuple[str, str], Cell]:
    return {
        (row.key, column.key): cell
        for row in snapshot.rows
        for column, cell in zip(snapshot.columns, row.cells, strict=True)
    }


# ── The canonical form ───────────────────────────────────────────────────────────────────
def canonical(snapshot: Snapshot) -> bytes:
    """Return the bytes that are hashed and kept: JSON in UTF-8, keys sorted, no space, one line feed at the end."""
    written = asdict(replace(snapshot, columns=(), rows=(), correction=None))
    written["columns"] = [asdict(column) for column in snapshot.columns]
    written["rows"] = [
        {**asdict(replace(row, cells=())), "cells": [_written(cell) for cell in row.cells]} for row in snapshot.rows
    ]
    if snapshot.correction is not None:
        written["correction"] = {
            "number": snapshot.correction.number,
            "reason": snapshot.correction.reason,
            "amendments": [
                {"row": one.row, "column": one.column, "old": _written(one.old), "new": _written(one.new)}
                for one in snapshot.correction.amendments
            ],
        }
    return (json.dumps(written, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()


def sha256_of(content: bytes) -> str:
    """Return the hash that stands under a published report."""
    return hashlib.sha256(content).hexdigest()


def from_canonical(content: bytes) -> Snapshot:
    """Read what `canonical` wrote; raises `ValueError` for anything else."""
    try:
        read = json.loads(content)
        if read["shape"] != SHAPE:
            raise ValueError(read["shape"])
        correction = read.pop("correction")
        return Snapshot(
            **{
                **read,
                "columns": tuple(Column(**{**column, "unit": Unit(column["unit"])}) for column in read["columns"]),
                "rows": tuple(
                    Row(**{**row, "cells": tuple(_read(cell) for cell in row["cells"])}) for row in read["rows"]
                ),
                "notes": tuple(read["notes"]),
                "definitions": tuple(Definition(**definition) for definition in read["definitions"]),
                "listing": Listing(**read["listing"]),
                "correction": correction and _correction(correction),
            }
        )
    except (KeyError, TypeError, UnicodeDecodeError) as error:
        raise ValueError("Không phải ảnh chụp của một báo cáo.") from error


def _correction(read: Mapping[str, Any]) -> Correction:
    return Correction(
        read["number"],
        read["reason"],
        tuple(Amendment(one["row"], one["column"], _read(one["old"]), _read(one["new"])) for one in read["amendments"]),
    )


def _written(cell: Cell) -> int | str | list[int] | None:
    return [cell.part, cell.whole] if isinstance(cell, Ratio) else cell


def _read(cell: Any) -> Cell:
    return Ratio(*cell) if isinstance(cell, list) else cell
