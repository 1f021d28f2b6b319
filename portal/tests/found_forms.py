"""Forms, as a browser finds them on the pages."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from django.http import HttpResponse


@dataclass
class FoundForm:
    """One form of a page: where it goes, and what each field holds."""

    action: str
    values: dict[str, Any] = field(default_factory=dict)
    """What stands in each field; a list where several hidden ones share a name."""
    kinds: dict[str, str] = field(default_factory=dict)
    """The type of each field: text, hidden, radio, checkbox, select, textarea, file, submit …"""

    def names(self, *kinds: str) -> list[str]:
        """Return the fields of some types."""
        return [name for name, kind in self.kinds.items() if kind in kinds]

    def repeat(self, name: str, value: str) -> None:
        """Add another value to a field that is there already."""
        before = self.values[name]
        self.values[name] = [*(before if isinstance(before, list) else [before]), value]

    @property
    def written(self) -> list[str]:
        """The fields into which one types, except passwords, which no page gives back."""
        return self.names("text", "textarea", "email", "tel", "search", "number", "date")


class Forms(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.found: list[FoundForm] = []
        self._form: FoundForm | None = None
        self._textarea = ""
        self._select = ""
        self._in_template = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._in_template |= tag == "template"
        if self._in_template:
            return
        if tag == "form":
            is_post = given.get("method", "").lower() == "post"
            self._form = FoundForm(urljoin(self.page, given.get("action") or self.page)) if is_post else None
            if self._form:
                self.found.append(self._form)
        name = given.get("name")
        if self._form is None or not name:
            if tag == "option" and self._form and self._select and "selected" in given:
                self._form.values[self._select] = given.get("value", "")
            return
        if tag == "textarea":
            self._textarea = name
            self._form.kinds[name], self._form.values[name] = "textarea", ""
        elif tag == "select":
            self._select = name
            self._form.kinds[name] = "select"
        elif tag in {"input", "button"}:
            kind = given.get("type", "text" if tag == "input" else "submit")
            # A name for the browser's password store, for example: nobody types there.
            kind = "hidden" if {"hidden", "readonly", "disabled"} & given.keys() else kind
            # A card that cannot be read is scanned again; what it says does not stay on the screen.
            kind = "scan" if "data-scanned" in given else kind
            self._form.kinds.setdefault(name, kind)
            if kind == "hidden" and name in self._form.values:
                # One for each row: their order says in which order the rows stand.
                self._form.repeat(name, given.get("value", ""))
            elif kind not in {"radio", "checkbox", "submit", "button"} or "checked" in given:
                self._form.values[name] = given.get("value", "on" if kind == "checkbox" else "")
            elif kind == "submit":
                self._form.kinds[name] = "submit"

    def handle_data(self, data: str) -> None:
        if self._form and self._textarea:
            self._form.values[self._textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._in_template = False
        elif tag == "textarea":
            # The first line end after <textarea> belongs to the markup.
            if self._form and self._textarea:
                self._form.values[self._textarea] = self._form.values[self._textarea].lstrip("\r\n")
            self._textarea = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._form = None


NOT_YET_THERE = re.compile(r"<template\b.*?</template>", re.DOTALL)
SENDS = re.compile(r"<form\b[^>]*\bmethod=[\"']?post.*?</form>", re.DOTALL | re.IGNORECASE)


def forms_of(response: HttpResponse, page: str) -> list[FoundForm]:
    """Return the forms of a page that send something."""
    if not response.get("Content-Type", "").startswith("text/html"):
        return []
    parser = Forms(page)
    # Of most pages the forms are a small part, and reading the rest would take a tenth of the time of a crawl.
    parser.feed("".join(SENDS.findall(NOT_YET_THERE.sub("", response.content.decode()))))
    return parser.found
