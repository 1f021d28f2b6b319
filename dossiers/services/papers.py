"""Papers that are handed in: whether they are enough, and how they are written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from dossiers.errors import InvalidInput
from dossiers.models import DocumentForm, Dossier, StoredFile, SubmittedDocument, SupplementRequest
from dossiers.services.terms import required_of
from procedures.models import InternalProcess, RequiredDocument


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper handed in: the requirement it meets (None for any other paper), its form, its scan if there is one.

    `vault_document` is the key of the paper in the applicant's store from which it was taken.
    """

    name: str
    form: DocumentForm
    required_document: RequiredDocument | None = None
    quantity: int = 1
    file: StoredFile | None = None
    vault_document: int | None = None


def check_papers(process: InternalProcess, papers: Sequence[Paper], *, need_files: bool) -> None:
    """Refuse an incomplete dossier: every paper that is always required must be there; one query at most.

    `need_files` asks for a file of each, as online; the result of a linked dossier is known by its number, too.
    """
    handed_in = {paper.required_document.pk for paper in papers if paper.required_document}
    known = {required.pk: required for required in required_of(process.version)}
    if not handed_in <= known.keys():
        raise InvalidInput(_("Giấy tờ không thuộc thành phần hồ sơ của thủ tục này."), field="papers")
    for required in known.values():
        always = required.is_required and not required.condition and not (need_files and required.is_shown_only)
        if always and required.pk not in handed_in:
            raise InvalidInput(_("Còn thiếu: %(name)s.") % {"name": required.name}, field=f"paper-{required.pk}")
    if need_files and any(paper.file is None and paper.form is not DocumentForm.ISSUED for paper in papers):
        raise InvalidInput(_("Mỗi giấy tờ nộp trực tuyến phải có tệp đính kèm."), field="papers")


def write_papers(
    dossier: Dossier, papers: Sequence[Paper], *, at: datetime, supplement: SupplementRequest | None = None
) -> None:
    """Write the papers of a dossier, those that came with it or with a supplement; one query."""
    SubmittedDocument.objects.bulk_create(
        SubmittedDocument(
            dossier=dossier,
            required_document=paper.required_document,
            name=paper.name,
            form=paper.form,
            quantity=paper.quantity,
            file=paper.file,
            supplement=supplement,
            vault_document_id=paper.vault_document,
            added_at=at,
        )
        for paper in papers
    )
