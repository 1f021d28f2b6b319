"""A score as it is read: every criterion with its counts, its points, and what the next point costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reporting.questions import Key, Question
from reporting.rates import rate
from reporting.score.criteria import CRITERIA, GRADES, MOST, Criterion, Group
from reporting.score.points import Gain, gain_of, points_of
from reporting.score.rows import PART, SOURCES, WHOLE, CatalogueSource

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion: `whole` rows were judged, `part` of them qualify. None of both where no data of ours can tell."""

    criterion: Criterion
    whole: int | None = None
    part: int | None = None

    @property
    def rate(self) -> Decimal | None:
        """The part in percent."""
        return None if self.whole is None or self.part is None else rate(self.part, self.whole)

    @property
    def points(self) -> Decimal | None:
        """The points; None where nobody can know them, or nothing was to be judged."""
        if self.whole is None or self.part is None:
            return None
        return points_of(self.part, self.whole, most=self.criterion.most, full_at=self.criterion.full_at)

    @property
    def gain(self) -> Gain | None:
        """What the next point costs."""
        if self.whole is None or self.part is None:
            return None
        return gain_of(self.part, self.whole, most=self.criterion.most, full_at=self.criterion.full_at)

    @property
    def lacking(self) -> int:
        """How many rows cost points."""
        return (self.whole or 0) - (self.part or 0)


@dataclass(frozen=True, slots=True)
class Part:
    """One group with its criteria."""

    group: Group
    lines: tuple[Line, ...]

    @property
    def most(self) -> int:
        """The points of the group."""
        return MOST[self.group]

    @property
    def points(self) -> Decimal:
        """The points of the criteria that have any."""
        return sum((line.points for line in self.lines if line.points is not None), NOTHING)

    @property
    def judged(self) -> Decimal:
        """How many points could be judged at all."""
        return sum((line.criterion.most for line in self.lines if line.points is not None), NOTHING)


@dataclass(frozen=True, slots=True)
class Board:
    """A score by its groups. `judged` of 100 points could be judged; nothing is given for the rest."""

    parts: tuple[Part, ...]

    @property
    def points(self) -> Decimal:
        """All points."""
        return sum((part.points for part in self.parts), NOTHING)

    @property
    def judged(self) -> Decimal:
        """How many points could be judged."""
        return sum((part.judged for part in self.parts), NOTHING)

    @property
    def unknown(self) -> Decimal:
        """How many points nobody can tell from our data."""
        return Decimal(sum(MOST.values())) - self.judged

    @property
    def grade(self) -> Any:
        """What a score of so many points of 100 is called; points that are not known count as none."""
        return next(label for least, label in GRADES if self.points >= least)

    @property
    def best_gain(self) -> Line | None:
        """Where the next point costs the fewest rows."""
        gaining = [line for part in self.parts for line in part.lines if line.gain is not None]
        return min(gaining, key=lambda line: _price(line.gain), default=None)


def score_of(question: Question) -> Board:
    """Return the score of the place that a question names; one query for each criterion, one more for decisions."""
    counted = {number: dict(source.read(question))[()] for number, source in SOURCES.items()}
    return _board(counted)


def scores_by_agency(question: Question) -> dict[str, Board]:
    """Return the scores of all agencies by their codes; one query for each criterion of dossiers and feedback.

    The catalogue's criteria are the province's: they stand here without counts.
    """
    split = Question(question.period, (Key.AGENCY,), question.where, question.as_of)
    counted: dict[str, dict[str, Mapping[str, int]]] = {}
    for number, source in SOURCES.items():
        if not isinstance(source, CatalogueSource):
            for (code,), counts in source.read(split):
                counted.setdefault(code, {})[number] = counts
    return {code: _board(counts) for code, counts in sorted(counted.items())}


def _board(counted: Mapping[str, Mapping[str, int]]) -> Board:
    lines = [_line(criterion, counted.get(criterion.number)) for criterion in CRITERIA]
    return Board(tuple(Part(group, tuple(line for line in lines if line.criterion.group is group)) for group in Group))


def _line(criterion: Criterion, counts: Mapping[str, int] | None) -> Line:
    return Line(criterion, counts[WHOLE], counts[PART]) if counts else Line(criterion)


def _price(gain: Gain | None) -> Decimal:
    """Return how many rows a whole point costs."""
    return Decimal(gain.rows) / gain.points if gain and gain.points else Decimal("Infinity")
