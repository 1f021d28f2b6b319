"""How procedures are found: what a person typed becomes terms, and each procedure is ranked by how well it fits.

Pure. People type without diacritics, in any order, half a word at a time, and say “sổ đỏ” or “GPLX” for what the law
calls otherwise. Texts and terms are compared folded (`agencies.vietnamese.folded`), word by word from the beginning of
a word, so that “an” does not find “ban”.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agencies.vietnamese import folded

LONGEST_QUERY = 200

EVERYDAY_WORDS: dict[str, tuple[str, ...]] = {
    "attp": ("an toan thuc pham",),
    "vsattp": ("an toan thuc pham",),
    "bang lai": ("giay phep lai xe",),
    "bang lai xe": ("giay phep lai xe",),
    "bhtn": ("bao hiem that nghiep", "tro cap that nghiep"),
    "bhxh": ("bao hiem xa hoi",),
    "bhyt": ("bao hiem y te",),
    "blx": ("giay phep lai xe",),
    "cc": ("chung chi", "can cuoc", "cong chung"),
    "cccd": ("can cuoc",),
    "cmnd": ("can cuoc", "chung minh nhan dan"),
    "cmt": ("can cuoc", "chung minh nhan dan"),
    "dkdn": ("dang ky doanh nghiep", "thanh lap doanh nghiep", "thanh lap cong ty"),
    "dkkd": ("dang ky kinh doanh", "dang ky ho kinh doanh", "dang ky doanh nghiep", "ho kinh doanh", "kinh doanh"),
    "dkkh": ("dang ky ket hon",),
    "dkks": ("dang ky khai sinh",),
    "dktt": ("dang ky thuong tru", "dang ky tam tru"),
    "dn": ("doanh nghiep",),
    "dtm": ("danh gia tac dong moi truong",),
    "gcn": ("giay chung nhan",),
    "gcnqsdd": ("giay chung nhan quyen su dung dat", "quyen su dung dat"),
    "gks": ("giay khai sinh", "khai sinh"),
    "gpkd": ("giay phep kinh doanh", "dang ky kinh doanh", "dang ky doanh nghiep", "ho kinh doanh"),
    "gpld": ("giay phep lao dong",),
    "gplx": ("giay phep lai xe",),
    "gpxd": ("giay phep xay dung",),
    "hkd": ("ho kinh doanh",),
    "hktt": ("thuong tru",),
    "ho khau": ("ho khau", "thuong tru", "cu tru"),
    "htx": ("hop tac xa",),
    "kt3": ("tam tru",),
    "lltp": ("ly lich tu phap",),
    "mst": ("ma so thue",),
    "nld": ("nguoi lao dong",),
    "pccc": ("phong chay",),
    "qsd": ("quyen su dung",),
    "qsdd": ("quyen su dung dat",),
    "so do": ("so do", "quyen su dung dat"),
    "so hong": ("so hong", "quyen su dung dat"),
    "tnhh": ("tnhh", "trach nhiem huu han"),
    "tthn": ("tinh trang hon nhan",),
    "ubnd": ("uy ban nhan dan",),
    "vpdd": ("van phong dai dien",),
    "xac nhan doc than": ("tinh trang hon nhan",),
}
"""Abbreviations and everyday words, folded, and what the law calls the thing; any of the meanings will do."""

FILLERS = frozenset("a ban can cho co di duoc gi lam muon nao nhu o oi thi thu toi tuc ve xin".split())
"""Words that say nothing about which procedure is meant: they help to rank, but a procedure need not have them."""

BEST, NAME_PHRASE, NAME_WORDS, ELSEWHERE = range(4)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that was asked for: the ways to write it, any of which will do; `is_filler` may be missing."""

    spellings: tuple[str, ...]
    is_filler: bool = False

    def is_in(self, padded: str) -> bool:
        """Say whether a text (folded, with a space at both ends) has a word that begins so."""
        return any(f" {spelling}" in padded for spelling in self.spellings)


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed: the folded phrase, and its terms."""

    phrase: str
    terms: tuple[Term, ...]

    @property
    def needed(self) -> tuple[Term, ...]:
        """The terms that a procedure must have; where all are fillers, these."""
        return tuple(term for term in self.terms if not term.is_filler) or self.terms


@dataclass(frozen=True, slots=True)
class Candidate:
    """What ranking needs to know of a procedure. `text` is its folded search text."""

    pk: int
    code: str
    name: str
    text: str
    uses: int = 0


def read(text: str) -> Query:
    """Return what a person asks for; a query of nothing has no terms."""
    phrase = folded(text[:LONGEST_QUERY])
    words = phrase.split()
    terms: list[Term] = []
    while words:
        said = _longest_known(words)
        spellings = (said, *(meaning for meaning in EVERYDAY_WORDS.get(said, ()) if meaning != said))
        terms.append(Term(spellings, is_filler=said in FILLERS))
        del words[: len(said.split())]
    return Query(phrase, tuple(dict.fromkeys(terms)))


def _longest_known(words: Sequence[str]) -> str:
    for length in (3, 2):
        said = " ".join(words[:length])
        if said in EVERYDAY_WORDS:
            return said
    return words[0]


def ranked(query: Query, candidates: Iterable[Candidate]) -> tuple[list[int], bool]:
    """Return the primary keys that answer a query, the best first, and whether they answer all of it.

    Where no procedure has every needed term, those that have most of them (more than half) are returned.
    """
    if not query.terms:
        everything = sorted(candidates, key=lambda candidate: (-candidate.uses, candidate.name, candidate.pk))
        return [candidate.pk for candidate in everything], True
    found: list[tuple[int, Candidate]] = []
    for candidate in candidates:
        padded = f" {candidate.text} "
        if hits := sum(term.is_in(padded) for term in query.needed):
            found.append((hits, candidate))
    if not found:
        return [], True
    most = max(hits for hits, _candidate in found)
    is_whole = most == len(query.needed)
    if not is_whole and most * 2 <= len(query.needed):
        return [], True
    best = [candidate for hits, candidate in found if hits == most]
    return [candidate.pk for candidate in sorted(best, key=lambda candidate: _place(query, candidate))], is_whole


def _place(query: Query, candidate: Candidate) -> tuple[int, int, int, int, str]:
    name = _folded_name(candidate.name)
    padded = f" {name} "
    if folded(candidate.code) == query.phrase or name.startswith(query.phrase):
        fit = BEST
    elif f" {query.phrase}" in padded or any(_is_said_in(name, spelling) for spelling in _written_out(query)):
        fit = NAME_PHRASE
    elif all(term.is_in(padded) for term in query.needed):
        fit = NAME_WORDS
    else:
        fit = ELSEWHERE
    missing = sum(not term.is_in(padded) for term in query.terms)
    return (fit, missing, -candidate.uses, len(name), name)


def _written_out(query: Query) -> Sequence[str]:
    """Return the meanings of a query that is nothing but one everyday word."""
    return query.terms[0].spellings[1:] if len(query.terms) == 1 else ()


def _is_said_in(name: str, spelling: str) -> bool:
    return f" {spelling}" in f" {name}"


@lru_cache(maxsize=8192)
def _folded_name(name: str) -> str:
    return folded(name)
