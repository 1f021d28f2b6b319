"""What of a text must not be published: names, numbers and addresses by which somebody could be found.

Pure. Law: Nghị định 61/2018/NĐ-CP Điều 27 khoản 3; domain 8.6.
"""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from agencies.vietnamese import folded

EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
PHONE = re.compile(r"(?<!\d)(?:\+?84|0)(?:[\s.-]?\d){9,10}(?!\d)")
PERSONAL_ID = re.compile(r"(?<!\d)\d(?:[\s.-]?\d){11}(?!\d)")
DOSSIER_CODE = re.compile(r"\b[A-Z]\d{2}[.\d]*-\d{6}-\d{4,}\b")

KINDS = (
    (EMAIL, _("thư điện tử")),
    (DOSSIER_CODE, _("mã hồ sơ")),
    (PERSONAL_ID, _("số định danh")),
    (PHONE, _("số điện thoại")),
)


def personal_in(text: str, *, names: Iterable[str]) -> list[str]:
    """Return what of a text tells who somebody is: the kinds of numbers found, and the given names that stand in it."""
    found = []
    for pattern, label in KINDS:
        # What has been told for one thing is not told again for another: a code is full of digits.
        text, count = pattern.subn(" ", text)
        found += [str(label)] if count else []
    plain = f" {folded(text)} "
    found += [name for name in dict.fromkeys(names) if name and f" {folded(name)} " in plain]
    return found
