"""What anybody may know of an electronic result that was issued: the paper itself, and nothing about a person."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from dossiers.models import Result, Signature


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """A result that was signed, numbered and issued. `earlier` are the digests of its unfinished states."""

    code: str
    number: str
    agency: str
    signed_at: datetime
    sealed_at: datetime | None
    sha256: str
    earlier: frozenset[str]

    @property
    def issued_at(self) -> datetime:
        """When it got its number."""
        return self.sealed_at or self.signed_at


def issued_paper(code: str) -> IssuedPaper | None:
    """Return the issued result that a verification code leads to; two queries, one where there is none."""
    return _paper(_issued().filter(verification_code=code.strip().upper()).first())


def issued_as(sha256: str) -> IssuedPaper | None:
    """Return the issued result whose finished file has exactly these bytes; two queries, one where there is none."""
    return _paper(_issued().filter(file__sha256=sha256).first())


def _issued() -> QuerySet[Result]:
    finished = Result.objects.filter(is_electronic=True, signed_at__isnull=False, file__isnull=False)
    return finished.exclude(number="").select_related("file", "dossier__agency")


def _paper(result: Result | None) -> IssuedPaper | None:
    if result is None or result.file is None or result.signed_at is None:
        return None
    states = Signature.objects.filter(result=result).values_list("before__sha256", "after__sha256")
    return IssuedPaper(
        code=result.verification_code or "",
        number=result.number,
        agency=result.dossier.agency.name,
        signed_at=result.signed_at,
        sealed_at=result.sealed_at,
        sha256=result.file.sha256,
        earlier=frozenset(digest for pair in states for digest in pair) - {result.file.sha256},
    )
