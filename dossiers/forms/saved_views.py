"""The name of a view."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField
from dossiers.models import SavedView


class ViewForm(forms.Form):
    """What a view is called."""

    name = LineField(
        label=_("Tên bộ lọc"),
        max_length=SavedView._meta.get_field("name").max_length,
        error_messages={"required": _("Ông/Bà đặt tên cho bộ lọc.")},
    )
