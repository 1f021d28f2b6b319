"""Makers of reports: which reports are drafted by themselves, switched on and off."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from agencies.models import Agency
from reporting.forms.reports import WHOLE
from reporting.forms.schedules import ScheduleForm, SwitchForm
from reporting.models import Rhythm
from reporting.publishing import access, scheduling
from reporting.publishing.errors import NotAllowed

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def schedules(request: SignedInRequest) -> HttpResponse:
    """List the schedules, and switch one on."""
    at = timezone.now()
    scopes = _scopes(request, at=at)
    is_sent = request.method == "POST"
    form = ScheduleForm(request.POST if is_sent else None, **scopes)
    if is_sent and form.is_valid():
        kind, rhythm = form.cleaned_data["kind"], Rhythm(form.cleaned_data["rhythm"])
        try:
            scheduling.switch_on(kind, rhythm, scope=form.chosen_scope, actor=request.user, at=at)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        messages.success(request, _("Đã bật lịch. Dự thảo sẽ được lập vào ngày làm việc đầu tiên sau mỗi kỳ."))
        return redirect("reporting:schedules")
    planned = scheduling.planned_for(request.user, today=timezone.localdate(at))
    context = {"form": form, "planned": planned, "whole": WHOLE}
    return render(request, "reporting/schedules.html", context, status=UNPROCESSABLE if is_sent else 200)


@require_POST
def switch_off(request: SignedInRequest) -> HttpResponse:
    """Switch a schedule off; what was drafted stays."""
    at = timezone.now()
    form = SwitchForm(request.POST, **_scopes(request, at=at))
    if not form.is_valid():
        raise Http404(_("Không tìm thấy lịch này."))
    try:
        scheduling.switch_off(form.cleaned_data["kind"], scope=form.chosen_scope, actor=request.user, at=at)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    messages.success(request, _("Đã tắt lịch. Các dự thảo đã lập vẫn còn."))
    return redirect("reporting:schedules")


def _scopes(request: SignedInRequest, *, at: datetime) -> dict[str, Any]:
    """Return the parts of the province about which a person makes reports; raises `PermissionDenied` for others."""
    today = timezone.localdate(at)
    if not access.sees_reports(request.user, today=today):
        raise PermissionDenied(_("Trang này dành cho lãnh đạo và cán bộ kiểm soát thủ tục hành chính."))
    makes_any = access.makes_any(request.user, today=today)
    agencies = Agency.objects.order_by("code")
    if not makes_any:
        agencies = agencies.filter(pk__in=access.led_trees(request.user, today=today))
    return {"scopes": [*agencies], "makes_any": makes_any}
