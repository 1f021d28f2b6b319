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
    "doc than": ("tinh trang hon nhan",),
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
}
"""Abbreviations and everyday words, folded, and what the law calls the thing; any of the meanings will do."""

FILLERS = frozenset("a ban can cho co di duoc gi lam muon nao nhu o oi thi thu toi tuc ve xin".split())
"""Words that say nothing about which procedure is meant: they help to rank, but a procedure need not have them."""

BEST, PHRASE, IN_NAME, ELSEWHERE = range(4)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that was asked for: what was said, and what the law calls it; a filler may be missing.

    A plain word may be half typed; an everyday word and its meanings are looked for as whole words, so that “số đo”
    is not found in “mã số đơn vị”.
    """

    said: str
    meanings: tuple[str, ...] = ()
    is_filler: bool = False

    def is_said_in(self, padded: str) -> bool:
        """Say whether a text (folded, with a space at both ends) has the very words."""
        return f" {self.said} " in padded if self.meanings else f" {self.said}" in padded

    def is_meant_in(self, padded: str) -> bool:
        """Say whether the text has one of the meanings."""
        return any(f" {meaning} " in padded for meaning in self.meanings)

    def is_in(self, padded: str) -> bool:
        """Say whether the text has the words or one of their meanings."""
        return self.is_said_in(padded) or self.is_meant_in(padded)


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
        meanings = tuple(meaning for meaning in EVERYDAY_WORDS.get(said, ()) if meaning != said)
        terms.append(Term(said, meanings, is_filler=said in FILLERS))
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
        everything = sorted(candidates, key=lambda candidate: (-candidate.uses, _folded_name(candidate.name)))
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
    """Return the sort key of a candidate that has every needed term: fit, use, missing words, length, name."""
    name, text = _folded_name(candidate.name), f" {candidate.text} "
    padded = f" {name} "
    has_everyday_words = any(term.meanings for term in query.terms)
    if folded(candidate.code) == query.phrase or (not has_everyday_words and name.startswith(query.phrase)):
        fit = BEST
    elif f" {query.phrase}" in text if not has_everyday_words else all(term.is_said_in(text) for term in query.needed):
        # The very words, in the name or where the editor wrote what people call it.
        fit = PHRASE
    elif all(term.is_in(padded) for term in query.needed):
        fit = IN_NAME
    else:
        fit = ELSEWHERE
    missing = sum(not term.is_in(padded) for term in query.terms)
    return (fit, -candidate.uses, missing, len(name), name)


@lru_cache(maxsize=8192)
def _folded_name(name: str) -> str:
    return folded(name)
