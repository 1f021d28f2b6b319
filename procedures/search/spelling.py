"""Words that somebody meant although they typed another: one slip of a finger, another ear, an input method left off.

Pure. A word of the vocabulary is kept under `spellings`; what was typed is looked up under `probes`. Where the two
meet, the strains add up to how far apart the words are, so that the database finds a slip by comparing for equality.
"""

import re
from functools import lru_cache

EXACT, COMPLETED, HEARD, SLIPPED = range(4)
"""How a typed word became a known one: as it stands, half typed (or its marks keyed as letters), sounding alike,
mistyped by one letter."""

SHORTEST_MISTYPED = 3
"""From a shorter word, any other is one letter away: it may only lack a letter, and only where it is no syllable."""

LONGEST_WORD = 24
"""What is longer is no word, and is not looked up under its slips."""

SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|tr|th|ph|kh|gh|gi|qu|[bcdghklmnpqrstvx])?"
    r"(?:uoi|uou|uya|uye|uyu|ieu|yeu|oai|oao|oay|oeo|uay|[aiuo]a|[aeiou]o|[aeiou]u|[aeiouy]e|[aeou]i|[aeou]y|[aeiouy])"
    r"(?:ch|ng|nh|[cmnpt])?"
)
"""What a Vietnamese syllable looks like without its marks; a few that no word uses pass, too."""

LONGEST_SYLLABLE = 7
MOST_DIVISIONS = 4

TELEX_TONE = re.compile(r"(?<=[a-z])[sfrxj]")
TELEX_LETTERS = (("dd", "d"), ("aa", "a"), ("ee", "e"), ("oo", "o"), ("w", ""))
VNI_MARK = re.compile(r"(?<=[a-z])[0-9]")

ONSETS = (("ngh", "ng"), ("gh", "g"), ("gi", "d"), ("tr", "ch"), ("ph", "f"), ("qu", "q"))
EQUAL_ONSETS = str.maketrans({"x": "s", "n": "l", "r": "d", "c": "k"})
CODAS = (("nh", "n"), ("ng", "n"), ("ch", "t"), ("c", "t"), ("y", "i"))


@lru_cache(maxsize=4096)
def spellings(word: str) -> tuple[str, ...]:
    """Return every spelling under which a known word is kept: its own, its sound, and those of its slips.

    `~` begins a sound, `+` the word with a letter left out, `?` stands for any one letter.
    """
    kept = [word]
    if sound := sound_of(word):
        kept.append(f"~{sound}")
    if SHORTEST_MISTYPED <= len(word) <= LONGEST_WORD and word.isalpha():
        kept += dict.fromkeys([*(f"+{bare}" for bare in _bare(word)), *_masked(word)])
    return tuple(kept)


def probes(typed: str) -> dict[str, int]:
    """Return every spelling to look a typed word up under, with its strain."""
    found = {typed: EXACT}
    if sound := sound_of(typed):
        found[f"~{sound}"] = HEARD
    for plain in _without_marks(typed):
        found.setdefault(plain, COMPLETED)
    shortest = SHORTEST_MISTYPED if is_syllable(typed) else SHORTEST_MISTYPED - 1
    if not typed.isalpha() or not shortest <= len(typed) <= LONGEST_WORD:
        return found
    slips = [f"+{typed}", *_swapped(typed)]
    if len(typed) >= SHORTEST_MISTYPED:
        slips += [*_masked(typed), *_bare(typed)]
    return {**dict.fromkeys(slips, SLIPPED), **found}


@lru_cache(maxsize=8192)
def sound_of(word: str) -> str:
    """Return how a syllable sounds where people do not tell ch from tr, s from x, d from gi from r, n from ng.

    Empty for what is no syllable.
    """
    if not is_syllable(word):
        return ""
    for written, heard in ONSETS:
        if word.startswith(written) and len(word) > len(written):
            word = heard + word[len(written) :]
            break
    else:
        if word[:2] not in {"ch", "kh", "nh", "ng", "th"}:
            word = word[0].translate(EQUAL_ONSETS) + word[1:]
    for written, heard in CODAS:
        if word.endswith(written) and len(word) > len(written):
            return word[: -len(written)] + heard
    return word


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Say whether a word without marks could be a Vietnamese syllable."""
    return SYLLABLE.fullmatch(word) is not None


def divisions_of(word: str) -> tuple[tuple[str, ...], ...]:
    """Return how a word that was typed without spaces (“khaisinh”) divides into as few syllables as will do.

    Several divisions have equally many (“ket hon”, “ke thon”). A syllable, and what cannot be divided, stays whole.
    """
    whole = ((word,),)
    if is_syllable(word) or not word.isalpha() or len(word) > LONGEST_WORD:
        return whole
    ways: list[list[tuple[str, ...]]] = [[()]]
    for end in range(1, len(word) + 1):
        found = [
            (*before, word[start:end])
            for start in range(max(0, end - LONGEST_SYLLABLE), end - 1)
            if is_syllable(word[start:end])
            for before in ways[start]
        ]
        fewest = min(map(len, found), default=0)
        ways.append([way for way in found if len(way) == fewest][:MOST_DIVISIONS])
    return tuple(ways[-1]) or whole


def _without_marks(typed: str) -> list[str]:
    """Return the word whose marks were typed while the input method was off: “giaays” (Telex), “gia6y1” (VNI)."""
    if is_syllable(typed):
        return []
    letters = VNI_MARK.sub("", typed)
    for keys, letter in TELEX_LETTERS:
        letters = letters.replace(keys, letter)
    plain = dict.fromkeys((letters, TELEX_TONE.sub("", letters, count=1)))
    return [word for word in plain if word != typed and is_syllable(word)]


def _bare(word: str) -> list[str]:
    return [word[:place] + word[place + 1 :] for place in range(len(word))]


def _masked(word: str) -> list[str]:
    return [f"{word[:place]}?{word[place + 1 :]}" for place in range(len(word))]


def _swapped(word: str) -> list[str]:
    return [
        word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        for place in range(len(word) - 1)
        if word[place] != word[place + 1]
    ]
