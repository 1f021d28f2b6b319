"""Which procedures answer a query, the best first: those that say it in one breath before those that have its words.

Pure. The database proposes candidates that have the words (`procedures.search.proposing`); here each of the phrases in
which a candidate speaks of itself is compared with what was asked for.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log1p

from procedures.search.query import Query, Term
from procedures.search.spelling import COMPLETED, EXACT, HEARD, SLIPPED, probes, spellings
from procedures.search.words import Everyday

LIKENESS = {EXACT: 1.0, COMPLETED: 0.85, HEARD: 0.7, SLIPPED: 0.65}
"""How much a word is worth that was reached so."""

DOUBTED = 0.3
"""How much less a word is worth that sounds or looks like one that was typed and that exists itself."""

OTHERWISE, MEANT = 0.97, 0.95
"""How much other everyday words, and the law's, are worth where everyday words were typed."""

FILLER_WEIGHT = 0.4
UNKNOWN_WEIGHT = 4.0
"""Of a needed word that no procedure has; the rarest known word weighs nine."""

HAS_THE_WORDS, SIDE_BY_SIDE, LITTLE_ELSE = 0.55, 0.27, 0.18
"""What makes a phrase fit: it has the words, next to each other as typed, and few others. They add up to one."""

ELSEWHERE = 0.4
"""What words outside the best phrase are worth."""

AGAIN = 0.96
"""How much a procedure is worth that changes, renews or ends something, where nobody asked for that."""

CHANGES = tuple(
    tuple(words.split())
    for words in (
        "bo sung|cap chuyen doi|cap doi|cap lai|cham dut|chinh sua|chuyen|dang ki lai|dieu chinh|dinh chinh|doi|gia han"
        "|giai the|huy|sua doi|tam ngung|thay doi|thoi|thu hoi|xoa"
    ).split("|")
)
"""How the name of such a procedure begins; its last word tells."""

PROCEDURE = ("thu", "tuc")
"""How some ministries begin every name."""

USE = 0.12
"""How much more the most used candidate is worth than one that nobody uses."""

NEAR = 0.6
"""How much of the best one's fit another answer must reach where nobody has the very words."""

HALF = 0.5
"""A procedure that has no more than this share of what was asked for is no answer; nor one of which more is guessed."""

FEW = 2
"""So many words may all be mistyped; of more, half must be met as typed."""

Span = tuple[int, int, float]
"""Where a term stands in a phrase: its first word, the one after its last, and how alike they are."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name, a keyword or a result of a procedure; `weight`, up to one, says how much it tells."""

    words: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """What ranking knows of a procedure: how the database reached it, and the phrases in which it speaks of itself.

    `met` counts the needed terms that it has, `strain` adds up how they were reached. `estimate` is the database's own
    ranking; candidates far down in it come without phrases.
    """

    pk: int
    uses: int
    met: int
    strain: int
    estimate: float
    phrases: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The candidates that answer, the best first, and whether they have all that was asked for."""

    pks: tuple[int, ...] = ()
    is_whole: bool = True


def ranked(query: Query, candidates: Sequence[Candidate], *, rarity: Mapping[Term, float]) -> Answer:
    """Return what answers a query; `rarity` weighs its needed terms.

    Who has every needed term as it was typed, answers; so does who lacks or spells something otherwise but fits better
    than all of those. Where nobody has the very words, the nearest answer.
    """
    whole = [candidate for candidate in candidates if candidate.met == len(query.needed)]
    least = min((candidate.strain for candidate in whole), default=SLIPPED)
    is_plain = least <= COMPLETED
    fits = _fits(query, candidates, rarity)
    if is_plain:
        plain = {candidate.pk for candidate in whole if candidate.strain == least}
        bar = max(fits[pk] for pk in plain)
        answers = [candidate for candidate in candidates if candidate.pk in plain or fits[candidate.pk] > bar]
    else:
        bar = NEAR * max(fits.values(), default=0)
        answers = [candidate for candidate in candidates if fits[candidate.pk] >= bar > 0]
    answers.sort(key=lambda candidate: (-fits[candidate.pk], -candidate.estimate))
    best_is_whole = not answers or answers[0].met == len(query.needed)
    return Answer(tuple(candidate.pk for candidate in answers), best_is_whole)


def _fits(query: Query, candidates: Sequence[Candidate], rarity: Mapping[Term, float]) -> dict[int, float]:
    """Return how well each candidate fits, about one for the perfect fit; 0 where its phrases are not known."""
    plain = {
        candidate.pk for candidate in candidates if candidate.met == len(query.needed) and candidate.strain <= COMPLETED
    }
    comparison = _Comparison(query, candidates, rarity)
    most_used = log1p(max((candidate.uses for candidate in candidates), default=0)) or 1.0
    fits = {}
    for candidate in candidates:
        fit = comparison.fit(candidate.phrases, strained=candidate.pk not in plain) if candidate.phrases else 0.0
        fit *= 1 + USE * log1p(candidate.uses) / most_used
        fits[candidate.pk] = fit * AGAIN if _changes_unasked(query, candidate) else fit
    return fits


def _changes_unasked(query: Query, candidate: Candidate) -> bool:
    name = candidate.phrases[0].words if candidate.phrases else ()
    begin = len(PROCEDURE) if name[: len(PROCEDURE)] == PROCEDURE else 0
    return any(name[begin : begin + len(change)] == change and change[-1] not in query.words for change in CHANGES)


class _Comparison:
    """A query made ready to be compared with many phrases."""

    def __init__(self, query: Query, candidates: Sequence[Candidate], rarity: Mapping[Term, float]) -> None:
        self.terms = query.terms
        needed = set(query.needed)
        self.weights = [rarity.get(term, UNKNOWN_WEIGHT) if term in needed else FILLER_WEIGHT for term in self.terms]
        self.total = sum(self.weights)
        self.is_long = len(needed) > FEW
        self.joints = [min(pair) for pair in zip(self.weights, self.weights[1:], strict=False)]
        words = {word for candidate in candidates for phrase in candidate.phrases for word in phrase.words}
        self.likenesses = [_likenesses(term, words) for term in self.terms]

    def fit(self, phrases: Sequence[Phrase], *, strained: bool) -> float:
        """Return the fit of the best phrase, and a little for the words that stand in others."""
        best = best_share = 0.0
        shares = [0.0] * len(self.terms)
        for phrase in phrases:
            spans = [self._spans(place, phrase.words, strained=strained) for place in range(len(self.terms))]
            found = [max((span[2] for span in of_term), default=0.0) for of_term in spans]
            if not any(found):
                continue
            shares = [max(pair) for pair in zip(shares, found, strict=True)]
            share = self._weighed(found)
            fit = phrase.weight * share * (HAS_THE_WORDS + self._order(spans) + _density(spans, phrase.words))
            if fit > best:
                best, best_share = fit, share
        whole_share = self._weighed(shares)
        sure_share = self._weighed([share if share >= LIKENESS[COMPLETED] else 0.0 for share in shares])
        if whole_share <= HALF or (self.is_long and sure_share < HALF * whole_share):
            return 0.0
        return best + ELSEWHERE * (whole_share - best_share)

    def _weighed(self, likenesses: Sequence[float]) -> float:
        return sum(weight * likeness for weight, likeness in zip(self.weights, likenesses, strict=True)) / self.total

    def _order(self, spans: Sequence[Sequence[Span]]) -> float:
        """Return what it is worth that terms follow each other as they were typed."""
        if not self.joints:
            return SIDE_BY_SIDE
        together = sum(
            joint
            for joint, before, after in zip(self.joints, spans, spans[1:], strict=False)
            if any(one[1] == other[0] for one in before for other in after)
        )
        return SIDE_BY_SIDE * together / sum(self.joints)

    def _spans(self, place: int, words: tuple[str, ...], *, strained: bool) -> list[Span]:
        """Return where a term stands in a phrase."""
        term = self.terms[place]
        if term.everyday:
            return _everyday_spans(term.everyday, words)
        likenesses = self.likenesses[place]
        return [
            (at, at + 1, likeness)
            for at, word in enumerate(words)
            if (likeness := likenesses.get(word, 0.0)) >= LIKENESS[COMPLETED] or (strained and likeness)
        ]


def _likenesses(term: Term, words: Collection[str]) -> dict[str, float]:
    """Return how much each of some words is worth as what was typed; others are something else."""
    if term.everyday:
        return {}
    kept_of_typed = [probes(typed) for typed in term.words]
    doubt = DOUBTED if any(typed in words for typed in term.words) else 0.0
    likenesses = {}
    for word in words:
        if word in term.words:
            likenesses[word] = LIKENESS[EXACT]
        elif term.is_half_typed and word.startswith(term.words):
            likenesses[word] = LIKENESS[COMPLETED]
        elif strains := [kept[spelling] for kept in kept_of_typed for spelling in spellings(word) if spelling in kept]:
            likenesses[word] = LIKENESS[min(strains)] - doubt
    return likenesses


def _everyday_spans(everyday: Everyday, words: tuple[str, ...]) -> list[Span]:
    """Return where the very words stand, or else what also says it, or else what the law calls it."""
    for likeness, forms in ((1.0, (everyday.said,)), (OTHERWISE, everyday.otherwise), (MEANT, everyday.meanings)):
        if spans := [(start, end, likeness) for form in forms for start, end in _runs(form, words)]:
            return spans
    return []


def _runs(run: tuple[str, ...], words: tuple[str, ...]) -> list[tuple[int, int]]:
    length = len(run)
    return [(at, at + length) for at in range(len(words) - length + 1) if words[at : at + length] == run]


def _density(spans: Sequence[Sequence[Span]], words: Sequence[str]) -> float:
    """Return what it is worth that a phrase says little else."""
    said = {place for of_term in spans for start, end, _likeness in of_term for place in range(start, end)}
    return LITTLE_ELSE * len(said) / len(words)
