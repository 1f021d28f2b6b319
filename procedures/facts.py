"""What stands beside the text of a procedure, on its page and on its paper: who, where, on what decision."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.models import CompetenceKind, ProcedureVersion, PromulgationState
from procedures.queries import Neighbour, ProcedurePage
from procedures.service_levels import service_level_words

Fact = dict[str, Any]
"""One row of `components/summary_list.html`: key, value (a text or several), and perhaps where it leads."""


def facts(page: ProcedurePage) -> list[Fact]:
    """Return what stands beside the text: who may ask, who decides, where, on which level."""
    version = page.version
    level = [service_level_words(version.service_level), version.service_level_reason]
    four_steps = _("Có, cả bốn bước đều làm tại trung tâm") if version.is_four_step else _("Không")
    rows = [
        (_("Đối tượng"), version.audience_labels),
        (_("Cơ quan thực hiện"), page.agency_names(CompetenceKind.IMPLEMENTING)),
        (_("Cơ quan có thẩm quyền"), page.agency_names(CompetenceKind.COMPETENT)),
        (_("Cơ quan được ủy quyền"), page.agency_names(CompetenceKind.AUTHORISED)),
        (_("Cơ quan phối hợp"), page.agency_names(CompetenceKind.COOPERATING)),
        (_("Nơi tiếp nhận"), _places(version)),
        (_("Địa chỉ tiếp nhận ghi trong quyết định"), version.reception_address),
        (_("Cấp giải quyết"), version.level_labels),
        (_("Loại thủ tục"), version.category),
        (_("Dịch vụ công trực tuyến"), [text for text in level if text]),
        (_("Thực hiện bốn bước tại trung tâm"), four_steps),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def history(page: ProcedurePage) -> list[Fact]:
    """Return where a version comes from: decision, days, source, and what it replaced or was replaced by."""
    version = page.version
    code = version.procedure.code
    decision = version.promulgation
    slug = decision.slug if decision and decision.state == PromulgationState.ISSUED else ""
    rows: list[Fact] = [
        {
            "key": _("Quyết định công bố"),
            "value": decision.number if decision else "",
            "url": reverse("procedures:decision", args=[slug]) if slug else "",
            "action": _("Xem"),
        },
        {"key": _("Áp dụng"), "value": _span(version)},
        {
            "key": _("Lần công bố"),
            "value": _("%(number)s trên %(count)s") % {"number": version.number, "count": page.version_count},
            "url": reverse("procedures:versions", args=[code]),
            "action": _("Các phiên bản"),
        },
        {"key": _("Nguồn"), "value": source_words(page)},
    ]
    rows += [_neighbour_row(_("Thay thế thủ tục"), other) for other in page.predecessors]
    if page.successor:
        rows.append(_neighbour_row(_("Được thay thế bởi"), page.successor))
    return [row for row in rows if row["value"]]


def source_words(page: ProcedurePage) -> str:
    """Say who wrote a version, and whether it has been compared with the decision."""
    label = str(page.version.get_source_display())
    if page.awaits_comparison:
        return _("%(source)s, chưa đối chiếu với quyết định công bố") % {"source": label}
    if page.version.confirmed_at:
        return _("%(source)s, đã đối chiếu ngày %(day)s") % {
            "source": label,
            "day": f"{timezone.localtime(page.version.confirmed_at):%d/%m/%Y}",
        }
    return label


def _places(version: ProcedureVersion) -> str:
    if version.is_taken_in_at_centre:
        return _("Bộ phận một cửa bất kỳ trong tỉnh")
    return _("Không tiếp nhận tại bộ phận một cửa: %(reason)s") % {"reason": version.not_taken_in_reason}


def _span(version: ProcedureVersion) -> str:
    begins = f"{version.valid_from:%d/%m/%Y}"
    if version.valid_to is None:
        return _("Từ ngày %(begins)s") % {"begins": begins}
    return _("Từ ngày %(begins)s đến ngày %(ends)s") % {"begins": begins, "ends": f"{version.valid_to:%d/%m/%Y}"}


def _neighbour_row(key: str, other: Neighbour) -> Fact:
    name = f"{other.code} – {other.name}"
    return {"key": key, "value": name, "url": reverse("procedures:detail", args=[other.code]), "action": _("Xem")}
