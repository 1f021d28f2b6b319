"""Every paper under test: how its input is made, how it is printed, and its fields in the order of the form."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from dossiers.papers.amounts import spoken_amount
from dossiers.papers.apology import apology_pdf
from dossiers.papers.control_sheet import control_sheet_pdf
from dossiers.papers.discontinuance import discontinuance_pdf
from dossiers.papers.fee_receipt import FeeLine, FeeReceipt, fee_receipt_pdf
from dossiers.papers.forms import FormIdentity
from dossiers.papers.hand_over import (
    INCOMING_EFFECT,
    HandOverRow,
    HandOverSlip,
    PostalRecord,
    PostalRow,
    Side,
    hand_over_pdf,
    postal_record_pdf,
)
from dossiers.papers.parts import Signatory
from dossiers.papers.receipt import receipt_pdf
from dossiers.papers.refusal import refusal_pdf
from dossiers.papers.register import register_pdf
from dossiers.papers.supplement import supplement_pdf
from dossiers.tests.paper_inputs import (
    CODE,
    DUE_AT,
    ISSUED_AT,
    LINK,
    LONG_AGENCY,
    LONG_NAME,
    LONG_PROCEDURE,
    apology,
    control_sheet,
    discontinuance,
    head,
    party,
    receipt,
    refusal,
    register,
    supplement,
)
from procedures.models import FormsSet


def hand_over(_forms_set: FormsSet, *, is_extreme: bool = False) -> HandOverSlip:
    """Return a hand-over sheet."""
    return HandOverSlip(
        head=head(
            FormIdentity("Biên bản bàn giao hồ sơ"), FormsSet.TT03_2025, number="07/BBBG-TTPVHCC", is_extreme=is_extreme
        ),
        purpose="Hai bên bàn giao các hồ sơ sau để giải quyết:",
        giver=Side(
            LONG_AGENCY if is_extreme else "Trung tâm Phục vụ hành chính công tỉnh Thử", "Trần Thị Bình", "Chuyên viên"
        ),
        taker=Side("Sở Tư pháp tỉnh Thử", "Lê Quỳnh Chi", "Chuyên viên"),
        given_at=ISSUED_AT,
        taken_at=ISSUED_AT + timedelta(minutes=20),
        rows=tuple(
            HandOverRow(
                code=f"H98.03-260205-{number:04d}",
                procedure=LONG_PROCEDURE if is_extreme and number % 4 == 0 else "Cấp chứng chỉ hành nghề đấu giá",
                applicant=LONG_NAME if is_extreme and number % 3 == 0 else "Nguyễn Văn An",
                papers=number % 5 + 1,
                due_at=DUE_AT,
                note="Không nhận: thiếu bản chính" if number == 2 else "",
            )
            for number in range(1, 41 if is_extreme else 4)
        ),
    )


def postal_record(_forms_set: FormsSet, *, is_extreme: bool = False) -> PostalRecord:
    """Return a record with the postal service."""
    return PostalRecord(
        head=head(
            FormIdentity("Biên bản giao nhận hồ sơ qua bưu chính"),
            FormsSet.TT03_2025,
            number="09/BBGN-BC",
            is_extreme=is_extreme,
        ),
        giver=Side("Bưu chính công ích", "Võ Văn Phát", "Nhân viên bưu chính"),
        taker=Side("Trung tâm Phục vụ hành chính công tỉnh Thử", "Trần Thị Bình", "Chuyên viên"),
        signed_at=None if is_extreme else ISSUED_AT,
        effect=INCOMING_EFFECT,
        rows=tuple(
            PostalRow(
                item_code=f"EH{number:09d}VN",
                person=LONG_NAME if is_extreme and number % 3 == 0 else "Nguyễn Văn An",
                code=f"H98.03-260205-{number:04d}",
                procedure=LONG_PROCEDURE if is_extreme and number % 4 == 0 else "Cấp chứng chỉ hành nghề đấu giá",
                papers=3,
                collected=800_000 if number % 2 else 0,
                condition="Còn nguyên niêm phong",
            )
            for number in range(1, 41 if is_extreme else 3)
        ),
    )


def fee_receipt(_forms_set: FormsSet, *, is_extreme: bool = False) -> FeeReceipt:
    """Return a receipt for money."""
    items = tuple(
        FeeLine(
            f"Phí thẩm định {LONG_PROCEDURE if is_extreme else ''}".strip(), "Phí", 800_000, "Thông tư 106/2017/TT-BTC"
        )
        for _number in range(12 if is_extreme else 1)
    )
    total = sum(item.amount for item in items)
    return FeeReceipt(
        head=head(
            FormIdentity("Biên lai thu phí, lệ phí"), FormsSet.TT03_2025, number="0000012", is_extreme=is_extreme
        ),
        code=CODE,
        link=LINK,
        party=party(is_extreme=is_extreme),
        payer="Nguyễn Văn An",
        procedure=LONG_PROCEDURE if is_extreme else "Cấp chứng chỉ hành nghề đấu giá",
        items=items,
        total=total,
        total_spoken=spoken_amount(total),
        method="Tiền mặt tại quầy",
        paid_at=ISSUED_AT,
        signatories=(Signatory(("Người nộp tiền",)), Signatory(("Người thu tiền",), "Trần Thị Bình")),
        voided="ĐÃ HỦY: thu nhầm." if is_extreme else "",
    )


@dataclass(frozen=True, slots=True)
class Sample:
    """A paper under test: how its input is made, how it is printed, and its fields in the order of the form."""

    make: Callable[..., Any]
    pdf: Callable[[Any], bytes]
    fields: tuple[str, ...]


HEADING = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập – Tự do – Hạnh phúc")

SAMPLES = {
    "receipt": Sample(
        receipt,
        receipt_pdf,
        (
            "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
            "Mã hồ sơ",
            "Tiếp nhận hồ sơ của",
            "Số định danh",
            "Địa chỉ",
            "Số điện thoại",
            "Email",
            "Nội dung yêu cầu giải quyết",
            "Thành phần hồ sơ nộp gồm",
            "Số lượng hồ sơ",
            "Thời gian giải quyết hồ sơ theo quy định",
            "Thời gian nhận hồ sơ",
            "Thời gian trả kết quả giải quyết hồ sơ",
            "Đăng ký nhận kết quả tại",
            "Vào Sổ theo dõi hồ sơ, Quyển số",
            "Số thứ tự",
            "NGƯỜI NỘP HỒ SƠ",
            "NGƯỜI TIẾP NHẬN HỒ SƠ",
        ),
    ),
    "supplement": Sample(
        supplement,
        supplement_pdf,
        (
            "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
            "Hồ sơ của",
            "Nội dung yêu cầu giải quyết",
            "Địa chỉ",
            "Số điện thoại",
            "Email",
            "Yêu cầu hoàn thiện hồ sơ gồm",
            "Lý do",
            "liên hệ với",
            "NGƯỜI HƯỚNG DẪN",
        ),
    ),
    "refusal": Sample(
        refusal,
        refusal_pdf,
        (
            "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
            "Tiếp nhận hồ sơ của",
            "Số định danh",
            "Địa chỉ",
            "Số điện thoại",
            "Email",
            "Mã hồ sơ",
            "Nội dung yêu cầu giải quyết",
            "Lý do từ chối",
            "NGƯỜI NỘP HỒ SƠ",
            "NGƯỜI TIẾP NHẬN HỒ SƠ",
        ),
    ),
    "apology": Sample(
        apology,
        apology_pdf,
        (
            "PHIẾU XIN LỖI VÀ",
            "Kính gửi",
            "tiếp nhận giải quyết hồ sơ",
            "Số định danh",
            "Mã hồ sơ",
            "Thời gian hẹn trả kết quả",
            "Lý do",
            "xin lỗi",
            "hẹn trả kết quả giải quyết hồ sơ",
            "KT. GIÁM ĐỐC",
            "PHÓ GIÁM ĐỐC",
        ),
    ),
    "discontinuance": Sample(
        discontinuance,
        discontinuance_pdf,
        (
            "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
            "Kính gửi",
            "Mã hồ sơ",
            "Thủ tục",
            "Thời gian đề nghị rút hồ sơ",
            "Lý do",
            "Tình trạng hồ sơ khi dừng",
            "Giấy tờ trả lại",
            "Phí, lệ phí",
            "PHÓ GIÁM ĐỐC",
        ),
    ),
    "control_sheet": Sample(
        control_sheet,
        control_sheet_pdf,
        (
            "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
            "Mã hồ sơ",
            "Cơ quan giải quyết",
            "Cơ quan phối hợp",
            "Thời gian nhận hồ sơ",
            "Thời gian hẹn trả",
            "Tên cơ quan",
            "Thời gian giao, nhận",
            "Kết quả giải quyết",
            "Ghi chú",
            "1. Giao",
            "2. Nhận",
        ),
    ),
    "register": Sample(
        register,
        register_pdf,
        (
            "SỔ THEO DÕI HỒ SƠ",
            "STT",
            "Mã hồ sơ",
            "Tên thủ tục",
            "Tên tổ chức, cá nhân",
            "Địa chỉ",
            "Cơ quan chủ trì",
            "Nhận hồ sơ",
            "Hẹn trả",
            "Trả kết quả",
            "Phương thức",
            "Ký nhận",
        ),
    ),
    "hand_over": Sample(
        hand_over,
        hand_over_pdf,
        ("BIÊN BẢN BÀN GIAO HỒ SƠ", "Bên giao", "Bên nhận", "Mã hồ sơ", "Tổng số", "BÊN GIAO", "BÊN NHẬN"),
    ),
    "postal_record": Sample(
        postal_record,
        postal_record_pdf,
        (
            "BIÊN BẢN GIAO NHẬN HỒ SƠ QUA BƯU CHÍNH",
            "Bên giao",
            "Bên nhận",
            "Số hiệu bưu gửi",
            "Tổng số",
            "BÊN GIAO",
            "BÊN NHẬN",
        ),
    ),
    "fee_receipt": Sample(
        fee_receipt,
        fee_receipt_pdf,
        (
            "BIÊN LAI THU PHÍ, LỆ PHÍ",
            "Người nộp tiền",
            "Số định danh",
            "Khoản thu",
            "Tổng cộng",
            "Bằng chữ",
            "Hình thức nộp",
            "NGƯỜI THU TIỀN",
        ),
    ),
}
