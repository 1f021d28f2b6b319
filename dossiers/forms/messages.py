"""The form in which applicant and office write to each other."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ParagraphField
from dossiers.forms.uploads import UploadField


class MessageForm(forms.Form):
    """A few lines and at most one file. `key` keeps a second press from writing it twice."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    words = ParagraphField(
        label=_("Nội dung tin nhắn"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Ông/Bà viết nội dung cần nhắn.")},
    )
    file = UploadField(label=_("Tệp gửi kèm"), required=False)
