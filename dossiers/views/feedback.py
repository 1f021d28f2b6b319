"""Feedback for everybody: send it, follow it with an account or with number and secret, read what was published."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from agencies.calendars import calendar_of
from dossiers import feedback_tracking as tracking
from dossiers.access import own_dossiers
from dossiers.errors import DossierError, InvalidInput, StaleDossier
from dossiers.feedback_access import get_own_feedback
from dossiers.forms.feedback import ClarifyForm, FeedbackForm, FeedbackTrackingForm, PublicFeedbackForm
from dossiers.models import Dossier, Feedback, FeedbackKind
from dossiers.queries import feedback as queries
from dossiers.services import feedback as services
from dossiers.tracking import NothingFound, TooManyTries, look_up
from dossiers.views.counter import page_number
from dossiers.views.files import served

NOT_FOUND, CONFLICT, UNPROCESSABLE, TOO_MANY = 404, 409, 422, 429
READ_OR_POST = ["GET", "HEAD", "POST"]


@require_safe
@login_not_required
def listed(request: HttpRequest) -> HttpResponse:
    """Show everybody what was asked and answered, and nobody who asked."""
    form = PublicFeedbackForm(request.GET, agencies=queries.publishing_agencies())
    found = queries.published()
    if not form.is_valid():
        found = found.none()
    else:
        if form.cleaned_data["loai"]:
            found = found.filter(kind=form.cleaned_data["loai"])
        if form.cleaned_data["co_quan"]:
            found = found.filter(agency=form.cleaned_data["co_quan"])
    shown = Paginator(found, queries.PAGE_SIZE).get_page(page_number(request))
    chosen = {name: value for name, value in form.data.items() if value and name in form.fields}
    context = {"form": form, "page": shown, "query": urlencode(chosen), "is_narrowed": bool(chosen)}
    return render(request, "dossiers/feedback/public.html", context)


@require_http_methods(READ_OR_POST)
@never_cache
@login_not_required
def send(request: HttpRequest) -> HttpResponse:
    """Take a petition, with or without an account; the number and its secret are shown once it is in."""
    at = timezone.now()
    agencies = queries.agencies_asked(on=at)
    user = request.user if isinstance(request.user, User) else None
    if request.method != "POST":
        form = FeedbackForm(initial=_known(request, user, at=at), agencies=agencies)
        return render(request, "dossiers/feedback/send.html", {"form": form})
    form = FeedbackForm(request.POST, request.FILES, agencies=agencies)
    status = UNPROCESSABLE
    if form.is_valid():
        try:
            client = get_adapter().get_client_ip(request)
            dossier = dossier_named(form, user, client=client, at=at)
            tracking.count_sending(client, at=at)
            feedback = services.receive(
                petition_in(form, dossier),
                key=form.cleaned_data["key"],
                actor=user,
                at=at,
                calendar=calendar_of(form.cleaned_data["agency"]),
                files=form.cleaned_data["files"],
            )
        except TooManyTries:
            form.add_error(None, _("Đã gửi hoặc thử sai quá nhiều lần. Ông/Bà chờ 10 phút rồi gửi lại."))
            status = TOO_MANY
        except DossierError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            if user is not None and feedback.sender_id == user.pk:
                messages.success(request, _("Đã gửi phản ánh %s.") % feedback.number)
                return redirect("dossiers:own_feedback", feedback.number)
            return render(request, "dossiers/feedback/sent.html", {"feedback": feedback})
    return render(request, "dossiers/feedback/send.html", {"form": form}, status=status)


def petition_in(form: FeedbackForm, dossier: Dossier | None) -> services.Petition:
    """Return what a valid form says."""
    given = form.cleaned_data
    return services.Petition(
        kind=FeedbackKind(given["kind"]),
        agency=given["agency"],
        subject=given["subject"],
        words=given["words"],
        name=given["name"],
        address=given["address"],
        phone=given["phone"],
        email=given["email"],
        dossier=dossier,
    )


def dossier_named(form: FeedbackForm, user: User | None, *, client: str, at: datetime) -> Dossier | None:
    """Return the dossier that a petition is about: one's own by its code alone, any other with its secret.

    Raises `InvalidInput` at the code, `TooManyTries` for whoever guesses.
    """
    code, secret = form.cleaned_data["code"].upper(), form.cleaned_data["secret"]
    if not code:
        return None
    if user is not None:
        own = own_dossiers(user, today=timezone.localdate(at)).filter(code=code).first()
        if own is not None:
            return own
    try:
        return look_up(code, secret, client=client, at=at)
    except NothingFound:
        words = _("Không có hồ sơ nào có mã và mã bí mật này. Ông/Bà xem lại, hoặc để trống cả hai.")
        raise InvalidInput(words, field="code") from None


def _known(request: HttpRequest, user: User | None, *, at: datetime) -> dict[str, Any]:
    """Return what need not be typed again: who somebody is, and the dossier they come from."""
    known: dict[str, Any] = {"key": uuid4(), "code": request.GET.get("ho-so", "")[:60]}
    kind = request.GET.get("loai", "")
    if kind in FeedbackKind.values:
        known["kind"] = kind
    if user is None:
        return known
    profile = getattr(user, "profile", None)
    known |= {"name": user.full_name, "phone": user.phone, "email": user.email or ""}
    known |= {"address": profile.address if profile else ""}
    if known["code"]:
        named = own_dossiers(user, today=timezone.localdate(at)).filter(code=known["code"].upper())
        if dossier := named.select_related("agency").first():
            known["agency"] = dossier.agency.code
    return known


# ── Following it ─────────────────────────────────────────────────────────────────────────


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """List what somebody sent from their account."""
    page = queries.my_feedback(request.user, page=page_number(request))
    context = {"page": page, "rows": queries.sent_rows(page.object_list)}
    return render(request, "dossiers/feedback/mine.html", context)


@require_http_methods(READ_OR_POST)
def own(request: SignedInRequest, number: str) -> HttpResponse:
    """Show a petition to who sent it from their account; take what they make clear, and whether they are content."""
    feedback = get_own_feedback(request.user, number)
    if request.method == "POST" and (refused := _act(request, feedback, actor=request.user)):
        return refused
    if request.method == "POST":
        return redirect("dossiers:own_feedback", feedback.number)
    return _sent_page(request, feedback)


@require_safe
@never_cache
def own_file(request: SignedInRequest, number: str, file_key: UUID) -> HttpResponseBase:
    """Send a file of a petition to who sent it from their account."""
    enclosed = get_own_feedback(request.user, number).files.select_related("file")
    return served(get_object_or_404(enclosed, file_id=file_key).file, is_download="tai-ve" in request.GET)


@require_http_methods(READ_OR_POST)
@never_cache
@login_not_required
def track(request: HttpRequest) -> HttpResponse:
    """Show a petition to whoever has its number and secret; both travel in the body of each request."""
    if request.method != "POST":
        form = FeedbackTrackingForm(initial={"number": request.GET.get("ma", "")[:24]})
        return render(request, "dossiers/feedback/track.html", {"form": form})
    form = FeedbackTrackingForm(request.POST)
    if not form.is_valid():
        return render(request, "dossiers/feedback/track.html", {"form": form}, status=UNPROCESSABLE)
    given = form.cleaned_data
    try:
        client = get_adapter().get_client_ip(request)
        feedback = tracking.look_up(given["number"], given["secret"], client=client, at=timezone.now())
    except NothingFound:
        form.add_error(None, _("Không có phản ánh nào có mã và mã bí mật này. Ông/Bà xem lại từng chữ."))
        return render(request, "dossiers/feedback/track.html", {"form": form}, status=NOT_FOUND)
    except TooManyTries:
        form.add_error(None, _("Đã thử sai quá nhiều lần. Ông/Bà chờ 10 phút rồi tra cứu lại."))
        return render(request, "dossiers/feedback/track.html", {"form": form}, status=TOO_MANY)
    if "viec" in request.POST and (refused := _act(request, feedback, actor=None)):
        return refused
    return _sent_page(request, feedback, secret=feedback.tracking_secret)


def _act(request: HttpRequest, feedback: Feedback, *, actor: User | None) -> HttpResponse | None:
    """Do what the sender asks; an answer only where it was not taken."""
    at = timezone.now()
    secret = "" if actor else feedback.tracking_secret
    form = ClarifyForm(initial={"seen": feedback.revision})
    deed = request.POST.get("viec", "")
    try:
        if deed in ("hai-long", "chua-hai-long"):
            services.say_satisfied(feedback, is_satisfied=deed == "hai-long", actor=actor, at=at)
            messages.success(request, _("Cảm ơn Ông/Bà đã cho biết."))
            return None
        form = ClarifyForm(request.POST, request.FILES)
        if not form.is_valid():
            return _sent_page(request, feedback, secret=secret, form=form, status=UNPROCESSABLE)
        services.clarify(
            feedback,
            words=form.cleaned_data["words"],
            seen=form.cleaned_data["seen"],
            actor=actor,
            at=at,
            calendar=calendar_of(feedback.agency),
            files=form.cleaned_data["files"],
        )
    except StaleDossier as error:
        form = ClarifyForm({**request.POST.dict(), "seen": feedback.revision})
        form.add_error(None, str(error))
        return _sent_page(request, feedback, secret=secret, form=form, status=CONFLICT)
    except InvalidInput as error:
        form.add_error(error.field, str(error))
        return _sent_page(request, feedback, secret=secret, form=form, status=UNPROCESSABLE)
    messages.success(request, _("Đã gửi. Cơ quan tiếp tục xử lý."))
    return None


def _sent_page(
    request: HttpRequest, feedback: Feedback, *, secret: str = "", form: ClarifyForm | None = None, status: int = 200
) -> HttpResponse:
    """Show a petition to its sender; `secret` travels on where there is no account."""
    context = {
        "sent": queries.sent_feedback(feedback, has_account=not secret),
        "feedback": feedback,
        "secret": secret,
        "form": form or ClarifyForm(initial={"seen": feedback.revision}),
        "tried": form,
    }
    return render(request, "dossiers/feedback/own.html", context, status=status)
