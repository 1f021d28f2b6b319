"""The first page, and the page of help."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from procedures import queries
from reporting.queries import newest_published

OFTEN_ASKED = 6
SEARCHED_OFTEN = (
    gettext_noop("khai sinh"),
    gettext_noop("sổ đỏ"),
    gettext_noop("hộ kinh doanh"),
    gettext_noop("xác nhận tình trạng hôn nhân"),
)
"""Searched for as they stand, since procedures have Vietnamese names; only the words on the page are translated."""


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Show the door: find a procedure, follow a dossier, see what one can do here."""
    today = timezone.localdate()
    list_url = reverse("procedures:list")
    events = [
        {"label": event.label, "count": event.count, "url": f"{list_url}?{urlencode({'su_kien': event.value})}"}
        for event in queries.life_event_counts(today=today)
    ]
    often_asked = [
        {"label": name, "url": reverse("procedures:detail", args=[code])}
        for code, name in queries.most_used(OFTEN_ASKED, today=today)
    ]
    examples = [{"label": _(words), "url": f"{list_url}?{urlencode({'q': words})}"} for words in SEARCHED_OFTEN]
    context = {
        "events": events,
        "often_asked": often_asked,
        "examples": examples,
        "guide": {"label": _("Chưa biết gọi tên? Chọn từng bước"), "url": reverse("procedures:guided")},
        "doors": _doors(),
        "published": newest_published(),
    }
    return render(request, "portal/home.html", context)


@require_safe
@login_not_required
def help_page(request: HttpRequest) -> HttpResponse:
    """Answer what people ask most about submitting and following a dossier."""
    return render(request, "portal/help.html")


def _doors() -> list[dict[str, str]]:
    return [
        {
            "label": _("Tiếp nhận"),
            "text": _("Nộp trực tuyến lúc nào cũng được, tại một cửa bất kỳ trong tỉnh, hoặc qua bưu chính."),
        },
        {
            "label": _("Thẩm định"),
            "text": _("Chuyên viên xem xét. Thiếu giấy tờ thì báo một lần, đủ, rõ lý do; đồng hồ dừng trong lúc chờ."),
        },
        {
            "label": _("Phê duyệt"),
            "text": _("Lãnh đạo quyết định và ký. Không đồng ý thì phải ghi lý do và căn cứ."),
        },
        {
            "label": _("Trả kết quả"),
            "text": _("Đúng ngày đã hẹn, và ngày ấy tự giải thích. Trễ hẹn thì cơ quan phải xin lỗi."),
        },
    ]
