"""Writing what has been read: whole dossiers, a chunk at a time, while the next chunk is being read."""

import gc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, connections, transaction
from django.db.models import Model

from accounts.models import User
from agencies.models import Agency, OneStopOffice
from dossiers.history.lives import (
    DOSSIER_COLUMNS,
    ENTRY_COLUMNS,
    EVENT_COLUMNS,
    RESULT_COLUMNS,
    Life,
    dossier_row,
    entry_rows,
    event_rows,
    result_rows,
)
from dossiers.history.tables import insert_rows, referring_to, take_keys
from dossiers.models import ClockEntry, Dossier, DossierEvent, HistoryImport, HistoryRecord, Result
from procedures.models import InternalProcess, LegalRegime, ProcedureVersion

RECORD_COLUMNS = ("dossier_id", "run_id", "digest", "events_digest")


@dataclass(frozen=True, slots=True)
class Chunk:
    """New dossiers that are ready to be written, each with the digests of its row and its log.

    `reached` are the columns of the run that say how far the import is with them.
    """

    lives: list[Life]
    digests: list[tuple[str, str]]
    reached: dict[str, Any]
    last_line: int


def write_chunk(chunk: Chunk, run_pk: int, keys: Iterator[UUID]) -> None:
    """Write a chunk, and keep with the run how far it has come; one transaction."""
    with transaction.atomic():
        pks = take_keys(len(chunk.lives))
        for life in chunk.lives:
            life.key = next(pks)
        write_lives(chunk.lives, keys)
        of_rows = zip(chunk.lives, chunk.digests, strict=True)
        with referring_to({HistoryImport: {run_pk}}):
            insert_rows(HistoryRecord, RECORD_COLUMNS, [(life.key, run_pk, *digests) for life, digests in of_rows])
        HistoryImport.objects.filter(pk=run_pk).update(**chunk.reached)


def write_lives(lives: Sequence[Life], keys: Iterator[UUID]) -> None:
    """Write dossiers with all that belongs to them; four statements. The caller holds the transaction."""
    if not lives:
        return
    with referring_to(references(lives)):
        insert_rows(Dossier, DOSSIER_COLUMNS, (dossier_row(life, keys) for life in lives))
        insert_rows(DossierEvent, EVENT_COLUMNS, (row for life in lives for row in event_rows(life)))
        insert_rows(ClockEntry, ENTRY_COLUMNS, (row for life in lives for row in entry_rows(life)))
        insert_rows(Result, RESULT_COLUMNS, (row for life in lives for row in result_rows(life)))


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
def written_behind(write: Callable[[Chunk], None]) -> Iterator[Callable[[Chunk], None]]:
    """Give what takes chunks: on PostgreSQL one is written while the next is read, by a thread with its own connection.

    At most two chunks are in memory. Whatever goes wrong with one is raised when the next comes, or at the end. On
    SQLite, which has one writer, and inside the caller's transaction each is written at once.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield write
        return
    waiting: list[Future[None]] = []

    def take(chunk: Chunk) -> None:
        for written in waiting:
            written.result()
        waiting[:] = [pool.submit(write, chunk)]

    with ThreadPoolExecutor(1) as pool:
        try:
            yield take
            for written in waiting:
                written.result()
        finally:
            pool.submit(connections.close_all)


@contextmanager
def without_looking_for_cycles() -> Iterator[None]:
    """Let Python not look for unused cycles again and again among a hundred thousand rows, none of which is in one."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
        gc.collect(1)
