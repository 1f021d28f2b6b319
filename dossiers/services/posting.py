"""The public post: results that it carries to the applicant, and brings back where nobody takes them.

What it brings in is received in `dossiers.services.taking_in`.

Law: Quyết định 45/2016/QĐ-TTg; Nghị định 118/2025/NĐ-CP (receiving and returning by post).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.models import OneStopOffice
from agencies.numbers import take_numbers
from agencies.vietnamese import normalised
from dossiers.errors import InvalidInput, StaleDossier
from dossiers.models import Dossier, Result, ReturnMethod, Shipment, ShipmentState, StoredFile
from dossiers.services.moves import move
from dossiers.services.vault import keep_result
from dossiers.workflow import Action

ATTEMPTS_REQUIRED = 2
"""How often the post tries before a result comes back. Law: Quyết định 45/2016/QĐ-TTg; domain 4.6."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom a result is sent; the phone in E.164."""

    name: str
    address: str
    phone: str = ""


def hand_to_post(
    dossier: Dossier,
    *,
    item_code: str,
    postman_name: str,
    addressee: Addressee | None = None,
    record: str = "",
    seen: int,
    actor: User,
    at: datetime,
) -> Shipment:
    """Give a result to the post; nobody named, it goes to the applicant at the dossier's address.

    `record` is the number of the record that lists all results which the postman took at one time (`bundle_number`;
    empty: a record of this one); shipments of one record may share an item code (one envelope), others may not. Raises
    `InvalidInput` at the field that is wrong.
    """
    item_code, postman_name = normalised(item_code).upper().replace(" ", ""), normalised(postman_name)
    to = addressee or Addressee(dossier.applicant_name, dossier.address, dossier.phone)
    _check_item_code(item_code, record)
    if not postman_name:
        raise InvalidInput(_("Ông/Bà ghi họ tên nhân viên bưu chính."), field="postman_name")
    if not normalised(to.name):
        raise InvalidInput(_("Ông/Bà ghi họ tên người nhận."), field="receiver_name")
    if not normalised(to.address):
        raise InvalidInput(_("Ông/Bà ghi địa chỉ nhận."), field="receiver_address")
    with transaction.atomic():
        words = _("Bưu gửi %(item)s, nhân viên bưu chính %(name)s") % {"item": item_code, "name": postman_name}
        move(dossier, Action.HAND_TO_POST, seen=seen, actor=actor, at=at, words=words)
        return Shipment.objects.create(
            dossier=dossier,
            item_code=item_code,
            record_number=record or bundle_number(dossier.office, at=at),
            receiver_name=normalised(to.name),
            receiver_address=normalised(to.address),
            receiver_phone=to.phone,
            postman_name=postman_name,
            sent_by=actor,
            sent_at=at,
        )


def _check_item_code(item_code: str, record: str) -> None:
    if not item_code:
        raise InvalidInput(_("Ông/Bà ghi hoặc quét số hiệu bưu gửi."), field="item_code")
    used = Shipment.objects.filter(item_code=item_code)
    if record:
        used = used.exclude(record_number=record)
    earlier = used.select_related("dossier").first()
    if earlier is not None:
        raise InvalidInput(
            _("Số hiệu bưu gửi này đã dùng cho hồ sơ %(code)s.") % {"code": earlier.dossier.code}, field="item_code"
        )


def bundle_number(office: OneStopOffice, *, at: datetime) -> str:
    """Draw the number of a record that postman and clerk sign for all results of one sending."""
    year = timezone.localdate(at).year
    (number,) = take_numbers([("postal_record", office.code, str(year))])
    return f"BC-{office.code}-{year}-{number:04d}"


def confirm_delivery(
    dossier: Dossier,
    *,
    received_by: str,
    delivered_at: datetime,
    proof: StoredFile | None = None,
    seen: int,
    actor: User,
    at: datetime,
) -> None:
    """Note that the applicant has signed for a result; the dossier ends with the day of that signature.

    Raises `InvalidInput` without a name, or for a delivery before it was sent or in the future.
    """
    received_by = normalised(received_by)
    shipment = _open_shipment(dossier)
    if not received_by:
        raise InvalidInput(_("Ông/Bà ghi họ tên người ký nhận."), field="received_by")
    if not shipment.sent_at <= delivered_at <= at:
        raise InvalidInput(
            _("Thời điểm phát phải sau lúc giao cho bưu chính và không ở tương lai."), field="delivered_at"
        )
    with transaction.atomic():
        words = _("Bưu gửi %(item)s, người ký nhận: %(name)s") % {"item": shipment.item_code, "name": received_by}
        move(
            dossier,
            Action.CONFIRM_DELIVERY,
            seen=seen,
            actor=actor,
            at=at,
            words=words,
            changes={"returned_at": delivered_at},
        )
        _end(shipment, ShipmentState.DELIVERED, ended_at=delivered_at, received_by_name=received_by, proof=proof)
        Result.objects.filter(dossier=dossier).update(handed_over_by=ReturnMethod.POSTAL, collected_by_name=received_by)
        keep_result(dossier, at=at)


def take_back(dossier: Dossier, *, attempts: int, reason: str, seen: int, actor: User, at: datetime) -> None:
    """Take back a result that could not be delivered; it waits at the return desk again and may be sent once more.

    Before `ATTEMPTS_REQUIRED` attempts the reason must say why there were no more; it is always needed, and the page
    asks for it.
    """
    shipment = _open_shipment(dossier)
    if attempts < 0:
        raise InvalidInput(_("Số lần phát không thể âm."), field="attempts")
    with transaction.atomic():
        words = _("%(reason)s (đã phát %(attempts)s lần, bưu gửi %(item)s)") % {
            "reason": normalised(reason),
            "attempts": attempts,
            "item": shipment.item_code,
        }
        move(dossier, Action.TAKE_BACK, seen=seen, actor=actor, at=at, words=words if normalised(reason) else "")
        _end(shipment, ShipmentState.UNDELIVERABLE, ended_at=at, attempts=attempts)


def _open_shipment(dossier: Dossier) -> Shipment:
    """Return the shipment that is on its way; raises `StaleDossier` where none is."""
    shipment = Shipment.objects.filter(dossier=dossier, ended_at=None).first()
    if shipment is None:
        raise StaleDossier
    return shipment


def _end(shipment: Shipment, state: ShipmentState, **fields: object) -> None:
    # The move has locked the dossier's row: nobody else ends the same shipment.
    Shipment.objects.filter(pk=shipment.pk).update(state=state, **fields)
