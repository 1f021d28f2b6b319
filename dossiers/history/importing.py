"""The import of a file of history: read, compared with what is here, matched, written, chunk by chunk."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from dossiers.history import changes
from dossiers.history.catalogue import Catalogue
from dossiers.history.files import Table, Told, open_table
from dossiers.history.lives import Life, local_date
from dossiers.history.rows import COLUMNS, LOG_COLUMNS, HistoryRow, LogRow, Refused, digest_of, read_log_row, read_row
from dossiers.history.scratch import Scratch, scratch
from dossiers.history.told import deeds_of, life_of
from dossiers.history.writing import (
    Chunk,
    Drawer,
    drawn_chunk,
    without_looking_for_cycles,
    write_chunk,
    written_behind,
)
from dossiers.models import Dossier, HistoryImport, HistoryRecord, Origin

CHUNK = 5_000
"""How many rows are read, written and committed together: what a kill loses at most."""

CODES_AT_ONCE = 900
"""SQLite takes a thousand parameters."""

REFUSALS_KEPT = 1_000
"""How many refusals the run keeps in the database; the answer has all of them."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken in. `row` is its line in the file; the header is line 1."""

    row: int
    code: str
    reason: str

    def as_row(self) -> dict[str, Any]:
        """The refusal as it is printed and kept."""
        return {"row": self.row, "code": self.code, "reason": self.reason}


@dataclass(slots=True)
class Report:
    """What an import did, or in a dry run would do. `refused_events` are rows of the events file."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    events: int = 0
    refused_events: list[Refusal] = field(default_factory=list)
    ignored_columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """What is here under a code: whose it is, and what its file last said."""

    pk: int
    origin: str
    digest: str | None
    events_digest: str | None


Progress = Callable[[int, int], None]
"""Hears how many of how many lines have been read."""


def import_history(
    path: Path,
    *,
    events_path: Path | None = None,
    actor: User | None = None,
    at: datetime,
    creates_missing: bool = False,
    is_dry: bool = False,
    progress: Progress = lambda _read, _all: None,
) -> Report:
    """Make dossiers of the rows of a file; raises `UnreadableFile` before anything is written.

    What is made or changed for a chunk is one transaction, its new dossiers are another: what was reported stays, and
    the same file again completes what was cut off. A dry run writes nothing and reports the same.
    """
    table = open_table(path, COLUMNS)
    events = open_table(events_path, LOG_COLUMNS) if events_path else None
    catalogue = Catalogue.read(today=timezone.localdate(at), creates=creates_missing, pretends=is_dry)
    run = HistoryImport(
        file_name=path.name[:200],
        events_file_name=events_path.name[:200] if events_path else "",
        actor=actor,
        creates_missing=creates_missing,
        started_at=at,
    )
    with scratch() as memory:
        importer = _Importer(run, catalogue, memory, at=at, is_dry=is_dry, has_log=events is not None)
        if not is_dry:
            run.save()
        if events is not None:
            importer.keep_log(events)

        drawer = Drawer()
        ways = (
            lambda chunk: drawn_chunk(chunk, run.pk, drawer),
            lambda drawn: write_chunk(drawn, run.pk),
            lambda drawn: progress(drawn.last_line, table.lines),
        )
        with written_behind(*ways) as take:
            for told, last_line in _chunks(table):
                with without_looking_for_cycles():
                    if is_dry:
                        importer.taken_in(told, last_line)
                        progress(last_line, table.lines)
                    else:
                        # No name is kept of what was read: it is gone when cycles are looked for again.
                        take(importer.taken_in(told, last_line))
        importer.finish()
    importer.report.ignored_columns = table.ignored
    return importer.report


def _chunks(table: Table) -> Iterator[tuple[list[Told], int]]:
    chunk: list[Told] = []
    for told in table.rows():
        chunk.append(told)
        if len(chunk) == CHUNK:
            yield chunk, told.line
            chunk = []
    if chunk:
        yield chunk, chunk[-1].line


class _Importer:
    """One import on its way through the file."""

    def __init__(
        self,
        run: HistoryImport,
        catalogue: Catalogue,
        memory: Scratch,
        *,
        at: datetime,
        is_dry: bool,
        has_log: bool,
    ) -> None:
        self.run = run
        self.catalogue = catalogue
        self.memory = memory
        self.at, self.began = at, monotonic()
        self.is_dry = is_dry
        self.has_log = has_log
        self.report = Report()

    def keep_log(self, table: Table) -> None:
        """Read the whole events file into the scratch file: its rows may stand in any order."""

        def told() -> Iterator[LogRow]:
            for line in table.rows():
                try:
                    if line.fields is None:
                        raise Refused("dòng có số cột khác dòng tiêu đề.")
                    yield read_log_row(line.line, line.fields)
                except Refused as error:
                    code = line.fields["code"].strip() if line.fields else ""
                    self.report.refused_events.append(Refusal(line.line, code, str(error)))

        self.memory.keep_log(told())

    def taken_in(self, chunk: Sequence[Told], last_line: int) -> Chunk:
        """Return the new dossiers of a chunk; what they need is made and what has changed is written, at once."""
        with nullcontext() if self.is_dry else transaction.atomic():
            rows = list(self._read(chunk))
            held = held_under([row.code for row in rows])
            log = self.memory.claim_log([row.code for row in rows]) if self.has_log else {}
            new = Chunk([], [], {}, last_line)
            for row in rows:
                try:
                    made = self._sorted(row, held.get(row.code), log.get(row.code, ()))
                except Refused as error:
                    self._refuse(row.line, row.code, str(error))
                else:
                    if made is not None:
                        life, events_digest = made
                        new.lives.append(life)
                        new.digests.append((row.digest, events_digest))
        new.reached.update(self._reached())
        return new

    def finish(self) -> None:
        """Report the events that belong to no dossier of the file, and close the run."""
        for line, code in self.memory.unclaimed_log():
            self.report.refused_events.append(Refusal(line, code, "code: hồ sơ này không có trong tệp hồ sơ."))
        for refusals in (self.report.refused, self.report.refused_events):
            refusals.sort(key=lambda refusal: refusal.row)
        if not self.is_dry:
            over_at = self.at + timedelta(seconds=monotonic() - self.began)
            HistoryImport.objects.filter(pk=self.run.pk).update(**self._reached(), finished_at=over_at)

    def _read(self, chunk: Sequence[Told]) -> Iterator[HistoryRow]:
        for told in chunk:
            try:
                if told.fields is None:
                    raise Refused("dòng có số cột khác dòng tiêu đề.")
                row = read_row(told.line, told.fields)
                if not self.memory.is_new(row.code):
                    raise Refused("code: mã hồ sơ đã có ở dòng trước của tệp.")
            except Refused as error:
                self._refuse(told.line, told.fields["code"].strip() if told.fields else "", str(error))
            else:
                yield row

    def _sorted(self, row: HistoryRow, held: Held | None, log: Sequence[LogRow]) -> tuple[Life, str] | None:
        """Count a row as new, changed or unchanged; return what is to be written of a new one, with its log's digest.

        A changed one is written at once.
        """
        events_digest = _digest_of_log(log) if log else ""
        if held is not None:
            if held.origin != Origin.IMPORTED:
                raise Refused("code: mã này là của một hồ sơ tiếp nhận trên hệ thống này.")
            is_same_log = not self.has_log or held.events_digest == events_digest
            if held.digest == row.digest and is_same_log:
                self.report.unchanged += 1
                return None
        life = self._life(row, log)
        if held is None:
            self.report.created += 1
            return life, events_digest
        if not self.is_dry:
            digest = held.events_digest or "" if is_same_log else events_digest
            changes.restate(held.pk, life, row, at=self.at)
            record = {"run": self.run, "digest": row.digest, "events_digest": digest}
            HistoryRecord.objects.update_or_create(dossier_id=held.pk, defaults=record)
        self.report.changed += 1
        return None

    def _life(self, row: HistoryRow, log: Sequence[LogRow]) -> Life:
        place = self.catalogue.place(
            procedure=row.procedure,
            agency=row.agency,
            sector=row.sector,
            on=local_date(row.received_at or row.submitted_at),
        )
        officer = self.catalogue.officer(row.officer, agency=place.agency)
        known: list[LogRow] = []
        for told in log:
            try:
                self.catalogue.officer(told.officer, agency=place.agency)
                known.append(told)
            except Refused as error:
                self.report.refused_events.append(Refusal(told.line, told.code, str(error)))
        self.report.events += len(known)
        deeds = deeds_of(row, known, lambda name: self.catalogue.officer(name, agency=place.agency), officer)
        return life_of(row, place, key=0, officer=officer, deeds=deeds)

    def _reached(self) -> dict[str, Any]:
        """Return what the run says of how far the import has come."""
        report = self.report
        return {
            "created": report.created,
            "changed": report.changed,
            "unchanged": report.unchanged,
            "refused": len(report.refused),
            "refusals": [refusal.as_row() for refusal in report.refused[:REFUSALS_KEPT]],
        }

    def _refuse(self, line: int, code: str, reason: str) -> None:
        self.report.refused.append(Refusal(line, code, reason))


def held_under(codes: Sequence[str]) -> dict[str, Held]:
    """Return what is here under these codes; one query for each `CODES_AT_ONCE` on SQLite, one in all elsewhere."""
    step = CODES_AT_ONCE if connection.vendor == "sqlite" else max(len(codes), 1)
    found: dict[str, Held] = {}
    for begin in range(0, len(codes), step):
        some = Dossier.objects.filter(code__in=codes[begin : begin + step])
        rows = some.values_list("code", "pk", "origin", "history__digest", "history__events_digest")
        found |= {row[0]: Held(*row[1:]) for row in rows.iterator()}
    return found


def _digest_of_log(log: Sequence[LogRow]) -> str:
    return digest_of(tuple(part for told in log for part in (told.at, told.step, told.action, told.officer)))
