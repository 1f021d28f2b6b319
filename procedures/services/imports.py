"""Imports from the staff pages: a file is tried first, looked at, and then brought in by a worker."""

from datetime import date, datetime, timedelta
from secrets import token_hex
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from agencies.uploads import clean_name
from procedures.models import ImportRun, ImportState

SILENCE = timedelta(minutes=5)
"""After so long without a sign of life a worker is taken for dead."""


class NotNow(Exception):
    """An import cannot be asked for now: it was not tried, its trial failed, or it is done already."""


def ask(file: File, *, name: str, valid_from: date, actor: User, at: datetime) -> ImportRun:
    """Keep a file, and ask for its trial; the caller wakes a worker up."""
    run = ImportRun(
        slug=token_hex(8),
        file_name=clean_name(name),
        valid_from=valid_from,
        started_by=actor,
        asked_at=at,
    )
    run.file.save(run.file_name, file, save=False)
    try:
        run.save(force_insert=True)
    except BaseException:
        run.file.delete(save=False)
        raise
    return run


def bring_in(trial: ImportRun, *, actor: User, at: datetime) -> ImportRun:
    """Ask that what a trial showed be done; pressed twice, it is done once. Raises `NotNow`."""
    with transaction.atomic():
        # Of two who press at once, the second waits here and then finds the first one's.
        trial = ImportRun.objects.select_for_update().get(pk=trial.pk)
        if not trial.is_trial or trial.state != ImportState.DONE:
            raise NotNow
        asked = ImportRun.objects.filter(file=trial.file.name, is_trial=False).exclude(state=ImportState.FAILED)
        if run := asked.first():
            return run
        return ImportRun.objects.create(
            slug=token_hex(8),
            file=trial.file.name,
            file_name=trial.file_name,
            is_trial=False,
            valid_from=trial.valid_from,
            rows_total=trial.rows_total,
            started_by=actor,
            asked_at=at,
        )


def ask_again(run: ImportRun, *, at: datetime) -> None:
    """Ask again for an import whose worker fell silent, or that failed; raises `NotNow` for any other."""
    state = Q(state=ImportState.FAILED) | _silent(at)
    asked = ImportRun.objects.filter(state, pk=run.pk).update(
        state=ImportState.WAITING, rows_read=0, fault="", touched_at=at, finished_at=None
    )
    if not asked:
        raise NotNow


def is_silent(run: ImportRun, *, at: datetime) -> bool:
    """Say whether an import waits or runs, and nothing was heard of it for too long."""
    is_open = run.state in (ImportState.WAITING, ImportState.RUNNING)
    return is_open and (run.touched_at or run.asked_at) < at - SILENCE


def begin(pk: int, *, at: datetime) -> ImportRun | None:
    """Take an import up, or return None where another worker has it or it is over; a message may come twice."""
    runs: QuerySet[ImportRun] = ImportRun.objects.filter(Q(state=ImportState.WAITING) | _silent(at), pk=pk)
    if not runs.update(state=ImportState.RUNNING, rows_read=0, touched_at=at):
        return None
    return ImportRun.objects.get(pk=pk)


def note_progress(run: ImportRun, *, read: int, total: int, at: datetime) -> None:
    """Note how many rows were read."""
    ImportRun.objects.filter(pk=run.pk).update(rows_read=read, rows_total=total, touched_at=at)


def finish(run: ImportRun, report: dict[str, Any], *, at: datetime) -> None:
    """Note what came of an import."""
    _end(run, ImportState.DONE, at=at, report=report)


def fail(run: ImportRun, fault: str, *, at: datetime) -> None:
    """Note why an import ended without a report."""
    _end(run, ImportState.FAILED, at=at, fault=fault)


def _end(run: ImportRun, state: ImportState, *, at: datetime, **columns: Any) -> None:
    ImportRun.objects.filter(pk=run.pk).update(state=state, touched_at=at, finished_at=at, **columns)


def _silent(at: datetime) -> Q:
    """The condition that `is_silent` asks for."""
    is_open = Q(state__in=(ImportState.WAITING, ImportState.RUNNING))
    return is_open & (Q(touched_at__lt=at - SILENCE) | Q(touched_at=None, asked_at__lt=at - SILENCE))
