"""The forms of a linked request that a single submission does not have: which parts, at which agencies."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _

from dossiers.linked_drafts import AgencyChoice, agency_choices
from dossiers.models import LinkedDraft
from procedures.queries.groups import Part

MOST_RADIOS = 8
"""With more agencies to choose from, a list that opens is quicker than a page of buttons."""


class PartsForm(forms.Form):
    """Which optional parts are wanted, and which agency resolves them; asked once for parts of the same agencies."""

    def __init__(self, *args: Any, draft: LinkedDraft, parts: Sequence[Part], **options: Any) -> None:
        super().__init__(*args, **options)
        self.parts = [part for part in parts if not part.obstacle]
        self.choices = agency_choices(self.parts)
        for part in self.parts:
            if part.row.is_optional:
                self.fields[f"want-{part.code}"] = forms.BooleanField(
                    label=part.name, required=False, initial=part.code not in draft.left_out
                )
        for choice in self.choices:
            self._ask_agency(choice, draft)

    def _ask_agency(self, choice: AgencyChoice, draft: LinkedDraft) -> None:
        pairs: list[tuple[str, Any]] = [(agency.code, agency.name) for agency in choice.agencies]
        chosen = next((draft.agencies[part.code] for part in choice.parts if part.code in draft.agencies), None)
        widget: forms.Widget = forms.RadioSelect() if len(pairs) <= MOST_RADIOS else forms.Select()
        if isinstance(widget, forms.Select):
            pairs = [("", _("Chọn một cơ quan")), *pairs]
        names = get_text_list([f"“{part.name}”" for part in choice.parts], str(_("và")))
        self.fields[choice.name] = forms.ChoiceField(
            label=_("Cơ quan giải quyết %(names)s") % {"names": names},
            help_text=_("Thường là nơi Ông/Bà cư trú, hoặc nơi có việc cần giải quyết."),
            choices=pairs,
            widget=widget,
            initial=chosen,
            required=False,
            error_messages={"invalid_choice": _("Cơ quan này không giải quyết thủ tục đã chọn.")},
        )

    def clean(self) -> dict[str, Any]:
        """Ask for an agency wherever a part is wanted that has several."""
        given = super().clean() or {}
        for choice in self.choices:
            is_wanted = any(part.code not in self.left_out for part in choice.parts)
            if is_wanted and not given.get(choice.name) and choice.name not in self.errors:
                self.add_error(choice.name, _("Ông/Bà chọn một cơ quan."))
        if len(self.left_out) == len(self.parts):
            self.add_error(None, _("Ông/Bà chọn ít nhất một phần việc."))
        return given

    @property
    def left_out(self) -> list[str]:
        """The codes of the optional parts that are not wanted."""
        wanted = self.cleaned_data
        return [part.code for part in self.parts if part.row.is_optional and not wanted.get(f"want-{part.code}")]

    @property
    def agencies(self) -> dict[str, str]:
        """The code of the agency chosen for each part that has several."""
        return {
            part.code: self.cleaned_data[choice.name]
            for choice in self.choices
            for part in choice.parts
            if self.cleaned_data.get(choice.name)
        }

    @property
    def wishes(self) -> list[forms.BoundField]:
        """The questions about optional parts."""
        return [self[name] for name in self.fields if name.startswith("want-")]

    @property
    def places(self) -> list[forms.BoundField]:
        """The questions about agencies."""
        return [self[choice.name] for choice in self.choices]
