"""Where on the page the values of a record stand, so that what is wrong with one is said there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from procedures.forms.change.general import Part
from procedures.forms.change.rows import Row, Rows
from procedures.records import Problem

Place = Part | Row | Rows


@dataclass
class Places:
    """The forms of a page by the paths of a record. A path that is not known leads to the nearest part around it."""

    parts: Iterable[Part]
    at: dict[str, Place] = field(default_factory=dict)

    def put(self, path: str, place: Place) -> None:
        """Say which row or which rows hold the value of a path."""
        self.at[path] = place

    def find(self, where: str) -> tuple[Place | None, str | None]:
        """Return the form of a path and the name of its field; the field is None for the form as a whole."""
        names = where.split(".")
        for length in range(len(names), 0, -1):
            place = self.at.get(".".join(names[:length]))
            if isinstance(place, Rows):
                return place, None
            if place is not None:
                return place, place.field_of(names[length]) if length < len(names) else None
        for part in self.parts:
            if name := part.field_of(names[0]):
                return part, name
        return None, None

    def target(self, where: str) -> str:
        """Return the id of the element that a link leads to, empty where there is none."""
        place, name = self.find(where)
        return "" if place is None else target_of(place, name)

    def tell(self, problem: Problem) -> str | None:
        """Show a problem where it stands; return its text where there is no such place."""
        place, name = self.find(problem.where)
        if place is None:
            return problem.text
        if isinstance(place, Rows):
            if problem.text not in place.errors:
                place.errors.append(problem.text)
        elif problem.text not in place.errors.get(name or "__all__", []):
            place.add_error(name, problem.text)
        return None


def target_of(place: Place, name: str | None) -> str:
    """Return the id of the element that shows a form, a field of it, or rows."""
    if isinstance(place, Rows):
        return place.name
    if name:
        return place[name].auto_id
    return str(place.prefix or "")


def lines_of(places: Iterable[Place]) -> Iterator[dict[str, str]]:
    """Yield what is wrong in forms and rows, in their order, as the error summary takes it."""
    for place in places:
        if not isinstance(place, Rows):
            yield from _lines_of_form(place)
            continue
        yield from ({"message": text, "target": place.name} for text in place.errors)
        for number, row in enumerate(place, start=1):
            noun = str(row.noun)
            yield from _lines_of_form(row, named=f"{noun[:1].upper()}{noun[1:]} {number}, ")
            yield from lines_of(row.parts_inside())


def _lines_of_form(form: Part | Row, *, named: str = "") -> Iterator[dict[str, str]]:
    for name, texts in form.errors.items():
        is_whole = name == "__all__"
        label = named.rstrip(", ") if is_whole else f"{named}{form[name].label}"
        target = target_of(form, None if is_whole else name)
        for text in texts:
            yield {"message": f"{label} – {text}" if label else str(text), "target": target}
