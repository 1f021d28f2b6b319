"""The cell “Phí, lệ phí” of the portal's table: nothing, one fee or several, each with words in brackets. Pure.

Grammar of the cell, as the portal prints it:

    cell   := "Không có thông tin" | fee+            no separator between two fees
    fee    := money [ "(" words ")" ]
    money  := "Miễn phí" | amount " " currency       the portal prints a zero as “Miễn phí”
    amount := digits in groups of three with commas  “50,000”

What officers did to it: they typed the true price into the words and left the amount at zero; they typed 40 for
40.000 đồng; they forgot a bracket of their own inside the words, or closed one too many.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from agencies.vietnamese import folded
from procedures.national.letters import LOWER
from procedures.national.numbers import CITATION
from procedures.national.reading import ABSENT

FREE = "Miễn phí"
DONG = rf"Việt Nam [Đđ]ồng|Đồng Việt Nam|VNĐ|VND|Đồng(?![{LOWER}])"
CURRENCY = rf"(?:{DONG}|USD|EUR|JPY|GBP|CNY|AUD|SGD|KRW|THB|LAK|KHR|Đô la Mỹ|Đô la|Euro)"
GROUPED = r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|[1-9]\d{0,2}(?:\.\d+)?"
MONEY = re.compile(rf"{FREE}|\d[\d.,]* ?{CURRENCY}")
NEXT_MONEY = re.compile(rf"[\s;,]+(?:{GROUPED}) ?{CURRENCY}(?=\(|\s*\Z)")
"""Another fee, should anything part it from the one before; what a description says of money looks otherwise."""

SMALLEST_AMOUNT = 1000
"""Đồng. Below it the officer has most likely typed thousands, so the amount is nobody's to guess."""

ENUMERATOR = re.compile(r"(?:^|\n|[;.:] )[-+ ]*(?:[a-zđ]|\d{1,2})\Z")
"""What precedes the bracket of “a)” or “1)” at the beginning of a clause, which closes nothing."""

SAYS_FREE = re.compile(r"(?:khong|khong co|khong quy dinh|khong thu|chua quy dinh|mien phi|khong mat)(?: phi| le phi)*")
MENTIONS_MONEY = re.compile(r"\d[\d.,]* ?(?:đồng|đ\b|vnđ|vnd|usd|đô la|euro|%)|\d[.,]000\b", re.IGNORECASE)
MENTIONS_RULE = re.compile(
    r"(?:phí|giá)\b[^.;\n]{0,300}(?:thông tư|nghị định|nghị quyết|hội đồng nhân dân|luật|biểu|pháp luật|quy định tại)",
    re.IGNORECASE,
)
EXEMPTION = re.compile(r"[-+*\s]*(?:Được )?miễn (?:thu |nộp )?(?:lệ )?phí\b\W*\w", re.IGNORECASE)

LONGEST_NAME = 120
"""Characters up to which the words of a fee are its name; longer ones are a condition."""


@dataclass(frozen=True, slots=True)
class FeeCell:
    """A fee as printed: the money (“Miễn phí”, “50,000 VNĐ”) and the words in brackets.

    It is not certain where the digits before it may be its own or a limit's.
    """

    money: str
    words: str = ""
    is_certain: bool = True

    @property
    def text(self) -> str:
        """The source's words, as it prints them."""
        return f"{self.money}({self.words})" if self.words else self.money


def split_fees(text: str) -> tuple[list[FeeCell], str]:
    """Return the fees with which a text begins, and the text after them: the description of the row."""
    if text.startswith(ABSENT):
        return [], text.removeprefix(ABSENT).strip()
    cells: list[FeeCell] = []
    place = 0
    while match := MONEY.match(text, place) or (cells and NEXT_MONEY.match(text, place)):
        if cells and match[0] == FREE and text[match.end() : match.end() + 1] not in {"(", ""}:
            break  # a description that begins with “Miễn phí”
        place, words = match.end(), ""
        if text.startswith("(", place):
            end = _closing_bracket(text, place)
            words, place = text[place + 1 : end].strip(), end + 1
        cells.append(FeeCell(match[0].lstrip(" ;,\n"), words))
    return cells, text[place:].strip()


def read_fee(cell: FeeCell, description: str) -> dict[str, Any]:
    """Return a fee of a record. Its amount is `None` where the source contradicts itself or leaves it to a rule."""
    fee: dict[str, Any] = {
        "kind": _kind(cell.words),
        "name": _name(cell.words),
        "amount": _amount(cell, description),
        "condition": "",
        "exemption": " ".join(_exemptions(cell.words)),
        "legal_basis": "",
        "text": cell.text,
    }
    if cell.words != fee["name"]:
        fee["condition"] = cell.words
    if cited := CITATION.search(cell.words):
        fee["legal_basis"] = cited[0]
    return fee


def why_unread(cell: FeeCell) -> str:
    """Return in Vietnamese why a fee has no amount of its own."""
    if not cell.is_certain:
        return "Mức thu dính liền với thời hạn nên không đọc được; cần nhập mức thu."
    if cell.money == FREE:
        return "Cổng ghi “Miễn phí” nhưng phần chữ nêu mức thu hoặc dẫn chiếu văn bản khác; cần nhập mức thu."
    if not re.search(DONG, cell.money):
        return "Mức thu không tính bằng đồng Việt Nam; cần nhập mức thu."
    if re.match(r"\d{1,3}(?!\d|,\d)", cell.money):
        return "Mức thu nhỏ bất thường, có thể tính bằng nghìn đồng; cần kiểm tra và nhập mức thu."
    return "Mức thu không phải là số nguyên đồng theo cách ghi của Cổng; cần nhập mức thu."


def amounts_after_bare_number(digits: str) -> list[tuple[str, str]]:
    """Return every way to part digits into a limit without unit and the amount of a fee that is glued to it."""
    parts = [(digits[:place], digits[place:]) for place in range(1, len(digits))]
    return [
        (limit, amount)
        for limit, amount in parts
        if re.fullmatch(r"[1-9]\d{0,2}", limit) and re.fullmatch(GROUPED, amount)
    ]


def _amount(cell: FeeCell, description: str) -> int | None:
    if cell.money == FREE:
        return 0 if _is_free(cell.words) and not _names_a_price(description) else None
    digits = re.match(r"[\d.,]+", cell.money)
    if not (cell.is_certain and digits and re.search(DONG, cell.money) and re.fullmatch(GROUPED, digits[0])):
        return None
    amount = float(digits[0].replace(",", ""))
    return int(amount) if amount >= SMALLEST_AMOUNT and amount.is_integer() else None


def _is_free(words: str) -> bool:
    return not words or bool(SAYS_FREE.fullmatch(folded(words)))


def _names_a_price(description: str) -> bool:
    """Tell whether a description that speaks of a fee gives its price or says which rule sets it."""
    speaks_of_fee = re.search(r"\bphí\b", description, re.IGNORECASE)
    return bool(speaks_of_fee and (MENTIONS_MONEY.search(description) or MENTIONS_RULE.search(description)))


def _kind(words: str) -> str:
    spoken = re.sub(r"miễn (?:lệ )?phí", "", words.lower())
    has_charge = "lệ phí" in spoken
    has_fee = re.search(r"\bphí\b", spoken.replace("lệ phí", "")) is not None
    if has_charge == has_fee:
        return "unstated"
    return "charge" if has_charge else "fee"


def _name(words: str) -> str:
    if len(words) <= LONGEST_NAME and re.match(r"(?:Lệ phí|Phí) \w", words) and not MENTIONS_MONEY.search(words):
        return words.rstrip(" .;")
    return {"charge": "Lệ phí", "fee": "Phí", "unstated": "Phí, lệ phí"}[_kind(words)]


def _exemptions(words: str) -> Iterator[str]:
    """Yield the sentences that say who pays nothing."""
    for sentence in re.split(r"(?<=[.;])\s+|\n", words):
        if EXEMPTION.match(sentence):
            yield sentence.strip()


def _closing_bracket(text: str, opening: int) -> int:
    """Return where the words that begin at a bracket end.

    The portal's own bracket is glued to what follows it. So the first bracket that closes everything counts if it is
    glued; otherwise a later, surplus one that is; then the first that closes everything. Where the words lack a bracket
    of their own, the first glued one ends them; without any bracket they end with the text.
    """
    depth, closing, glued = 0, [], []
    for place in range(opening, len(text)):
        if text[place] == "(":
            depth += 1
        elif text[place] == ")" and not (depth == 1 and ENUMERATOR.search(text[max(opening + 1, place - 8) : place])):
            depth -= 1
            is_glued = _ends_cell(text, place + 1)
            if depth <= 0:
                closing.append(place)
                if is_glued:
                    return place
            elif is_glued:
                glued.append(place)
    return (closing or glued or [len(text)])[0]


def _ends_cell(text: str, place: int) -> bool:
    """Tell whether the portal's own bracket may stand before this place: the table glues, people put spaces."""
    is_set_off = text[place : place + 1].isspace() or text[place : place + 1] in set('.,;:)/]”"')
    return not is_set_off or bool(NEXT_MONEY.match(text, place))
