"""Which form of which circular a paper is: its title and number follow the forms set of the dossier's regime.

Law: Thông tư 01/2018/TT-VPCP Điều 9 (six forms); Thông tư 03/2025/TT-VPCP (seven forms: the notice of discontinuance
became 05, so control sheet and register moved to 06 and 07).
"""

from dataclasses import dataclass
from enum import StrEnum

from procedures.models import FormsSet


class Form(StrEnum):
    """The papers that a circular gives a form for."""

    RECEIPT = "receipt"
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    DISCONTINUANCE = "discontinuance"
    CONTROL_SHEET = "control_sheet"
    REGISTER = "register"


@dataclass(frozen=True, slots=True)
class FormIdentity:
    """What a paper is called and the number of its form, which is empty for a paper without one."""

    title: str
    number: str = ""


# The titles of the circular of 2025 are those of its list of forms. Its fields have not been seen: they are the fields
# of 2018, for the notice of discontinuance our own. Correct them here and in the template of the paper.
FORMS: dict[FormsSet, dict[Form, FormIdentity]] = {
    FormsSet.TT01_2018: {
        Form.RECEIPT: FormIdentity("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "01"),
        Form.SUPPLEMENT: FormIdentity("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "02"),
        Form.REFUSAL: FormIdentity("Phiếu từ chối tiếp nhận giải quyết hồ sơ", "03"),
        Form.APOLOGY: FormIdentity("Phiếu xin lỗi và hẹn lại ngày trả kết quả", "04"),
        Form.DISCONTINUANCE: FormIdentity("Thông báo dừng giải quyết hồ sơ"),
        Form.CONTROL_SHEET: FormIdentity("Phiếu kiểm soát quá trình giải quyết hồ sơ", "05"),
        Form.REGISTER: FormIdentity("Sổ theo dõi hồ sơ", "06"),
    },
    FormsSet.TT03_2025: {
        Form.RECEIPT: FormIdentity("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "01"),
        Form.SUPPLEMENT: FormIdentity("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "02"),
        Form.REFUSAL: FormIdentity("Phiếu từ chối tiếp nhận giải quyết hồ sơ", "03"),
        Form.APOLOGY: FormIdentity("Phiếu xin lỗi và đề nghị gia hạn", "04"),
        Form.DISCONTINUANCE: FormIdentity("Thông báo dừng giải quyết hồ sơ", "05"),
        Form.CONTROL_SHEET: FormIdentity("Phiếu kiểm soát quá trình giải quyết hồ sơ", "06"),
        Form.REGISTER: FormIdentity("Sổ theo dõi hồ sơ", "07"),
    },
}


def form_of(form: Form, forms_set: str) -> FormIdentity:
    """Return a form as a circular has it; a circular that lacks it gives a plain paper without number."""
    return FORMS[FormsSet(forms_set)][form]
