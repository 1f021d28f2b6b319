"""Official papers as PDF: a template of `templates/print/`, its words as JSON, and nothing else goes in.

What people typed reaches the typesetter as data, never as markup, so it cannot read files or change the layout. The
same words and instant give the same bytes.
"""

import json
import threading
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings

TEMPLATES: Path = settings.BASE_DIR / "templates" / "print"
FONTS: Path = settings.BASE_DIR / "static" / "dist" / "print-fonts"

_lock = threading.Lock()


class TypesettingFailed(Exception):
    """The template is broken, or a typeface is missing: a fault of the installation, not of what was typed."""


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])
    return typst.Compiler(root=str(TEMPLATES), font_paths=fonts)


def typeset(template: str, words: dict[str, Any], *, at: datetime) -> bytes:
    """Return a tagged PDF/A-2a and PDF/UA-1 of a template; `at` is the instant that the file says it was made.

    Raises `TypesettingFailed`, also for the typesetter's warnings: a missing typeface is only a warning to it, but a
    paper in the wrong face is wrong.
    """
    with _lock:
        try:
            pdf, warnings = _compiler().compile_with_warnings(
                input=TEMPLATES / template,
                sys_inputs={"words": json.dumps(words, ensure_ascii=False)},
                format="pdf",
                pdf_standards=["a-2a", "ua-1"],
                # The typesetter wants a fixed offset, not a named zone.
                timestamp=at.astimezone(UTC),
            )
        except typst.TypstError as error:
            raise TypesettingFailed(f"{template}: {error}") from error
    if warnings:
        raise TypesettingFailed(f"{template}: {'; '.join(str(warning) for warning in warnings)}")
    return pdf if isinstance(pdf, bytes) else b"".join(pdf or [])


def qr_svg(address: str) -> str:
    """Return a QR code of an address as an SVG picture, black on nothing, without margin."""
    picture = segno.make(address, error="m").svg_inline(border=0, dark="#000", omitsize=True)
    return picture.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
