"""Making versions of what a file's rows say: a batch of rows at a time, each row whole or not at all.

A version that an editor published, or that began on another day, is followed by a new one; a version that a file
brought on that very day, that nobody has confirmed and under which no dossier was received, is brought anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from logging import getLogger
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Prefetch, ProtectedError, Q

from procedures.importing.reconciling import Reconciled, budget_notes, founded, reconciled
from procedures.importing.report import Report
from procedures.interchange.rows import SourceRow
from procedures.models import FormTemplate, Procedure, ProcedureVersion, Source
from procedures.records import BadRecord, Record, problems_of
from procedures.services import publish_versions, records_of, withdraw_versions

ONE_DAY = timedelta(days=1)
log = getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Planned:
    """A version that shall be: from a row, beginning on a day, and in whose place."""

    row: int
    record: dict[str, Any]
    day: date
    source: Source
    replaces: ProcedureVersion | None
    notes: list[str]
    is_new: bool

    @property
    def code(self) -> str:
        """The code of the procedure."""
        return str(self.record["code"])


@dataclass(frozen=True, slots=True)
class Standing:
    """What the catalogue has of a procedure: its versions that hold on or after a day, with their records."""

    versions: Sequence[tuple[ProcedureVersion, dict[str, Any]]] = ()
    ended: str = ""
    """Why nothing can begin: a decision repealed or replaced the procedure."""

    def on(self, day: date) -> tuple[ProcedureVersion, dict[str, Any]] | None:
        """Return the version that holds on a day."""
        for version, record in self.versions:
            if version.valid_from <= day and (version.valid_to is None or version.valid_to >= day):
                return version, record
        return None

    def after(self, day: date) -> ProcedureVersion | None:
        """Return the next version that begins after a day."""
        return next((version for version, _record in self.versions if version.valid_from > day), None)


class Publication:
    """Publishes rows of one file from a day on, and reports what came of each."""

    def __init__(self, report: Report, *, kind: Source, valid_from: date, is_trial: bool) -> None:
        self._report = report
        self._kind = kind
        self._valid_from = valid_from
        self._is_trial = is_trial
        self._kept: set[int] = set()
        """Versions that turned out to have dossiers."""

    def publish(self, rows: Sequence[SourceRow]) -> None:
        """Publish rows that have a record, each code at most once."""
        standing = _standing([row.code for row in rows], on=self._valid_from)
        self._leave_out_absent_forms(rows)
        planned = [plan for row in rows if (plan := self._plan(row, standing.get(row.code, Standing())))]
        for (day, source), group in groupby(sorted(planned, key=_together), key=_together):
            self._publish_together(list(group), day=day, source=source)

    # ── Planning ──
    def _plan(self, row: SourceRow, standing: Standing) -> Planned | None:
        """Return what is to be published of a row; None, with a line in the report, where nothing is."""
        if standing.ended:
            self._report.refuse(row.row, row.code, standing.ended)
            return None
        incoming = row.record or {}
        day = self._valid_from
        while held := standing.on(day):
            version, record = held
            result = reconciled(record, Source(version.source), incoming, kind=self._kind)
            if result.record == record:
                self._report.unchanged += 1
                self._report.warn(row.row, row.code, [*row.warnings, *result.notes])
                return None
            if version.valid_from < day or self._is_replaceable(version):
                replaces = version if version.valid_from == day else None
                return self._checked(row, result, day, standing, held=(version, record), replaces=replaces)
            day += ONE_DAY
        return self._checked(row, founded(incoming, kind=self._kind), day, standing)

    def _is_replaceable(self, version: ProcedureVersion) -> bool:
        return version.source != Source.EDITOR and version.confirmed_at is None and version.pk not in self._kept

    def _checked(
        self,
        row: SourceRow,
        result: Reconciled,
        day: date,
        standing: Standing,
        *,
        held: tuple[ProcedureVersion, Record] | None = None,
        replaces: ProcedureVersion | None = None,
    ) -> Planned | None:
        # A process that stands is kept though the limit moved; one that the file brings must add up to it.
        keeps_processes = held is not None and held[1]["processes"] == result.record["processes"]
        if problems := problems_of(result.record, complete=False, budgeted=not keeps_processes):
            words = " ".join(f"{problem.where}: {problem.text}" for problem in problems)
            self._report.refuse(row.row, row.code, words)
            return None
        notes = [*row.warnings, *result.notes, *(budget_notes(result.record) if keeps_processes else ())]
        if day != self._valid_from:
            notes.append(f"Đã có phiên bản bắt đầu ngày {day - ONE_DAY:%d/%m/%Y}; thay đổi áp dụng từ {day:%d/%m/%Y}.")
        if later := standing.after(day):
            notes.append(f"Phiên bản áp dụng từ {later.valid_from:%d/%m/%Y} vẫn giữ nguyên và chưa có thay đổi này.")
        source = self._source_after(Source(held[0].source)) if held else self._kind
        return Planned(row.row, result.record, day, source, replaces, notes, is_new=held is None)

    def _source_after(self, standing: Source) -> Source:
        """Return whose version it is: what a list adds to a richer record does not make it a poorer one."""
        return standing if self._kind is Source.NATIONAL_LIST else self._kind

    def _leave_out_absent_forms(self, rows: Sequence[SourceRow]) -> None:
        """Take out of the records the forms that this catalogue does not have; their files are not in an export."""
        documents = [(row, document) for row in rows for document in (row.record or {}).get("required_documents", ())]
        named = {document["form_template"] for _row, document in documents if document.get("form_template")}
        known = set(FormTemplate.objects.filter(sha256__in=named).values_list("sha256", flat=True)) if named else set()
        for row, document in documents:
            if document.get("form_template") and document["form_template"] not in known:
                row.warnings.append(f"Tệp biểu mẫu của giấy tờ “{document.get('name', '')}” chưa có trong danh mục.")
                document["form_template"] = ""

    # ── Writing ──
    def _publish_together(self, plans: list[Planned], *, day: date, source: Source) -> None:
        """Publish plans in one go; where one of them cannot be, publish the others without it."""
        while plans:
            try:
                self._write(plans, day=day, source=source)
            except BadRecord as error:
                # Raised before anything is written, and names whose fault it is.
                for plan in plans:
                    if plan.code == error.code:
                        self._report.refuse(plan.row, plan.code, " ".join(str(problem) for problem in error.problems))
                plans = [plan for plan in plans if plan.code != error.code]
            except (DatabaseError, ProtectedError):
                self._publish_one_by_one(plans)
                return
            else:
                self._tell(plans)
                return

    def _publish_one_by_one(self, plans: Iterable[Planned]) -> None:
        for plan in plans:
            try:
                self._write([plan], day=plan.day, source=plan.source)
            except BadRecord as error:
                self._report.refuse(plan.row, plan.code, " ".join(str(problem) for problem in error.problems))
            except ProtectedError:
                self._publish_beside(plan)
            except DatabaseError:
                log.exception("The database refused procedure %s of row %s", plan.code, plan.row)
                words = "Cơ sở dữ liệu không nhận bản ghi này, hoặc có người vừa thay đổi thủ tục; hãy nhập lại."
                self._report.refuse(plan.row, plan.code, words)
            else:
                self._tell([plan])

    def _publish_beside(self, plan: Planned) -> None:
        """Publish after a version that cannot be brought anew, because dossiers were received under it."""
        if plan.replaces is not None:
            self._kept.add(plan.replaces.pk)
            self.publish([SourceRow(plan.row, plan.code, plan.record)])

    def _write(self, plans: Sequence[Planned], *, day: date, source: Source) -> None:
        with transaction.atomic():
            if replaced := [plan.replaces for plan in plans if plan.replaces is not None]:
                withdraw_versions(replaced)
            records = [plan.record for plan in plans]
            publish_versions(records, valid_from=day, source=source, complete=False, budgeted=False)
            if self._is_trial:
                transaction.set_rollback(True)

    def _tell(self, plans: Iterable[Planned]) -> None:
        for plan in plans:
            self._report.created += plan.is_new
            self._report.changed += not plan.is_new
            self._report.warn(plan.row, plan.code, plan.notes)


def _together(plan: Planned) -> tuple[date, Source]:
    return plan.day, plan.source


def _standing(codes: Sequence[str], *, on: date) -> Mapping[str, Standing]:
    """Return what the catalogue has of procedures; some twenty statements, however many."""
    holding = ProcedureVersion.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on)).order_by("valid_from")
    procedures = Procedure.objects.filter(code__in=codes).select_related("successor")
    rows = list(procedures.prefetch_related(Prefetch("versions", queryset=holding, to_attr="holding")))
    versions = [version for procedure in rows for version in procedure.holding]
    records = {version.pk: record for version, record in zip(versions, records_of(versions), strict=True)}
    over = [procedure for procedure in rows if not procedure.holding]
    last = {
        version.procedure_id: version
        for version in ProcedureVersion.objects.published()
        .filter(procedure__in=over)
        .select_related("ended_by")
        .order_by("valid_from")
    }
    return {
        procedure.code: Standing(
            [(version, records[version.pk]) for version in procedure.holding],
            ended="" if procedure.holding else _why_ended(procedure, last.get(procedure.pk)),
        )
        for procedure in rows
    }


def _why_ended(procedure: Procedure, last: ProcedureVersion | None) -> str:
    if last is None or last.ended_by is None or last.valid_to is None:
        return ""
    by = f"theo quyết định {last.ended_by} (hết hiệu lực sau ngày {last.valid_to:%d/%m/%Y})"
    if procedure.successor:
        return f"Thủ tục đã được thay thế bằng {procedure.successor} {by}. Muốn áp dụng lại, hãy ban hành quyết định."
    return f"Thủ tục đã bãi bỏ {by}. Muốn áp dụng lại, hãy ban hành quyết định."
