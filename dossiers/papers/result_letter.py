"""The letter that tells a result: an agency's own words, with empty places for signature, seal, number and date.

Law: Nghị định 30/2020/NĐ-CP Điều 8, Phụ lục I; number and date are given after the signature (Điều 15).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import PartyKind
from agencies.typesetting import date_of_paper, typeset_with_spots
from dossiers.errors import InvalidInput
from dossiers.models import Dossier, IntakeReceipt, Outcome, Result, ResultTemplate
from dossiers.papers.parts import Link
from dossiers.papers.printing import domestic, words_of
from dossiers.papers.sources import place_of, superior_of
from dossiers.papers.vocabulary import BY_NAME, Paragraph, Value, field_name, fields_in, filled, sample_values
from dossiers.signing.places import Box, Places
from procedures.models import ProcedureVersion

FOR_LETTER = ("agency__parent", "office", "regime", "version__procedure", "version__sector", "result__approved_by")
"""What a dossier must carry so that its letter asks for lists and receipt only."""

SEAL_SIZE = 40
SEAL_BEFORE_SIGNATURE = 20
SEAL_ABOVE_SIGNATURE = 8
"""Millimetres: the seal is round and stands left of the signature, a third of which it covers.

Law: Nghị định 30/2020/NĐ-CP Phụ lục I.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultLetter:
    """What a result letter prints. Number and date are left out while the letter has none: their places stay empty.

    `verification_code` is empty for a letter that nobody can look up, such as a preview.
    """

    title: str
    code: str
    superior: str
    agency: str
    place: str
    number: str = ""
    issued_at: datetime | None = None
    paragraphs: tuple[Paragraph, ...]
    recipients: tuple[str, ...]
    capacity: tuple[str, ...]
    signatory: str = ""
    verification_code: str = ""
    look_up: str = ""
    link: Link | None = None
    is_preview: bool = False


def result_letter_pdf(letter: ResultLetter, *, at: datetime) -> tuple[bytes, Places]:
    """Return a letter as PDF and where it leaves room; number and date have no place once they are printed."""
    with override("vi"):
        pdf, spots = typeset_with_spots("result_letter.typ", words_of(letter), at=at)
    boxes = {name: Box(int(spot.pop("page")), **spot) for name, spot in spots.items()}
    signature = boxes["signature"]
    seal = Box(
        signature.page,
        signature.left - SEAL_BEFORE_SIGNATURE,
        signature.top - SEAL_ABOVE_SIGNATURE,
        SEAL_SIZE,
        SEAL_SIZE,
    )
    return pdf, Places(signature=signature, seal=seal, number=boxes.get("number"), date=boxes.get("date"))


def letter_for(dossier: Dossier, result: Result, template: ResultTemplate, *, at: datetime) -> tuple[bytes, Places]:
    """Return the letter of a decision, made from a version of an agency's template; up to six queries.

    `dossier` comes with `FOR_LETTER`. Raises `InvalidInput` when the template is for the other outcome, of another
    agency or procedure, or asks for what this dossier does not have.
    """
    return result_letter_pdf(letter_of(dossier, result, template), at=at)


def letter_of(dossier: Dossier, result: Result, template: ResultTemplate) -> ResultLetter:
    """Return what the letter of a decision says; raises as `letter_for` does."""
    if template.outcome != result.outcome:
        raise InvalidInput(_("Mẫu văn bản này dành cho quyết định khác."), field="template")
    if (template.agency_id, template.procedure_id) != (dossier.agency_id, dossier.version.procedure_id):
        raise InvalidInput(_("Mẫu văn bản này của cơ quan khác hoặc thủ tục khác."), field="template")
    with override("vi"):
        values = values_of(dossier, result, template.body)
        absent = [name for name in fields_in(template.body) if not values.get(name)]
        if absent:
            raise InvalidInput(
                _("Hồ sơ này chưa có %(fields)s mà mẫu văn bản cần.") % {"fields": ", ".join(absent)}, field="template"
            )
        code = result.verification_code or ""
        return ResultLetter(
            title=template.title,
            code=dossier.code,
            superior=superior_of(dossier.agency),
            agency=dossier.agency.name,
            place=place_of(dossier.agency),
            number=result.number,
            issued_at=result.sealed_at if result.number else None,
            paragraphs=filled(template.body, values),
            recipients=_lines(template.recipients) or ("Như trên", "Lưu: VT, hồ sơ"),
            capacity=_lines(template.signing_title),
            signatory=result.approved_by.full_name if result.approved_by else "",
            verification_code=code,
            look_up=f"{settings.PORTAL_URL}/kiem-tra-van-ban/",
            link=Link(f"{settings.PORTAL_URL}/kiem-tra-van-ban/{code}/") if code else None,
        )


def sample_letter(template: ResultTemplate, version: ProcedureVersion | None) -> ResultLetter:
    """Return the letter of a made-up dossier, for the preview of a template that comes with `agency__parent`.

    What the catalogue has is the procedure's own; `version` comes with `procedure` and `sector`. A query for each list
    that the template asks for.
    """
    values = sample_values() | {
        "cơ quan": template.agency.name,
        "cơ quan cấp trên": superior_of(template.agency) or template.agency.name,
        "quyết định": str(Outcome(template.outcome).label),
    }
    if version is not None:
        values |= {"tên thủ tục": version.name, "mã thủ tục": version.procedure.code, "lĩnh vực": version.sector.name}
        asked = [name for name in fields_in(template.body) if BY_NAME[name].catalogue]
        values |= {name: LISTS[name](None, version) for name in asked}
    with override("vi"):
        return ResultLetter(
            title=template.title,
            code="H00-000000-0000",
            superior=superior_of(template.agency),
            agency=template.agency.name,
            place=place_of(template.agency),
            paragraphs=filled(template.body, values),
            recipients=_lines(template.recipients) or ("Như trên", "Lưu: VT, hồ sơ"),
            capacity=_lines(template.signing_title),
            signatory="Nguyễn Văn Mẫu",
            is_preview=True,
        )


def values_of(dossier: Dossier, result: Result, body: str) -> dict[str, Value]:
    """Return what the fields of a template become for a dossier; a query for each list that the template asks for."""
    version = dossier.version
    is_person = dossier.applicant_kind == PartyKind.PERSON
    values: dict[str, Value] = {
        "xưng hô": "Ông/Bà" if is_person else "tổ chức",
        "chủ hồ sơ": dossier.applicant_name,
        "số định danh": dossier.personal_id if is_person else dossier.tax_code,
        "địa chỉ": dossier.address,
        "số điện thoại": domestic(dossier.phone),
        "mã hồ sơ": dossier.code,
        "nội dung yêu cầu": dossier.content,
        "ngày nộp": _day(dossier.submitted_at),
        "ngày tiếp nhận": _day(dossier.received_at),
        "ngày hẹn trả": _day(dossier.due_at),
        "tên thủ tục": version.name,
        "mã thủ tục": version.procedure.code,
        "lĩnh vực": version.sector.name,
        "quyết định": str(Outcome(result.outcome).label),
        "lý do": result.reason,
        "căn cứ": result.legal_ground,
        "cơ quan": dossier.agency.name,
        "cơ quan cấp trên": superior_of(dossier.agency),
        "nơi tiếp nhận": dossier.office.name,
    }
    asked = {field_name(name) for name in fields_in(body)} - values.keys()
    return values | {name: LISTS[name](dossier, version) for name in asked if name in LISTS}


def _receipt_number(dossier: Dossier | None, _version: ProcedureVersion) -> Value:
    receipt = IntakeReceipt.objects.filter(dossier=dossier, voided_at=None).first()
    return receipt.number if receipt else ""


def _legal_bases(_dossier: Dossier | None, version: ProcedureVersion) -> Value:
    return tuple(
        f"{basis.name} số {basis.number}".removesuffix(" số ") + (f", {basis.article}" if basis.article else "")
        for basis in version.legal_bases.all()
    )


def _submitted(dossier: Dossier | None, _version: ProcedureVersion) -> Value:
    return tuple(dossier.documents.values_list("name", flat=True)) if dossier else ()


LISTS: dict[str, Callable[[Dossier | None, ProcedureVersion], Value]] = {
    "số giấy tiếp nhận": _receipt_number,
    "căn cứ pháp lý": _legal_bases,
    "thành phần hồ sơ": lambda _dossier, version: tuple(one.name for one in version.required_documents.all()),
    "yêu cầu, điều kiện": lambda _dossier, version: tuple(one.text for one in version.conditions.all()),
    "tên kết quả": lambda _dossier, version: "; ".join(one.name for one in version.results.all()),
    "giấy tờ đã nộp": _submitted,
}
"""What is read only for a template that asks for it."""


def _day(at: datetime | None) -> str:
    return date_of_paper(timezone.localtime(at)) if at else ""


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip().removeprefix("-").strip().rstrip(";.") for line in text.splitlines() if line.strip())
