"""What the pages of a linked request being prepared read: the task list, the papers once, the answers once more."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dossiers import linked_drafts as drafts
from dossiers.forms.declaration import DeclarationForm
from dossiers.models import LinkedDraft, LinkedDraftFile
from dossiers.queries.mandates import Party, parties_for_all, party_chosen
from dossiers.queries.submission import DONE, FREE, LATER, TO_DO, declared_rows
from procedures.queries.groups import AskedPaper, GroupTerms, Part


@dataclass(frozen=True, slots=True)
class DraftPage:
    """The task list of a draft, and what is promised and charged for each part."""

    tasks: list[dict[str, Any]]
    terms: GroupTerms


@dataclass(frozen=True, slots=True)
class DocumentsPage:
    """The papers that are asked for with the files attached to each, by the paper's key."""

    terms: GroupTerms
    files_of: dict[str, list[LinkedDraftFile]]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """All answers once more."""

    is_complete: bool
    parts: list[dict[str, Any]]
    declaration: list[dict[str, Any]]
    papers: list[dict[str, Any]]
    terms: GroupTerms


def parties_of(draft: LinkedDraft, *, today: date) -> list[Party]:
    """Return in whose name a person may submit every part of a request; five queries."""
    return parties_for_all(draft.user, draft.group.parts.values_list("procedure", flat=True), today)


def acting_for(draft: LinkedDraft, *, today: date) -> Party | None:
    """Return in whose name a draft is, None in the person's own; no query for the latter."""
    if draft.organisation_id is None and draft.mandate_id is None:
        return None
    parties = parties_of(draft, today=today)
    return party_chosen(parties, organisation=draft.organisation_id, mandate=draft.mandate_id)


def documents_page(draft: LinkedDraft, *, today: date) -> DocumentsPage:
    """Return the papers and their files; eight queries, however many parts there are."""
    terms = drafts.terms_of(draft, today=today)
    return DocumentsPage(terms, drafts.files_by_paper(draft, terms))


def draft_page(draft: LinkedDraft, *, today: date) -> DraftPage:
    """Return the task list; thirteen queries, however many parts there are."""
    page = documents_page(draft, today=today)
    return DraftPage([*_party_task(draft, today=today), *_tasks(draft, page)], page.terms)


def review_page(draft: LinkedDraft, declared: DeclarationForm, *, today: date) -> ReviewPage:
    """Return all answers; eight queries. It is complete when every task before it is done."""
    page = documents_page(draft, today=today)
    terms = page.terms
    is_declared = draft.is_declared and declared.is_valid()
    edit = reverse("dossiers:linked_draft_declaration", args=[draft.key])
    return ReviewPage(
        is_complete=bool(
            terms.is_open
            and drafts.are_parts_chosen(draft, terms)
            and is_declared
            and not drafts.missing_papers(terms, page.files_of)
        ),
        parts=[_part_row(draft, part) for part in terms.parts],
        declaration=declared_rows(declared, unless_said=_("Theo từng thủ tục"), edit=edit) if is_declared else [],
        papers=[_paper_row(paper, page.files_of[paper.key], draft) for paper in terms.asked],
        terms=terms,
    )


def _party_task(draft: LinkedDraft, *, today: date) -> list[dict[str, Any]]:
    """Return the task of saying whose request it is, for those who may submit for somebody else, too."""
    parties = parties_of(draft, today=today)
    party = party_chosen(parties, organisation=draft.organisation_id, mandate=draft.mandate_id)
    if len(parties) == 1 and party is not None:
        return []
    return [
        {
            "title": _("Chọn chủ hồ sơ"),
            "url": reverse("dossiers:linked_draft_party", args=[draft.key]),
            "hint": party.label if party else _("Ông/Bà không còn nộp được cho người đã chọn. Ông/Bà chọn lại."),
            "status": DONE if party else TO_DO,
        }
    ]


def _tasks(draft: LinkedDraft, page: DocumentsPage) -> list[dict[str, Any]]:
    terms = page.terms
    are_chosen = drafts.are_parts_chosen(draft, terms)
    missing = drafts.missing_papers(terms, page.files_of)
    tasks = [
        {
            "title": _("Chọn phần việc và cơ quan"),
            "url": reverse("dossiers:linked_draft_parts", args=[draft.key]),
            "hint": _("%(count)s phần việc trong một lần nộp") % {"count": len(terms.parts)},
            "status": DONE if are_chosen else TO_DO,
        },
        {
            "title": _("Khai thông tin một lần"),
            "url": reverse("dossiers:linked_draft_declaration", args=[draft.key]),
            "hint": _("Chủ hồ sơ, nội dung yêu cầu, cách nhận kết quả; dùng cho mọi phần việc"),
            "status": DONE if draft.is_declared else TO_DO,
        },
    ]
    if terms.asked:
        tasks.append(_papers_task(draft, page, missing))
    is_ready = bool(terms.is_open and are_chosen and draft.is_declared and not missing)
    tasks.append(
        {
            "title": _("Kiểm tra và nộp"),
            "url": reverse("dossiers:linked_draft_review", args=[draft.key]) if is_ready else "",
            "hint": "" if is_ready else _("Khi các phần trên đã xong"),
            "status": TO_DO if is_ready else LATER,
        }
    )
    return tasks


def _papers_task(draft: LinkedDraft, page: DocumentsPage, missing: list[AskedPaper]) -> dict[str, Any]:
    needed = sum(paper.is_always_needed for paper in page.terms.asked)
    hint = _("Đã có %(done)s trong %(needed)s giấy tờ bắt buộc") % {"done": needed - len(missing), "needed": needed}
    is_free = not needed and not any(page.files_of.values())
    return {
        "title": _("Đính kèm giấy tờ, mỗi giấy tờ một lần"),
        "url": reverse("dossiers:linked_draft_documents", args=[draft.key]),
        "hint": hint if needed else _("Không giấy tờ nào bắt buộc"),
        "status": FREE if is_free else TO_DO if missing else DONE,
    }


def _part_row(draft: LinkedDraft, part: Part) -> dict[str, Any]:
    agency = drafts.agency_of(draft, part)
    has_question = part.row.is_optional or len(part.agencies) > 1
    url = reverse("dossiers:linked_draft_parts", args=[draft.key]) if has_question else ""
    return {"key": part.name, "value": agency.name if agency else "", "url": url}


def _paper_row(paper: AskedPaper, documents: list[LinkedDraftFile], draft: LinkedDraft) -> dict[str, Any]:
    url = f"{reverse('dossiers:linked_draft_documents', args=[draft.key])}#paper-{paper.key}"
    nothing = _("Xuất trình bản chính khi nhận kết quả") if paper.is_shown_only else _("Không nộp kèm")
    return {"key": paper.name, "value": [document.file.name for document in documents] or [nothing], "url": url}
