"""What a new dossier takes from its procedure: process and regime of the day, limits, the papers that it asks for.

A version never changes, so its limits and papers are read once for each process or version in memory.
"""

from collections.abc import Sequence
from datetime import date

from django.db.models import BigIntegerField, DateField, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from agencies.compiled import CompiledQuery
from agencies.models import Agency, CalendarRevision
from dossiers.errors import InvalidInput
from procedures.models import (
    Channel,
    InternalProcess,
    LegalRegime,
    ProcedureVersion,
    RequiredDocument,
    TimeLimit,
)


def under_regime(processes: QuerySet[InternalProcess], *, today: date) -> QuerySet[InternalProcess]:
    """Return processes with what a new dossier takes from the regime of the day: `regime_pk`, `acceptance_minutes`.

    `calendar_stamp` is that of the calendar that holds now (`agencies.calendars.calendar_under`).
    """
    regime = LegalRegime.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today), valid_from__lte=today)
    regime = regime.order_by("-valid_from")
    return processes.annotate(
        regime_pk=Subquery(regime.values("pk")[:1]),
        acceptance_minutes=Subquery(regime.values("acceptance_minutes")[:1]),
        calendar_stamp=Subquery(CalendarRevision.objects.order_by("-number").values("stamp")[:1]),
    )


PROCESS_FOR = CompiledQuery(
    lambda version, agency, today: under_regime(
        InternalProcess.objects.filter(version=version, agency=agency).select_related(
            "version__procedure", "version__sector"
        ),
        today=today,
    ),
    version=BigIntegerField(),
    agency=BigIntegerField(),
    today=DateField(),
)


def process_for(version_pk: int, agency: Agency, *, today: date) -> InternalProcess:
    """Return the internal process of a version at an agency, with version, sector and the regime of the day; one query.

    Raises `InvalidInput` where the agency does not carry the version out.
    """
    found = PROCESS_FOR(version=version_pk, agency=agency.pk, today=today)
    if not found:
        raise InvalidInput(_("Cơ quan này không giải quyết thủ tục đã chọn."), field="agency")
    found[0].agency = agency
    return found[0]


LIMITS_OF = CompiledQuery(
    lambda version: TimeLimit.objects.promised().filter(way__version=version).select_related("way"),
    version=BigIntegerField(),
)


def limits_of(process: InternalProcess) -> dict[Channel, list[TimeLimit]]:
    """Return the limits that bind, each with its way, by channel in the order of their cases; one query, then none."""
    kept: dict[Channel, list[TimeLimit]] | None = getattr(process, "_limits", None)
    if kept is None:
        kept = {}
        for limit in LIMITS_OF(version=process.version_id):
            kept.setdefault(Channel(limit.way.channel), []).append(limit)
        process._limits = kept  # type: ignore[attr-defined]
    return kept


def as_one(processes: Sequence[InternalProcess]) -> None:
    """Let the processes of one version share it in memory, so that what is read of it is read once."""
    for process in processes[1:]:
        process.version = processes[0].version
        process._limits = limits_of(processes[0])  # type: ignore[attr-defined]


def promised(process: InternalProcess, channel: Channel) -> list[TimeLimit]:
    """Return the limits of a channel; raises `InvalidInput` where the procedure is not taken in that way."""
    limits = limits_of(process)
    if channel not in limits:
        raise InvalidInput(
            _("Thủ tục này không nhận hồ sơ theo hình thức “%(channel)s”.") % {"channel": channel.label},
            field="channel",
        )
    return limits[channel]


def limit_of_case(limits: Sequence[TimeLimit], case: int) -> TimeLimit:
    """Return the limit of a case, by its ordinal; raises `InvalidInput` where there is none."""
    for limit in limits:
        if limit.ordinal == case:
            return limit
    raise InvalidInput(_("Trường hợp thời hạn đã chọn không có trong thủ tục."), field="case")


REQUIRED_OF = CompiledQuery(
    lambda version: RequiredDocument.objects.filter(version=version).order_by("ordinal"), version=BigIntegerField()
)


def required_of(version: ProcedureVersion) -> list[RequiredDocument]:
    """Return the papers that a version asks for, in their order; one query, then none."""
    kept: list[RequiredDocument] | None = getattr(version, "_required", None)
    if kept is None:
        kept = REQUIRED_OF(version=version.pk)
        version._required = kept  # type: ignore[attr-defined]
    return kept
