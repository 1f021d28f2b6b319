"""The administrators' first page: everything they look after, each with its way."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import roles_held
from accounts.administration.access import require_administrator
from accounts.models import Role
from reporting.nights import night_state


@require_safe
def manage(request: HttpRequest) -> HttpResponse:
    """Show administrators what they look after."""
    require_administrator(request.user)
    # Who writes results for no agency would find that page shut.
    held = roles_held(request.user, today=timezone.localdate())
    groups = _groups(writes_results=bool(held & {Role.APPROVER, Role.EDITOR}))
    return render(request, "administration/manage.html", {"groups": groups, "night": night_state(at=timezone.now())})


def _groups(*, writes_results: bool) -> list[dict[str, Any]]:
    templates = _place("dossiers:result_templates", _("Mẫu kết quả"), _("Văn bản kết quả của từng cơ quan"))
    return [
        {
            "heading": _("Con người và tổ chức"),
            "choices": [
                _place("administration:people", _("Cán bộ và vị trí công tác"), _("Thêm, giao, kết thúc vị trí")),
                _place("dossiers:import_posts", _("Nhập vị trí từ bảng tính"), _("Thử từng dòng trước khi ghi")),
                _place("administration:agency_list", _("Cơ quan"), _("Mã định danh, tên, cấp trên")),
                _place("administration:office_list", _("Bộ phận một cửa"), _("Địa chỉ, ký hiệu giấy tờ")),
                _place("administration:seal_list", _("Con dấu thứ hai"), _("Văn bản cho phép, nơi lưu giữ, hiệu lực")),
            ],
        },
        {
            "heading": _("Lịch, lời báo và giấy tờ"),
            "choices": [
                _place("dossiers:calendar", _("Lịch làm việc"), _("Giờ làm việc, ngày nghỉ, ngày làm bù")),
                _place("exchange:wordings", _("Mẫu thông báo"), _("Lời gửi người dân và cán bộ")),
                _place("exchange:tasks", _("Thông báo chưa gửi được"), _("Gửi lại hoặc báo bằng cách khác")),
                *([templates] if writes_results else []),
            ],
        },
        {
            "heading": _("Kiểm soát"),
            "choices": [
                _place("reporting:runs", _("Tính số liệu hằng đêm"), _("Đêm qua có chạy, số liệu có cân đối không")),
                _place("reporting:imports", _("Nhập lịch sử hồ sơ"), _("Tệp nào đã nhập, dòng nào không nhận, vì sao")),
                _place("administration:trail", _("Nhật ký quản trị"), _("Ai sửa gì, lúc nào, từ gì thành gì")),
                _place("admin:index", _("Quản trị chuyên sâu"), _("Xem dữ liệu hiếm khi cần đến")),
                _place("ui", _("Bộ giao diện"), _("Mọi thành phần của trang, ở mọi tình trạng")),
            ],
        },
    ]


def _place(name: str, label: str, hint: str) -> dict[str, str]:
    return {"url": reverse(name), "label": label, "hint": hint}
