"""Papers made of what was answered: the declaration that a procedure asks for, which nobody attaches as well."""

from datetime import datetime

from accounts.models import User
from agencies.contents import FILE_TYPES
from dossiers.models import DocumentForm, DossierDraft
from dossiers.papers.declaration import declaration_of, declaration_pdf
from dossiers.queries.declared import answer_sections, definition_for
from dossiers.services import Applicant, Declared, Paper
from dossiers.services.terms import required_of
from dossiers.uploads import keep
from procedures.declarations import documents_made_of
from procedures.models import ProcedureVersion


def made_papers(version: ProcedureVersion) -> set[int]:
    """Return the keys of the papers that the electronic declaration itself is; two queries, then none."""
    names = documents_made_of(definition_for(version))
    return {paper.pk for paper in required_of(version) if paper.name in names} if names else set()


def make_papers(
    draft: DossierDraft, applicant: Applicant, declared: Declared | None, *, actor: User, at: datetime
) -> list[Paper]:
    """Return the papers that the declaration is, set from its answers and kept as PDF."""
    made = made_papers(draft.version) if declared else set()
    if declared is None or not made:
        return []
    sections = answer_sections(definition_for(draft.version), declared.answers, provenance={})
    papers = []
    for required in required_of(draft.version):
        if required.pk in made:
            pdf = declaration_pdf(
                declaration_of(draft, applicant, sections, title=required.name, submitter=actor.full_name, at=at)
            )
            stored = keep(pdf, name=f"{required.name[:120]}.pdf", file_type=FILE_TYPES["PDF"], actor=actor, at=at)
            papers.append(
                Paper(name=required.name, form=DocumentForm.ELECTRONIC, required_document=required, file=stored)
            )
    return papers
