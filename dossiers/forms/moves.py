"""What an officer says with an action.

`seen` is the revision of the dossier that they looked at, `muc` the list that they came from.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField, ParagraphField
from accounts.models import User
from dossiers.forms.papers import Asked, PapersForm, note_of, noted_file
from dossiers.forms.uploads import UploadField
from dossiers.models import Outcome, StoredFile, SupplementItem
from dossiers.services import AskedPaper
from dossiers.uploads import store
from procedures.models import RequiredDocument, TimeLimit

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_REASON = 2000
LONGEST_GROUND = 300
LONGEST_NAME = 200
FREE_ROWS = 2


def _reason(label: "StrOrPromise", missing: "StrOrPromise", *, hint: "StrOrPromise" = "") -> ParagraphField:
    return ParagraphField(
        label=label,
        help_text=hint,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": missing},
    )


def _ground(*, required: bool = True) -> LineField:
    return LineField(
        label=_("Căn cứ pháp lý"),
        help_text=_("Số hiệu văn bản, điều, khoản; gõ vài chữ để chọn trong căn cứ của thủ tục."),
        max_length=LONGEST_GROUND,
        required=required,
        widget=forms.TextInput(attrs={"list": "grounds", "autocomplete": "off"}),
        error_messages={"required": _("Ông/Bà ghi căn cứ pháp lý.")},
    )


class MoveForm(forms.Form):
    """An action that needs no word."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    muc = forms.CharField(widget=forms.HiddenInput, required=False)


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

    reason = _reason(
        _("Lý do từ chối"),
        _("Ông/Bà ghi rõ lý do từ chối."),
        hint=_("Người nộp đọc được. Nêu giấy tờ hoặc điều kiện nào chưa đúng, cần làm gì để nộp lại."),
    )
    legal_ground = _ground()


class SendBackForm(MoveForm):
    """Send a proposal back to the officer who made it."""

    reason = _reason(
        _("Lý do trả lại"), _("Ông/Bà ghi rõ lý do trả lại."), hint=_("Chỉ trong cơ quan; người nộp không đọc được.")
    )


class DiscontinueForm(MoveForm):
    """Stop a dossier that was not supplemented in time (form 05)."""

    reason = _reason(
        _("Lý do dừng giải quyết"), _("Ông/Bà ghi rõ lý do dừng giải quyết."), hint=_("Người nộp đọc được.")
    )


class WithdrawForm(MoveForm):
    """Note at the counter that the applicant withdraws."""

    reason = _reason(
        _("Lý do rút hồ sơ"),
        _("Ông/Bà ghi lý do người nộp rút hồ sơ."),
        hint=_("Ghi theo đơn hoặc lời đề nghị của người nộp tại quầy."),
    )


class ApproveForm(MoveForm):
    """Approve the proposal, grant or denial."""

    words = ParagraphField(
        label=_("Ý kiến chỉ đạo"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class HandOverForm(MoveForm):
    """Hand the result over to the person at the counter."""

    collected_by = LineField(
        label=_("Họ tên người nhận kết quả"),
        help_text=_("Người nhận thay cần xuất trình giấy ủy quyền."),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Ông/Bà ghi họ tên người nhận kết quả.")},
    )


class ProposeForm(MoveForm):
    """Propose a decision; a denial needs its reason and legal ground."""

    outcome = forms.ChoiceField(
        label=_("Đề xuất"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Ông/Bà chọn đề xuất."), "invalid_choice": _("Ông/Bà chọn lại.")},
    )
    reason = ParagraphField(
        label=_("Nội dung đề xuất"),
        help_text=_("Bắt buộc khi không đồng ý giải quyết."),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    legal_ground = _ground(required=False)
    file = UploadField(label=_("Dự thảo kết quả"), help_text=_("Tệp PDF hoặc DOCX, không quá 20 MB."), required=False)
    kept = forms.CharField(widget=forms.HiddenInput, required=False, max_length=300)

    def __init__(self, *args: Any, actor: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor = actor
        self.kept_file: StoredFile | None = None
        if self.is_bound:
            self.kept_file = noted_file(self.data.get("kept", ""), actor)

    def clean(self) -> dict[str, Any]:
        """Ask for the reason and the ground of a denial, both at once."""
        given = super().clean() or {}
        if given.get("outcome") == Outcome.DENIED:
            if not given.get("reason") and "reason" not in self.errors:
                self.add_error("reason", _("Ghi rõ lý do không đồng ý giải quyết."))
            if not given.get("legal_ground") and "legal_ground" not in self.errors:
                self.add_error("legal_ground", _("Ghi rõ căn cứ pháp lý của việc không đồng ý."))
        return given

    def keep_scans(self, *, at: datetime) -> None:
        """Store the draft that was sent, so that a mistake elsewhere does not lose it."""
        upload = self.cleaned_data.get("file")
        if upload:
            self.kept_file = store(upload, actor=self.actor, at=at)
            noted = self.data.copy()
            noted["kept"] = note_of(self.kept_file, self.actor)
            self.data = noted


class RequestSupplementForm(MoveForm):
    """Ask once, completely: which papers, why each, on what ground (form 02)."""

    reason = _reason(
        _("Lý do chung"),
        _("Ông/Bà ghi lý do chung của phiếu yêu cầu."),
        hint=_("Người nộp đọc được. Theo quy định chỉ được yêu cầu bổ sung một lần, nên phiếu phải đầy đủ."),
    )

    def __init__(self, *args: Any, required: Sequence[RequiredDocument], **options: Any) -> None:
        super().__init__(*args, **options)
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
