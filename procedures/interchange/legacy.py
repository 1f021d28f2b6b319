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


def is_legacy(text: str) -> bool:
    """Say whether a text was read in the wrong encoding."""
    if text.isascii() or not TELLTALE.search(text):
        return False
    words = WORD.findall(text)
    strange = sum(1 for word in words if TELLTALE.search(word))
    enough = 1 if DECISIVE.search(text) else min(2, len(words))
    return 0 < strange >= enough and strange >= SHARE * len(words)
