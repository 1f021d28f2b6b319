"""Whether what was published is still what it was: the bytes, the cells and the list of every published report."""

from collections.abc import Iterator

from reporting.models import Report, ReportState
from reporting.publishing.counting import listing_of, parts_of_cell, snapshot_of
from reporting.reports.snapshot import Snapshot, sha256_of


def published_reports() -> "Iterator[Report]":
    """Yield every published report with its contents, in the order of publication; one in memory."""
    yield from Report.objects.filter(state=ReportState.PUBLISHED).order_by("published_at", "pk").iterator(chunk_size=1)


def differences_in(report: Report) -> Iterator[str]:
    """Yield in words what is no longer as it was published; five queries."""
    content = bytes(report.content)
    if sha256_of(content) != report.sha256:
        yield f"SHA-256 của ảnh chụp là {sha256_of(content)}, đã công bố {report.sha256}"
    try:
        snapshot = snapshot_of(report)
    except ValueError as error:
        yield str(error)
        return
    yield from _changed_cells(report, snapshot)
    for file in report.files.all():
        if sha256_of(bytes(file.content)) != file.sha256:
            yield f"tệp {file.extension} không còn như đã công bố"
    listing = listing_of(report)
    if listing != snapshot.listing:
        yield f"danh sách có {listing.length} dòng, đã công bố {snapshot.listing.length}, hoặc có dòng đã bị sửa"


def _changed_cells(report: Report, snapshot: Snapshot) -> Iterator[str]:
    """Yield each cell that says something else in the snapshot than in its own row."""
    stored = {(cell.row_key, cell.column_key): (cell.value, cell.whole, cell.words) for cell in report.cells.all()}
    printed = {
        (row.key, column.key): parts_of_cell(cell)
        for row in snapshot.rows
        for column, cell in zip(snapshot.columns, row.cells, strict=True)
    }
    for place in sorted(stored.keys() | printed.keys()):
        if stored.get(place) != printed.get(place):
            yield f"ô {', '.join(place)}: ảnh chụp ghi {printed.get(place)}, bảng ghi {stored.get(place)}"
