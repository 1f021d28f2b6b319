"""What a browser would send of a form that nobody touched."""

from typing import Any

from django import forms
from django.http import QueryDict

from procedures.forms.change import ChangeForm
from procedures.forms.change.rows import Rows


def typed_from(form: ChangeForm, **more: Any) -> QueryDict:
    """Return every field of a form as it would be sent; `more` overwrites fields by their name."""
    typed = QueryDict(mutable=True)
    for part in form.parts:
        _type(typed, part)
    for rows in form.rows.values():
        _type_rows(typed, rows)
    for name, value in more.items():
        typed.setlist(name, value if isinstance(value, list) else [value])
    return typed


def typed_from_rows(rows: Rows, **more: Any) -> QueryDict:
    """Return the fields of some rows alone, those inside them too, as they would be sent."""
    typed = QueryDict(mutable=True)
    _type_rows(typed, rows)
    for name, value in more.items():
        typed.setlist(name, value if isinstance(value, list) else [value])
    return typed


def _type_rows(typed: QueryDict, rows: Rows) -> None:
    typed.setlist(rows.name, [row.key for row in rows])
    for row in rows:
        _type(typed, row)
        for inside in row.parts_inside():
            _type_rows(typed, inside)


def _type(typed: QueryDict, form: forms.Form) -> None:
    for field in form:
        value = field.value()
        if isinstance(field.field, forms.BooleanField):
            typed.setlist(field.html_name, ["on"] if value else [])
        elif isinstance(value, list):
            typed.setlist(field.html_name, [str(one) for one in value])
        elif not isinstance(field.field, forms.FileField):
            # Browsers end lines so.
            typed[field.html_name] = ("" if value is None else str(value)).replace("\n", "\r\n")
