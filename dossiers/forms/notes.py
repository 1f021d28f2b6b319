"""A note for colleagues."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ParagraphField

LONGEST_NOTE = 2000


class NoteForm(forms.Form):
    """What colleagues should know."""

    words = ParagraphField(
        label=_("Ghi chú cho đồng nghiệp"),
        help_text=_("Chỉ cán bộ xử lý hồ sơ đọc được; người nộp không thấy. Ghi chú không sửa, không xóa được."),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Ông/Bà viết nội dung ghi chú.")},
    )
