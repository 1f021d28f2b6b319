"""Writing what search reads: when a version is published, its words, and a row of what is compared and counted."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection, transaction

from agencies.models import AgencyKind, Level
from procedures.models import (
    Competence,
    CompetenceKind,
    ProcedureResult,
    ProcedureVersion,
    SearchEntry,
    SearchPosting,
    SearchSpelling,
    SearchWord,
)
from procedures.models.finding import LONGEST_INDEXED
from procedures.search.spelling import spellings
from procedures.search.words import EVERYDAY, words_of

COMMUNES = "xa"
"""Stands for every commune's people's committee among the agencies: a province has hundreds."""

YES, NO = "co", "khong"
"""The values of a facet that is either so or not."""

AT_ONCE = 1000
MANY = 200
"""Versions after which the database is told at once how its tables have grown, and not when it next looks."""

NAME, KEYWORD, OTHER = "nko"
"""What kind of phrase a line of an entry is, by its first letter."""

KEYWORD_WEIGHT, CODE_WEIGHT, RESULT_WEIGHT, SECTOR_WEIGHT = 9, 12, 4, 3
MEANT_LESS = 1
"""What an everyday word weighs less that stands for the law's words and not for itself."""

STANDS_FOR = [
    (everyday.word, f" {' '.join(everyday.said)} ", [f" {' '.join(meaning)} " for meaning in everyday.meanings])
    for everyday in EVERYDAY.values()
]
"""Each everyday word, and what it is looked for by in a text with spaces around its words."""


def index(versions: Iterable[ProcedureVersion]) -> None:
    """Let search find versions by what they say now; some ten statements for each thousand.

    What was written of them before is replaced. Other versions of their procedures stay: search asks for the day.
    """
    asked = [version.pk for version in versions]
    with transaction.atomic():
        for start in range(0, len(asked), AT_ONCE):
            _index(asked[start : start + AT_ONCE])
        if len(asked) >= MANY:
            _tell_planner()


def forget() -> None:
    """Delete all that search reads, so that it can be written anew; four statements."""
    for table in (SearchPosting, SearchSpelling, SearchWord, SearchEntry):
        table.objects.all().delete()


def _tell_planner() -> None:
    """Let PostgreSQL know what the tables of search hold; it would read them from end to end. Others need not."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in (SearchEntry, SearchWord, SearchSpelling, SearchPosting):
                cursor.execute(f"ANALYZE {connection.ops.quote_name(table._meta.db_table)}")


def _index(asked: Sequence[int]) -> None:
    rows = list(ProcedureVersion.objects.filter(pk__in=asked).select_related("procedure", "sector"))
    results = _results(asked)
    agencies = _agencies(asked)
    entries, weights = [], {}
    for version in rows:
        name = tuple(words_of(version.name))
        keywords = [words_of(keyword) for keyword in version.keywords]
        others = [*results[version.pk], words_of(version.sector.name)]
        entries.append(
            SearchEntry(
                version=version,
                name=" ".join(name),
                phrases=_phrases({NAME: [name], KEYWORD: keywords, OTHER: others}),
                facets=_facets(version, agencies[version.pk]),
            )
        )
        weights[version.pk] = _weights(version.procedure.code, name, keywords, others)
    SearchEntry.objects.filter(version__in=asked).delete()
    SearchPosting.objects.filter(version__in=asked).delete()
    SearchEntry.objects.bulk_create(entries)
    known = _known_words({word for of_version in weights.values() for word in of_version})
    SearchPosting.objects.bulk_create(
        SearchPosting(version_id=pk, word_id=known[word], weight=weight)
        for pk, of_version in weights.items()
        for word, weight in of_version.items()
    )


def name_weight(length: int) -> int:
    """Return what a word of a name of some words weighs: of a short name it says more."""
    return max(6, 12 - length // 3)


def _results(versions: Sequence[int]) -> Mapping[int, list[list[str]]]:
    results: dict[int, list[list[str]]] = defaultdict(list)
    for pk, name in ProcedureResult.objects.filter(version__in=versions).order_by("pk").values_list("version", "name"):
        results[pk].append(words_of(name))
    return results


def _agencies(versions: Sequence[int]) -> Mapping[int, list[str]]:
    """Return the codes of the agencies that carry each version out, without the communes."""
    parts = Competence.objects.filter(
        version__in=versions, kind=CompetenceKind.IMPLEMENTING, agency__isnull=False
    ).exclude(agency__kind=AgencyKind.COMMUNE)
    agencies: dict[int, list[str]] = defaultdict(list)
    for pk, code in parts.order_by("agency__code").values_list("version", "agency__code"):
        agencies[pk].append(code)
    return agencies


def _facets(version: ProcedureVersion, agencies: Sequence[str]) -> str:
    """Return the values of each facet as JSON, the same text for the same values."""
    is_of_communes = version.is_for_every_commune or Level.COMMUNE in version.levels
    return json.dumps(
        {
            "event": version.life_events,
            "audience": version.audience,
            "sector": [version.sector.code],
            "agency": [*agencies, COMMUNES] if is_of_communes else list(agencies),
            "level": version.levels,
            "service": [version.service_level],
            "reception": [YES if version.is_taken_in_at_centre else NO],
            "four_step": [YES if version.is_four_step else NO],
        }
    )


def _phrases(phrases: Mapping[str, Sequence[Sequence[str]]]) -> str:
    lines = [" ".join((kind, *phrase)) for kind, of_kind in phrases.items() for phrase in of_kind if phrase]
    return "\n".join(dict.fromkeys(lines))


def _weights(
    code: str, name: Sequence[str], keywords: Sequence[Sequence[str]], others: Sequence[Sequence[str]]
) -> dict[str, int]:
    """Return what each word of a version weighs, everyday words included that stand for what it says."""
    weights: dict[str, int] = {}

    def weigh(words: Iterable[str], weight: int) -> None:
        for word in words:
            weights[word[:LONGEST_INDEXED]] = max(weight, weights.get(word[:LONGEST_INDEXED], 0))

    (whole_code,) = words_of(code)[:1] or [""]
    weigh(filter(None, {whole_code, whole_code[1:]}), CODE_WEIGHT)
    *results, sector = others
    kinds = (
        (name_weight(len(name)), [name]),
        (KEYWORD_WEIGHT, keywords),
        (RESULT_WEIGHT, results),
        (SECTOR_WEIGHT, [sector]),
    )
    for weight, phrases in kinds:
        padded = "".join(f" {' '.join(phrase)} |" for phrase in phrases)
        weigh((word for phrase in phrases for word in phrase), weight)
        for word, said, meanings in STANDS_FOR:
            if said in padded:
                weigh([word], weight)
            elif any(meaning in padded for meaning in meanings):
                weigh([word], weight - MEANT_LESS)
    return weights


def _known_words(words: set[str]) -> Mapping[str, int]:
    """Return the primary keys of words; those that are new come into the vocabulary with their spellings."""
    known = dict(SearchWord.objects.filter(word__in=words).values_list("word", "pk"))
    new = sorted(words - known.keys())
    if new:
        # Somebody who publishes at the same moment may bring the same word.
        SearchWord.objects.bulk_create([SearchWord(word=word) for word in new], ignore_conflicts=True)
        added = dict(SearchWord.objects.filter(word__in=new).values_list("word", "pk"))
        SearchSpelling.objects.bulk_create(
            [
                SearchSpelling(word_id=pk, spelling=spelling)
                for word, pk in added.items()
                for spelling in spellings(word)
            ],
            ignore_conflicts=True,
        )
        known |= added
    return known
