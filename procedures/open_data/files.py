"""The open catalogue as files: CSV by table, one JSON with everything, and the description of the package."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from agencies.spreadsheets import BYTE_ORDER_MARK, no_formula
from procedures.models import ProcedureVersion, Source
from procedures.open_data.tables import TABLES, Column, Kind, Table
from procedures.services import records_of

LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Ghi công 4.0 Quốc tế",
    "path": "https://creativecommons.org/licenses/by/4.0/deed.vi",
}

ROWS_OF_CHUNK = 500
RECORDS_AT_ONCE = 200
NOT_PUBLIC = ("source_note",)
"""What an editor wrote for other editors."""


def csv_chunks(table: Table, *, on: date) -> Iterator[str]:
    """Yield a table as CSV with header, in pieces; one query."""
    rows = (
        [_cell(value, column) for value, column in zip(row, table.columns, strict=True)] for row in table.rows(on=on)
    )
    yield BYTE_ORDER_MARK + _csv([[column.name for column in table.columns]])
    while chunk := list(islice(rows, ROWS_OF_CHUNK)):
        yield _csv(chunk)


def json_chunks(*, on: date, address: str) -> Iterator[str]:
    """Yield every procedure in force as one JSON object, in pieces: `procedures` holds records as we exchange them.

    `address` is where the data dictionary stands. Some fifteen queries for each two hundred procedures.
    """
    head = {"as_of": on.isoformat(), "licence": LICENCE, "dictionary": address}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "procedures": [\n'
    numbers = ProcedureVersion.objects.in_force(on).order_by("procedure__code").values_list("pk", flat=True)
    before = ""
    keys = list(numbers)
    for start in range(0, len(keys), RECORDS_AT_ONCE):
        versions = ProcedureVersion.objects.filter(pk__in=keys[start : start + RECORDS_AT_ONCE])
        for version, record in _with_records(versions.order_by("procedure__code")):
            yield before + json.dumps(_published(version, record), ensure_ascii=False)
            before = ",\n"
    yield "\n]}\n"


def package(*, on: date, address: str) -> dict[str, Any]:
    """Return the description of all tables as a Data Package (Frictionless), for programs."""
    return {
        "profile": "tabular-data-package",
        "name": "thu-tuc-hanh-chinh",
        "title": _("Danh mục thủ tục hành chính"),
        "homepage": address,
        "version": on.isoformat(),
        "licenses": [LICENCE],
        "resources": [_resource(table) for table in TABLES],
    }


def _with_records(versions: Iterable[ProcedureVersion]) -> Iterator[tuple[ProcedureVersion, dict[str, Any]]]:
    rows = list(versions)
    yield from zip(rows, records_of(rows), strict=True)


def _published(version: ProcedureVersion, record: dict[str, Any]) -> dict[str, Any]:
    known = {name: value for name, value in record.items() if name not in NOT_PUBLIC}
    return known | {
        "version": version.number,
        "valid_from": version.valid_from.isoformat(),
        "source": version.source,
        "is_compared": version.source == Source.EDITOR or version.confirmed_at is not None,
    }


def _resource(table: Table) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.slug,
        "path": f"{table.slug}.csv",
        "title": str(table.title),
        "description": str(table.meaning),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": [_field(column) for column in table.columns], "missingValues": [""]},
    }


def _field(column: Column) -> dict[str, Any]:
    # A list is written into one cell, so to a program that reads the file it is text.
    kind = Kind.TEXT if column.kind is Kind.LIST else column.kind
    field: dict[str, Any] = {"name": column.name, "type": kind.value, "description": str(column.meaning)}
    if column.choices and column.kind is not Kind.LIST:
        field["constraints"] = {"enum": [value for value, _label in column.choices]}
    return field


def _cell(value: Any, column: Column) -> str:
    """Return a value as it stands in a file: ISO dates, `true`, `false`, a point before decimals, lists with “; ”."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value.normalize():f}"
        case date():
            return value.isoformat()
        case list():
            value = "; ".join(value)
    text = str(value)
    return no_formula(text) if column.kind in (Kind.TEXT, Kind.LIST) else text


def _csv(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
