"""What was declared in the electronic form, as people read it: on the review, the dossier's page and the desk."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.identity import national_phone
from dossiers.eligibility import answer_words
from dossiers.models import Declaration, Dossier
from procedures.declarations import NO, YES, Definition, Question, QuestionKind, definition_of
from procedures.models import DeclarationTemplate, ProcedureVersion


def definition_for(version: ProcedureVersion) -> Definition:
    """Return the questions of a version, none where it has no electronic declaration; one query, then none."""
    kept: Definition | None = getattr(version, "_definition", None)
    if kept is None:
        template = DeclarationTemplate.objects.filter(version=version.pk).first()
        kept = definition_of(template.sections) if template else ()
        version._definition = kept  # type: ignore[attr-defined]
    return kept


def declared_sections(dossier: Dossier) -> list[dict[str, Any]]:
    """Return what the applicant declared, section by section, for `components/summary_list.html`; two queries.

    Empty for a dossier without electronic declaration, such as one that was received at the counter.
    """
    declaration = Declaration.objects.filter(dossier=dossier.pk).first()
    if declaration is None:
        return []
    template = DeclarationTemplate.objects.filter(version=dossier.version_id).first()
    definition = definition_of(template.sections) if template else ()
    sections = answer_sections(definition, declaration.answers, provenance=declaration.provenance)
    if declaration.eligibility:
        said = [{"key": row["condition"], "value": answer_words(row["answer"])} for row in declaration.eligibility]
        sections.append({"title": _("Người nộp tự đánh giá yêu cầu, điều kiện"), "rows": said})
    return sections


def answer_sections(
    definition: Definition, answers: Mapping[str, Any], *, provenance: Mapping[str, Any], edit: str = ""
) -> list[dict[str, Any]]:
    """Return answers in words, section by section, without what was not asked. `edit` is where they are changed."""
    sections = []
    for section in definition:
        rows = [
            {
                "key": question.label,
                "value": list(_lines(question, answers[question.name])),
                "note": provenance.get(question.name, {}).get("label", ""),
                "url": edit,
            }
            for question in section.questions
            if question.name in answers
        ]
        if rows:
            sections.append({"title": section.title, "rows": rows})
    return sections


def _lines(question: Question, answer: Any) -> Iterator[str]:
    if question.kind != QuestionKind.ROWS:
        yield from str(_words(question, str(answer))).splitlines()
        return
    for place, line in enumerate(answer, start=1):
        parts = [
            f"{column.label}: {_words(column, line[column.name])}"
            for column in question.questions
            if column.name in line
        ]
        yield f"{question.row or _('Dòng')} {place}. {'; '.join(parts)}"


def _words(question: Question, value: str) -> str:
    match question.kind:
        case QuestionKind.DATE:
            return f"{date.fromisoformat(value):%d/%m/%Y}"
        case QuestionKind.YES_NO:
            return {YES: _("Có"), NO: _("Không")}.get(value, value)
        case QuestionKind.CHOICE:
            return dict(question.choices).get(value, value)
        case QuestionKind.PHONE:
            return national_phone(value)
        case QuestionKind.NUMBER:
            return value.replace(".", ",")
    return value
