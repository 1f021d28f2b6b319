"""What a spreadsheet makes of a text file, and how a file keeps it from doing so. Pure."""

BYTE_ORDER_MARK = "\ufeff"
"""Without it a spreadsheet takes Vietnamese letters for another alphabet."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins so for a formula."""


def no_formula(text: str) -> str:
    """Return a text that no spreadsheet reckons with: an apostrophe before it makes it a text."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
