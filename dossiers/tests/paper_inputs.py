"""What the tests of papers print: one plain and one extreme input for every form, in either forms set."""

from datetime import datetime, timedelta

from agencies.worktime import VIETNAM
from dossiers.papers.apology import ApologySlip
from dossiers.papers.control_sheet import ControlSheet, Handover
from dossiers.papers.discontinuance import DiscontinuanceSlip
from dossiers.papers.forms import Form, FormIdentity, form_of
from dossiers.papers.parts import Capacity, Explained, Letterhead, Link, Mandated, Party, Signatory, signing_as
from dossiers.papers.receipt import PaperLine, Receipt
from dossiers.papers.refusal import RefusalSlip
from dossiers.papers.register import RegisterBook, RegisterRow
from dossiers.papers.supplement import AskedLine, SupplementSlip
from procedures.models import FormsSet

ISSUED_AT = datetime(2026, 2, 5, 16, 40, tzinfo=VIETNAM)
DUE_AT = datetime(2026, 3, 12, 17, 0, tzinfo=VIETNAM)
CODE = "H98.03-260205-0001"
LINK = Link(f"https://motcua.test/tra-cuu/?ma={CODE}")
LOOK_UP = "https://motcua.test/tra-cuu/"

LONG_NAME = "Nguyễn Phước Bảo Quỳnh Hường Đỗ Thị Ngọc Diễm Thuỷ Tiên Huyền Trân Ỷ Lan Ngọc Hân Ẵm Ễnh Ỗi Ữ Ặc"
LONG_AGENCY = "Ban Quản lý các khu công nghiệp, khu kinh tế và cụm công nghiệp – đô thị – dịch vụ Phước Ẩn tỉnh Thử"
LONG_PROCEDURE = (
    "Cấp giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất đối với trường hợp chuyển nhượng, "
    "thừa kế, tặng cho, góp vốn bằng quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất mà bên nhận chưa được "
    "cấp giấy, ẤẦẨẪẬ ẾỀỂỄỆ ỐỒỔỖỘ ỨỪỬỮỰ"
)
LONG_REASON = (
    "Số lượng hồ sơ tăng đột biến sau khi sắp xếp đơn vị hành chính; cơ quan phối hợp chưa trả lời văn bản lấy ý kiến, "
    "phải đối chiếu lại sổ gốc lưu tại cấp huyện trước ngày 01/7/2025. "
) * 6


def head(
    form: Form | FormIdentity, forms_set: FormsSet, *, number: str = "05/TTPVHCC", is_extreme: bool = False
) -> Letterhead:
    """Return the head of a paper."""
    return Letterhead(
        superior=LONG_AGENCY if is_extreme else "Ủy ban nhân dân tỉnh Thử",
        issuer="Trung tâm Phục vụ hành chính công tỉnh Thử" if not is_extreme else LONG_AGENCY,
        number=number,
        place="Thử",
        issued_at=ISSUED_AT,
        form=form_of(form, forms_set) if isinstance(form, Form) else form,
    )


def party(*, is_extreme: bool = False) -> Party:
    """Return whose dossier it is."""
    return Party(
        name=LONG_NAME if is_extreme else "Nguyễn Văn An",
        number="049090000127",
        address="Số 18, đường Lê Lợi, phường Hòa Thuận, tỉnh An Hòa" * (3 if is_extreme else 1),
        phone="0905123456",
        email="an@test.test",
    )


MANDATED = Mandated(
    name="Trần Thị Ẩn",
    number="049190000128",
    address="Phường Thử, tỉnh Thử",
    phone="0905999888",
    email="an.tran@test.test",
    paper="Giấy ủy quyền số 12/2026, chứng thực ngày 01/02/2026",
)
CLERK = Signatory(("Người tiếp nhận hồ sơ",), "Trần Thị Bình")
SUBMITTER = Signatory(("Người nộp hồ sơ",), "Nguyễn Văn An")
DEPUTY = signing_as(Capacity.DEPUTY, head="Giám đốc", title="Phó Giám đốc", name="Phạm Tiến Dũng")


def explained(count: int) -> tuple[Explained, ...]:
    """Return so many lines that prove a date."""
    return tuple(
        Explained(f"Ngày {number}: thứ Hai, {number:02d}/3/2026.", "Bộ luật Dân sự 2015 Điều 147" if number % 2 else "")
        for number in range(1, count + 1)
    )


def receipt(forms_set: FormsSet, *, is_extreme: bool = False, voided: str = "") -> Receipt:
    """Return form 01."""
    return Receipt(
        head=head(Form.RECEIPT, forms_set, is_extreme=is_extreme),
        code=CODE,
        link=LINK,
        party=party(is_extreme=is_extreme),
        mandated=MANDATED if is_extreme else None,
        content=LONG_REASON if is_extreme else "Cấp chứng chỉ lần đầu",
        procedure=LONG_PROCEDURE if is_extreme else "Cấp chứng chỉ hành nghề đấu giá",
        papers=tuple(
            PaperLine(f"Giấy tờ thứ {number}: {LONG_PROCEDURE[: number * 7]}", "Bản sao chứng thực", number % 3 + 1)
            for number in range(1, 41)
        )
        if is_extreme
        else (PaperLine("Tờ khai đề nghị cấp chứng chỉ", "Bản chính"), PaperLine("Bằng tốt nghiệp", "Bản chụp", 2)),
        limit="05 ngày làm việc",
        received_at=ISSUED_AT,
        due_at=DUE_AT,
        return_place="Trung tâm Phục vụ hành chính công tỉnh Thử",
        fees="Phí thẩm định: 800.000 đồng",
        register_year=2026,
        register_number=5,
        lines=explained(12 if is_extreme else 4),
        look_up=LOOK_UP,
        secret="ABCD2345",
        signatories=(SUBMITTER, CLERK),
        voided=voided,
    )


def supplement(forms_set: FormsSet, *, is_extreme: bool = False) -> SupplementSlip:
    """Return form 02."""
    return SupplementSlip(
        head=head(Form.SUPPLEMENT, forms_set, number="02/PBS-TTPVHCC", is_extreme=is_extreme),
        code=CODE,
        link=LINK,
        party=party(is_extreme=is_extreme),
        mandated=MANDATED if is_extreme else None,
        content=LONG_PROCEDURE if is_extreme else "Cấp chứng chỉ lần đầu",
        papers=tuple(
            AskedLine(
                f"Giấy tờ thứ {number}: {LONG_PROCEDURE[: number * 5]}",
                "Chưa có chữ ký.",
                "Nghị định 118/2025/NĐ-CP Điều 17",
            )
            for number in range(1, 41)
        )
        if is_extreme
        else (AskedLine("Tờ khai", "Tờ khai chưa có chữ ký.", "Nghị định số 118/2025/NĐ-CP"),),
        reason=LONG_REASON if is_extreme else "Hồ sơ còn thiếu.",
        answer_due_at=DUE_AT,
        clock_note="Thời hạn giải quyết tạm dừng từ khi yêu cầu đến khi Ông/Bà bổ sung đủ.",
        round=2 if is_extreme else 1,
        consent="được Phạm Tiến Dũng đồng ý" if is_extreme else "",
        contact_name="Lê Quỳnh Chi",
        contact_phone="0235 381 0000",
        look_up=LOOK_UP,
        lines=explained(12 if is_extreme else 0),
        signatory=Signatory(("Người hướng dẫn",), "Lê Quỳnh Chi"),
    )


def refusal(forms_set: FormsSet, *, is_extreme: bool = False) -> RefusalSlip:
    """Return form 03."""
    return RefusalSlip(
        head=head(Form.REFUSAL, forms_set, number="03/PTC-TTPVHCC", is_extreme=is_extreme),
        code=CODE,
        link=LINK,
        party=party(is_extreme=is_extreme),
        content=LONG_PROCEDURE if is_extreme else "Cấp chứng chỉ lần đầu",
        reason="\n".join([LONG_REASON] * 4) if is_extreme else "Không thuộc thẩm quyền giải quyết.",
        ground="Nghị định số 118/2025/NĐ-CP Điều 17",
        guidance=LONG_REASON if is_extreme else "Mời Ông/Bà nộp tại Sở Nội vụ tỉnh Thử.",
        signatories=(SUBMITTER, CLERK),
    )


def apology(forms_set: FormsSet, *, is_extreme: bool = False) -> ApologySlip:
    """Return form 04."""
    return ApologySlip(
        head=head(Form.APOLOGY, forms_set, number="04/PXL-STP", is_extreme=is_extreme),
        code=CODE,
        link=LINK,
        party=party(is_extreme=is_extreme),
        agency=LONG_AGENCY if is_extreme else "Sở Tư pháp tỉnh Thử",
        procedure=LONG_PROCEDURE if is_extreme else "Cấp chứng chỉ hành nghề đấu giá",
        received_at=ISSUED_AT,
        due_at=DUE_AT,
        is_late=is_extreme,
        reason=LONG_REASON if is_extreme else "Cơ quan phối hợp trả lời chậm.",
        new_due_at=DUE_AT + timedelta(days=7),
        lines=explained(12 if is_extreme else 2),
        signatory=DEPUTY,
        recipients=("Như trên", "Trung tâm Phục vụ hành chính công tỉnh Thử", "Lưu: VT, hồ sơ"),
    )


def discontinuance(forms_set: FormsSet, *, is_extreme: bool = False) -> DiscontinuanceSlip:
    """Return form 05 of 2025, or the plain notice."""
    return DiscontinuanceSlip(
        head=head(Form.DISCONTINUANCE, forms_set, number="05/TB-TTPVHCC", is_extreme=is_extreme),
        code=CODE,
        link=LINK,
        party=party(is_extreme=is_extreme),
        procedure=LONG_PROCEDURE if is_extreme else "Cấp chứng chỉ hành nghề đấu giá",
        received_at=ISSUED_AT,
        requested_at=ISSUED_AT + timedelta(days=2),
        stopped_at=ISSUED_AT + timedelta(days=3),
        reason=LONG_REASON if is_extreme else "Ông/Bà đề nghị rút hồ sơ.",
        ground="Nghị định số 118/2025/NĐ-CP Điều 21",
        standing="Đang thẩm định, chưa có quyết định giải quyết",
        returned=tuple(f"Bản chính giấy tờ thứ {number}" for number in range(1, 41 if is_extreme else 3)),
        fees="Không hoàn trả",
        signatory=DEPUTY,
        recipients=("Như trên", "Lưu: VT"),
    )


def control_sheet(forms_set: FormsSet, *, is_extreme: bool = False) -> ControlSheet:
    """Return the control sheet."""
    return ControlSheet(
        head=head(Form.CONTROL_SHEET, forms_set, is_extreme=is_extreme),
        code=CODE,
        link=LINK,
        procedure=LONG_PROCEDURE if is_extreme else "Cấp chứng chỉ hành nghề đấu giá",
        agency=LONG_AGENCY if is_extreme else "Sở Tư pháp tỉnh Thử",
        cooperating="Công an tỉnh Thử",
        received_at=ISSUED_AT,
        due_at=DUE_AT,
        first_due_at=DUE_AT - timedelta(days=7) if is_extreme else None,
        handovers=tuple(
            Handover(
                giver=LONG_AGENCY if is_extreme else "Trung tâm Phục vụ hành chính công tỉnh Thử",
                receiver="Sở Tư pháp tỉnh Thử",
                given_by=LONG_NAME if is_extreme else "Trần Thị Bình",
                taken_by="Lê Quỳnh Chi",
                at=ISSUED_AT + timedelta(hours=number),
                standing="Đúng hạn" if number % 2 else "Quá hạn",
                note=LONG_REASON[: number * 12] if is_extreme else "Trình phê duyệt",
            )
            for number in range(16 if is_extreme else 3)
        ),
    )


def register(forms_set: FormsSet, *, is_extreme: bool = False) -> RegisterBook:
    """Return the register."""
    return RegisterBook(
        head=head(Form.REGISTER, forms_set, number="", is_extreme=is_extreme),
        year=2026,
        sector="Bổ trợ tư pháp" if is_extreme else "",
        closing_note="Sổ đang mở.",
        total=40 if is_extreme else 3,
        rows=tuple(
            RegisterRow(
                number=number,
                code=f"H98.03-260205-{number:04d}",
                procedure=LONG_PROCEDURE if is_extreme and number % 4 == 0 else "Cấp chứng chỉ hành nghề đấu giá",
                applicant=LONG_NAME if is_extreme and number % 3 == 0 else "Nguyễn Văn An",
                contact="Số 18, đường Lê Lợi, phường Hòa Thuận, tỉnh An Hòa\n0905123456",
                agency=LONG_AGENCY if is_extreme and number % 5 == 0 else "Sở Tư pháp tỉnh Thử",
                received_at=ISSUED_AT,
                due_at=DUE_AT,
                returned_at=DUE_AT if number % 2 else None,
                ended="" if number % 2 else "Đã rút hồ sơ",
                return_method="Nhận tại bộ phận một cửa",
                collected_by="Nguyễn Văn An" if number % 2 else "",
            )
            for number in range(1, 41 if is_extreme else 4)
        ),
    )
