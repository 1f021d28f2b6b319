"""What a person chooses for a draft beside typing: in whose name, what of the requirements, which papers again."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from dossiers.drafts import check_room
from dossiers.models import DossierDraft, DraftDocument, LinkedDraft, VaultDocument
from dossiers.paper_kinds import is_same_paper, plain
from dossiers.queries.mandates import Party
from dossiers.typed import ANSWER, part_of
from procedures.models import ProcedureResult, RequiredDocument

OF_THE_REQUEST = frozenset({"content", "return_method"})
"""What is typed on the applicant's page and does not change with the applicant."""

MOST_OFFERED = 3
"""More papers of one name than these only hide the newest."""


def choose_party(draft: DossierDraft | LinkedDraft, party: Party, *, at: datetime) -> None:
    """Note in whose name the draft is; what was filled in of another applicant goes, what is asked for stays."""
    organisation = party.organisation.pk if party.organisation else None
    mandate = party.mandate.pk if party.mandate else None
    if (draft.organisation_id, draft.mandate_id) == (organisation, mandate):
        return
    kept = {
        name: value for name, value in draft.declaration.items() if name.startswith(ANSWER) or name in OF_THE_REQUEST
    }
    draft.organisation_id, draft.mandate_id = organisation, mandate
    draft.declaration, draft.is_declared, draft.updated_at = kept, False, at
    draft.provenance = part_of(draft.provenance, of_answers=True)
    draft.save(update_fields=["organisation", "mandate", "declaration", "is_declared", "provenance", "updated_at"])


def judge(draft: DossierDraft, answers: Mapping[str, str], *, at: datetime) -> None:
    """Keep what the person says of each requirement, by the key of the condition."""
    draft.answers, draft.updated_at = dict(answers), at
    draft.save(update_fields=["answers", "updated_at"])


# ── Papers that the person has already ───────────────────────────────────────────────────────────


def reusable_papers(
    draft: DossierDraft, required: Sequence[RequiredDocument], *, today: date
) -> dict[int, list[VaultDocument]]:
    """Return, by the key of each paper asked for, those of the same kind that the party keeps; two queries.

    The same kind is the same name, a synonym of it (`dossiers.paper_kinds`), or a name that the catalogue has given the
    result of the same code. Those of the very name come first. The store is that of the organisation in whose name the
    draft is, else the person's own. Who acts under a mandate is shown nothing of the giver's store: the mandate is to
    submit, not to look through their papers.

    Law: Nghị định 45/2020/NĐ-CP Điều 16 (nobody is asked again for a paper that the State holds).
    """
    if draft.mandate_id:
        return {}
    whose = Q(organisation=draft.organisation_id) if draft.organisation_id else Q(owner=draft.user_id)
    kept = VaultDocument.objects.filter(whose, removed_at=None).filter(Q(valid_to=None) | Q(valid_to__gte=today))
    documents = list(kept.select_related("file", "dossier"))
    codes = {document.document_code for document in documents if document.document_code}
    named: dict[str, set[str]] = {}
    for code, name in ProcedureResult.objects.filter(code__in=codes).values_list("code", "name") if codes else ():
        named.setdefault(code, set()).add(name)
    offered = {}
    for paper in required:
        fitting = [document for document in documents if _fits(document, paper.name, named)]
        fitting.sort(key=lambda document: plain(document.name) != plain(paper.name))
        offered[paper.pk] = fitting[:MOST_OFFERED]
    return offered


def _fits(document: VaultDocument, name: str, named: Mapping[str, set[str]]) -> bool:
    names = {document.name, *named.get(document.document_code, ())}
    return any(is_same_paper(one, name) for one in names)


def reuse(draft: DossierDraft, required: RequiredDocument, number: int, *, at: datetime, today: date) -> DraftDocument:
    """Attach a paper of the party's store; a second press finds it attached.

    Raises `Http404` for a paper that is not offered, `InvalidInput` when there are too many.
    """
    with transaction.atomic():
        DossierDraft.objects.select_for_update().get(pk=draft.pk)
        offered = reusable_papers(draft, [required], today=today).get(required.pk, [])
        paper = next((one for one in offered if one.pk == number), None)
        if paper is None:
            raise Http404(_("Giấy tờ này không còn trong kho của Ông/Bà."))
        attached = draft.documents.filter(required_document=required, vault_document=paper).first()
        if attached is not None:
            return attached
        check_room(draft, required)
        DossierDraft.objects.filter(pk=draft.pk).update(updated_at=at)
        return DraftDocument.objects.create(
            draft=draft, required_document=required, file=paper.file, vault_document=paper
        )
