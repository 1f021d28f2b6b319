"""How procedures are found: what a person typed becomes terms, one statement proposes, and the best comes first.

People type without diacritics, in any order, half a word at a time, with slips, and say “sổ đỏ” or “GPLX” for what the
law calls otherwise. Read `words` and `spelling` for what counts as the same, `ranking` for what comes first;
`indexing` writes what `proposing` reads. There is no search server, and no word is looked for twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from procedures.search.indexing import COMMUNES, forget, index
from procedures.search.proposing import Found, everything, proposed
from procedures.search.query import LONGEST_QUERY, read
from procedures.search.ranking import ranked

__all__ = ["COMMUNES", "LONGEST_QUERY", "Found", "Results", "find", "forget", "index"]


@dataclass(frozen=True, slots=True)
class Results:
    """The versions that answer, the best first. `is_whole` is False where none has all that was asked for."""

    found: Sequence[Found]
    is_whole: bool = True


def find(text: str, *, today: date, only_best: bool = False) -> Results:
    """Return the versions in force on a day that answer some words; one query.

    Without words these are all, the most used first. Who shows but a few asks for `only_best`; without words, none.
    """
    query = read(text)
    if not query.terms:
        return Results([] if only_best else everything(today=today))
    proposal = proposed(query, today=today, only_best=only_best)
    answer = ranked(query, proposal.candidates, rarity=proposal.rarity)
    return Results([proposal.found[pk] for pk in answer.pks], answer.is_whole)
