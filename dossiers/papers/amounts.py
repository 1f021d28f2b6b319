"""Amounts of đồng in words, as a receipt for money must say them."""

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
SCALES = ("", "nghìn", "triệu")


def spoken_amount(amount: int) -> str:
    """Return whole đồng in words: 135000 becomes “Một trăm ba mươi lăm nghìn đồng”. Raises `ValueError` below zero."""
    if amount < 0:
        raise ValueError("Số tiền không được âm.")
    words = spoken_number(amount)
    return f"{words[:1].upper()}{words[1:]} đồng"


def spoken_number(number: int) -> str:
    """Return a number in words, by the reading of the north: linh, nghìn, mốt, tư, lăm."""
    if number == 0:
        return DIGITS[0]
    billions, rest = divmod(number, 10**9)
    parts = [f"{spoken_number(billions)} tỷ"] if billions else []
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            parts.append(f"{_group(group, is_first=not parts)} {SCALES[power]}".rstrip())
    return " ".join(parts)


def _group(group: int, *, is_first: bool) -> str:
    """Three figures; within a number the empty hundreds are read, too: một triệu không trăm linh năm nghìn."""
    hundreds, rest = divmod(group, 100)
    words = [] if is_first and not hundreds else [f"{DIGITS[hundreds]} trăm"]
    tens, ones = divmod(rest, 10)
    if tens == 0:
        if ones:
            words.append(f"linh {DIGITS[ones]}" if words else DIGITS[ones])
    elif tens == 1:
        words.append("mười" + _after_ten(ones, one="một", four="bốn"))
    else:
        words.append(f"{DIGITS[tens]} mươi" + _after_ten(ones, one="mốt", four="tư"))
    return " ".join(words)


def _after_ten(ones: int, *, one: str, four: str) -> str:
    if ones == 0:
        return ""
    return " " + {1: one, 4: four, 5: "lăm"}.get(ones, DIGITS[ones])
