"""Running text of the catalogue, parted into passages that one can read. Pure."""

import re

from procedures.national.letters import LOWER
from procedures.national.reading import cell_text

WRAPPED = re.compile(rf"(?<=[{LOWER}\d,])\n(?=[{LOWER}])(?!\w{{1,2}}[).])")
"""A line that goes on in the next one: it was copied from a printed page."""

NOTHING = re.compile(r"(?:không(?: có| quy định| yêu cầu)?|chưa có thông tin)\s*[.;]?", re.IGNORECASE)


def passages(cell: str | None) -> list[str]:
    """Return the paragraphs of a cell in order, none where it says in words that there is nothing."""
    text = WRAPPED.sub(" ", cell_text(cell))
    if NOTHING.fullmatch(text):
        return []
    return [passage for line in text.splitlines() if (passage := line.strip()) and passage.strip("-–+*. ")]
