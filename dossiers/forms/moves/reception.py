"""What a clerk says when a dossier comes in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.moves.fields import MoveForm, ground_field, reason_field
from dossiers.forms.moves.supplements import RequestSupplementForm
from procedures.models import TimeLimit


class ReceiveForm(MoveForm):
    """Accept an online submission; asks for the case of the time limit where there are several."""

    case = forms.TypedChoiceField(
        label=_("Trường hợp thời hạn"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Ông/Bà chọn trường hợp."), "invalid_choice": _("Ông/Bà chọn lại.")},
    )

    def __init__(self, *args: Any, limits: Sequence[TimeLimit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["case"].choices = [
            (limit.ordinal, f"{limit.condition or _('Trường hợp thông thường')} – {limit}") for limit in limits
        ]
        self.fields["case"].initial = limits[0].ordinal if limits else None
        if len(limits) <= 1:
            del self.fields["case"]


class RefuseForm(MoveForm):
    """Refuse to take a submission in (form 03)."""

    reason = reason_field(
        _("Lý do từ chối"),
        _("Ông/Bà ghi rõ lý do từ chối."),
        hint=_("Người nộp đọc được. Nêu giấy tờ hoặc điều kiện nào chưa đúng, cần làm gì để nộp lại."),
    )
    legal_ground = ground_field()
    guidance = reason_field(
        _("Hướng dẫn người nộp"),
        "",
        hint=_("Nơi có thẩm quyền, thủ tục phù hợp, hoặc cách hoàn thiện để nộp lại; in trên phiếu từ chối."),
        required=False,
        rows=2,
    )


class GuideForm(RequestSupplementForm):
    """Tell once, completely, what an online submission lacks (form 02), before it is received."""

    reason = reason_field(
        _("Hướng dẫn chung"),
        _("Ông/Bà ghi hướng dẫn chung cho người nộp."),
        hint=_("Người nộp đọc được. Theo quy định chỉ được hướng dẫn một lần, nên phiếu phải đầy đủ."),
    )
