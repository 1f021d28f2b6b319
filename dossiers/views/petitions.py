"""Feedback at the desk: what waits, one petition, each step of those who handle it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import roles_held
from accounts.models import Role
from accounts.requests import SignedInRequest
from agencies.calendars import calendar_of
from dossiers.errors import DossierError, InvalidInput, NotAllowed, StaleDossier
from dossiers.feedback_access import get_feedback, may_record_feedback
from dossiers.forms.feedback import FORMS, DeedForm, ForwardForm, RecordedFeedbackForm
from dossiers.models import Feedback, FeedbackChannel
from dossiers.petitions import DEEDS, Deed
from dossiers.queries import feedback as queries
from dossiers.services import feedback as services
from dossiers.tracking import TooManyTries
from dossiers.views.counter import page_number
from dossiers.views.feedback import dossier_named, petition_in
from dossiers.views.files import served

FORBIDDEN, CONFLICT, UNPROCESSABLE = 403, 409, 422
READ_OR_POST = ["GET", "HEAD", "POST"]


@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """Show a leader the petitions that wait, what is due first at the top."""
    at = timezone.now()
    _must_lead(request, at=at)
    is_over = request.GET.get("muc") == "xong"
    shown = queries.feedback_desk(request.user, is_over=is_over, page=page_number(request), at=at)
    return render(request, "dossiers/feedback/desk.html", {"shown": shown})


@require_safe
def petition(request: SignedInRequest, number: str) -> HttpResponse:
    """Show one petition to those who handle it."""
    at = timezone.now()
    feedback = get_feedback(request.user, number, today=timezone.localdate(at))
    context = {"page": queries.petition_page(feedback, at=at), "feedback": feedback}
    return render(request, "dossiers/feedback/petition.html", context)


@require_safe
@never_cache
def petition_file(request: SignedInRequest, number: str, file_key: UUID) -> HttpResponseBase:
    """Send a file of a petition to those who handle it."""
    enclosed = get_feedback(request.user, number, today=timezone.localdate()).files.select_related("file")
    return served(get_object_or_404(enclosed, file_id=file_key).file, is_download="tai-ve" in request.GET)


@require_http_methods(READ_OR_POST)
def take_step(request: SignedInRequest, number: str, slug: str) -> HttpResponse:
    """Ask what a step needs, and take it; of a page that is out of date the words are kept."""
    at = timezone.now()
    feedback = get_feedback(request.user, number, today=timezone.localdate(at))
    step = queries.deed_named(slug)
    if step is None:
        raise Http404(_("Không có việc này."))
    if request.method != "POST":
        if step not in DEEDS[queries.S(feedback.status)]:
            messages.info(request, str(services.StaleFeedback()))
            return redirect("dossiers:feedback_petition", feedback.number)
        return _step_page(request, feedback, step, _form(step, feedback, at=at), at=at)
    form = _form(step, feedback, at=at, typed=request.POST)
    if not form.is_valid():
        return _step_page(request, feedback, step, form, at=at, status=UNPROCESSABLE)
    try:
        _take(feedback, step, form.cleaned_data, request=request, at=at)
    except StaleDossier as error:
        fresh = get_feedback(request.user, number, today=timezone.localdate(at))
        form = _form(step, fresh, at=at, typed={**request.POST.dict(), "seen": fresh.revision})
        form.add_error(None, str(error))
        return _step_page(request, fresh, step, form, at=at, status=CONFLICT)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except InvalidInput as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _step_page(request, feedback, step, form, at=at, status=UNPROCESSABLE)
    messages.success(request, _("Phản ánh %(number)s: đã ghi “%(step)s”.") % {"number": number, "step": step.label})
    if step is Deed.FORWARD:
        # Where it is now, this leader may have no part in it any more.
        return redirect("dossiers:feedback_desk")
    return redirect("dossiers:feedback_petition", feedback.number)


@require_http_methods(READ_OR_POST)
def record(request: SignedInRequest) -> HttpResponse:
    """Write down a petition that came by phone, letter or at the counter."""
    at = timezone.now()
    if not may_record_feedback(request.user, today=timezone.localdate(at)):
        raise PermissionDenied(_("Trang này dành cho bộ phận một cửa và lãnh đạo."))
    agencies = queries.agencies_asked(on=at)
    form = RecordedFeedbackForm(initial={"key": uuid4()}, agencies=agencies)
    status = 200
    if request.method == "POST":
        form = RecordedFeedbackForm(request.POST, request.FILES, agencies=agencies)
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                who = f"user:{request.user.pk}"
                feedback = services.receive(
                    petition_in(form, dossier_named(form, request.user, client=who, at=at)),
                    channel=FeedbackChannel(form.cleaned_data["channel"]),
                    key=form.cleaned_data["key"],
                    actor=request.user,
                    at=at,
                    calendar=calendar_of(form.cleaned_data["agency"]),
                    files=form.cleaned_data["files"],
                )
            except TooManyTries:
                form.add_error(None, _("Đã thử sai quá nhiều lần. Ông/Bà chờ 10 phút rồi ghi lại."))
            except DossierError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                return render(request, "dossiers/feedback/recorded.html", {"feedback": feedback})
    return render(request, "dossiers/feedback/record.html", {"form": form}, status=status)


# ── Steps ────────────────────────────────────────────────────────────────────────────────


def _must_lead(request: SignedInRequest, *, at: datetime) -> None:
    if Role.LEADER not in roles_held(request.user, today=timezone.localdate(at)):
        raise PermissionDenied(_("Trang này dành cho lãnh đạo cơ quan xử lý phản ánh, kiến nghị."))


def _form(step: Deed, feedback: Feedback, *, at: datetime, typed: Any = None) -> DeedForm:
    """Return the form of a step, with what is known of the petition in it."""
    initial: dict[str, Any] = {"seen": feedback.revision}
    if step is Deed.PUBLISH:
        initial |= {"public_words": feedback.words, "public_answer": feedback.answer}
    if step is Deed.FORWARD:
        return ForwardForm(typed, initial=initial, agencies=queries.agencies_asked(on=at))
    return FORMS[step](typed, initial=initial)


def _take(feedback: Feedback, step: Deed, given: dict[str, Any], *, request: SignedInRequest, at: datetime) -> None:
    """Let the service of a step run on what was typed."""
    who: dict[str, Any] = {"seen": given["seen"], "actor": request.user, "at": at}
    calendar = calendar_of(feedback.agency)
    match step:
        case Deed.ACCEPT:
            services.accept(feedback, **who, calendar=calendar)
        case Deed.ANSWER:
            services.answer(feedback, words=given["answer"], **who, calendar=calendar)
        case Deed.ASK:
            services.ask(feedback, question=given["question"], **who, calendar=calendar)
        case Deed.REFUSE:
            services.refuse(feedback, reason=given["reason"], **who)
        case Deed.PUBLISH:
            texts = {name: given[name] for name in ("public_words", "public_answer")}
            services.publish(feedback, **texts, **who)
        case Deed.FORWARD:
            calendar = calendar_of(given["agency"] or feedback.agency)
            where = {"to": given["agency"], "outside": given["outside"], "reason": given["reason"]}
            services.forward(feedback, **where, **who, calendar=calendar)


def _step_page(
    request: SignedInRequest, feedback: Feedback, step: Deed, form: DeedForm, *, at: datetime, status: int = 200
) -> HttpResponse:
    page = queries.petition_page(feedback, at=at)
    context = {"page": page, "feedback": feedback, "step": step, "form": form}
    return render(request, "dossiers/feedback/step.html", context, status=status)
