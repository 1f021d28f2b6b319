"""What an approver says about who is away and who stands in for whom."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField
from accounts.models import Post, User
from dossiers.services.deputising import CAPACITIES
from procedures.forms.decisions import DayField

LONGEST_REASON = 200
LONGEST_DELEGATION = 160

CAPACITY_WORDS = {
    "KT.": _("KT. – ký thay người đứng đầu"),
    "TL.": _("TL. – thừa lệnh"),
    "TUQ.": _("TUQ. – thừa ủy quyền"),
}


class AbsenceForm(forms.Form):
    """The days on which somebody is away."""

    officer = forms.TypedChoiceField(
        label=_("Người vắng mặt"),
        coerce=int,
        error_messages={"required": _("Ông/Bà chọn người vắng mặt."), "invalid_choice": _("Ông/Bà chọn lại.")},
    )
    first_on = DayField(label=_("Từ ngày"), error_messages={"required": _("Ông/Bà nhập ngày bắt đầu.")})
    last_on = DayField(label=_("Đến hết ngày"), error_messages={"required": _("Ông/Bà nhập ngày kết thúc.")})
    reason = LineField(
        label=_("Lý do"),
        max_length=LONGEST_REASON,
        help_text=_("Ví dụ: nghỉ phép, đi học, công tác."),
        error_messages={"required": _("Ông/Bà ghi lý do vắng mặt.")},
    )

    def __init__(self, *args: Any, staff: Sequence[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.staff = {officer.pk: officer for officer in staff}
        self.fields["officer"].choices = [
            ("", _("Chọn người")),
            *((pk, officer.full_name) for pk, officer in self.staff.items()),
        ]


class StandInForm(forms.Form):
    """Who stands in for whom, by what document, until when."""

    principal = forms.TypedChoiceField(
        label=_("Vị trí được thay"),
        coerce=int,
        error_messages={"required": _("Ông/Bà chọn vị trí."), "invalid_choice": _("Ông/Bà chọn lại.")},
    )
    deputy = forms.TypedChoiceField(
        label=_("Người thay"),
        coerce=int,
        error_messages={"required": _("Ông/Bà chọn người thay."), "invalid_choice": _("Ông/Bà chọn lại.")},
    )
    capacity = forms.ChoiceField(
        label=_("Quyền hạn ký"),
        choices=[(capacity, CAPACITY_WORDS[capacity]) for capacity in CAPACITIES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Ông/Bà chọn quyền hạn ký."), "invalid_choice": _("Ông/Bà chọn lại.")},
    )
    delegation = LineField(
        label=_("Văn bản ủy quyền, phân công"),
        max_length=LONGEST_DELEGATION,
        help_text=_("Số, ký hiệu và ngày ban hành."),
        error_messages={"required": _("Ông/Bà ghi số văn bản ủy quyền, phân công.")},
    )
    valid_from = DayField(label=_("Từ ngày"), error_messages={"required": _("Ông/Bà nhập ngày bắt đầu.")})
    valid_to = DayField(label=_("Đến hết ngày"), error_messages={"required": _("Ông/Bà nhập ngày kết thúc.")})

    def __init__(self, *args: Any, principals: Sequence[Post], staff: Sequence[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.principals = {post.pk: post for post in principals}
        self.staff = {officer.pk: officer for officer in staff}
        self.fields["principal"].choices = [
            ("", _("Chọn vị trí")),
            *((pk, _post_words(post)) for pk, post in self.principals.items()),
        ]
        self.fields["deputy"].choices = [
            ("", _("Chọn người")),
            *((pk, officer.full_name) for pk, officer in self.staff.items()),
        ]


def _post_words(post: Post) -> str:
    place = f", {post.office.name}" if post.office else ""
    return f"{post.user.full_name} – {post.title or post.get_role_display()}{place}"
