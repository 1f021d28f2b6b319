"""A list that leaves as a file: CSV line by line, a workbook from the disk."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from dossiers.papers.tables import Column, csv_lines, write_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_file(
    columns: Sequence[Column], rows: Iterable[Any], *, form: str, name: str, title: str, at: datetime
) -> HttpResponseBase:
    """Return a table as `form`, which is "csv" or "xlsx"; neither ever lies in memory at once."""
    if form == "csv":
        response = StreamingHttpResponse(csv_lines(columns, rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response
    # Closed by the answer that sends it.
    file = TemporaryFile(suffix=".xlsx")  # noqa: SIM115
    write_workbook(file, columns, rows, title=title, at=at)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
