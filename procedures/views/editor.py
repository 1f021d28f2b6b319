"""The editor's desk: what is being written, what waits for its day, and the ways on."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from procedures.queries import decisions as queries
from procedures.views.guard import for_editors

WAYS_ON = (
    ("procedures:imports", gettext_lazy("Nhập danh mục từ tệp")),
    ("procedures:quality", gettext_lazy("Kiểm tra chất lượng danh mục")),
    ("procedures:groups_edit", gettext_lazy("Nhóm thủ tục liên thông")),
    ("procedures:public_decisions", gettext_lazy("Quyết định đã công bố")),
    ("procedures:list", gettext_lazy("Danh mục thủ tục")),
)
"""The other pages of an editor."""


@require_safe
@for_editors
def editor(request: SignedInRequest) -> HttpResponse:
    """Show the editor what there is to do."""
    today = timezone.localdate()
    desk = queries.desk(today=today)
    tiles = [
        {"value": len(desk.drafts), "label": _("Quyết định đang soạn"), "url": _list_url("soan")},
        {"value": len(desk.waiting), "label": _("Quyết định chờ ngày hiệu lực"), "url": _list_url("cho")},
        {
            "value": desk.unconfirmed,
            "label": _("Thủ tục nhập từ tệp, chưa đối chiếu"),
            "tone": "warn" if desk.unconfirmed else "ok",
            "url": f"{reverse('procedures:quality')}?luat=not_compared",
        },
        {"value": desk.in_force, "label": _("Thủ tục đang áp dụng"), "url": reverse("procedures:list")},
    ]
    ways_on = [{"url": reverse(name), "label": label} for name, label in WAYS_ON]
    return render(request, "procedures/editor.html", {"desk": desk, "tiles": tiles, "ways_on": ways_on})


def _list_url(state: str) -> str:
    return f"{reverse('procedures:decisions')}?muc={state}"
