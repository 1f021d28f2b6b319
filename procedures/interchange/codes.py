"""National codes of procedures as people and programs spoil them. Pure."""

import math
import re
import unicodedata

CODE = re.compile(r"[1-9]\.\d{6}(?:\.[0-9A-Z]{2,3})*")
"""A digit, six digits, and for a province's own copy what stands for it: “1.001193”, “1.014199.H05”."""

FEWEST_DECIMALS = 3
"""Zeros at the end are lost when a code becomes a number; 1.00119 was 1.001190, but 1.5 was hardly ever a code."""


class BadCode(ValueError):
    """A code cannot be read for sure; the message says why, in Vietnamese."""


def code_from_text(text: str) -> str:
    """Return the code in a text, without spaces, full-width digits and invisible characters; raise `BadCode`."""
    visible = "".join(
        letter for letter in unicodedata.normalize("NFKC", text) if unicodedata.category(letter) not in {"Cf", "Cc"}
    )
    code = "".join(visible.split()).upper()
    if not code:
        raise BadCode("Chưa có mã thủ tục.")
    if not CODE.fullmatch(code):
        raise BadCode(f"Mã “{text.strip()}” không đúng dạng mã thủ tục (ví dụ 1.001193).")
    return code


def code_from_number(number: float) -> str:
    """Return the code that a program took for a number: 1.00119 was “1.001190”, 1001193 was “1.001193”."""
    fault = BadCode(f"Mã được lưu thành số {number:g}, không khôi phục chắc chắn được. Hãy ghi mã dưới dạng chữ.")
    if not math.isfinite(number):
        raise fault
    if number == int(number):
        digits = f"{int(number)}"
        if len(digits) != 7:
            raise fault
        return code_from_text(f"{digits[0]}.{digits[1:]}")
    code = f"{number:.6f}"
    if abs(float(code) - number) > 1e-9 or len(f"{number:.6f}".rstrip("0").partition(".")[2]) < FEWEST_DECIMALS:
        raise fault
    return code_from_text(code)
