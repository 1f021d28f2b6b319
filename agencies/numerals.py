"""Numbers as they are written: Vietnamese separators, English ones in the English interface."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language

NO_BREAK_SPACE = "\u00a0"


def written_number(value: int | float | Decimal, decimals: int = 0) -> str:
    """Write a number with its separators, rounded half up: 49.343, or 1.234,50 with two decimals."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    english = f"{rounded:,.{decimals}f}"
    if (get_language() or "vi").startswith("en"):
        return english
    return english.translate(str.maketrans(",.", ".,"))


def written_percent(value: int | float | Decimal, decimals: int = 2) -> str:
    """Write a percentage that is already one: 98.67 becomes 98,67 %."""
    return f"{written_number(value, decimals)}{NO_BREAK_SPACE}%"
