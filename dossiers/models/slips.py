"""What the office hands out: the receipt, the refusal, the result."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models import OneStopOffice, SecondSeal
from dossiers.models.dossier import Dossier, ReturnMethod
from dossiers.models.papers import StoredFile
from dossiers.workflow import Status


class IntakeReceipt(models.Model):
    """The receipt with the return date (form 01). It exists only after reception.

    A receipt that was corrected is voided and kept: `printed` holds what it said, as `dossiers.papers.receipt` prints
    it, because the dossier says something else now.

    Law: Thông tư 03/2025/TT-VPCP mẫu 01 (before: Thông tư 01/2018/TT-VPCP mẫu 01).
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="receipts")
    office = models.ForeignKey(OneStopOffice, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("Số phiếu"), max_length=40)
    register_year = models.PositiveSmallIntegerField(_("Quyển số"))
    register_number = models.PositiveIntegerField(_("Số thứ tự trong sổ"))
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    void_reason = models.TextField(_("Lý do hủy"), blank=True)
    printed = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = _("giấy tiếp nhận hồ sơ và hẹn trả kết quả")
        ordering = ["dossier_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "register_year", "register_number"], name="register_number_is_given_once"
            ),
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(voided_at=None), name="one_valid_receipt_per_dossier"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class RefusalNotice(models.Model):
    """The refusal to take a dossier in (form 03), always with reason and legal ground."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="refusal")
    number = models.CharField(_("Số phiếu"), max_length=40)
    reason = models.TextField(_("Lý do từ chối"))
    legal_ground = models.CharField(_("Căn cứ"), max_length=300)
    guidance = models.TextField(_("Hướng dẫn"), blank=True)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()

    class Meta:
        verbose_name = _("phiếu từ chối tiếp nhận")
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(legal_ground=""), name="refusal_says_why_and_on_what_ground"
            )
        ]

    def __str__(self) -> str:
        return self.number


class DiscontinuanceNotice(models.Model):
    """The notice that a dossier is no longer resolved (form 05): withdrawn, or not answered in time.

    `issued_by` is nobody where the applicant withdrew online. `returned_papers` says what was given back.

    Law: Nghị định 118/2025/NĐ-CP Điều 21; Thông tư 03/2025/TT-VPCP mẫu 05.
    """

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="discontinuance")
    number = models.CharField(_("Số thông báo"), max_length=40)
    reason = models.TextField(_("Lý do"))
    status_before = models.CharField(_("Trạng thái khi dừng"), max_length=20, choices=Status)
    returned_papers = models.TextField(_("Giấy tờ, tiền trả lại"), blank=True)
    issued_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()

    class Meta:
        verbose_name = _("thông báo dừng giải quyết hồ sơ")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="discontinuance_says_why")]

    def __str__(self) -> str:
        return self.number


class Outcome(models.TextChoices):
    """What was decided."""

    GRANTED = "granted", _("Đồng ý giải quyết")
    DENIED = "denied", _("Không đồng ý")


class Result(models.Model):
    """The decision on a dossier: proposed, approved, signed, sealed, handed over.

    An electronic result is a letter made from a template (`template`), signed as PDF by the approver and by the
    agency's seal; `file` then is its newest signed revision. `verification_code` is what its QR code asks for.
    `proposed_by` is empty only where an imported dossier does not say who handled it.
    """

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="result")
    outcome = models.CharField(_("Quyết định"), max_length=8, choices=Outcome)
    reason = models.TextField(_("Nội dung đề xuất"), blank=True)
    legal_ground = models.CharField(_("Căn cứ"), max_length=300, blank=True)
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    proposed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    is_electronic = models.BooleanField(_("Kết quả điện tử"), default=False)
    template = models.ForeignKey(
        "dossiers.ResultTemplate",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="results",
        db_index=False,
    )
    verification_code = models.CharField(_("Mã kiểm tra văn bản"), max_length=20, unique=True, null=True, blank=True)
    signed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    number = models.CharField(_("Số văn bản"), max_length=40, blank=True)
    sealed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    sealed_at = models.DateTimeField(null=True, blank=True)
    second_seal = models.ForeignKey(
        SecondSeal, null=True, blank=True, on_delete=models.PROTECT, related_name="results", db_index=False
    )
    handed_over_by = models.CharField(_("Cách trả"), max_length=10, choices=ReturnMethod, blank=True)
    collected_by_name = models.CharField(_("Người nhận kết quả"), max_length=200, blank=True)
    collected_on_mandate = models.CharField(_("Giấy ủy quyền nhận kết quả"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("kết quả giải quyết")
        indexes = [
            models.Index(fields=["dossier"], name="result_denied", condition=Q(outcome="denied")),
            models.Index(fields=["file"], name="result_file", condition=Q(file__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="denied") | (~Q(reason="") & ~Q(legal_ground="")),
                name="denial_says_why_and_on_what_ground",
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier} – {self.get_outcome_display()}"
