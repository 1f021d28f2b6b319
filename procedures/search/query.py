"""What a person typed becomes what is asked for: terms, each with the words that will do.

Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from procedures.search.spelling import divisions_of
from procedures.search.words import CHATTER, EVERYDAY, FILLERS, LONGEST_EVERYDAY, Everyday, words_of

LONGEST_QUERY = 200
MOST_TERMS = 12
"""What is typed beyond is not looked for; nobody describes one procedure with more."""

LONGEST_CHATTER = max(map(len, CHATTER))


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that was asked for: the words of which any will do, or an everyday way to say it.

    A filler may be missing. Only the last word that was typed may be half a word.
    """

    words: tuple[str, ...]
    everyday: Everyday | None = None
    is_filler: bool = False
    is_half_typed: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed: its words as they stand, and its terms in their order."""

    words: tuple[str, ...]
    terms: tuple[Term, ...]

    @property
    def needed(self) -> tuple[Term, ...]:
        """The terms that a procedure should have; where all are fillers, these."""
        return tuple(term for term in self.terms if not term.is_filler) or self.terms


@lru_cache(maxsize=512)
def read(text: str) -> Query:
    """Return what a person asks for; a query of nothing has no terms."""
    words = tuple(words_of(text[:LONGEST_QUERY]))
    terms: list[Term] = []
    rest = list(words)
    while rest and len(terms) < MOST_TERMS:
        length, found = _next_terms(rest, is_first=not terms)
        terms += found
        del rest[:length]
    return Query(words, _each_once(terms)[:MOST_TERMS])


def _next_terms(words: Sequence[str], *, is_first: bool) -> tuple[int, list[Term]]:
    """Return how many words make the next terms, and these."""
    for length in range(min(LONGEST_EVERYDAY, len(words)), 0, -1):
        if everyday := EVERYDAY.get(tuple(words[:length])):
            return length, [Term((everyday.word,), everyday)]
    for length in range(min(LONGEST_CHATTER, len(words)), 0, -1):
        # Where somebody types nothing else yet, “thủ tục” is what they look for.
        if tuple(words[:length]) in CHATTER and not (is_first and length == len(words)):
            return length, []
    word, is_last = words[0], len(words) == 1
    divided = divisions_of(word)
    if is_last and not is_first and len(word) == 1 and word.isalpha():
        # The next word has just been begun: anything could become of it.
        return 1, [Term((word,), is_filler=True)]
    if len(divided[0]) == 1:
        return 1, [Term((word,), is_filler=word in FILLERS, is_half_typed=is_last)]
    # Typed without spaces; where the catalogue has the whole as one word (“online”), that answers each part.
    parts = zip(*divided, strict=True)
    return 1, [Term((*dict.fromkeys(part), word), is_half_typed=False) for part in parts]


def _each_once(terms: Sequence[Term]) -> tuple[Term, ...]:
    """Leave out a word that was said before; the last one stays, since it may be half typed."""
    kept: dict[tuple[str, ...], Term] = {}
    for term in terms:
        kept[term.words] = term if term.is_half_typed or term.words not in kept else kept[term.words]
    return tuple(kept.values())
