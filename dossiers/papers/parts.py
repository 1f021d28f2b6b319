"""What papers are made of: the head, the party, the signatory, the line that explains a date.

All of them say what is printed and know nothing of rows; `…_of` functions read them from a dossier.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dossiers.papers.forms import FormIdentity


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The head of a paper: issuer at the left, place and date at the right, and which form it is.

    `superior` is empty for a collective that has none above it, `number` for a paper that has none yet.
    """

    superior: str
    issuer: str
    number: str
    place: str
    issued_at: datetime
    form: FormIdentity


@dataclass(frozen=True, slots=True)
class Party:
    """Whose dossier it is. `number` is a personal identity number or a tax code."""

    name: str
    is_person: bool = True
    number: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Mandated:
    """The person who acts for the applicant, and the paper that says so."""

    name: str
    number: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    paper: str = ""


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs: the lines above the signature (“KT. GIÁM ĐỐC”, “PHÓ GIÁM ĐỐC”) and the full name below."""

    capacity: tuple[str, ...]
    name: str = ""
    hint: str = "(Ký và ghi rõ họ tên)"


@dataclass(frozen=True, slots=True)
class Explained:
    """One line that proves a date, with its article of law (may be empty)."""

    text: str
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An address that a paper prints and carries as a QR code."""

    address: str


class Capacity(StrEnum):
    """In what capacity somebody signs.

    Law: Nghị định 30/2020/NĐ-CP Điều 13, Phụ lục I (TM., KT., TL., TUQ., Q.).
    """

    OWN = ""
    COLLECTIVE = "TM."
    DEPUTY = "KT."
    BY_ORDER = "TL."
    DELEGATED = "TUQ."
    ACTING = "Q."


def signing_as(capacity: Capacity, *, title: str, head: str = "", collective: str = "", name: str = "") -> Signatory:
    """Return the signature block of a capacity.

    `title` is the signatory's own title, `head` the title of whom they sign for (not for `OWN`, `COLLECTIVE` and
    `ACTING`), `collective` the collective on whose behalf the paper goes out, if any.
    Raises `ValueError` when it is not said for whom somebody signs.
    """
    if capacity in (Capacity.DEPUTY, Capacity.BY_ORDER, Capacity.DELEGATED) and not head:
        raise ValueError(f"{capacity} cần chức vụ của người được ký thay.")
    if capacity is Capacity.COLLECTIVE and not collective:
        raise ValueError("TM. cần tên tập thể lãnh đạo.")
    # A collective stands above every other form: TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH. Only TL. and TUQ.
    # are signed for a head in person.
    above = [f"TM. {collective}"] if collective and capacity in (Capacity.COLLECTIVE, Capacity.DEPUTY) else []
    match capacity:
        case Capacity.DEPUTY | Capacity.BY_ORDER | Capacity.DELEGATED:
            lines = [f"{capacity} {head}", title]
        case Capacity.ACTING:
            lines = [f"Q. {title}"]
        case _:
            lines = [title]
    return Signatory(capacity=(*above, *(line for line in lines if line)), name=name, hint="")
