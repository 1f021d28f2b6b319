"""The register: every dossier that an office received in a year, one book a year, in the order of its numbers.

It is read from receipts and events and keeps no tally of its own. The electronic book suffices; on paper it is A4.

Law: Thông tư 03/2025/TT-VPCP mẫu 07 (before: Thông tư 01/2018/TT-VPCP mẫu 06, Điều 10).
"""

from dataclasses import dataclass
from datetime import datetime

from dossiers.papers.parts import Letterhead
from dossiers.papers.printing import printed


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """One line of the book. `ended` says in a word how a dossier ended that has no result to return."""

    number: int
    code: str
    procedure: str
    applicant: str
    contact: str
    agency: str
    received_at: datetime
    due_at: datetime | None
    returned_at: datetime | None
    ended: str = ""
    return_method: str
    collected_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterBook:
    """What the book prints.

    `sector` is empty for the whole book; `closing_note` says whether the year is over and which part this is; `total`
    counts the lines of all parts.
    """

    head: Letterhead
    year: int
    sector: str = ""
    closing_note: str
    total: int
    rows: tuple[RegisterRow, ...]


def register_pdf(book: RegisterBook) -> bytes:
    """Return the book as PDF, A4 across."""
    return printed("register.typ", book, at=book.head.issued_at)
