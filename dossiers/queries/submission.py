"""What the pages of a submission read: the start, the task list, the papers, the answers once more."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.identity import national_phone
from accounts.models import CitizenProfile, PartyKind, User
from dossiers import drafts
from dossiers.forms.declaration import DeclarationForm
from dossiers.models import Dossier, DossierDraft, DraftDocument, ReturnMethod
from dossiers.services.terms import required_of
from procedures.models import Channel, Fee, InternalProcess, ProcedureVersion, RequiredDocument, TimeLimit

DONE, TO_DO, LATER, FREE = (
    {"label": gettext_lazy("Đã xong"), "tone": "ok"},
    {"label": gettext_lazy("Cần làm"), "tone": "info"},
    {"label": gettext_lazy("Chưa làm được"), "tone": "neutral"},
    {"label": gettext_lazy("Không bắt buộc"), "tone": "neutral"},
)


@dataclass(frozen=True, slots=True)
class OnlineTerms:
    """What is promised and charged for an online submission."""

    limits: list[TimeLimit]
    fees: list[Fee]


@dataclass(frozen=True, slots=True)
class StartPage:
    """What a person should have at hand before beginning."""

    required: list[RequiredDocument]
    terms: OnlineTerms


@dataclass(frozen=True, slots=True)
class DraftPage:
    """The task list of a draft."""

    tasks: list[dict[str, Any]]
    is_outdated: bool
    terms: OnlineTerms


@dataclass(frozen=True, slots=True)
class DocumentsPage:
    """The papers of a draft with the files attached to each."""

    required: list[RequiredDocument]
    files_of: dict[int, list[DraftDocument]]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """All answers once more."""

    declaration: list[dict[str, Any]]
    papers: list[dict[str, Any]]
    terms: OnlineTerms


def start_page(version: ProcedureVersion) -> StartPage:
    """Return what the start page shows; three queries."""
    return StartPage(required_of(version), _terms(version))


def draft_page(draft: DossierDraft, *, today: date) -> DraftPage:
    """Return the task list; five queries."""
    required = required_of(draft.version)
    documents = list(draft.documents.all())
    return DraftPage(_tasks(draft, required, documents), _is_outdated(draft, today=today), _terms(draft.version))


def documents_page(draft: DossierDraft) -> DocumentsPage:
    """Return the papers and their files; two queries."""
    required = required_of(draft.version)
    files_of: dict[int, list[DraftDocument]] = {paper.pk: [] for paper in required}
    for document in drafts.DOCUMENTS_OF(draft=draft.pk):
        files_of[document.required_document_id].append(document)
    return DocumentsPage(required, files_of)


def is_complete(draft: DossierDraft, declared: DeclarationForm, page: DocumentsPage) -> bool:
    """Say whether every task before the last one is done; no query."""
    documents = [document for files in page.files_of.values() for document in files]
    is_declared = draft.is_declared and declared.is_valid()
    return bool(draft.agency_id and is_declared and not drafts.missing_papers(page.required, documents))


def review_page(draft: DossierDraft, declared: DeclarationForm, page: DocumentsPage) -> ReviewPage:
    """Return all answers of a complete draft; three queries."""
    return ReviewPage(
        declaration=_answers(draft, declared, can_choose=_can_choose_agency(draft)),
        papers=[_paper_row(paper, page.files_of[paper.pk], draft) for paper in page.required],
        terms=_terms(draft.version),
    )


def known_of(user: User) -> tuple[CitizenProfile | None, Dossier | None]:
    """Return a person's profile and last dossier, from which a declaration is filled in; two queries."""
    profile = CitizenProfile.objects.filter(user=user).first()
    last = Dossier.objects.filter(submitter=user).order_by("-submitted_at").first()
    return profile, last


def _terms(version: ProcedureVersion) -> OnlineTerms:
    online = {"way__version": version, "way__channel": Channel.ONLINE}
    return OnlineTerms(
        limits=list(TimeLimit.objects.promised().filter(**online)),
        fees=list(Fee.objects.filter(**online).order_by("pk")),
    )


def _can_choose_agency(draft: DossierDraft) -> bool:
    return InternalProcess.objects.filter(version=draft.version_id).count() > 1


def _is_outdated(draft: DossierDraft, *, today: date) -> bool:
    return draft.version.valid_to is not None and draft.version.valid_to < today


def _tasks(
    draft: DossierDraft, required: list[RequiredDocument], documents: list[DraftDocument]
) -> list[dict[str, Any]]:
    missing = drafts.missing_papers(required, documents)
    tasks = []
    if draft.agency is None or _can_choose_agency(draft):
        tasks.append(
            {
                "title": _("Chọn cơ quan giải quyết"),
                "url": reverse("dossiers:draft_agency", args=[draft.key]),
                "hint": draft.agency.name if draft.agency else "",
                "status": DONE if draft.agency else TO_DO,
            }
        )
    tasks.append(
        {
            "title": _("Khai thông tin"),
            "url": reverse("dossiers:draft_declaration", args=[draft.key]),
            "hint": _("Chủ hồ sơ, nội dung yêu cầu, cách nhận kết quả"),
            "status": DONE if draft.is_declared else TO_DO,
        }
    )
    if required:
        tasks.append(_papers_task(draft, required, missing, has_any=bool(documents)))
    is_ready = bool(draft.agency and draft.is_declared and not missing)
    tasks.append(
        {
            "title": _("Kiểm tra và nộp"),
            "url": reverse("dossiers:draft_review", args=[draft.key]) if is_ready else "",
            "hint": "" if is_ready else _("Khi các phần trên đã xong"),
            "status": TO_DO if is_ready else LATER,
        }
    )
    return tasks


def _papers_task(
    draft: DossierDraft, required: list[RequiredDocument], missing: list[RequiredDocument], *, has_any: bool
) -> dict[str, Any]:
    needed = sum(drafts.must_be_attached(paper) for paper in required)
    done = _("Đã có %(done)s trong %(needed)s giấy tờ bắt buộc") % {"done": needed - len(missing), "needed": needed}
    is_free = not needed and not has_any
    return {
        "title": _("Đính kèm giấy tờ"),
        "url": reverse("dossiers:draft_documents", args=[draft.key]),
        "hint": done if needed else _("Không giấy tờ nào bắt buộc"),
        "status": FREE if is_free else TO_DO if missing else DONE,
    }


def _answers(draft: DossierDraft, declared: DeclarationForm, *, can_choose: bool) -> list[dict[str, Any]]:
    edit = reverse("dossiers:draft_declaration", args=[draft.key])
    agency_url = reverse("dossiers:draft_agency", args=[draft.key]) if can_choose else ""
    agency = draft.agency.name if draft.agency else ""
    return [
        {"key": _("Thủ tục"), "value": draft.version.name, "url": ""},
        {"key": _("Cơ quan giải quyết"), "value": agency, "url": agency_url},
        *declared_rows(declared, unless_said=draft.version.name, edit=edit),
    ]


def declared_rows(declared: DeclarationForm, *, unless_said: str, edit: str) -> list[dict[str, Any]]:
    """Return a valid declaration once more, for `components/summary_list.html`; `edit` is where it is changed.

    `unless_said` stands where the person has not said what for.
    """
    given = declared.cleaned_data
    is_person = given["applicant_kind"] == PartyKind.PERSON
    rows = [
        (_("Hồ sơ của"), PartyKind(given["applicant_kind"]).label),
        (_("Họ và tên") if is_person else _("Tên tổ chức"), given["name"]),
        (_("Số định danh cá nhân"), given["personal_id"]) if is_person else (_("Mã số thuế"), given["tax_code"]),
        (_("Số điện thoại"), national_phone(given["phone"])),
        (_("Thư điện tử"), given["email"]),
        (_("Địa chỉ"), given["address"]),
        (_("Nội dung yêu cầu"), given["content"] or unless_said),
        (_("Cách nhận kết quả"), ReturnMethod(given["return_method"]).label),
    ]
    return [{"key": key, "value": str(value), "url": edit} for key, value in rows]


def _paper_row(paper: RequiredDocument, documents: list[DraftDocument], draft: DossierDraft) -> dict[str, Any]:
    url = f"{reverse('dossiers:draft_documents', args=[draft.key])}#paper-{paper.pk}"
    names = [document.file.name for document in documents]
    nothing = _("Xuất trình bản chính khi nhận kết quả") if paper.is_shown_only else _("Không nộp kèm")
    return {"key": paper.name, "value": names or [nothing], "url": url}
