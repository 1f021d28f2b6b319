"""What is written in a reminder and in its answer."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ParagraphField
from accounts.models import User
from procedures.forms.decisions import DayField

LONGEST = 4000


class RemindForm(forms.Form):
    """Whom a leader urges, in which words, until when they answer."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    person = forms.TypedChoiceField(
        label=_("Gửi đến"),
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("Ông/Bà chọn lại người nhận.")},
    )
    words = ParagraphField(
        label=_("Nội dung đôn đốc"),
        help_text=_("Nói rõ việc cần làm. Danh sách hồ sơ được gửi kèm."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Ông/Bà ghi nội dung đôn đốc.")},
    )
    answer_on = DayField(
        label=_("Trả lời trước hết ngày"),
        help_text=_("Một ngày làm việc, ví dụ 24/11/2026."),
        error_messages={"required": _("Ông/Bà nhập hạn trả lời.")},
    )

    def __init__(self, *args: Any, people: Sequence[User], **options: Any) -> None:
        options["initial"] = {"key": uuid4(), **options.get("initial", {})}
        super().__init__(*args, **options)
        self.people = {person.pk: person for person in people}
        if not self.people:
            del self.fields["person"]
            return
        field: Any = self.fields["person"]
        field.choices = [
            ("", _("Lãnh đạo cơ quan")),
            *((pk, person.full_name) for pk, person in self.people.items()),
        ]

    def chosen_person(self) -> User | None:
        """Return the person who is urged; None for the whole agency."""
        return self.people.get(self.cleaned_data.get("person") or 0)


class AnswerReminderForm(forms.Form):
    """What a unit answers."""

    words = ParagraphField(
        label=_("Nội dung trả lời"),
        help_text=_("Đã làm gì, hồ sơ nào còn lại, bao giờ xong."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Ông/Bà ghi nội dung trả lời.")},
    )
