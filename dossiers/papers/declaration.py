"""The declaration as a paper: what was answered online, set as the form that the procedure asks for, A4.

Law: Nghị định 45/2020/NĐ-CP Điều 10 (electronic forms stand for paper ones).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import PartyKind
from dossiers.models import DossierDraft
from dossiers.papers.parts import Party
from dossiers.papers.printing import domestic, printed
from dossiers.services import Applicant


@dataclass(frozen=True, slots=True)
class Answered:
    """One question and its answer, line by line."""

    question: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Answers that belong together."""

    title: str
    rows: tuple[Answered, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationPaper:
    """What the paper prints. `submitter` is the person whose account it came from."""

    title: str
    agency: str
    procedure: str
    party: Party
    parts: tuple[Part, ...]
    submitter: str
    declared_at: datetime


def declaration_pdf(paper: DeclarationPaper) -> bytes:
    """Return the declaration as PDF."""
    return printed("declaration.typ", paper, at=paper.declared_at)


def declaration_of(
    draft: DossierDraft,
    applicant: Applicant,
    sections: Sequence[dict[str, Any]],
    *,
    title: str,
    submitter: str,
    at: datetime,
) -> DeclarationPaper:
    """Return what the declaration of a draft says; `sections` are its answers in words (`queries.declared`)."""
    return DeclarationPaper(
        title=title,
        agency=draft.agency.name if draft.agency else "",
        procedure=draft.version.name,
        party=Party(
            name=applicant.name,
            is_person=applicant.kind == PartyKind.PERSON,
            number=applicant.personal_id or applicant.tax_code,
            address=applicant.address,
            phone=domestic(applicant.phone),
            email=applicant.email,
        ),
        parts=tuple(
            Part(section["title"], tuple(Answered(row["key"], tuple(row["value"])) for row in section["rows"]))
            for section in sections
        ),
        submitter=submitter,
        declared_at=at,
    )
