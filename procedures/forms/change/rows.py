"""Rows of a form that come, go and change places, with a script and without.

Each row has a key that it keeps: its fields are `<rows>-<key>-<field>`, and a hidden input `<rows>` for each row says
in which order they stand. Whoever moves a row moves its markup; nothing is numbered anew, here or in the browser.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from procedures.records import Record

MOST_ROWS = 150
BLANK_KEY = "blank"
"""Stands for the key in the markup from which a script makes a new row."""

_KEY = re.compile(r"[a-z]?\d{1,6}")

Options = Mapping[str, Any]
"""What every row of a form is told, such as the agencies that it may name."""


class Row(forms.Form):
    """One row: a part of a record as fields. A row in which nothing was typed is no row.

    `key_fields` says at which field a fault of a value of the record is shown, where the two have different names.
    """

    template = ""
    noun: Any = ""
    add_label: Any = ""
    key_fields: Mapping[str, str] = {}
    rare: Sequence[str] = ()
    """The fields that are seldom needed and stand closed until something is in them."""

    def __init__(self, *args: Any, options: Options, **more: Any) -> None:
        super().__init__(*args, **{**more, "empty_permitted": True, "use_required_attribute": False})
        self.options = options
        for field in self.fields.values():
            if hasattr(field, "known"):
                field.known = options["agencies"]

    @classmethod
    def initial_of(cls, part: Record) -> dict[str, Any]:
        """Return the values of the fields for a part of a record."""
        return dict(part)

    def part(self) -> dict[str, Any]:
        """Return the part of the record that a valid row states."""
        return dict(self.cleaned_data)

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return not self.has_changed() if self.is_bound else not self.initial

    @property
    def key(self) -> str:
        """What tells the row from the others of its kind."""
        return str(self.prefix).rsplit("-", 1)[-1]

    @property
    def is_opened(self) -> bool:
        """Whether what is rarely needed stands open, because something is in it or wrong with it."""
        return any(self[name].errors or self[name].value() for name in self.rare)

    def field_of(self, key: str) -> str | None:
        """Return the field at which a fault of a value is shown, None for the row as a whole."""
        name = self.key_fields.get(key, key)
        return name if name in self.fields else None

    def parts_inside(self) -> Sequence["Rows"]:
        """Return the rows inside this row."""
        return ()

    def sound(self) -> bool:
        """Say whether everything in the row and in the rows inside it could be read."""
        unsound = [rows for rows in self.parts_inside() if not rows.are_sound()]
        return self.is_valid() and not unsound

    def forgive(self) -> None:
        """Show no errors, because nobody has asked to save yet."""
        self.errors.clear()
        for rows in self.parts_inside():
            rows.forgive()


class Rows:
    """The rows of one kind in the order in which they stand on the page."""

    def __init__(
        self,
        row: type[Row],
        name: str,
        *,
        options: Options,
        typed: QueryDict | None = None,
        files: MultiValueDict | None = None,
        parts: Sequence[Record] = (),
        spare: int = 0,
    ) -> None:
        self.row, self.name, self.options = row, name, options
        self.errors: list[str] = []
        if typed is None:
            blank: list[Record | None] = [None] * (spare if not parts else 0)
            self.forms = [self._fresh(f"n{place}", part) for place, part in enumerate([*parts, *blank], start=1)]
        else:
            self.forms = [row(typed, files, prefix=f"{name}-{key}", options=options) for key in keys_in(typed, name)]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.forms)

    def __len__(self) -> int:
        return len(self.forms)

    @property
    def add_label(self) -> Any:
        """What the button says that adds a row."""
        return self.row.add_label

    @property
    def filled(self) -> list[Row]:
        """The rows in which something stands."""
        return [form for form in self.forms if not form.is_blank]

    @property
    def blank(self) -> Row:
        """A row without key, from which a script makes new ones."""
        return self._fresh(BLANK_KEY, None)

    def are_sound(self) -> bool:
        """Say whether every row could be read."""
        unsound = [form for form in self.filled if not form.sound()]
        return not unsound

    def forgive(self) -> None:
        """Show no errors."""
        self.errors.clear()
        for form in self.forms:
            form.forgive()

    def _fresh(self, key: str, part: Record | None) -> Row:
        initial = None if part is None else self.row.initial_of(part)
        return self.row(initial=initial, prefix=f"{self.name}-{key}", options=self.options)


def keys_in(typed: QueryDict, name: str) -> list[str]:
    """Return the keys of the rows that were sent, in their order, each once; what is no key is left out."""
    keys = dict.fromkeys(key for key in typed.getlist(name) if _KEY.fullmatch(key))
    return list(keys)[:MOST_ROWS]


# ── Without a script: buttons that send the form and change its rows ─────────────────────────────


class RowsEdit:
    """What a button of a row asks for: “add limits”, “drop limits n2”, “up limits n2”, “down limits n2”."""

    def __init__(self, verb: str, name: str, key: str = "") -> None:
        self.verb, self.name, self.key = verb, name, key

    @classmethod
    def of(cls, value: str) -> Self | None:
        """Read the value of a button, None where it asks for nothing that is known."""
        match = re.fullmatch(r"(add|drop|up|down|split) ([a-z_]+(?:-[a-z0-9]+-[a-z_]+){0,2})(?: ([a-z0-9]+))?", value)
        return cls(match[1], match[2], match[3] or "") if match else None

    def apply(self, typed: QueryDict) -> str:
        """Change the order of rows in what was typed; return the prefix of the row that deserves the focus."""
        keys = keys_in(typed, self.name)
        if self.verb == "add" and len(keys) < MOST_ROWS:
            key = f"n{1 + max((int(re.sub(r'[a-z]', '', key)) for key in keys), default=0)}"
            keys.append(key)
            typed.setlist(self.name, keys)
            return f"{self.name}-{key}"
        if self.key not in keys:
            return ""
        place = keys.index(self.key)
        keys.remove(self.key)
        if self.verb != "drop":
            keys.insert(max(0, place - 1) if self.verb == "up" else place + 1, self.key)
        typed.setlist(self.name, keys)
        return f"{self.name}-{self.key}" if self.verb != "drop" else ""
