"""A procedure as a paper: what hangs on the notice board, and what somebody takes home.

Law: Nghị định 63/2010/NĐ-CP Điều 8 (the parts of a procedure), Điều 17 (posting it up); layout by Nghị định
30/2020/NĐ-CP.
"""

from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from agencies.typesetting import date_of_paper, qr_svg, typeset
from procedures.facts import facts, history
from procedures.models import Fee, ProcedureVersion, RequiredDocument, TimeLimit
from procedures.queries import ProcedurePage, Way, procedure_page


def procedure_pdf(version: ProcedureVersion, *, today: date) -> bytes:
    """Return a version as PDF, as it stands on a day; official papers are always in Vietnamese. Eight queries.

    The version comes with its procedure, sector and decision, as `queries.version_of` returns it.
    """
    with override("vi"):
        words = procedure_words(procedure_page(version, today=today))
    midnight = timezone.make_aware(datetime.combine(today, time()))
    return typeset("procedure.typ", words, at=midnight)


def procedure_words(page: ProcedurePage) -> dict[str, Any]:
    """Return the words of the paper, as `templates/print/procedure.typ` takes them."""
    version = page.version
    address = settings.PORTAL_URL + reverse("procedures:detail", args=[version.procedure.code])
    return {
        "title": version.name,
        "code": version.procedure.code,
        "sector": version.sector.name,
        "province": f"Ủy ban nhân dân {settings.PROVINCE_NAME}",
        "as_of": f"Nội dung tại {date_of_paper(page.today)}",
        "address": address,
        "qr": qr_svg(address),
        "standing": _standing(page),
        "summary": version.summary,
        "facts": [(row["key"], _lines(row["value"])) for row in [*facts(page), *history(page)]],
        "ways": [_way(way) for way in page.ways],
        "sets": f"{version.sets:02d} bộ",
        "document_groups": [
            {"name": group.name, "documents": [_document(document) for document in group.documents]}
            for group in page.document_groups
        ],
        "steps": version.steps,
        "path": page.path,
        "results": [
            {"name": result.name, "note": "; ".join(filter(None, [result.code, result.validity]))}
            for result in page.results
        ],
        "conditions": page.conditions,
        "legal_bases": [
            ", ".join(filter(None, [f"{ground.name} {ground.number}".strip(), ground.article]))
            for ground in page.legal_bases
        ],
        "related": [f"{other.code} {other.name}".strip() for other in page.related],
    }


def _standing(page: ProcedurePage) -> str:
    """Say what a reader must know first; nothing of a confirmed version that holds."""
    version = page.version
    if page.is_coming:
        return f"Nội dung này sắp áp dụng, từ ngày {version.valid_from:%d/%m/%Y}."
    if not page.is_in_force:
        return f"Nội dung này chỉ áp dụng đến hết ngày {version.valid_to:%d/%m/%Y}."
    if page.awaits_comparison:
        return "Theo Cơ sở dữ liệu quốc gia, chưa đối chiếu với quyết định công bố."
    return ""


def _way(way: Way) -> dict[str, Any]:
    return {
        "label": way.label,
        "note": way.note,
        "limits": [_limit(limit) for limit in way.limits] or ["Nguồn không ghi"],
        "fees": [_fee(fee) for fee in way.fees] or ["Không thu"],
    }


def _limit(limit: TimeLimit) -> str:
    words = str(limit)
    words = words[:1].upper() + words[1:] if limit.is_read else f"“{words}” (ghi theo nguồn)"
    return f"{words}: {limit.condition}" if limit.condition else words


def _fee(fee: Fee) -> str:
    parts = [
        f"{fee.name or fee.get_kind_display()}: {fee.amount_words}",
        fee.condition,
        f"Miễn, giảm: {fee.exemption}" if fee.exemption else "",
        f"Căn cứ: {fee.legal_basis}" if fee.legal_basis else "",
    ]
    return ". ".join(part.rstrip(".") for part in parts if part)


def _document(document: RequiredDocument) -> dict[str, str]:
    notes = [
        "Chỉ xuất trình" if document.is_shown_only else "",
        f"Trường hợp: {document.condition}" if document.condition else "",
        "Nếu có" if not document.is_required and not document.condition else "",
        document.form,
        "Không phải nộp nếu đã có trong kho dữ liệu" if document.is_reusable else "",
    ]
    counts = (
        (document.originals, "bản chính"),
        (document.certified_copies, "bản sao chứng thực"),
        (document.copies, "bản chụp"),
    )
    return {
        "name": document.name,
        "note": ". ".join(note.rstrip(".") for note in notes if note),
        "quantity": "\n".join(f"{count:02d} {label}" for count, label in counts if count),
    }


def _lines(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(line) for line in value]
