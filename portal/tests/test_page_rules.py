"""Templates keep the rules of the house: every text can be translated, nothing weakens the protection of pages."""

import re
from html.parser import HTMLParser

import pytest
from django.template.base import Lexer, TokenType

from portal.tests.our_files import ROOT, named

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
VIETNAMESE = re.compile(r"[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
OWN_NAMES = re.compile("Một Cửa|Tiếng Việt")
"""They are called so in every language."""
SAMPLES = {"templates/portal/ui_samples.html"}
"""Made-up texts with which administrators look at components."""
QUOTED = re.compile(r"""(_\(\s*)?("[^"]*"|'[^']*')""")
SPOKEN_ATTRIBUTES = {"alt", "aria-label", "aria-description", "content", "placeholder", "title", "value"}


class Spoken(HTMLParser):
    """Collects what a reader sees or hears of markup, with its line."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []

    def handle_data(self, data: str) -> None:
        self.found.append((self.getpos()[0], data))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [
            (self.getpos()[0], value)
            for name, value in attrs
            if value and (name in SPOKEN_ATTRIBUTES or name.startswith("data-"))
        ]


def untranslated(source: str) -> list[tuple[int, str]]:
    """Return the Vietnamese texts of a template, with their lines, that no catalogue can translate."""
    markup: list[str] = []
    found: list[tuple[int, str]] = []
    inside = ""
    for token in Lexer(source).tokenize():
        words = token.contents.split()
        command = words[0] if words and token.token_type is TokenType.BLOCK else ""
        if inside:
            # The text between blocktranslate tags is a text of the catalogue; a comment is nobody's text.
            inside = "" if command == f"end{inside}" else inside
            markup.append("\n" * token.contents.count("\n"))
        elif command in {"blocktranslate", "blocktrans", "comment", "verbatim"}:
            inside = command
            markup.append("")
        elif token.token_type is TokenType.TEXT:
            markup.append(token.contents)
        else:
            is_marked = command in {"translate", "trans"}
            found += [
                (token.lineno, literal)
                for marked, literal in QUOTED.findall(token.contents)
                if not is_marked
                and not marked
                and token.token_type is not TokenType.COMMENT
                and VIETNAMESE.search(literal)
            ]
            # A letter stands for what a tag prints, so that attributes keep their shape.
            markup.append("x" + "\n" * token.contents.count("\n"))
    parser = Spoken()
    parser.feed("".join(markup))
    parser.close()
    return found + [(line, text.strip()) for line, text in parser.found if VIETNAMESE.search(OWN_NAMES.sub("", text))]


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ('<p title="{% translate "Hồ sơ" %}">{% translate "Đã nhận" %}</p>', []),
        ("{% blocktranslate with n=n %}Có {{ n }} hồ sơ{% endblocktranslate %}", []),
        ("{# Ghi chú #}{% comment %}Tiếng Việt{% endcomment %}<!-- Chú thích -->", []),
        ('{% include "a.html" with label=_("Hồ sơ") only %}{{ x|default:_("Không") }}', []),
        ("<b>Một Cửa</b>", []),
        ("<p>Hồ sơ</p>", ["Hồ sơ"]),
        ('<img alt="Bản đồ">', ["Bản đồ"]),
        ('{% include "a.html" with label="Hồ sơ" %}', ['"Hồ sơ"']),
        ('{{ x|default:"Không có" }}', ['"Không có"']),
        ('<a class="{% if a %}b{% endif %}" title="Mở ra">x</a>', ["Mở ra"]),
    ],
)
def test_the_search_for_unmarked_texts_finds_them_and_nothing_else(source, texts):
    assert [text for _line, text in untranslated(source)] == texts


def test_every_text_of_a_page_can_be_translated():
    unmarked = [
        f"{named(path)}:{line} {text[:60]!r}"
        for path in TEMPLATES
        if named(path) not in SAMPLES
        for line, text in untranslated(path.read_text(encoding="utf-8"))
    ]

    assert not unmarked, 'Mark these texts: {% translate "…" %}, {% blocktranslate %}, or _("…") inside a tag.'


UNSAFE = re.compile(
    r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<style|<script(?![^>]*(?:\ssrc=|application/ld\+json))[^>]*>|javascript:"
    r"|\|\s*safe(?:seq)?\b|autoescape\s+off",
    re.IGNORECASE,
)


def test_no_template_weakens_the_protection_of_pages():
    weak = [
        f"{named(path)}: {match[0].strip()}"
        for path in TEMPLATES
        for match in UNSAFE.finditer(
            re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(), flags=re.S)
        )
    ]

    assert not weak, (
        "Write a class, listen in static/src/js, and let Django escape: the content policy forbids the rest."
    )
