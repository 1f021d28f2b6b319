"""What the receipt of a submission says: who submitted what, when, to whom."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers.models import Dossier, ReturnMethod, SubmittedDocument
from dossiers.queries.declared import declared_sections


@dataclass(frozen=True, slots=True)
class SubmittedPage:
    """The receipt: facts, papers, and what was declared, each for `components/summary_list.html`."""

    facts: list[dict[str, Any]]
    papers: list[dict[str, Any]]
    declared: list[dict[str, Any]]


def submitted_page(dossier: Dossier) -> SubmittedPage:
    """Return what the receipt of a submission says; three queries. The dossier comes with agency and version."""
    at = timezone.localtime(dossier.submitted_at)
    facts = [
        {"key": _("Nộp lúc"), "value": f"{at:%H:%M:%S, %d/%m/%Y}"},
        {"key": _("Chủ hồ sơ"), "value": dossier.applicant_name},
        {"key": _("Cơ quan giải quyết"), "value": dossier.agency.name},
        {"key": _("Nội dung yêu cầu"), "value": dossier.content},
        {"key": _("Cách nhận kết quả"), "value": str(ReturnMethod(dossier.return_method).label)},
    ]
    return SubmittedPage(facts, _papers(dossier), declared_sections(dossier))


def _papers(dossier: Dossier) -> list[dict[str, Any]]:
    """Return the papers that came with the submission, each with its files and their pages."""
    files: dict[str, list[str]] = {}
    first = SubmittedDocument.objects.filter(dossier=dossier.pk, supplement=None).select_related("file")
    for document in first:
        words = document.file.name if document.file else ""
        if document.file and document.file.pages:
            words = _("%(name)s (%(pages)s trang)") % {"name": words, "pages": document.file.pages}
        files.setdefault(document.name, []).append(words)
    return [{"key": name, "value": names} for name, names in files.items()]
