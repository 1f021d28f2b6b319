"""The editor's form for a procedure and its internal processes."""

from procedures.forms.change.fields import KnownAgencies
from procedures.forms.change.rows import RowsEdit
from procedures.forms.change.whole import ChangeForm

__all__ = ["ChangeForm", "KnownAgencies", "RowsEdit"]
