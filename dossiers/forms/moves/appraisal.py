"""What an officer says while appraising: the proposal, the end without one, what is asked of others."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField, ParagraphField
from accounts.models import User
from agencies.models import Agency
from dossiers.forms.moments import MomentField
from dossiers.forms.moves.fields import (
    LONGEST_GROUND,
    LONGEST_REASON,
    DongField,
    MoveForm,
    RowsForm,
    WithFile,
    ground_field,
    reason_field,
)
from dossiers.models import Consultation, FinancialObligation, Outcome
from procedures.forms.decisions import DayField

LONGEST_EVIDENCE = 200


class AssignForm(MoveForm):
    """Give a dossier to an appraiser, or back to the shared queue."""

    officer = forms.TypedChoiceField(
        label=_("Người thụ lý"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Người vắng mặt hôm nay không có trong danh sách giao mới."),
    )
    words = ParagraphField(
        label=_("Ý kiến chỉ đạo"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, officers: Sequence[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.officers = {officer.pk: officer for officer in officers}
        self.fields["officer"].choices = [
            ("", _("Hàng chờ chung")),
            *((officer.pk, officer.full_name) for officer in officers),
        ]

    def chosen(self) -> User | None:
        """Return the officer whom a valid form names; None is the shared queue."""
        return self.officers.get(self.cleaned_data["officer"])


class DiscontinueForm(MoveForm):
    """Stop a dossier whose applicant did not answer in time (form 05)."""

    reason = reason_field(
        _("Lý do dừng giải quyết"), _("Ông/Bà ghi rõ lý do dừng giải quyết."), hint=_("Người nộp đọc được.")
    )
    returned_papers = reason_field(
        _("Giấy tờ, tiền trả lại"), "", hint=_("In trên thông báo dừng giải quyết."), required=False, rows=2
    )


class ProposeForm(WithFile):
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
    legal_ground = ground_field(required=False)
    is_electronic = forms.BooleanField(
        label=_("Kết quả là bản điện tử, theo mẫu văn bản của cơ quan"),
        required=False,
        help_text=_("Lãnh đạo ký số, văn thư đóng dấu số; không cần tệp dự thảo."),
    )
    field_order = ("outcome", "reason", "legal_ground", "is_electronic", "file")

    def __init__(self, *args: Any, has_letters: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].label = _("Dự thảo kết quả")
        if not has_letters:
            del self.fields["is_electronic"]

    def clean(self) -> dict[str, Any]:
        """Ask for the reason and the ground of a denial, both at once."""
        given = super().clean() or {}
        if given.get("outcome") == Outcome.DENIED:
            if not given.get("reason") and "reason" not in self.errors:
                self.add_error("reason", _("Ghi rõ lý do không đồng ý giải quyết."))
            if not given.get("legal_ground") and "legal_ground" not in self.errors:
                self.add_error("legal_ground", _("Ghi rõ căn cứ pháp lý của việc không đồng ý."))
        return given


class ConsultForm(RowsForm):
    """Ask agencies and units for their opinion: which, what, until when."""

    COLUMNS = ("agency", "due_on", "question")
    legend = _("Cơ quan, đơn vị cần lấy ý kiến")

    def __init__(self, *args: Any, agencies: Sequence[Agency], due_hint: str, **options: Any) -> None:
        self.agencies = {agency.pk: agency for agency in agencies}
        self.due_hint = due_hint
        super().__init__(*args, **options)

    def row_fields(self) -> dict[str, forms.Field]:
        """Return agency, term and question."""
        choices = [("", _("Chọn cơ quan")), *((pk, agency.name) for pk, agency in self.agencies.items())]
        return {
            "agency": forms.TypedChoiceField(label=_("Cơ quan"), coerce=int, empty_value=None, choices=choices),
            "due_on": DayField(label=_("Trả lời trước hết ngày"), help_text=self.due_hint),
            "question": ParagraphField(
                label=_("Nội dung xin ý kiến"),
                max_length=LONGEST_REASON,
                widget=forms.Textarea(attrs={"rows": 2}),
            ),
        }

    def clean(self) -> dict[str, Any]:
        """Ask in each row that was begun for what is missing, and for one row at least."""
        given = super().clean() or {}
        for number in self.filled():
            for name, missing in (
                ("agency", _("Ông/Bà chọn cơ quan.")),
                ("due_on", _("Ông/Bà nhập ngày phải trả lời.")),
                ("question", _("Ông/Bà ghi nội dung xin ý kiến.")),
            ):
                field = f"{name}-{number}"
                if not given.get(field) and field not in self.errors:
                    self.add_error(field, missing)
        if not self.filled() and not self.errors:
            self.add_error("agency-0", _("Ông/Bà chọn ít nhất một cơ quan cần lấy ý kiến."))
        return given


class AnswerForm(WithFile):
    """Answer what one's agency was asked."""

    opinion = reason_field(_("Ý kiến trả lời"), _("Ông/Bà ghi ý kiến trả lời."), rows=5)
    field_order = ("opinion", "file")

    def __init__(self, *args: Any, question: Consultation | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.question = question


class CloseConsultationForm(MoveForm):
    """Stop waiting for opinions."""

    reason = reason_field(
        _("Lý do kết thúc lấy ý kiến"),
        _("Ông/Bà ghi lý do kết thúc lấy ý kiến."),
        hint=_("Cơ quan chưa trả lời vẫn được ghi nhận là chưa trả lời."),
    )


class VerifyForm(MoveForm):
    """Order a look at the place."""

    planned_at = MomentField(
        label=_("Thời gian xác minh"), error_messages={"required": _("Ông/Bà nhập thời gian xác minh.")}
    )
    place = LineField(
        label=_("Địa điểm"), max_length=300, error_messages={"required": _("Ông/Bà ghi địa điểm xác minh.")}
    )
    members = reason_field(_("Thành phần"), _("Ông/Bà ghi thành phần tham gia."), rows=2)
    reason = reason_field(_("Nội dung xác minh"), _("Ông/Bà ghi nội dung cần xác minh."), hint=_("Người nộp đọc được."))
    legal_ground = ground_field()


class ReportVerificationForm(WithFile):
    """Write down what was found at the place."""

    findings = reason_field(
        _("Kết quả xác minh"),
        _("Ông/Bà ghi kết quả xác minh."),
        hint=_("Chỉ trong cơ quan; người nộp không đọc được."),
        rows=5,
    )
    field_order = ("findings", "file")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].label = _("Biên bản xác minh")


class RequestPaymentForm(RowsForm):
    """Ask the applicant to pay: what for, how much, on what ground."""

    COLUMNS = ("name", "amount", "ground")
    legend = _("Khoản phải nộp")

    def row_fields(self) -> dict[str, forms.Field]:
        """Return name, amount and ground."""
        return {
            "name": LineField(label=_("Tên khoản phải nộp"), max_length=LONGEST_GROUND),
            "amount": DongField(label=_("Số tiền (đồng)")),
            "ground": LineField(
                label=_("Căn cứ"),
                max_length=LONGEST_GROUND,
                widget=forms.TextInput(attrs={"list": "grounds", "autocomplete": "off"}),
            ),
        }

    def clean(self) -> dict[str, Any]:
        """Ask in each row that was begun for what is missing, and for one row at least."""
        given = super().clean() or {}
        for number in self.filled():
            for name, missing in (
                ("name", _("Ông/Bà ghi tên khoản phải nộp.")),
                ("amount", _("Ông/Bà ghi số tiền.")),
                ("ground", _("Ông/Bà ghi căn cứ của khoản phải nộp.")),
            ):
                field = f"{name}-{number}"
                if not given.get(field) and field not in self.errors:
                    self.add_error(field, missing)
        if not self.filled() and not self.errors:
            self.add_error("name-0", _("Ông/Bà ghi ít nhất một khoản phải nộp."))
        return given


class ConfirmPaymentForm(MoveForm):
    """Confirm that what was owed is paid: in cash at the counter, or by a paper that proves it."""

    is_cash = forms.BooleanField(
        label=_("Thu tiền mặt tại quầy, lập biên lai ngay"),
        required=False,
        help_text=_("Để trống khi người nộp đã nộp nơi khác và có chứng từ."),
    )
    evidence = LineField(
        label=_("Số chứng từ nộp tiền"),
        help_text=_("Số giấy nộp tiền, mã giao dịch hoặc biên lai của kho bạc, ngân hàng."),
        required=False,
        max_length=LONGEST_EVIDENCE,
    )

    def __init__(
        self, *args: Any, is_at_counter: bool, obligations: Sequence[FinancialObligation], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.obligations = list(obligations)
        self.total = sum(one.amount for one in self.obligations)
        if not is_at_counter:
            del self.fields["is_cash"]

    def clean(self) -> dict[str, Any]:
        """Ask for the proof where no cash was taken."""
        given = super().clean() or {}
        if not given.get("is_cash") and not given.get("evidence") and "evidence" not in self.errors:
            self.add_error("evidence", _("Ông/Bà ghi số chứng từ nộp tiền."))
        return given
