"""What happens at once when a dossier comes over the counter: reception, money, and the record of the post."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.vietnamese import normalised
from agencies.worktime import WorkCalendar
from dossiers.errors import InvalidInput
from dossiers.models import Dossier, IntakeReceipt, PaymentMethod, PostalIntake
from dossiers.services.fees import Charge, collect
from dossiers.services.intake import Applicant, receive_walk_in
from dossiers.services.papers import Paper
from procedures.models import Channel, InternalProcess


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that came with a dossier."""

    charges: tuple[Charge, ...]
    method: PaymentMethod = PaymentMethod.CASH
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class PostalRecord:
    """The record that postman and clerk signed: its number, the item, who brought it, when it was signed.

    `late_reason` says why it is entered later than on the working day after.
    """

    number: str
    item_code: str
    postman_name: str
    signed_at: datetime
    late_reason: str = ""


def take_in(
    process: InternalProcess,
    applicant: Applicant,
    papers: Sequence[Paper],
    *,
    actor: User,
    at: datetime,
    calendar: WorkCalendar,
    payment: Payment | None = None,
    postal: PostalRecord | None = None,
    **reception: Any,
) -> tuple[Dossier, IntakeReceipt]:
    """Receive a dossier with the money that came with it; all of it happens, or nothing.

    What the post brought counts from the signing of its record, whenever it is entered; money that came with it was
    collected by the postman. `reception` is what `receive_walk_in` takes besides. Raises what that raises, and
    `InvalidInput` at the field of the record that is wrong.

    Law: Quyết định 45/2016/QĐ-TTg Điều 7 khoản 4; domain decision 3.
    """
    submitted_at = at
    if postal is not None:
        _check_record(postal, at=at, calendar=calendar)
        submitted_at = postal.signed_at
        reception |= {"channel": Channel.POSTAL, "words": postal.late_reason}
    with transaction.atomic():
        dossier, receipt = receive_walk_in(
            process,
            applicant,
            papers,
            actor=actor,
            at=submitted_at,
            issued_at=at,
            calendar=calendar,
            **reception,
        )
        if postal is not None:
            _write_record(dossier, postal, payment)
        if payment is not None and payment.charges:
            collect(
                dossier,
                payment.charges,
                payer_name=applicant.name,
                payer_address=applicant.address,
                method=PaymentMethod.POST if postal else payment.method,
                evidence=postal.item_code if postal else payment.evidence,
                seen=dossier.revision,
                actor=actor,
                at=at,
            )
    return dossier, receipt


def earliest_signing(at: datetime, calendar: WorkCalendar) -> datetime:
    """Return from when on a record may have been signed to be entered without a word: the working day before."""
    return calendar.opening(calendar.previous_working_day(timezone.localdate(at)))


def _check_record(postal: PostalRecord, *, at: datetime, calendar: WorkCalendar) -> None:
    needed = {
        "record_number": (postal.number, _("Ông/Bà ghi số biên bản giao nhận.")),
        "item_code": (postal.item_code, _("Ông/Bà ghi hoặc quét số hiệu bưu gửi.")),
        "postman_name": (postal.postman_name, _("Ông/Bà ghi họ tên nhân viên bưu chính.")),
    }
    for field, (value, words) in needed.items():
        if not normalised(value):
            raise InvalidInput(words, field=field)
    if postal.signed_at > at:
        raise InvalidInput(_("Thời điểm ký biên bản không thể ở tương lai."), field="signed_at")
    if postal.signed_at < earliest_signing(at, calendar) and not normalised(postal.late_reason):
        raise InvalidInput(
            _("Biên bản ký trước ngày làm việc liền trước; Ông/Bà ghi lý do nhập muộn."), field="late_reason"
        )


def _write_record(dossier: Dossier, postal: PostalRecord, payment: Payment | None) -> None:
    item_code = normalised(postal.item_code).upper().replace(" ", "")
    earlier = PostalIntake.objects.filter(item_code=item_code).select_related("dossier").first()
    if earlier is None:
        try:
            with transaction.atomic():
                PostalIntake.objects.create(
                    dossier=dossier,
                    number=normalised(postal.number),
                    item_code=item_code,
                    postman_name=normalised(postal.postman_name),
                    signed_at=postal.signed_at,
                    collected_amount=sum(charge.amount for charge in payment.charges) if payment else 0,
                )
        except IntegrityError:
            raise InvalidInput(_("Số hiệu bưu gửi này vừa được nhập."), field="item_code") from None
        return
    raise InvalidInput(
        _("Số hiệu bưu gửi này đã được nhập với hồ sơ %(code)s.") % {"code": earlier.dossier.code}, field="item_code"
    )
