"""What the pages of a submission read: the start, the task list, the papers, the answers once more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.identity import national_phone
from accounts.models import PartyKind, User
from dossiers import draft_choices, drafts
from dossiers.eligibility import answer_words, explanation_of
from dossiers.forms.answers import AnswersForm, field_name
from dossiers.forms.declaration import DeclarationForm
from dossiers.made_papers import made_papers
from dossiers.models import DossierDraft, DraftDocument, ReturnMethod, VaultDocument
from dossiers.queries.declared import answer_sections, definition_for
from dossiers.queries.mandates import parties_for, party_chosen
from dossiers.services import Declared
from dossiers.services.terms import required_of
from procedures.models import (
    Channel,
    Condition,
    Fee,
    InternalProcess,
    ProcedureVersion,
    RequiredDocument,
    TimeLimit,
)

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
    conditions: list[Condition]
    terms: OnlineTerms


@dataclass(frozen=True, slots=True)
class DraftPage:
    """The task list of a draft."""

    tasks: list[dict[str, Any]]
    is_outdated: bool
    terms: OnlineTerms


@dataclass(frozen=True, slots=True)
class DocumentsPage:
    """The papers of a draft with the files attached to each, and those that the person has already."""

    required: list[RequiredDocument]
    files_of: dict[int, list[DraftDocument]]
    offered: dict[int, list[VaultDocument]]
    made: set[int]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """All answers once more."""

    declaration: list[dict[str, Any]]
    answers: list[dict[str, Any]]
    notes: list[dict[str, str]]
    papers: list[dict[str, Any]]
    terms: OnlineTerms


def start_page(version: ProcedureVersion) -> StartPage:
    """Return what the start page shows; four queries."""
    return StartPage(required_of(version), conditions_of(version), _terms(version))


def draft_page(draft: DossierDraft, user: User, *, today: date) -> DraftPage:
    """Return the task list; ten queries."""
    required = required_of(draft.version)
    documents = list(draft.documents.all())
    tasks = _tasks(draft, user, required, documents, today=today)
    return DraftPage(tasks, _is_outdated(draft, today=today), _terms(draft.version))


def documents_page(draft: DossierDraft, *, today: date) -> DocumentsPage:
    """Return the papers, their files, and what may be used again; three queries."""
    required = required_of(draft.version)
    files_of: dict[int, list[DraftDocument]] = {paper.pk: [] for paper in required}
    for document in drafts.DOCUMENTS_OF(draft=draft.pk):
        files_of[document.required_document_id].append(document)
    offered = draft_choices.reusable_papers(draft, required, today=today)
    for paper, kept in offered.items():
        attached = {document.vault_document_id for document in files_of[paper]}
        offered[paper] = [one for one in kept if one.pk not in attached]
    return DocumentsPage(required, files_of, offered, made_papers(draft.version))


def is_complete(
    draft: DossierDraft, declared: DeclarationForm, answers: AnswersForm | None, page: DocumentsPage
) -> bool:
    """Say whether every task before the last one is done; no query."""
    documents = [document for files in page.files_of.values() for document in files]
    is_declared = draft.is_declared and declared.is_valid() and (answers is None or answers.is_valid())
    return bool(draft.agency_id and is_declared and not drafts.missing_papers(page.required, documents, made=page.made))


def review_page(
    draft: DossierDraft, declared: DeclarationForm, answers: AnswersForm | None, page: DocumentsPage
) -> ReviewPage:
    """Return all answers of a complete draft; four queries."""
    given = answers.answers if answers else {}
    edit = reverse("dossiers:draft_answers", args=[draft.key])
    return ReviewPage(
        declaration=_answers(draft, declared, can_choose=_can_choose_agency(draft)),
        answers=answer_sections(definition_for(draft.version), given, provenance=_origins(draft, given), edit=edit),
        notes=explained(conditions_of(draft.version), draft.answers),
        papers=[
            _paper_row(paper, page.files_of[paper.pk], draft) for paper in page.required if paper.pk not in page.made
        ],
        terms=_terms(draft.version),
    )


def conditions_of(version: ProcedureVersion) -> list[Condition]:
    """Return the requirements of a version; one query, then none."""
    kept: list[Condition] | None = getattr(version, "_conditions", None)
    if kept is None:
        kept = list(Condition.objects.filter(version=version.pk))
        version._conditions = kept  # type: ignore[attr-defined]
    return kept


def explained(conditions: Sequence[Condition], answers: Mapping[str, str]) -> list[dict[str, str]]:
    """Return what follows from each answer that is not a yes: the requirement, the answer, the explanation. Pure."""
    return [
        {"condition": condition.text, "answer": answer_words(answer), "text": text}
        for condition in conditions
        if (answer := answers.get(str(condition.pk), "")) and (text := explanation_of(answer))
    ]


def answers_form(draft: DossierDraft, *, today: date) -> AnswersForm | None:
    """Return the declaration of the procedure as the draft keeps it, None where there is none; one query, then none."""
    definition = definition_for(draft.version)
    return AnswersForm(draft.declaration, definition=definition, today=today) if definition else None


def declared_of(draft: DossierDraft, answers: AnswersForm | None) -> Declared | None:
    """Return what a dossier keeps of a complete draft's declaration; None where nothing was asked and nothing said."""
    conditions = conditions_of(draft.version)
    eligibility = [
        {"condition": condition.text, "answer": draft.answers[str(condition.pk)]}
        for condition in conditions
        if str(condition.pk) in draft.answers
    ]
    if answers is None and not eligibility:
        return None
    given = answers.answers if answers else {}
    return Declared(answers=given, provenance=_origins(draft, given), eligibility=eligibility)


def _origins(draft: DossierDraft, given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: draft.provenance[field_name(name)] for name in given if field_name(name) in draft.provenance}


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
    draft: DossierDraft,
    user: User,
    required: list[RequiredDocument],
    documents: list[DraftDocument],
    *,
    today: date,
) -> list[dict[str, Any]]:
    made = made_papers(draft.version)
    missing = drafts.missing_papers(required, documents, made=made)
    tasks = _tasks_before(draft, user, today=today)
    answers = answers_form(draft, today=today)
    is_answered = answers is None or answers.is_valid()
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
    if answers is not None:
        tasks.append(
            {
                "title": _("Điền tờ khai"),
                "url": reverse("dossiers:draft_answers", args=[draft.key]),
                "hint": "; ".join(section.title for section in answers.definition),
                "status": DONE if is_answered else TO_DO,
            }
        )
    if required := [paper for paper in required if paper.pk not in made]:
        tasks.append(_papers_task(draft, required, missing, has_any=bool(documents)))
    is_ready = bool(draft.agency and draft.is_declared and is_answered and not missing)
    tasks.append(
        {
            "title": _("Kiểm tra và nộp"),
            "url": reverse("dossiers:draft_review", args=[draft.key]) if is_ready else "",
            "hint": "" if is_ready else _("Khi các phần trên đã xong"),
            "status": TO_DO if is_ready else LATER,
        }
    )
    return tasks


def _tasks_before(draft: DossierDraft, user: User, *, today: date) -> list[dict[str, Any]]:
    """Return what is asked before anything is declared: in whose name, and whether the requirements are met."""
    tasks: list[dict[str, Any]] = []
    parties = parties_for(user, draft.version.procedure, today)
    party = party_chosen(parties, organisation=draft.organisation_id, mandate=draft.mandate_id)
    if len(parties) > 1 or party is None:
        tasks.append(
            {
                "title": _("Chọn chủ hồ sơ"),
                "url": reverse("dossiers:draft_party", args=[draft.key]),
                "hint": party.label if party else _("Ông/Bà không còn nộp được cho người đã chọn. Ông/Bà chọn lại."),
                "status": DONE if party else TO_DO,
            }
        )
    if conditions := conditions_of(draft.version):
        answered = sum(str(condition.pk) in draft.answers for condition in conditions)
        notes = explained(conditions, draft.answers)
        hint = _("%(count)s yêu cầu, điều kiện") % {"count": len(conditions)}
        if notes:
            hint = _("Có %(count)s điều chưa chắc đáp ứng; vẫn nộp được hồ sơ") % {"count": len(notes)}
        tasks.append(
            {
                "title": _("Xem mình có đủ điều kiện không"),
                "url": reverse("dossiers:draft_eligibility", args=[draft.key]),
                "hint": hint,
                "status": DONE if answered == len(conditions) else FREE,
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
    names = [_file_words(document) for document in documents]
    nothing = _("Xuất trình bản chính khi nhận kết quả") if paper.is_shown_only else _("Không nộp kèm")
    return {"key": paper.name, "value": names or [nothing], "url": url}


def _file_words(document: DraftDocument) -> str:
    if not document.file.pages:
        return document.file.name
    return _("%(name)s (%(pages)s trang)") % {"name": document.file.name, "pages": document.file.pages}
