"""If I submit now, when? The date that a receipt would promise, before anything is submitted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.calendars import calendar_of
from agencies.worktime import WorkCalendar
from dossiers import deadlines, drafts
from dossiers.deadlines import DeadlineError
from dossiers.forms.when import WhenForm, limit_key
from dossiers.queries.citizen import line_words
from procedures.models import Channel, LegalRegime, ProcedureVersion, TimeLimit


@dataclass(frozen=True, slots=True)
class WhenPage:
    """The question, and the answer as far as there is one.

    `latest_at` is when a dossier submitted online would be due if it is accepted as late as the regime allows.
    """

    version: ProcedureVersion
    form: WhenForm
    limits: tuple[TimeLimit, ...]
    due_at: datetime | None = None
    limit: str = ""
    lines: tuple[dict[str, str], ...] = ()
    grounds: str = ""
    latest_at: datetime | None = None
    accepted_by: datetime | None = None


def when_page(code: str, asked: Mapping[str, Any], *, at: datetime) -> WhenPage | None:
    """Return the page for a procedure in force, or None; five statements, six for an answer about an online way."""
    today = timezone.localdate(at)
    version = (
        ProcedureVersion.objects.in_force(today)
        .filter(procedure__code=code)
        .select_related("procedure", "sector")
        .first()
    )
    if version is None:
        return None
    limits = tuple(TimeLimit.objects.promised().filter(way__version=version).select_related("way"))
    agencies = drafts.agencies_for(version, today=today)
    form = WhenForm(asked, at=timezone.localtime(at), limits=limits, agencies=agencies)
    if not limits or not agencies or not form.is_valid():
        return WhenPage(version, form, limits)
    chosen = form.cleaned_data
    limit = next(each for each in limits if limit_key(each) == chosen["han"])
    calendar = calendar_of(next(agency for agency in agencies if agency.code == chosen["co_quan"]))
    received_at = form.received_at(calendar.zone)
    try:
        due = deadlines.due_date(received_at, limit.limit, calendar)
        latest = _latest(limit, received_at, calendar)
    except (DeadlineError, ValueError) as error:
        form.add_error("ngay", str(error))
        return WhenPage(version, form, limits)
    lines = deadlines.condensed(due.lines)
    return WhenPage(
        version,
        form,
        limits,
        due_at=due.at,
        limit=str(limit),
        lines=tuple(line_words(line) for line in lines),
        grounds="; ".join(dict.fromkeys(line.ground for line in lines if line.ground)),
        latest_at=latest[1] if latest else None,
        accepted_by=latest[0] if latest else None,
    )


def _latest(limit: TimeLimit, submitted_at: datetime, calendar: WorkCalendar) -> tuple[datetime, datetime] | None:
    """Return until when an online submission has to be accepted, and when it would be due then; None for other ways."""
    if limit.way.channel != Channel.ONLINE:
        return None
    day = submitted_at.date()
    holds = Q(valid_to=None) | Q(valid_to__gte=day)
    regime = LegalRegime.objects.filter(holds, valid_from__lte=day).order_by("-valid_from").first()
    if regime is None:
        return None
    accepted_by = calendar.add_working_minutes(submitted_at, regime.acceptance_minutes)
    due = deadlines.due_date(accepted_by, limit.limit, calendar)
    return accepted_by, due.at


def trouble(page: WhenPage) -> str:
    """Return why there is no date to be shown, in words; empty where there is one or something to be corrected."""
    if not page.limits:
        return _("Thủ tục này chưa ghi thời hạn tính được, nên chưa thể cho biết ngày có kết quả.")
    if not page.form.fields["co_quan"].choices:  # type: ignore[attr-defined]
        return _("Chưa có cơ quan nào trong tỉnh giải quyết thủ tục này.")
    return ""
