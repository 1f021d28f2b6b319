"""Telling text that was typed in an encoding of before Unicode (TCVN3, VNI) and read as Western European. Pure.

Such text is letters to a program and gibberish to a person: “NguyÔn ThÞ Hßa”, “Nguyeãn Thò Hoøa”. It cannot be mended
for sure (TCVN3 has no toned capitals), so it is shown to the person who has the original.
"""

import re

FOREIGN = "ÄÅÆÇËÎÏÑÖØÜÞßäåæçëîïñøöûüþÿ¸¨¬"
"""Letters and signs that no Vietnamese word contains, but nearly every word in one of these encodings."""

SIGNS = "µ¶¹ª¡¢£¤¥¦§©®«¾¼½\u00ad"
"""Signs that mean something by themselves, but nothing beside a letter."""

SMALL = "a-zà-ÿăđĩũơưạ-ỹ"
TELLTALE = re.compile(
    rf"[{FOREIGN}]"
    rf"|(?<=[^\W\d_])[{SIGNS}]|[{SIGNS}](?=[^\W\d_])"
    rf"|(?<=[{SMALL}])[À-ÖØ-Þ](?=[{SMALL}]|\b)|uú"  # TCVN3: a capital inside a small word, NguyÔn; Huúnh
    r"|(?i:[aeouyô][ùøûõï]|a[âáàãêéèú]|e[âáàã]|oâ)"  # VNI: the mark stands behind its vowel, Vaên, Teân
)
DECISIVE = re.compile(r"[¨¸¬]|§(?=[^\W\d_])")
"""Signs that stand inside a word in no language; one of them is enough."""

WORD = re.compile(r"[^\s\d.,;:()/–-]+")

SHARE = 0.1
"""Of the words of a text; a formula or the name of a foreign firm in a long text is no sign."""

SURE_SHARE, SURE_WORDS = 0.2, 3


def is_legacy(text: str) -> bool:
    """Say whether a text was probably read in the wrong encoding."""
    strange, words = _strange(text)
    enough = 1 if DECISIVE.search(text) else min(2, words)
    return 0 < strange >= enough and strange >= SHARE * words


def is_surely_legacy(text: str) -> bool:
    """Say so only where no other reading makes sense: a foreign name of a few words may stand alone."""
    strange, words = _strange(text)
    enough = 1 if DECISIVE.search(text) else SURE_WORDS
    return 0 < strange >= enough and strange >= SURE_SHARE * words


def _strange(text: str) -> tuple[int, int]:
    """Return how many words of a text are strange, and how many there are."""
    if text.isascii() or not TELLTALE.search(text):
        return 0, 0
    words = WORD.findall(text)
    return sum(1 for word in words if TELLTALE.search(word)), len(words)
