"""An officer at the desk, as tests press its buttons."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from dossiers.models import Dossier
from dossiers.tests.cast import GROUND, MONDAY_MORNING
from dossiers.workflow import Action, Status

TUESDAY = MONDAY_MORNING + timedelta(days=1)
A, S = Action, Status
VISIT = {
    "planned_at": "09:00 04/03/2026",
    "place": "Số 18, đường Lê Lợi",
    "members": "Lê Quỳnh Chi",
    "reason": "Kiểm tra nơi hành nghề.",
    "legal_ground": GROUND,
}
OWED = {"name-1": "Lệ phí trước bạ", "amount-1": "1.250.000", "ground-1": GROUND}
FOLLOWING = [
    ("binh", S.SUBMITTED, A.RECEIVE, {"case": "2"}, S.IN_APPRAISAL),
    ("binh", S.SUBMITTED, A.REFUSE, {"reason": "Không thuộc thẩm quyền.", "legal_ground": GROUND}, S.REFUSED),
    ("chi", S.IN_APPRAISAL, A.TAKE, {}, S.IN_APPRAISAL),
    ("chi", S.IN_APPRAISAL, A.PROPOSE, {"outcome": "granted"}, S.IN_APPROVAL),
    ("dung", S.IN_APPROVAL, A.APPROVE, {"words": "Đồng ý."}, S.AWAITING_SEAL),
    ("dung", S.IN_APPROVAL, A.SEND_BACK, {"reason": "Làm rõ căn cứ."}, S.IN_APPRAISAL),
    ("giang", S.AWAITING_SEAL, A.SEAL, {}, S.RESULT_READY),
    ("binh", S.RESULT_READY, A.HAND_OVER, {"collected_by": "Nguyễn Văn An"}, S.RETURNED),
    ("binh", S.IN_APPRAISAL, A.WITHDRAW, {"reason": "Có đơn xin rút."}, S.WITHDRAWN),
    ("chi", S.IN_APPRAISAL, A.VERIFY, VISIT, S.VERIFYING),
    ("chi", S.VERIFYING, A.REPORT_VERIFICATION, {"findings": "Đúng như hồ sơ."}, S.IN_APPRAISAL),
    ("chi", S.IN_APPRAISAL, A.REQUEST_PAYMENT, OWED, S.AWAITING_PAYMENT),
    ("binh", S.AWAITING_PAYMENT, A.CONFIRM_PAYMENT, {"is_cash": "on"}, S.IN_APPRAISAL),
    ("chi", S.AWAITING_OPINION, A.CLOSE_CONSULTATION, {"reason": "Đã đủ căn cứ."}, S.IN_APPRAISAL),
    ("dung", S.IN_APPRAISAL, A.EXTEND, {"amount": "2,5", "evidence": "15/STP", "reason": "Phức tạp."}, S.IN_APPRAISAL),
]
"""Who does what to a dossier in which status with which words, and where it stands then."""


def path(dossier: Dossier, action: Action | None = None) -> str:
    return f"/xu-ly/{dossier.code}/" + (f"{action.value.replace('_', '-')}/" if action else "")


def press(client: Client, user: User, dossier: Dossier, action: Action, **words: Any) -> HttpResponse:
    client.force_login(user)
    return client.post(path(dossier, action), {"seen": dossier.revision, **words})


def text_of(response: HttpResponse) -> str:
    return response.content.decode()
