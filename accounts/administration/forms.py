"""What administrators type about people, posts, agencies, offices and seals, and what narrows their lists."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.administration.posts import Appointment
from accounts.forms import AddressField, EmailField, FullNameField, LineField, ParagraphField, PhoneField
from accounts.models import POSTLESS, AdministrativeAction, Role
from agencies.models import Agency, OneStopOffice, SecondSeal

ROLES = [(role.value, role.label) for role in Role if role not in POSTLESS]
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)
CHOOSE = {"required": _("Ông/Bà chọn một mục."), "invalid_choice": _("Ông/Bà chọn lại.")}


class DayField(forms.DateField):
    """A day, typed as in Vietnamese papers: 24/11/2026."""

    default_error_messages = {
        "required": _("Ông/Bà nhập ngày."),
        "invalid": _("Ngày không đúng. Ông/Bà nhập ngày/tháng/năm, ví dụ 24/11/2026."),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("input_formats", ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"])
        attributes = {"inputmode": "numeric", "autocomplete": "off"}
        options.setdefault("widget", forms.DateInput(format="%d/%m/%Y", attrs=attributes))
        super().__init__(**options)

    def validate(self, value: date | None) -> None:
        """Refuse years that are typing errors."""
        super().validate(value)
        if value and not EARLIEST <= value <= LATEST:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")


# ── People and posts ─────────────────────────────────────────────────────────────────────
class PersonForm(forms.Form):
    """An officer: name, address, number. The address names the account and stays."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    full_name = FullNameField(help_text=_("Viết có dấu, như trong quyết định bổ nhiệm."))
    email = EmailField(help_text=_("Thư công vụ; mã đăng nhập được gửi đến đây."))
    phone = PhoneField(required=False, help_text=_("Ví dụ: 0912 345 678."))

    def __init__(self, *args: Any, is_new: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_new:
            del self.fields["email"]


class PostForm(forms.Form):
    """A post: what somebody may do, where, from when."""

    role = forms.ChoiceField(label=_("Vai trò"), choices=[("", _("Chọn vai trò")), *ROLES], error_messages=CHOOSE)
    agency = forms.ModelChoiceField(
        label=_("Cơ quan"), queryset=Agency.objects.none(), empty_label=_("Chọn cơ quan"), error_messages=CHOOSE
    )
    office = forms.ModelChoiceField(
        label=_("Bộ phận một cửa"),
        help_text=_("Bắt buộc với cán bộ tiếp nhận; lãnh đạo của trung tâm cấp tỉnh theo dõi cả tỉnh."),
        queryset=OneStopOffice.objects.none(),
        required=False,
        empty_label=_("Không"),
        error_messages=CHOOSE,
    )
    title = LineField(
        label=_("Chức vụ"), max_length=80, required=False, help_text=_("Như in trên văn bản, ví dụ Phó Giám đốc.")
    )
    valid_from = DayField(label=_("Từ ngày"))
    valid_to = DayField(label=_("Đến hết ngày"), required=False, help_text=_("Để trống nếu chưa biết ngày kết thúc."))
    words = LineField(
        label=_("Căn cứ"), max_length=300, required=False, help_text=_("Số quyết định bổ nhiệm, phân công.")
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        options["initial"] = {"valid_from": today, **options.get("initial", {})}
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["agency"].queryset = Agency.objects.in_service(today).order_by("short_name")
        fields["office"].queryset = OneStopOffice.objects.order_by("-is_provincial_centre", "name")

    def appointment(self) -> Appointment:
        """Return what was typed, of a valid form."""
        given = self.cleaned_data
        return Appointment(
            role=Role(given["role"]),
            agency=given["agency"],
            office=given["office"],
            title=given["title"],
            valid_from=given["valid_from"],
            valid_to=given["valid_to"],
        )


class TitleForm(forms.Form):
    """How a post is called."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    title = LineField(label=_("Chức vụ"), max_length=80, required=False)


class ActiveForm(forms.Form):
    """Why an account is locked or opened again."""

    words = ParagraphField(
        label=_("Lý do"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Ông/Bà ghi lý do.")},
    )


class PeopleFilter(forms.Form):
    """What narrows the list of officers; the names of the fields are the parameters of the address."""

    STATES = [
        ("", _("Đang giữ vị trí")),
        ("het", _("Không còn giữ vị trí")),
        ("khoa", _("Tài khoản bị khóa")),
        ("tat-ca", _("Tất cả")),
    ]

    q = LineField(label=_("Tên, thư điện tử, điện thoại"), max_length=100, required=False)
    co_quan = forms.ChoiceField(label=_("Cơ quan"), required=False)
    vai_tro = forms.ChoiceField(label=_("Vai trò"), choices=[("", _("Mọi vai trò")), *ROLES], required=False)
    tinh_trang = forms.ChoiceField(label=_("Tình trạng"), choices=STATES, required=False)

    def __init__(self, *args: Any, agencies: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["co_quan"]
        field.choices = [("", _("Mọi cơ quan")), *agencies]
        self.fields["q"].widget.attrs.update({"type": "search", "aria-keyshortcuts": "/", "autocomplete": "off"})


# ── Agencies, offices, seals ─────────────────────────────────────────────────────────────
class BodyForm(forms.ModelForm):
    """What the three forms share: the code that names a body is given once, and a page knows what it has seen."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    FIXED: tuple[str, ...] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in self.FIXED if self.instance.pk else ():
            self.fields[name].disabled = True
        for field in self.fields.values():
            if field.required:
                words = CHOOSE if isinstance(field, forms.ChoiceField) else {"required": _("Ông/Bà nhập mục này.")}
                field.error_messages |= words

    def values(self) -> dict[str, Any]:
        """Return what was typed, of a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def _post_clean(self) -> None:
        """Leave the row alone: the service writes it, and it alone judges the whole."""


class AgencyForm(BodyForm):
    """An agency with its identifier code."""

    code = LineField(
        label=_("Mã định danh"), max_length=35, help_text=_("Theo Quyết định 20/2020/QĐ-TTg, ví dụ H98.03.")
    )
    name = LineField(label=_("Tên cơ quan"), max_length=200)
    short_name = LineField(label=_("Tên gọi ngắn"), max_length=60)
    address = AddressField(required=False)
    phone = LineField(label=_("Điện thoại"), max_length=20, required=False)
    valid_from = DayField(label=_("Hoạt động từ ngày"), required=False)
    valid_to = DayField(label=_("Hoạt động đến ngày"), required=False)
    FIXED = ("code",)

    class Meta:
        model = Agency
        fields = ("code", "name", "short_name", "kind", "level", "parent", "address", "phone", "valid_from", "valid_to")


class OfficeForm(BodyForm):
    """A one-stop office."""

    code = LineField(label=_("Mã"), max_length=35)
    name = LineField(label=_("Tên"), max_length=200)
    address = AddressField()
    place_name = LineField(label=_("Địa danh ghi trên giấy tờ"), max_length=60)
    phone = LineField(label=_("Điện thoại"), max_length=20, required=False)
    email = EmailField(required=False)
    receipt_symbol = LineField(label=_("Ký hiệu giấy tiếp nhận"), max_length=20, help_text=_("Ví dụ: TTPVHCC, BPTNTKQ"))
    FIXED = ("code",)

    class Meta:
        model = OneStopOffice
        fields = (
            "code",
            "name",
            "agency",
            "address",
            "place_name",
            "phone",
            "email",
            "receipt_symbol",
            "is_provincial_centre",
        )


class SealForm(BodyForm):
    """A second seal: by which permission, where it is kept, from when to when it is used."""

    serial_number = LineField(label=_("Số đăng ký con dấu"), max_length=40)
    permission_document = LineField(
        label=_("Văn bản cho phép"), max_length=120, help_text=_("Số, ngày văn bản cho phép dùng con dấu thứ hai.")
    )
    valid_from = DayField(label=_("Sử dụng từ ngày"))
    valid_to = DayField(label=_("Sử dụng đến ngày"), required=False)
    FIXED = ("serial_number", "agency")

    class Meta:
        model = SecondSeal
        fields = ("agency", "serial_number", "permission_document", "custody_office", "valid_from", "valid_to")


class BodyFilter(forms.Form):
    """What narrows a list of bodies."""

    q = LineField(label=_("Tên, mã"), max_length=100, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["q"].widget.attrs.update({"type": "search", "aria-keyshortcuts": "/", "autocomplete": "off"})


# ── The trail ────────────────────────────────────────────────────────────────────────────
class TrailFilter(forms.Form):
    """What narrows the trail."""

    q = LineField(label=_("Đối tượng, người làm"), max_length=100, required=False)
    viec = forms.ChoiceField(
        label=_("Việc"), choices=[("", _("Mọi việc")), *AdministrativeAction.choices], required=False
    )
    tu = DayField(label=_("Từ ngày"), required=False)
    den = DayField(label=_("Đến hết ngày"), required=False)
