"""The result letters that agencies of the demo have written: what is signed and sealed as a file."""

from datetime import datetime

from accounts.models import User
from agencies.models import Agency
from dossiers.models import Outcome
from dossiers.services.result_templates import Wording, publish_template
from portal.demo.people import JUSTICE, OTHER_AGENCY, Staff
from portal.demo.province import Province
from procedures.models import Procedure

LAWYER, CARD, MARITAL_STATUS = "1.002153", "1.013859", "1.004873"

WRITTEN = ((JUSTICE, LAWYER), (JUSTICE, CARD), (OTHER_AGENCY, MARITAL_STATUS))
"""Which agency has written letters for which procedure."""

GRANTED = """{{căn cứ pháp lý}}

Xét hồ sơ số {{mã hồ sơ}} tiếp nhận {{ngày tiếp nhận}} của {{xưng hô}} {{chủ hồ sơ}} về việc {{nội dung yêu cầu}};

Điều 1. {{quyết định}} thủ tục {{tên thủ tục}} cho {{xưng hô}} {{chủ hồ sơ}}, số định danh \
{{số định danh}}, địa chỉ {{địa chỉ}}.

Điều 2. Văn bản này có hiệu lực kể từ ngày ký. {{xưng hô}} {{chủ hồ sơ}} thực hiện đúng \
quyền và nghĩa vụ theo quy định."""

DENIED = """Xét hồ sơ số {{mã hồ sơ}} tiếp nhận {{ngày tiếp nhận}} của {{xưng hô}} {{chủ hồ sơ}} về thủ tục \
{{tên thủ tục}};

{{cơ quan}} thông báo: hồ sơ chưa đủ điều kiện để giải quyết.

Lý do: {{lý do}}

Căn cứ: {{căn cứ}}"""


def write_letters(province: Province, staff: Staff, *, at: datetime) -> None:
    """Publish the letters, each by the first approver of its agency."""
    for agency_code, code in WRITTEN:
        agency, procedure = province.agencies[agency_code], Procedure.objects.get(code=code)
        actor = staff.approvers[agency_code][0]
        _write(procedure, agency, Outcome.GRANTED, "QUYẾT ĐỊNH", "QĐ", GRANTED, actor=actor, at=at)
        _write(procedure, agency, Outcome.DENIED, "THÔNG BÁO", "TB", DENIED, actor=actor, at=at)


def _write(
    procedure: Procedure,
    agency: Agency,
    outcome: Outcome,
    title: str,
    symbol: str,
    body: str,
    *,
    actor: User,
    at: datetime,
) -> None:
    is_department = agency.code == JUSTICE
    signing = "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC" if is_department else "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"
    wording = Wording(title, symbol, body, signing, "Chủ hồ sơ\nLưu: VT, hồ sơ")
    publish_template(procedure, agency, outcome, wording, seen=0, actor=actor, at=at)
