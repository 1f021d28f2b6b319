"""Writing what has been read: whole dossiers, a chunk at a time, while the next chunk is being read."""

import gc
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, connections, transaction
from django.db.models import Model

from accounts.models import User
from agencies.models import Agency, OneStopOffice
from dossiers.history import lines
from dossiers.history.lives import Life
from dossiers.history.tables import insert_lines, referring_to, take_keys
from dossiers.models import ClockEntry, Dossier, DossierEvent, HistoryImport, HistoryRecord, Result
from procedures.models import InternalProcess, LegalRegime, ProcedureVersion

RECORD_COLUMNS = ("dossier_id", "run_id", "digest", "events_digest")


@dataclass(frozen=True, slots=True)
class Chunk:
    """New dossiers that have been read, each with the digests of its row and its log.

    `reached` are the columns of the run that say how far the import is with them.
    """

    lives: list[Life]
    digests: list[tuple[str, str]]
    reached: dict[str, Any]
    last_line: int


@dataclass(frozen=True, slots=True)
class Sheets:
    """The lines of some dossiers with all that belongs to them, table by table, and the rows that they refer to."""

    dossiers: list[str]
    events: list[str]
    entries: list[str]
    results: list[str]
    references: Mapping[type[Model], Collection[int]]


class Drawer:
    """Draws lives up as lines, under keys and secrets of their own."""

    def __init__(self) -> None:
        self._submissions, self._secrets = lines.submission_keys(), lines.tracking_secrets()

    def drawn(self, lives: Sequence[Life]) -> Sheets:
        """Return the lines of lives that have their keys.

        Life by life: its instants, which stand in several of its lines, are written as texts once.
        """
        sheets = Sheets([], [], [], [], references(lives))
        for life in lives:
            sheets.dossiers.append(lines.dossier_line(life, next(self._submissions), next(self._secrets)))
            sheets.events.extend(lines.event_lines(life))
            sheets.entries.extend(lines.entry_lines(life))
            if line := lines.result_line(life):
                sheets.results.append(line)
        return sheets


@dataclass(frozen=True, slots=True)
class DrawnChunk:
    """A chunk that is ready to be written; `records` are the lines that remember what the file said."""

    sheets: Sheets
    records: list[str]
    reached: dict[str, Any]
    last_line: int


def drawn_chunk(chunk: Chunk, run_pk: int, drawer: Drawer) -> DrawnChunk:
    """Give the dossiers of a chunk their keys and draw them up; one query."""
    keys = take_keys(len(chunk.lives))
    for life in chunk.lives:
        life.key = next(keys)
    of_rows = zip(chunk.lives, chunk.digests, strict=True)
    records = [f"{life.key}\t{run_pk}\t{digest}\t{of_log}" for life, (digest, of_log) in of_rows]
    return DrawnChunk(drawer.drawn(chunk.lives), records, chunk.reached, chunk.last_line)


def write_chunk(chunk: DrawnChunk, run_pk: int) -> None:
    """Write a chunk, and keep with the run how far it has come; one transaction."""
    with transaction.atomic():
        write_sheets(chunk.sheets)
        if chunk.records:
            with referring_to({HistoryImport: {run_pk}}):
                insert_lines(HistoryRecord, RECORD_COLUMNS, chunk.records)
        HistoryImport.objects.filter(pk=run_pk).update(**chunk.reached)


def write_sheets(sheets: Sheets) -> None:
    """Write dossiers with all that belongs to them; four statements. The caller holds the transaction."""
    if not sheets.dossiers:
        return
    with referring_to(sheets.references):
        insert_lines(Dossier, lines.DOSSIER_COLUMNS, sheets.dossiers)
        insert_lines(DossierEvent, lines.EVENT_COLUMNS, sheets.events)
        insert_lines(ClockEntry, lines.ENTRY_COLUMNS, sheets.entries)
        insert_lines(Result, lines.RESULT_COLUMNS, sheets.results)


def references(lives: Sequence[Life]) -> dict[type[Model], set[int]]:
    """Return the rows of the catalogue that dossiers refer to, by their keys."""
    places = {life.place for life in lives}
    officers = {life.officer for life in lives} | {deed.actor for life in lives for deed in life.deeds}
    return {
        LegalRegime: {place.regime for place in places},
        ProcedureVersion: {place.version for place in places},
        InternalProcess: {place.process for place in places},
        Agency: {place.agency for place in places} | {place.office_agency for place in places},
        OneStopOffice: {place.office for place in places},
        User: {officer for officer in officers if officer is not None},
    }


@contextmanager
def written_behind(
    draw: Callable[[Chunk], DrawnChunk], write: Callable[[DrawnChunk], None], tell: Callable[[DrawnChunk], None]
) -> Iterator[Callable[[Chunk], None]]:
    """Give what takes chunks: on PostgreSQL one is written while the next is read, by a thread with its own connection.

    Each is drawn up at once, so that the thread has nothing to do but to wait for the database. At most two chunks are
    in memory. Whatever goes wrong with one is raised when the next comes, or at the end. On SQLite, which has one
    writer, and inside the caller's transaction each is written at once. What is written is told.
    """

    def written(chunk: DrawnChunk) -> None:
        write(chunk)
        tell(chunk)

    def take_at_once(chunk: Chunk) -> None:
        with transaction.atomic():
            drawn = draw(chunk)
            write(drawn)
        tell(drawn)

    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield take_at_once
        return
    waiting: list[Future[None]] = []

    def take(chunk: Chunk) -> None:
        drawn = draw(chunk)
        for earlier in waiting:
            earlier.result()
        waiting[:] = [pool.submit(written, drawn)]

    with ThreadPoolExecutor(1) as pool:
        try:
            yield take
            for last in waiting:
                last.result()
        finally:
            pool.submit(connections.close_all)


@contextmanager
def without_looking_for_cycles() -> Iterator[None]:
    """Let Python not look for unused cycles again and again among a hundred thousand rows, none of which is in one.

    It looks once in the end, at what is left.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
        gc.collect(0)
