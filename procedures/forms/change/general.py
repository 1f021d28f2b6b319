"""What a procedure is, who carries it out, and how it is served."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField
from agencies.models import Level
from procedures.forms.change.fields import AgencyField, LinesField, TextField
from procedures.forms.change.rows import Row
from procedures.life_events import LifeEvent
from procedures.models import Audience, CompetenceKind, ServiceLevel
from procedures.records import Record


class Part(forms.Form):
    """A section of the page that is no row. `field_of` as in `Row`."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "use_required_attribute": False})

    rare: Sequence[str] = ()
    """The fields that are seldom needed and stand closed until something is in them."""

    @property
    def is_opened(self) -> bool:
        """Whether what is rarely needed stands open, because something is in it or wrong with it."""
        return any(self[name].errors or self[name].value() for name in self.rare)

    def field_of(self, key: str) -> str | None:
        """Return the field at which a fault of a value of the record is shown."""
        return key if key in self.fields else None


class GeneralPart(Part):
    """The values of a record that stand alone. Each field has the name of its key."""

    name = TextField(label=_("Tên thủ tục"), rows=2)
    sector = LineField(
        label=_("Lĩnh vực"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"list": "sectors", "autocomplete": "off"}),
        help_text=_("Gõ vài chữ rồi chọn trong gợi ý. Tên khác với gợi ý sẽ là một lĩnh vực mới."),
    )
    level = forms.MultipleChoiceField(
        label=_("Cấp thực hiện"), choices=Level, required=False, widget=forms.CheckboxSelectMultiple
    )
    audience = forms.MultipleChoiceField(
        label=_("Đối tượng thực hiện"), choices=Audience, required=False, widget=forms.CheckboxSelectMultiple
    )
    service_level = forms.ChoiceField(
        label=_("Dịch vụ công trực tuyến"), choices=ServiceLevel, required=False, initial=ServiceLevel.UNSTATED.value
    )
    service_level_reason = TextField(
        label=_("Lý do chưa toàn trình"), help_text=_("Chỉ ghi khi chưa cung cấp được toàn trình.")
    )
    taken_in_at_centre = forms.BooleanField(label=_("Tiếp nhận tại bộ phận một cửa"), required=False, initial=True)
    not_taken_in_reason = TextField(
        label=_("Lý do không tiếp nhận tại bộ phận một cửa"), help_text=_("Chỉ ghi khi bỏ dấu ở trên.")
    )
    four_step = forms.BooleanField(
        label=_("Thực hiện cả bốn bước tại trung tâm"),
        required=False,
        help_text=_("Tiếp nhận, thẩm định, phê duyệt, trả kết quả ngay tại trung tâm; cần con dấu thứ hai."),
    )
    steps = LinesField(label=_("Trình tự thực hiện"), rows=4, help_text=_("Mỗi dòng một việc, theo thứ tự."))
    summary = TextField(label=_("Tóm tắt"), rows=2, help_text=_("Một hai câu để người dân nhận ra thủ tục mình cần."))
    keywords = LinesField(label=_("Từ khóa"), rows=2, help_text=_("Mỗi dòng một từ: tên thường gọi, chữ viết tắt."))
    life_events = forms.MultipleChoiceField(
        label=_("Sự kiện trong đời"), choices=LifeEvent, required=False, widget=forms.CheckboxSelectMultiple
    )
    category = LineField(label=_("Loại thủ tục"), required=False, max_length=200)
    reception_address = TextField(label=_("Địa chỉ tiếp nhận"))
    related = LinesField(label=_("Thủ tục liên quan"), help_text=_("Mỗi dòng một mã thủ tục."))
    source_note = TextField(label=_("Ghi chú của người biên tập"), help_text=_("Không hiện ra với người dân."))

    rare = ("keywords", "life_events", "category", "reception_address", "related", "source_note")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # What has no value has the one that means nothing.
        self.fields["service_level"].empty_value = ServiceLevel.UNSTATED.value  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Return the keys of the record that this section states."""
        return {**self.cleaned_data, "service_level": self.cleaned_data["service_level"] or ServiceLevel.UNSTATED.value}


class AgencyRow(Row):
    """An agency of the province that carries the procedure out."""

    template = "procedures/change/_agency.html"
    noun = _("cơ quan")
    add_label = _("Thêm cơ quan")
    agency = AgencyField(label=_("Cơ quan thực hiện"))

    @classmethod
    def initial_of(cls, part: Record | str) -> dict[str, Any]:
        """Return the field for a code."""
        return {"agency": part}


class CompetenceRow(Row):
    """A part in the procedure that the law only words."""

    template = "procedures/change/_competence.html"
    noun = _("cơ quan theo văn bản")
    add_label = _("Thêm cơ quan theo văn bản")
    kind = forms.ChoiceField(
        label=_("Tư cách"), choices=CompetenceKind, initial=CompetenceKind.COMPETENT.value, required=False
    )
    name = TextField(label=_("Cơ quan, theo văn bản"))
