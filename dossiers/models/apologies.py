"""Delay: warnings before a breach, the apology with its new date, and the proof that it arrived."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models import Agency
from dossiers.models.dossier import Dossier
from procedures.models import Step


class DelayCause(models.TextChoices):
    """Why a dossier is late."""

    WORKLOAD = "workload", _("Số lượng hồ sơ vượt khả năng xử lý")
    COORDINATION = "coordination", _("Cơ quan phối hợp trả lời chậm")
    VERIFICATION = "verification", _("Phải xác minh thêm")
    OFFICER = "officer", _("Người xử lý chậm")
    SYSTEM = "system", _("Sự cố hệ thống thông tin")
    TRANSFER = "transfer", _("Chuyển hồ sơ, kết quả chậm")
    OTHER = "other", _("Nguyên nhân khác")


class ApologyChannel(models.TextChoices):
    """How an apology arrives: by machine, or by a person who says so."""

    EMAIL = "email", _("Thư điện tử")
    SMS = "sms", _("Tin nhắn SMS")
    ZALO = "zalo", _("Zalo")
    IN_PERSON = "in_person", _("Trao tận tay")
    PHONE = "phone", _("Gọi điện")
    POST = "post", _("Gửi bưu chính")
    OTHER = "other", _("Cách khác")


BY_HAND = (ApologyChannel.IN_PERSON, ApologyChannel.PHONE, ApologyChannel.POST, ApologyChannel.OTHER)
"""What people record themselves."""


class ApologyNotice(models.Model):
    """The apology for a delay (form 04), drafted by the system, confirmed and signed by a named person.

    `old_due_at` is the appointment that is not kept, `new_due_at` the new one: given at most once for a dossier, so a
    later apology has none. `must_be_out_on` is the last local day on which it is in time.

    Law: Nghị định 61/2018/NĐ-CP Điều 19 khoản 9; Thông tư 03/2025/TT-VPCP mẫu 04; domain decision 7.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="apologies")
    agency = models.ForeignKey(
        Agency, verbose_name=_("Cơ quan xin lỗi"), on_delete=models.PROTECT, related_name="apologies"
    )
    number = models.CharField(_("Số phiếu"), max_length=40, blank=True)
    step = models.CharField(_("Bước chậm"), max_length=10, choices=Step)
    holder_name = models.CharField(_("Đơn vị, người giữ hồ sơ khi chậm"), max_length=200, blank=True)
    cause = models.CharField(_("Nguyên nhân"), max_length=14, choices=DelayCause, blank=True)
    reason = models.TextField(_("Lý do"), blank=True)
    old_due_at = models.DateTimeField(_("Đã hẹn trả"))
    new_due_at = models.DateTimeField(_("Hẹn lại"), null=True, blank=True)
    must_be_out_on = models.DateField(_("Gửi chậm nhất ngày"))
    drafted_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(_("Đến tay người nộp lúc"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("Không cần nữa"), null=True, blank=True)

    class Meta:
        verbose_name = _("phiếu xin lỗi và hẹn lại ngày trả kết quả")
        ordering = ["dossier_id", "pk"]
        indexes = [
            models.Index(fields=["agency", "signed_at"], name="apology_of_agency"),
            models.Index(
                fields=["dossier"],
                name="apology_on_its_way",
                condition=Q(signed_at__isnull=False, delivered_at=None),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(signed_at=None, cancelled_at=None),
                name="one_open_apology_per_dossier",
            ),
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(new_due_at__isnull=False, signed_at__isnull=False),
                name="one_reappointment_per_dossier",
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None)
                | (~Q(number="") & ~Q(cause="") & ~Q(reason="") & Q(signed_by__isnull=False)),
                name="signed_apology_says_why_and_who",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.dossier_id}"


class ApologyDelivery(models.Model):
    """One proof that an apology arrived: by which channel, when, what proves it."""

    apology = models.ForeignKey(ApologyNotice, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(_("Cách gửi"), max_length=12)
    at = models.DateTimeField(_("Lúc"))
    proof = models.CharField(_("Bằng chứng"), max_length=300)
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("lần gửi phiếu xin lỗi")
        ordering = ["apology_id", "at", "pk"]
        constraints = [models.UniqueConstraint(fields=["apology", "channel"], name="one_delivery_per_channel")]

    def __str__(self) -> str:
        return f"{self.apology_id} {self.channel}"


class BreachWarning(models.Model):
    """A warning that went out before a breach, at a share of the budget (in percent); once for each appointment."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="breach_warnings")
    due_at = models.DateTimeField()
    share = models.PositiveSmallIntegerField(_("Phần thời hạn đã dùng (%)"))
    at = models.DateTimeField(_("Lúc"))

    class Meta:
        verbose_name = _("cảnh báo sắp trễ hạn")
        ordering = ["dossier_id", "at"]
        constraints = [models.UniqueConstraint(fields=["dossier", "due_at", "share"], name="one_warning_per_share")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.share}%"
