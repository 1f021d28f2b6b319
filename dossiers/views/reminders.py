"""Reminders: leaders write them from a list, units answer, leaders close or remind again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from agencies.calendars import calendar_of
from dossiers.access_to_reminders import get_reminder, sees_reminders
from dossiers.errors import DossierError, InvalidInput, NotAllowed, StaleDossier
from dossiers.forms.reminders import AnswerReminderForm, RemindForm
from dossiers.models import Dossier, Reminder
from dossiers.papers.reminder import reminder_of, reminder_pdf
from dossiers.queries import reminders as queries
from dossiers.queries.leader import is_leader
from dossiers.services import reminders as services
from dossiers.views.counter import page_number
from dossiers.views.desk import CONFLICT, UNPROCESSABLE
from dossiers.views.exports import table_file
from dossiers.views.files import pdf_answer

DAYS_TO_ANSWER = 2
"""How many working days a unit is given unless the leader says otherwise."""


@require_safe
def listed(request: SignedInRequest) -> HttpResponse:
    """Show the reminders that a person sent, follows or must answer."""
    at = timezone.now()
    _only_concerned(request, at=at)
    shown = queries.reminder_list(request.user, request.GET.dict(), page=page_number(request), at=at)
    context = {"shown": shown, "at": at, "leads": is_leader(request.user, at=at)}
    return render(request, "dossiers/reminders/list.html", context)


@require_safe
@never_cache
def listed_file(request: SignedInRequest, form: str) -> HttpResponseBase:
    """Send the list as a file."""
    at = timezone.now()
    _only_concerned(request, at=at)
    asked = queries.asked_for(request.user, request.GET.dict(), at=at)
    title = str(dict(queries.STATES)[asked.state])
    rows = queries.all_rows(asked, at=at)
    return table_file(queries.COLUMNS, rows, form=form, name=f"don-doc-{asked.state}", title=title, at=at)


@require_safe
@never_cache
def letter(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Send a reminder as a letter, to be printed, signed and filed."""
    reminder = get_reminder(request.user, key, today=timezone.localdate())
    name = f"don-doc-{reminder.number.replace('/', '-')}.pdf"
    return pdf_answer(reminder_pdf(reminder_of(reminder)), name)


@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: SignedInRequest) -> HttpResponse:
    """Show the dossiers that a leader ticked and take the letter about them; each agency gets one of its own."""
    at = timezone.now()
    if not is_leader(request.user, at=at):
        raise PermissionDenied(_("Trang này dành cho lãnh đạo theo dõi, đôn đốc."))
    is_sent = request.method == "POST"
    chosen = queries.chosen_for_reminder(
        request.user, (request.POST if is_sent else request.GET).getlist("chon"), at=at
    )
    people = queries.people_to_remind(chosen, at=at)
    calendar = calendar_of(None)
    answer_on = calendar.shift_working_days(timezone.localdate(at), DAYS_TO_ANSWER)
    form = RemindForm(request.POST if is_sent else None, people=people, initial={"answer_on": answer_on})
    if is_sent and form.is_valid():
        given = form.cleaned_data
        try:
            sent = services.remind(
                chosen,
                person=form.chosen_person(),
                words=given["words"],
                answer_on=given["answer_on"],
                key=given["key"],
                actor=request.user,
                at=at,
                calendar=calendar,
            )
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return _sent(request, sent)
    context = {"form": form, "chosen": chosen, "agencies": _agencies(chosen)}
    return render(request, "dossiers/reminders/compose.html", context, status=UNPROCESSABLE if is_sent else 200)


@require_safe
def reminder(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Show one letter, its dossiers as they stand now, and the answer."""
    at = timezone.now()
    return _page(request, _found(request, key, at=at), at=at)


@require_POST
def answer(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Take a unit's answer."""
    at = timezone.now()
    found, form = _found(request, key, at=at), AnswerReminderForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, at=at, status=UNPROCESSABLE)
    try:
        services.answer(found, words=form.cleaned_data["words"], actor=request.user, at=at)
    except DossierError as error:
        return _refused(request, key, form, error, at=at)
    messages.success(request, _("Đã gửi trả lời đôn đốc."))
    return redirect("dossiers:reminder", key)


@require_POST
def close(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Close a reminder."""
    at = timezone.now()
    try:
        services.close(_found(request, key, at=at), actor=request.user, at=at)
    except DossierError as error:
        return _refused(request, key, AnswerReminderForm(), error, at=at)
    messages.success(request, _("Đã kết thúc việc đôn đốc."))
    return redirect("dossiers:reminder", key)


def _found(request: SignedInRequest, key: UUID, *, at: datetime) -> Reminder:
    return get_reminder(request.user, key, today=timezone.localdate(at))


def _sent(request: SignedInRequest, sent: Sequence[Reminder]) -> HttpResponse:
    count = len(sent)
    numbers = ", ".join(each.number for each in sent)
    said = ngettext("Đã gửi văn bản đôn đốc %(numbers)s.", "Đã gửi %(count)s văn bản đôn đốc: %(numbers)s.", count)
    messages.success(request, said % {"count": count, "numbers": numbers})
    return redirect("dossiers:reminder", sent[0].key) if count == 1 else redirect("dossiers:reminders")


def _agencies(chosen: Sequence[Dossier]) -> list[str]:
    return list(dict.fromkeys(dossier.agency.name for dossier in chosen))


def _refused(
    request: SignedInRequest, key: UUID, form: AnswerReminderForm, error: DossierError, *, at: datetime
) -> HttpResponse:
    """Show the letter as it is now, with why nothing was done and what was typed."""
    if isinstance(error, NotAllowed):
        raise PermissionDenied(str(error)) from error
    found = _found(request, key, at=at)
    if isinstance(error, StaleDossier):
        return _page(request, found, form, at=at, status=CONFLICT, stale=str(error))
    form.add_error(error.field if error.field in form.fields else None, str(error))
    return _page(request, found, form, at=at, status=UNPROCESSABLE)


def _page(
    request: SignedInRequest,
    found: Reminder,
    form: AnswerReminderForm | None = None,
    *,
    at: datetime,
    status: int = 200,
    stale: str = "",
) -> HttpResponse:
    page = queries.reminder_page(request.user, found, at=at)
    context = {"page": page, "reminder": found, "form": form or AnswerReminderForm(), "stale": stale, "at": at}
    return render(request, "dossiers/reminders/reminder.html", context, status=status)


def _only_concerned(request: SignedInRequest, *, at: datetime) -> None:
    if not sees_reminders(request.user, today=timezone.localdate(at)):
        raise PermissionDenied(_("Trang này dành cho cán bộ giải quyết hồ sơ và lãnh đạo."))
