"""Papers that change hands: between office and agency on hand-over sheets, and with the public post."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models import Agency, OneStopOffice
from dossiers.models.dossier import Dossier
from dossiers.models.papers import StoredFile


class SheetKind(models.TextChoices):
    """Which way papers go."""

    OUT = "out", _("Bàn giao hồ sơ cho cơ quan giải quyết")
    BACK = "back", _("Chuyển kết quả về nơi trả")


class HandOverSheet(models.Model):
    """A hand-over sheet (biên bản bàn giao) between an office and an agency; each item is taken or refused by itself.

    Whoever gives makes it, whoever takes accepts item by item. `due_at` is when it should have happened: the same day,
    or the next morning for what came after 15:00.

    Law: Nghị định 61/2018/NĐ-CP Điều 18.
    """

    kind = models.CharField(_("Loại"), max_length=4, choices=SheetKind)
    office = models.ForeignKey(OneStopOffice, on_delete=models.PROTECT, related_name="hand_over_sheets")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="hand_over_sheets")
    number = models.CharField(_("Số biên bản"), max_length=40)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(_("Nhận xong lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("biên bản bàn giao")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "kind", "number"], name="hand_over_sheet_number_is_given_once")
        ]

    def __str__(self) -> str:
        return self.number


class HandOverItem(models.Model):
    """One dossier on a sheet: waiting, accepted by somebody, or refused with a reason."""

    sheet = models.ForeignKey(HandOverSheet, on_delete=models.PROTECT, related_name="items")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="hand_over_items")
    ordinal = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField(_("Bàn giao trước"))
    accepted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(_("Lý do không nhận"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("hồ sơ bàn giao")
        ordering = ["sheet_id", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "dossier"], name="dossier_stands_once_on_a_sheet"),
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(accepted_at=None, refused_at=None),
                name="dossier_waits_on_one_sheet",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(refused_at=None), name="item_is_accepted_or_refused"
            ),
            models.CheckConstraint(condition=Q(refused_at=None) | ~Q(refusal=""), name="refused_item_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} #{self.ordinal}"


class PostalIntake(models.Model):
    """The record signed by postman and clerk when a dossier came by post; its signing is the time of submission.

    Law: Quyết định 45/2016/QĐ-TTg Điều 7 khoản 4.
    """

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="postal_intake")
    number = models.CharField(_("Số biên bản giao nhận"), max_length=60)
    item_code = models.CharField(_("Số hiệu bưu gửi"), max_length=40)
    postman_name = models.CharField(_("Nhân viên bưu chính"), max_length=120)
    signed_at = models.DateTimeField(_("Ký biên bản lúc"))
    collected_amount = models.PositiveBigIntegerField(_("Tiền thu hộ (đồng)"), default=0)

    class Meta:
        verbose_name = _("biên bản giao nhận hồ sơ qua bưu chính")
        constraints = [models.UniqueConstraint(fields=["item_code"], name="postal_item_comes_once")]

    def __str__(self) -> str:
        return self.number


class ShipmentState(models.TextChoices):
    """Where a result is that was given to the post."""

    SENT = "sent", _("Đã giao cho bưu chính")
    DELIVERED = "delivered", _("Đã phát")
    UNDELIVERABLE = "undeliverable", _("Không phát được, đã chuyển hoàn")


class Shipment(models.Model):
    """A result on its way by post. A result that came back may be sent again: then there are two.

    `record_number` is the record that office and postman signed for all results that went at one time.

    Law: Quyết định 45/2016/QĐ-TTg; at least two attempts, two working days apart, before it comes back.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="shipments")
    item_code = models.CharField(_("Số hiệu bưu gửi"), max_length=40)
    record_number = models.CharField(_("Số biên bản giao nhận"), max_length=60, blank=True)
    receiver_name = models.CharField(_("Người nhận"), max_length=200)
    receiver_address = models.CharField(_("Địa chỉ nhận"), max_length=300)
    receiver_phone = models.CharField(_("Điện thoại"), max_length=16, blank=True)
    postman_name = models.CharField(_("Nhân viên bưu chính"), max_length=120)
    state = models.CharField(_("Tình trạng"), max_length=14, choices=ShipmentState, default=ShipmentState.SENT)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(_("Số lần phát"), default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    received_by_name = models.CharField(_("Người ký nhận"), max_length=200, blank=True)
    proof = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("bưu gửi trả kết quả")
        ordering = ["dossier_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(ended_at=None), name="one_open_shipment_per_dossier"
            )
        ]

    def __str__(self) -> str:
        return self.item_code
