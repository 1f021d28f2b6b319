"""Texts of files as the catalogue keeps them, with what had to be done to them. Pure."""

import unicodedata

from agencies.vietnamese import normalised
from procedures.interchange.codes import BadCode, code_from_text
from procedures.interchange.legacy import is_legacy, is_surely_legacy

LONGEST_QUOTE = 80


class BadText(ValueError):
    """A text cannot be taken; the message says why, in Vietnamese."""


def clean_text(text: str, *, where: str, warnings: list[str]) -> str:
    """Return a text in NFC without stray spaces, with a warning if it was not NFC."""
    if not unicodedata.is_normalized("NFC", text):
        warnings.append(f"{where} viết bằng Unicode tổ hợp; đã chuyển sang Unicode dựng sẵn (NFC).")
    return normalised(text)


def check_encoding(text: str, *, where: str, is_ours: bool = False) -> None:
    """Raise `BadText` for text in an encoding of before Unicode; what we wrote ourselves needs more to be doubted."""
    if is_surely_legacy(text) if is_ours else is_legacy(text):
        raise BadText(
            f"{where} viết bằng bảng mã cũ (TCVN3 hoặc VNI): “{quoted(text)}”. Hãy chuyển sang Unicode rồi nhập lại."
        )


def clean_code(text: str, *, where: str, warnings: list[str]) -> str:
    """Return a national code without what does not belong to it, with a warning; raise `BadText` for anything else."""
    try:
        code = code_from_text(text)
    except BadCode as error:
        raise BadText(f"{where}: {error}") from error
    if code != text:
        warnings.append(f"{where}: mã “{quoted(text)}” có khoảng trắng hoặc ký tự lạ, đã đọc là {code}.")
    return code


def quoted(text: str, longest: int = LONGEST_QUOTE) -> str:
    """Return the beginning of a text on one line, as a message quotes it."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[:longest]}…"
