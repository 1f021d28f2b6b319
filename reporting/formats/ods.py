"""A report as OpenDocument spreadsheet: the table as it was published, and a second sheet that explains it."""

import io
from datetime import datetime

from django.utils.translation import override

from reporting.formats.layout import above, below, headings, lines
from reporting.formats.opendocument import spreadsheet
from reporting.reports.snapshot import Snapshot

EXPLAINED = (44, 110)


def render(snapshot: Snapshot) -> bytes:
    """Return the file; no cell is ever a formula, and the words are Vietnamese whoever asks."""
    with override("vi"):
        return _rendered(snapshot)


def _rendered(snapshot: Snapshot) -> bytes:
    file, columns = io.BytesIO(), headings(snapshot)
    widths = [column.width for column in columns]
    at = datetime.fromisoformat(snapshot.as_of)
    with spreadsheet(file, title=snapshot.title, at=at, widths=[*widths, *EXPLAINED]) as sheets:
        sheets.begin("Báo cáo", widths)
        for line in above(snapshot):
            sheets.row([line], is_bold=line == snapshot.title)
        sheets.row([])
        sheets.row([column.group for column in columns], is_bold=True)
        sheets.row([column.label for column in columns], is_bold=True)
        for row in lines(snapshot):
            sheets.row(row.values, is_bold=row.is_total)
        sheets.begin("Giải thích", EXPLAINED)
        for pair in below(snapshot):
            sheets.row(pair)
    return file.getvalue()
