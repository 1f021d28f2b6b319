"""Where signatures, number and date stand on a paper."""

from dataclasses import dataclass

POINTS_PER_MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a page, in millimetres from the page's left and top edge; page 0 is the first, -1 the last."""

    page: int
    left: float
    top: float
    width: float
    height: float

    def in_points(self, page_height: float) -> tuple[float, float, float, float]:
        """Return left, bottom, right, top in points from the lower left corner of a page so many points high."""
        left, top = self.left * POINTS_PER_MM, page_height - self.top * POINTS_PER_MM
        corners = (left, top - self.height * POINTS_PER_MM, left + self.width * POINTS_PER_MM, top)
        first, second, third, fourth = (round(one, 2) for one in corners)
        return first, second, third, fourth


@dataclass(frozen=True, slots=True)
class Size:
    """How large a box is, in millimetres."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Places:
    """The boxes of one paper: no seal where nobody seals it, none for number and date where it gets them elsewhere.

    Law: Nghị định 30/2020/NĐ-CP Phụ lục I (the seal covers about a third of the signature, at its left).
    """

    signature: Box
    seal: Box | None
    number: Box | None = None
    date: Box | None = None
