"""The one statement of search: which versions in force have the words, how rare these are, what ranking compares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from procedures.models.finding import LONGEST_INDEXED
from procedures.search.indexing import KEYWORD, NAME, OTHER
from procedures.search.query import Query, Term
from procedures.search.ranking import Candidate, Phrase
from procedures.search.spelling import COMPLETED, EXACT, HEARD, SLIPPED, probes

TELLS = {NAME: 1.0, KEYWORD: 0.97, OTHER: 0.75}
"""How much it tells that a name, a keyword, or a result or the sector says it."""

COMPARED = 150
"""How many of the best come with their phrases, to be compared in Python; the others keep the database's order."""

EVERY = 1_000_000
"""More than there are procedures."""

NEAREST = 0.55
"""What share of the best estimate is proposed, too, where something else has all words."""

STATEMENT = """
WITH typed (term, spelling, strain) AS (VALUES {typed}),

-- The words that each term may be. Terms are numbered 1, 10, 100 …, so that one figure brings the rarity of all.
alike AS (
    SELECT typed.term, kept.word_id, typed.strain
      FROM typed
      JOIN procedures_searchspelling AS kept ON kept.spelling = typed.spelling
    {completed}
),
-- A slip of the finger is looked for in a word that nobody knows.
meant AS (
    SELECT term, word_id, strain
      FROM (SELECT term, word_id, strain, MIN(strain) OVER (PARTITION BY term) AS least FROM alike) AS weighed
     WHERE strain < {SLIPPED} OR least >= {HEARD}
),
met AS (
    SELECT posting.version_id, meant.term, MIN(meant.strain) AS strain,
           MAX(posting.weight * (10 - 2 * meant.strain)) AS weight
      FROM meant
      JOIN procedures_searchposting AS posting ON posting.word_id = meant.word_id
     GROUP BY posting.version_id, meant.term
),

-- From 9 for a term that one version has down to 1 for one that all have; the least strain counts alone.
rarity AS (
    SELECT term, ROUND(9 - 8 * LN(COUNT(*)) / LN(1 + (SELECT COUNT(*) FROM procedures_searchentry))) AS weight
      FROM (SELECT term, strain, MIN(strain) OVER (PARTITION BY term) AS least FROM met) AS weighed
     WHERE strain = least
     GROUP BY term
),
proposed AS (
    SELECT met.version_id, COUNT(*) AS met, SUM(met.strain) AS strain, SUM(met.weight * rarity.weight) AS estimate
      FROM met
      JOIN rarity ON rarity.term = met.term
     GROUP BY met.version_id
)

SELECT version.id, procedure.code, version.name, entry.facets,
       procedure.dossier_count, proposed.met, proposed.strain, proposed.estimate,
       (SELECT CAST(SUM(term * weight) AS bigint) FROM rarity) AS rarities,
       CASE WHEN ROW_NUMBER() OVER (ORDER BY proposed.estimate DESC, procedure.dossier_count DESC) <= {COMPARED}
            THEN entry.phrases ELSE '' END AS phrases
  FROM proposed
  JOIN procedures_searchentry AS entry ON entry.version_id = proposed.version_id
  JOIN procedures_procedureversion AS version ON version.id = proposed.version_id
  JOIN procedures_procedure AS procedure ON procedure.id = version.procedure_id
 WHERE version.valid_from <= %s AND (version.valid_to IS NULL OR version.valid_to >= %s)
   AND (proposed.estimate >= {NEAREST} * (SELECT MAX(estimate) FROM proposed)
        OR (proposed.met = {needed} AND proposed.strain <= {COMPLETED}))
 ORDER BY proposed.estimate DESC, procedure.dossier_count DESC
 LIMIT {most}
"""
"""It reads the same on SQLite and PostgreSQL; `LN` is the database's or Django's."""

EVERYTHING = """
SELECT version.id, procedure.code, version.name, entry.facets
  FROM procedures_searchentry AS entry
  JOIN procedures_procedureversion AS version ON version.id = entry.version_id
  JOIN procedures_procedure AS procedure ON procedure.id = version.procedure_id
 WHERE version.valid_from <= %s AND (version.valid_to IS NULL OR version.valid_to >= %s)
 ORDER BY procedure.dossier_count DESC, entry.name, procedure.code
"""
"""By hand, too: of thousands of rows Django would make a page's time."""

COMPLETION = "UNION ALL SELECT {term}, word.id, {COMPLETED} FROM procedures_searchword AS word WHERE word.word LIKE %s"


class Found(NamedTuple):
    """A version in force as lists of results take it. `facets` is the JSON of `procedures.search.indexing`."""

    pk: int
    code: str
    name: str
    facets: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the database knows of a query: the versions by primary key, what ranking compares, how rare each term is."""

    found: Mapping[int, Found]
    candidates: Sequence[Candidate]
    rarity: Mapping[Term, float]


def proposed(query: Query, *, today: date, only_best: bool = False) -> Proposal:
    """Return the versions in force on a day that may answer a query of words; one statement.

    With `only_best`, only those that are compared in Python.
    """
    statement, parameters = _written(query.needed, most=COMPARED if only_best else EVERY)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, today, today])
        rows: list[Any] = cursor.fetchall()
    return Proposal(
        {row[0]: Found._make(row[:4]) for row in rows},
        [_candidate(row) for row in rows],
        _rarity(query.needed, rows[0][8] if rows else 0),
    )


def everything(*, today: date) -> list[Found]:
    """Return all versions in force, the most used first, then by name; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(EVERYTHING, [today, today])
        return list(map(Found._make, cursor.fetchall()))


def _written(terms: Sequence[Term], *, most: int) -> tuple[str, list[Any]]:
    """Return the statement for some terms, and its parameters without the day."""
    typed: list[str] = []
    parameters: list[str] = []
    completions, beginnings = [], []
    for place, term in enumerate(terms):
        number = 10**place
        kept: dict[str, int] = {}
        for word in term.words:
            for spelling, strain in ({word: EXACT} if term.everyday else probes(word)).items():
                kept[spelling] = min(strain, kept.get(spelling, strain))
        typed += [f"({number}, %s, {strain})" for strain in kept.values()]
        parameters += [spelling[: LONGEST_INDEXED + 1] for spelling in kept]
        if term.is_half_typed and not term.everyday:
            completions += [COMPLETION.format(term=number, COMPLETED=COMPLETED)] * len(term.words)
            beginnings += [f"{word}%" for word in term.words]
    statement = STATEMENT.format(
        typed=", ".join(typed),
        completed="\n    ".join(completions),
        needed=len(terms),
        most=most,
        COMPLETED=COMPLETED,
        HEARD=HEARD,
        SLIPPED=SLIPPED,
        COMPARED=COMPARED,
        NEAREST=NEAREST,
    )
    return statement, [*parameters, *beginnings]


def _candidate(row: Sequence[Any]) -> Candidate:
    pk, _code, _name, _facets, uses, met, strain, estimate, _rarities, phrases = row
    lines = (line.split() for line in phrases.splitlines())
    told = tuple(Phrase(tuple(words), TELLS[kind]) for kind, *words in lines)
    return Candidate(pk, uses, met, int(strain), float(estimate), told)


def _rarity(terms: Sequence[Term], rarities: int) -> dict[Term, float]:
    """Read the rarity of each term from the digit of its power of ten; 0 where nothing has it."""
    digits = ((term, int(rarities) // 10**place % 10) for place, term in enumerate(terms))
    return {term: float(digit) for term, digit in digits if digit}
