"""What is asked of an applicant, and what comes of it at the counter."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField, ParagraphField
from accounts.models import User
from dossiers.forms.moves.fields import LONGEST_GROUND, LONGEST_REASON, MoveForm, reason_field
from dossiers.forms.papers import Asked, PapersForm
from dossiers.models import SupplementItem, SupplementRequest
from dossiers.services import AskedPaper
from procedures.models import RequiredDocument

FREE_ROWS = 2


class RequestSupplementForm(MoveForm):
    """Ask once, completely: which papers, why each, on what ground (form 02)."""

    reason = reason_field(
        _("Lý do chung"),
        _("Ông/Bà ghi lý do chung của phiếu yêu cầu."),
        hint=_("Người nộp đọc được. Theo quy định chỉ được yêu cầu bổ sung một lần, nên phiếu phải đầy đủ."),
    )

    late_reason = reason_field(
        _("Lý do yêu cầu muộn"),
        _("Ông/Bà ghi lý do yêu cầu bổ sung muộn."),
        hint=_("Đã quá số ngày được yêu cầu bổ sung. Chỉ trong cơ quan; lãnh đạo phê duyệt đọc được."),
        rows=2,
    )

    def __init__(self, *args: Any, required: Sequence[RequiredDocument], is_late: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_late:
            del self.fields["late_reason"]
        self.required: list[RequiredDocument | None] = [*required, *([None] * FREE_ROWS)]
        for number, document in enumerate(self.required):
            if document is None:
                self.fields[f"row-{number}-name"] = LineField(
                    label=_("Giấy tờ khác"), required=False, max_length=LONGEST_GROUND
                )
            else:
                self.fields[f"row-{number}-asked"] = forms.BooleanField(label=document.name, required=False)
            self.fields[f"row-{number}-reason"] = LineField(
                label=_("Cần bổ sung gì, vì sao"), required=False, max_length=LONGEST_REASON
            )
            self.fields[f"row-{number}-ground"] = LineField(
                label=_("Căn cứ"),
                required=False,
                max_length=LONGEST_GROUND,
                widget=forms.TextInput(attrs={"list": "grounds", "autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason and the ground of each paper that is chosen, and for at least one paper."""
        given = super().clean() or {}
        chosen = self._chosen(given)
        for number in range(len(self.required)):
            reason, ground = f"row-{number}-reason", f"row-{number}-ground"
            if number in chosen:
                if not given.get(reason) and reason not in self.errors:
                    self.add_error(reason, _("Ông/Bà ghi lý do cần bổ sung giấy tờ này."))
                if not given.get(ground) and ground not in self.errors:
                    self.add_error(ground, _("Ông/Bà ghi căn cứ yêu cầu giấy tờ này."))
            elif given.get(reason):
                name = f"row-{number}-name" if self.required[number] is None else f"row-{number}-asked"
                self.add_error(name, _("Ông/Bà chọn giấy tờ này, hoặc xóa lý do đã ghi."))
        if not chosen and not self.errors:
            self.add_error(None, _("Ông/Bà chọn ít nhất một giấy tờ cần bổ sung."))
        return given

    def asked_papers(self) -> list[AskedPaper]:
        """Return what a valid form asks for."""
        given = self.cleaned_data
        papers = []
        for number in self._chosen(given):
            document = self.required[number]
            name = document.name if document else given[f"row-{number}-name"]
            papers.append(AskedPaper(name, given[f"row-{number}-reason"], given[f"row-{number}-ground"], document))
        return papers

    def rows(self) -> list[dict[str, Any]]:
        """Return the papers as the template shows them."""
        return [
            {
                "document": document,
                "choice": self[f"row-{number}-asked"] if document else None,
                "name": None if document else self[f"row-{number}-name"],
                "reason": self[f"row-{number}-reason"],
                "ground": self[f"row-{number}-ground"],
            }
            for number, document in enumerate(self.required)
        ]

    def _chosen(self, given: dict[str, Any]) -> list[int]:
        return [
            number
            for number, document in enumerate(self.required)
            if given.get(f"row-{number}-asked" if document else f"row-{number}-name")
        ]


class PrepareSupplementForm(RequestSupplementForm):
    """Propose to ask a further time; the approver reads it first."""

    reason = reason_field(
        _("Lý do phải yêu cầu thêm lần nữa"),
        _("Ông/Bà ghi lý do phải yêu cầu thêm lần nữa."),
        hint=_("Lãnh đạo phê duyệt đọc trước khi đồng ý; khi gửi đi, người nộp cũng đọc được."),
    )


class ConsentSupplementForm(MoveForm):
    """Let the prepared request go out."""

    def __init__(self, *args: Any, prepared: SupplementRequest | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.prepared = prepared


class DeclineSupplementForm(ConsentSupplementForm):
    """Do not let the prepared request go out."""

    reason = reason_field(_("Lý do không đồng ý"), _("Ông/Bà ghi rõ lý do không đồng ý."), hint=_("Chỉ trong cơ quan."))


class CounterSupplementForm(PapersForm, MoveForm):
    """Take in at the counter what was asked for."""

    words = ParagraphField(
        label=_("Ghi chú"), required=False, max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, items: Sequence[SupplementItem], actor: User, **options: Any) -> None:
        asked = [Asked(f"paper-{item.pk}", item.name, item.required_document, hint=item.reason) for item in items]
        super().__init__(*args, asked=asked, actor=actor, **options)

    def clean(self) -> dict[str, Any]:
        """Name every paper that is still missing."""
        given = super().clean()
        for paper in self.asked:
            field = f"{paper.key}-form"
            if not given.get(field) and field not in self.errors:
                self.add_error(field, _("Còn thiếu giấy tờ này."))
        return given
