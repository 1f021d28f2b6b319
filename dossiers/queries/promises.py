"""Promises that are not the clock's own: the office's time to check a submission, the applicant's to supplement."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Role
from agencies.worktime import WorkCalendar
from dossiers.models import Dossier
from dossiers.path import Badge
from dossiers.workflow import HOLDER_OF, Status
from procedures.durations import working_time


def waiting_badge(dossier: Dossier, *, at: datetime, calendar: WorkCalendar) -> Badge | None:
    """Return what is left of the office's time to check a submission, or of the applicant's to supplement."""
    if dossier.status == Status.SUBMITTED:
        until, soon = dossier.acceptance_due_at, 120
    elif HOLDER_OF.get(Status(dossier.status)) is Role.APPLICANT:
        until, soon = dossier.answer_due_at, 2 * 480
    else:
        return None
    if until is None:
        return None
    minutes = calendar.working_minutes_between(at, until)
    if at > until:
        return Badge(_("Quá hạn"), "bad", _("quá %(time)s làm việc") % {"time": working_time(-minutes)})
    tone, label = ("warn", _("Sắp hết")) if minutes <= soon else ("ok", _("Còn hạn"))
    return Badge(label, tone, _("còn %(time)s làm việc") % {"time": working_time(minutes)})
