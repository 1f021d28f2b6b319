"""Money: what an applicant owes while a dossier is resolved, the receipts for what was paid. Amounts are in đồng."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models import OneStopOffice
from dossiers.models.dossier import Dossier
from procedures.models import FeeKind


class FinancialObligation(models.Model):
    """An amount that must be paid before the dossier goes on (nghĩa vụ tài chính), with number, ground and term."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="obligations")
    number = models.CharField(_("Số thông báo"), max_length=40)
    name = models.CharField(_("Khoản phải nộp"), max_length=300)
    amount = models.PositiveBigIntegerField(_("Số tiền (đồng)"))
    legal_ground = models.CharField(_("Căn cứ"), max_length=300)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(_("Nộp trước"))
    paid_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.CharField(_("Chứng từ nộp tiền"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("nghĩa vụ tài chính")
        ordering = ["dossier_id", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="obligation_has_an_amount"),
            models.CheckConstraint(condition=Q(paid_at=None) | ~Q(evidence=""), name="paid_obligation_has_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class PaymentMethod(models.TextChoices):
    """How money came."""

    CASH = "cash", _("Tiền mặt tại quầy")
    TRANSFER = "transfer", _("Chuyển khoản")
    POST = "post", _("Bưu chính thu hộ")


class PaymentReceipt(models.Model):
    """The receipt for fees and charges paid (biên lai). It is voided with a reason and never changed.

    Law: Nghị định 61/2018/NĐ-CP Điều 22.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="payment_receipts")
    office = models.ForeignKey(OneStopOffice, on_delete=models.PROTECT, related_name="+")
    obligation = models.ForeignKey(
        FinancialObligation, null=True, blank=True, on_delete=models.PROTECT, related_name="receipts"
    )
    number = models.CharField(_("Số biên lai"), max_length=40)
    payer_name = models.CharField(_("Người nộp tiền"), max_length=200)
    payer_address = models.CharField(_("Địa chỉ"), max_length=300, blank=True)
    method = models.CharField(_("Hình thức"), max_length=8, choices=PaymentMethod)
    evidence = models.CharField(_("Chứng từ"), max_length=200, blank=True)
    total = models.PositiveBigIntegerField(_("Tổng số tiền (đồng)"))
    collected_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    collected_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    void_reason = models.CharField(_("Lý do hủy"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("biên lai thu phí, lệ phí")
        ordering = ["dossier_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "number"], name="payment_receipt_number_is_given_once"),
            models.CheckConstraint(condition=Q(total__gt=0), name="payment_receipt_is_about_money"),
            models.CheckConstraint(condition=Q(voided_at=None) | ~Q(void_reason=""), name="voided_payment_says_why"),
        ]

    def __str__(self) -> str:
        return self.number


class PaymentLine(models.Model):
    """One fee or charge on a receipt, as the procedure's version named it on the day."""

    receipt = models.ForeignKey(PaymentReceipt, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(_("Loại"), max_length=8, choices=FeeKind)
    name = models.CharField(_("Tên khoản thu"), max_length=300)
    amount = models.PositiveBigIntegerField(_("Số tiền (đồng)"))

    class Meta:
        verbose_name = _("khoản thu")
        ordering = ["receipt_id", "pk"]

    def __str__(self) -> str:
        return f"{self.name}: {self.amount}"
