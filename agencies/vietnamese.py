"""Vietnamese text as data: one canonical form, one folded form for search, and names shown without saying who.

Everything here is pure. Text enters the system through `normalised` (forms, imports, API), so that two people who
type the same word on different keyboards store the same bytes.
"""

import re
import unicodedata

INVISIBLE = dict.fromkeys([0xFEFF, 0x200B, 0x200C, 0x200D, 0x2060, 0x00AD])
"""Byte order marks, zero-width joiners and soft hyphens that word processors leave in pasted text."""

LOOKALIKES = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"})
"""ETH and African D are typed for Đ by old keyboards; no Vietnamese word contains them."""

D_STROKE = str.maketrans({"đ": "d", "Đ": "d"})


def normalised(text: str) -> str:
    """Return the text in NFC, without invisible characters, with single spaces inside a line and none at its ends."""
    text = unicodedata.normalize("NFC", text.translate(INVISIBLE)).translate(LOOKALIKES)
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())


def folded(text: str) -> str:
    """Return the text as search compares it: lower case, without marks, đ as d, digits and letters only, single spaces.

    The placement of a tone (hoà, hòa), its Unicode form and its absence all fold to the same string.
    """
    decomposed = unicodedata.normalize("NFD", text.translate(INVISIBLE).translate(LOOKALIKES).translate(D_STROKE))
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark)).casefold()
    return " ".join(re.findall(r"[a-z0-9]+", bare))


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


def masked_phone(phone: str) -> str:
    """Return a phone number with only its first three and last two digits readable."""
    return f"{phone[:3]}{'•' * max(len(phone) - 5, 0)}{phone[-2:]}" if len(phone) > 5 else "•" * len(phone)
