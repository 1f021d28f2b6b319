"""A list of any length as a file: CSV line by line, spreadsheets from the disk."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse
from django.http.response import HttpResponseBase

from dossiers.papers.tables import Column
from dossiers.views.exports import table_file
from reporting.formats.opendocument import MEDIA_TYPE, write_spreadsheet

FORMS = {"csv": "CSV", "xlsx": "XLSX", "ods": "ODS"}
"""The forms of a list, with what their buttons say."""


def list_file(
    columns: Sequence[Column], rows: Iterable[Any], *, form: str, name: str, title: str, at: datetime
) -> HttpResponseBase:
    """Return a list in one of `FORMS`; it never lies in memory at once."""
    if form != "ods":
        return table_file(columns, rows, form=form, name=name, title=title, at=at)
    # Closed by the answer that sends it.
    file = TemporaryFile(suffix=".ods")  # noqa: SIM115
    write_spreadsheet(file, columns, rows, title=title, at=at)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.ods", content_type=MEDIA_TYPE)
