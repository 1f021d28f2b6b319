"""The end of a dossier: the result is handed over."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.vietnamese import folded, normalised
from dossiers.errors import InvalidInput
from dossiers.models import Dossier, Result, ReturnMethod
from dossiers.services.moves import move
from dossiers.services.vault import keep_result
from dossiers.workflow import Action


def hand_over(
    dossier: Dossier,
    *,
    collected_by: str,
    mandate: str = "",
    originals: str = "",
    is_card_checked: bool = False,
    seen: int,
    actor: User,
    at: datetime,
) -> None:
    """Hand the result over at the counter to the person named; the dossier ends here.

    Somebody else than the applicant shows a mandate, whose number or kind is noted; `originals` names the papers that
    go back with the result; `is_card_checked` says that the card of this person was read. Raises `InvalidInput` at the
    field that is missing.

    Law: Nghị định 61/2018/NĐ-CP Điều 20 khoản 2 (originals that were taken for comparison are returned).
    """
    collected_by, mandate, originals = normalised(collected_by), normalised(mandate), normalised(originals)
    if not collected_by:
        raise InvalidInput(_("Ghi họ tên người nhận kết quả."), field="collected_by")
    if folded(collected_by) != dossier.applicant_folded and not mandate:
        raise InvalidInput(
            _("Người nhận không phải chủ hồ sơ; Ông/Bà ghi giấy ủy quyền hoặc giấy giới thiệu."), field="mandate"
        )
    words = [_("Đã trả lại bản chính: %s") % originals] if originals else []
    if mandate:
        words.insert(0, _("Người nhận thay theo: %s") % mandate)
    if is_card_checked:
        words.insert(0, _("Đã đối chiếu thẻ căn cước của người nhận"))
    with transaction.atomic():
        changes = {"returned_at": at}
        move(dossier, Action.HAND_OVER, seen=seen, actor=actor, at=at, words="; ".join(words), changes=changes)
        Result.objects.filter(dossier=dossier).update(
            handed_over_by=ReturnMethod.COUNTER, collected_by_name=collected_by, collected_on_mandate=mandate
        )
        keep_result(dossier, at=at)


def hand_over_electronically(dossier: Dossier, *, seen: int, actor: User, at: datetime) -> None:
    """Hand an electronic result over: from now on it counts as returned, and its owner downloads it.

    Raises `InvalidInput` for a result on paper, or a dossier without an account that could open it.

    Law: Nghị định 45/2020/NĐ-CP Điều 15 (electronic results).
    """
    result: Result | None = getattr(dossier, "result", None)
    if result is not None and not result.is_electronic:
        raise InvalidInput(_("Kết quả của hồ sơ này là bản giấy, không trả điện tử được."))
    if dossier.submitter_id is None:
        raise InvalidInput(_("Người nộp không có tài khoản để nhận bản điện tử; Ông/Bà trả kết quả tại quầy."))
    with transaction.atomic():
        words = _("Kết quả điện tử trong tài khoản của người nộp")
        move(dossier, Action.HAND_OVER, seen=seen, actor=actor, at=at, words=words, changes={"returned_at": at})
        Result.objects.filter(dossier=dossier).update(
            handed_over_by=ReturnMethod.ELECTRONIC, collected_by_name=dossier.applicant_name
        )
        keep_result(dossier, at=at)
