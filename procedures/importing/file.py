"""Importing a file: open it, read its rows, make versions of them batch by batch, and report."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from itertools import islice
from typing import IO

from procedures.importing.publication import Publication
from procedures.importing.report import WHOLE_FILE, Report
from procedures.importing.sources import open_source
from procedures.interchange.rows import SourceRow

BATCH = 100
"""Rows that are published together: few enough for a short transaction, enough to share its statements."""

Progress = Callable[[int, int], None]
"""Is told how many rows were read, and how many there are."""


def import_file(
    file: IO[bytes], *, name: str, valid_from: date, is_trial: bool, progress: Progress = lambda _read, _total: None
) -> Report:
    """Bring the procedures of a file into the catalogue from a day on; return what came of each row.

    A record is imported whole or refused; the same file again changes nothing; an import that was interrupted may be
    run again. A trial does the same and takes all of it back. Raises `BadFile`, before anything is written, where the
    file as a whole is refused.

    Law: Nghị định 63/2010/NĐ-CP Điều 13–15: a file is no decision. What it brings waits for an editor to compare it.
    """
    with open_source(file, name=name) as source:
        report = Report(kind=source.kind.value, is_trial=is_trial)
        report.warn(WHOLE_FILE, "", source.warnings)
        publication = Publication(report, kind=source.kind, valid_from=valid_from, is_trial=is_trial)
        reader = _Reader(report)
        rows = source.rows()
        progress(0, source.total)
        while batch := list(islice(rows, BATCH)):
            publication.publish(list(reader.taken(batch)))
            progress(reader.read, source.total)
    return report


class _Reader:
    """Counts rows, and lets each procedure pass once."""

    def __init__(self, report: Report) -> None:
        self.read = 0
        self._report = report
        self._seen: dict[str, tuple[int, bytes]] = {}

    def taken(self, rows: list[SourceRow]) -> Iterator[SourceRow]:
        for row in rows:
            self.read += 1
            if row.record is None:
                self._report.refuse(row.row, row.code, row.refusal)
                self._report.warn(row.row, row.code, row.warnings)
                continue
            if self._is_first(row):
                self._report.figures["records"] += 1
                self._report.figures += row.counts
                yield row

    def _is_first(self, row: SourceRow) -> bool:
        digest = sha256(json.dumps(row.record, sort_keys=True).encode()).digest()
        first, first_digest = self._seen.setdefault(row.code, (row.row, digest))
        if first == row.row:
            return True
        if digest == first_digest:
            self._report.warn(row.row, row.code, [f"Thủ tục này đã có ở dòng {first}, nội dung như nhau; bỏ qua."])
        else:
            words = f"Thủ tục này đã có ở dòng {first} với nội dung khác. Hãy giữ một dòng rồi nhập lại."
            self._report.refuse(row.row, row.code, words)
        return False
