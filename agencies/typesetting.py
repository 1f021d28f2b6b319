"""Official papers as PDF: a template of `templates/print/`, its words as JSON, and nothing else goes in.

What people typed reaches the typesetter as data, never as markup, so it cannot read files or change the layout. The
same words and instant give the same bytes.
"""

import json
import re
import threading
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import segno
from django.conf import settings

if TYPE_CHECKING:
    import typst

TEMPLATES: Path = settings.BASE_DIR / "templates" / "print"
FONTS: Path = settings.BASE_DIR / "static" / "dist" / "print-fonts"

PRIVATE = re.compile("[\ue000-\uf8ff]")
"""Signs of a symbol typeface, which word processors put before the lines of a list."""

UNKNOWN = re.compile(
    "[^\n\u0020-\u007e\u00a0-\u036f\u0391-\u03a1\u03a3-\u03c9\u0400-\u052f\u1e00-\u1eff\u2010-\u2044\u2070\u2074-\u208e"
    "\u20a0-\u20be\u2100-\u214f\u2153\u2154\u215b-\u215e\u2190-\u2195\u2206\u2211\u2212\u2215\u221a\u221e\u2248\u2260\u2264\u2265"
    "\u25a0\u25a1\u25aa-\u25ac\u25cf\u25e6]"
)
"""Letters that the typefaces of papers do not have, such as pictographs; an archivable PDF may not hold them."""

_lock = threading.Lock()


class TypesettingFailed(Exception):
    """The template is broken, or a typeface is missing: a fault of the installation, not of what was typed."""


@cache
def _compiler() -> "typst.Compiler":
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])
    return typst.Compiler(root=str(TEMPLATES), font_paths=fonts)


def typeset(template: str, words: dict[str, Any], *, at: datetime, is_part: bool = False) -> bytes:
    """Return a tagged PDF/A-2a and PDF/UA-1 of a template; `at` is the instant that the file says it was made.

    A part, such as a stamp, is to be set into another paper: PDF/A-2b, and its letters carry no tags of their own.
    A sign that the typefaces do not have becomes a bullet or a box: whoever typed it gets a paper all the same.
    Raises `TypesettingFailed`, also for the typesetter's warnings: a missing typeface is only a warning to it, but a
    paper in the wrong face is wrong.
    """
    with _lock:
        return _compiled(template, words, at=at, is_part=is_part)


def typeset_with_spots(
    template: str, words: dict[str, Any], *, at: datetime
) -> tuple[bytes, dict[str, dict[str, float]]]:
    """Return a paper as `typeset` does, and where its empty places stand.

    A place is an element of the template labelled `<spot>` with a name; of each, by its name: `page` (the first is 0),
    `left`, `top`, `width` and `height` in millimetres from the page's upper left corner.
    """
    with _lock:
        pdf = _compiled(template, words, at=at, is_part=False)
        # Asks the document that was compiled just now, hence under the same lock.
        found = json.loads(_compiler().query("<spot>", field="value"))
    return pdf, {spot.pop("name"): spot for spot in found}


def _compiled(template: str, words: dict[str, Any], *, at: datetime, is_part: bool) -> bytes:
    # Seven megabytes that a process needs only once it prints.
    import typst

    try:
        pdf, warnings = _compiler().compile_with_warnings(
            input=TEMPLATES / template,
            sys_inputs={"words": _printable(json.dumps(words, ensure_ascii=False))},
            format="pdf",
            pdf_standards=["a-2b"] if is_part else ["a-2a", "ua-1"],
            pdf_tags=not is_part,
            # The typesetter wants a fixed offset, not a named zone, and whole seconds.
            timestamp=at.astimezone(UTC).replace(microsecond=0),
        )
    except typst.TypstError as error:
        raise TypesettingFailed(f"{template}: {error}") from error
    if warnings:
        raise TypesettingFailed(f"{template}: {'; '.join(str(warning) for warning in warnings)}")
    return pdf if isinstance(pdf, bytes) else b"".join(pdf or [])


def _printable(text: str) -> str:
    return UNKNOWN.sub("\u25a1", PRIVATE.sub("\u2022", text))


@lru_cache(maxsize=512)
def qr_svg(address: str) -> str:
    """Return a QR code of an address as an SVG picture, black on nothing, without margin.

    Drawing one takes as long as setting the paper, so the newest are kept: a few kilobytes each.
    """
    picture = segno.make(address, error="m").svg_inline(border=0, dark="#000", omitsize=True)
    return picture.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def date_of_paper(day: date) -> str:
    """Return the date line of an official paper: “ngày 05 tháng 02 năm 2026”.

    Law: Nghị định 30/2020/NĐ-CP Phụ lục I (days below 10 and months below 3 are written with a zero).
    """
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"
