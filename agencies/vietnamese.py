"""Vietnamese text as data: one canonical form, one folded form for search, and names shown without saying who.

Everything here is pure. Text enters the system through `normalised` (forms, imports, API), so that two people who
type the same word on different keyboards store the same bytes.
"""

import re
import unicodedata

UNPRINTABLE = frozenset({"Cc", "Cf", "Cs"})
"""Unicode categories of control characters, of invisible ones that word processors leave in pasted text (byte order
marks, zero-width spaces, soft hyphens, direction marks) and of halves of characters."""

LOOKALIKES = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"})
"""ETH and African D are typed for Đ by old keyboards; no Vietnamese word contains them."""

D_STROKE = str.maketrans({"đ": "d", "Đ": "d"})

TONE_BEFORE_SHAPE = re.compile("([\u0300\u0301\u0303\u0309])([\u0302\u0306])")
"""A tone (grave, acute, tilde, hook) typed before the circumflex or breve of its vowel: same look, other bytes."""

MARKED_LATIN = re.compile("[\x00-\x7f\u0300-\u034e\u0350-\u036f]*")
"""ASCII and combining marks: what decomposed Vietnamese is made of. (U+034F joins letters and is no mark.)"""

FOLDED_WORDS = re.compile("[a-z0-9]+")


def normalised(text: str) -> str:
    """Return the text in NFC, without invisible characters, with single spaces inside a line and none at its ends."""
    decomposed = unicodedata.normalize("NFD", _visible(text))
    text = unicodedata.normalize("NFC", TONE_BEFORE_SHAPE.sub(r"\2\1", decomposed)).translate(LOOKALIKES)
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())


def folded(text: str) -> str:
    """Return the text as search compares it: lower case, without marks, đ as d, digits and letters only, single spaces.

    The placement of a tone (hoà, hòa), its Unicode form and its absence all fold to the same string.
    """
    decomposed = unicodedata.normalize("NFD", _visible(text).translate(LOOKALIKES).translate(D_STROKE))
    if MARKED_LATIN.fullmatch(decomposed):
        # Nearly every text is: then what is not ASCII is a mark, and need not be looked at letter by letter.
        bare = decomposed.encode("ascii", "ignore").decode("ascii").lower()
    else:
        bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark)).casefold()
    return " ".join(FOLDED_WORDS.findall(bare))


def name_order(full_name: str) -> tuple[str, str]:
    """Return the key that sorts Vietnamese names: by given name (the last word), then by the whole name."""
    words = folded(full_name).split()
    return (words[-1] if words else "", " ".join(words))


def masked_name(full_name: str) -> str:
    """Return a name that may be shown in public: family name and initials (“Nguyễn V. A.”)."""
    family, *rest = normalised(full_name).split() or [""]
    return " ".join([family, *(f"{word[0]}." for word in rest)])


def masked_personal_id(personal_id: str) -> str:
    """Return an identity or tax number with only its last three characters readable."""
    return "•" * max(len(personal_id) - 3, 0) + personal_id[-3:]


def _visible(text: str) -> str:
    """Return the text without what nobody sees; line breaks and tabs are seen."""
    if text.isprintable():
        return text
    return "".join(letter for letter in text if letter in "\n\r\t" or unicodedata.category(letter) not in UNPRINTABLE)
