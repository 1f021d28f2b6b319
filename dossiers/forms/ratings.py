"""How an applicant was served: three grades, once."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ParagraphField
from dossiers.models import Satisfaction
from dossiers.services.ratings import Grades


class GradeField(forms.TypedChoiceField):
    """One of the three grades, or none where it is not required."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=Satisfaction.choices,
            coerce=int,
            empty_value=None,
            widget=forms.RadioSelect,
            error_messages={
                "required": _("Ông/Bà chọn một mức đánh giá."),
                "invalid_choice": _("Ông/Bà chọn một trong ba mức."),
            },
            **options,
        )


class RatingForm(forms.Form):
    """What is asked of everybody first, the rest may stay empty."""

    overall = GradeField(label=_("Nhìn chung, Ông/Bà thấy việc giải quyết hồ sơ thế nào?"))
    guidance = GradeField(label=_("Hướng dẫn thủ tục"), required=False)
    conduct = GradeField(label=_("Thái độ phục vụ"), required=False)
    timeliness = GradeField(label=_("Thời gian giải quyết"), required=False)
    words = ParagraphField(
        label=_("Góp ý thêm"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    @property
    def grades(self) -> Grades:
        """The grades of a valid form."""
        given = self.cleaned_data
        return Grades(given["overall"], given["guidance"], given["conduct"], given["timeliness"])


class SlipRatingForm(RatingForm):
    """The same from whoever holds the slip; that they had its two codes is proved by `tracking.slip_shown`."""

    slip = forms.CharField(widget=forms.HiddenInput, max_length=400)
