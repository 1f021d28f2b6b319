"""Translation catalogues without the gettext programs.

Vietnamese is the language of the sources, so a Vietnamese text is its own key. `locale/en` must translate all of them;
`locale/vi` translates the English texts of libraries that ship no Vietnamese.
"""

import ast
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE_LANGUAGE = "vi"
COMPLETE_LANGUAGE = "en"

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEMPLATE_CALL = re.compile(r"\b(_|gettext|ngettext|pgettext|npgettext)\(")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*(?::\w+)?\}")

Key = tuple[str, str | None]


@dataclass(frozen=True)
class Text:
    """One text of the sources: singular, plural and context as gettext knows them."""

    singular: str
    plural: str | None
    context: str | None
    path: str
    line: int

    @property
    def key(self) -> Key:
        """What tells this text from another in a catalogue."""
        return self.singular, self.context


def texts(root: Path) -> Iterator[Text]:
    """Give every text that code and templates under a folder mark for translation."""
    for path in sorted(root.glob("*/**/*.py")):
        if not _is_ours(path, root) or {"tests", "migrations"} & set(path.relative_to(root).parts):
            continue
        yield from _texts_of_python(path, root)
    for path in sorted([*root.glob("templates/**/*.*"), *root.glob("*/templates/**/*.*")]):
        if path.suffix in {".html", ".txt"} and _is_ours(path, root):
            yield from _texts_of_template(path, root)


def _is_ours(path: Path, root: Path) -> bool:
    first = path.relative_to(root).parts[0]
    return first == "templates" or (root / first / "__init__.py").exists()


def _texts_of_python(path: Path, root: Path) -> Iterator[Text]:
    name = path.relative_to(root).as_posix()
    with path.open("rb") as file:
        # A call with one argument is found as a string, one with several as a tuple.
        calls: Iterator[Any] = extract_python(file, KEYWORDS, [], {"encoding": "utf-8"})
        for line, function, found, _comments in calls:
            arguments: list[str | None] = [*found] if isinstance(found, tuple) else [found]
            if text := _text(function, arguments, name, line):
                yield text


def _texts_of_template(path: Path, root: Path) -> Iterator[Text]:
    name = path.relative_to(root).as_posix()
    # templatize() leaves Python calls in a sea of X, which no Python parser accepts as a whole.
    source = templatize(path.read_text(encoding="utf-8"), origin=name)
    for match in TEMPLATE_CALL.finditer(source):
        line = source.count("\n", 0, match.start()) + 1
        if text := _text(match[1], _arguments(source, match.end()), name, line):
            yield text


def _arguments(source: str, start: int) -> list[str | None]:
    """Return the string arguments of the call whose parenthesis was opened just before `start`."""
    end = source.find(")", start)
    while end != -1:
        try:
            call = ast.parse(f"f({source[start:end]})", mode="eval").body
        except SyntaxError:
            end = source.find(")", end + 1)  # that one was inside a string
            continue
        arguments = call.args if isinstance(call, ast.Call) else []
        constants = (argument.value if isinstance(argument, ast.Constant) else None for argument in arguments)
        return [constant if isinstance(constant, str) else None for constant in constants]
    return []


def _text(function: str, arguments: list[str | None], path: str, line: int) -> Text | None:
    context = arguments.pop(0) if function.startswith(("pgettext", "npgettext")) and arguments else None
    singular = arguments[0] if arguments else None
    if not singular:
        return None
    plural = arguments[1] if function.startswith(("ngettext", "npgettext")) and len(arguments) > 1 else None
    return Text(singular, plural, context, path, line)


def template(root: Path) -> Catalog:
    """Return a catalogue of all texts of the sources, without translations."""
    catalogue = Catalog(project="Một Cửa", charset="utf-8", fuzzy=False)
    for text in texts(root):
        identifier = (text.singular, text.plural) if text.plural else text.singular
        catalogue.add(identifier, locations=[(text.path, text.line)], context=text.context)
    return catalogue


# ── Files ────────────────────────────────────────────────────────────────────────────────
def path_of(root: Path, language: str) -> Path:
    """Return where the catalogue of a language lives."""
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def read(root: Path, language: str) -> Catalog:
    """Return the catalogue of a language, or an empty one."""
    path = path_of(root, language)
    if not path.exists():
        return Catalog(locale=language, project="Một Cửa", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write(catalogue: Catalog, root: Path, language: str) -> None:
    """Write a catalogue so that a small change of the sources is a small change of the file."""
    path = path_of(root, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.header_comment = "# SPDX-License-Identifier: EUPL-1.2"
    catalogue.version = "1"
    catalogue.last_translator = catalogue.language_team = catalogue.msgid_bugs_address = "Một Cửa"
    catalogue.revision_date = catalogue.creation_date
    with path.open("wb") as file:
        write_po(file, catalogue, width=100, sort_output=True, include_lineno=False, ignore_obsolete=True)


def update(root: Path) -> tuple[int, int]:
    """Bring the English catalogue up to date; return how many texts it has and how many lack a translation."""
    catalogue, current = read(root, COMPLETE_LANGUAGE), template(root)
    current.creation_date = catalogue.creation_date
    # A guess from a similar text would have to be found and mended by hand.
    catalogue.update(current, no_fuzzy_matching=True)
    catalogue.fuzzy = False
    write(catalogue, root, COMPLETE_LANGUAGE)
    entries = [message for message in catalogue if message.id]
    return len(entries), sum(not _is_translated(message) for message in entries)


def compile_all(root: Path) -> list[Path]:
    """Compile each catalogue beside itself; return the files that were written."""
    written = []
    for source in sorted((root / "locale").glob("*/LC_MESSAGES/django.po")):
        catalogue = read(root, source.parent.parent.name)
        target = source.with_suffix(".mo")
        unfinished = target.with_suffix(".mo.part")
        with unfinished.open("wb") as file:
            write_mo(file, catalogue)
        # A server that starts at this moment reads the old file or the new one, never half of one.
        unfinished.replace(target)
        written.append(target)
    return written


# ── Checking ─────────────────────────────────────────────────────────────────────────────
def problems(root: Path) -> list[str]:
    """Return a sentence for each thing that a reader of either language would stumble over."""
    return [*_problems_of_sources(root), *_problems_of_english(root), *_problems_of_libraries(root)]


def _problems_of_sources(root: Path) -> Iterator[str]:
    for text in texts(root):
        if not unicodedata.is_normalized("NFC", text.singular):
            yield f"{text.path}:{text.line}: the text is not in Unicode form NFC: {text.singular!r}"


def _problems_of_english(root: Path) -> Iterator[str]:
    catalogue = read(root, COMPLETE_LANGUAGE)
    wanted: dict[Key, Text] = {}
    for text in texts(root):
        wanted.setdefault(text.key, text)
    for text in wanted.values():
        message = catalogue.get(text.singular, text.context)
        if message is None or not _is_translated(message):
            yield f"{text.path}:{text.line}: no English for {text.singular!r}"
        elif text.plural and not message.pluralizable:
            yield f"{text.path}:{text.line}: the English of {text.singular!r} has no plural"
        else:
            yield from _problems_of(message, COMPLETE_LANGUAGE)
    for message in catalogue:
        if message.id and (_singular(message), message.context) not in wanted:
            yield f"locale/en: no longer used: {_singular(message)!r}"
    for obsolete in catalogue.obsolete.values():
        yield f"locale/en: no longer used: {_singular(obsolete)!r}"


def _problems_of_libraries(root: Path) -> Iterator[str]:
    for message in read(root, SOURCE_LANGUAGE):
        if message.id:
            if not _is_translated(message):
                yield f"locale/vi: no Vietnamese for {_singular(message)!r}"
            yield from _problems_of(message, SOURCE_LANGUAGE)


def _problems_of(message: Message, language: str) -> Iterator[str]:
    if message.fuzzy:
        yield f"locale/{language}: marked as fuzzy: {_singular(message)!r}"
    ids, strings = _forms(message.id), _forms(message.string)
    allowed = {name for identifier in ids for name in PLACEHOLDER.findall(identifier)}
    needed = set(PLACEHOLDER.findall(ids[-1]))
    for index, string in enumerate(strings):
        found = set(PLACEHOLDER.findall(string))
        # Where a singular says "one file", the number itself may be left out.
        may_omit = message.pluralizable and index == 0
        if string and (found - allowed or (needed - found and not may_omit)):
            yield f"locale/{language}: other placeholders than in {_singular(message)!r}: {string!r}"


def _singular(message: Message) -> str:
    return _forms(message.id)[0]


def _is_translated(message: Message) -> bool:
    return all(_forms(message.string))


def _forms(text: Any) -> tuple[str, ...]:
    """Return one or more plural forms alike; Babel keeps a text without plural as a plain string."""
    return (text,) if isinstance(text, str) else tuple(text or ("",))
