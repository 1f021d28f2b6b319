"""Papers that were handed in, the files behind them, and requests for more."""

import uuid
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from procedures.models import RequiredDocument


def stored_file_path(stored_file: "StoredFile", name: str) -> str:
    """Return the path of a file in private storage: nothing of the person's own file name is in it."""
    key = stored_file.pk.hex
    return f"papers/{key[:2]}/{key[2:4]}/{key}{stored_file.extension}"


class StoredFile(models.Model):
    """A file that passed the check at upload. The bytes are never changed; `sha256` proves it.

    `signature_verdict` is what was found at upload in a PDF that is signed (`dossiers.signing.verdict`), else None.
    `pages` is known of what has pages: a PDF, and one for a picture.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content = models.FileField(upload_to=stored_file_path, max_length=120)
    name = models.CharField(_("Tên tệp"), max_length=200)
    extension = models.CharField(max_length=8)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("Dung lượng (byte)"))
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    signature_verdict = models.JSONField(_("Chữ ký số trên tệp"), null=True, blank=True)
    pages = models.PositiveSmallIntegerField(_("Số trang"), null=True, blank=True)

    class Meta:
        verbose_name = _("tệp")
        indexes = [models.Index(fields=["sha256"], name="file_by_digest")]

    def __str__(self) -> str:
        return self.name


class DocumentForm(models.TextChoices):
    """In what form a paper was handed in."""

    ELECTRONIC = "electronic", _("Bản điện tử")
    ORIGINAL = "original", _("Bản chính")
    CERTIFIED_COPY = "certified_copy", _("Bản sao chứng thực")
    COPY = "copy", _("Bản chụp")
    SHOWN = "shown", _("Đã xuất trình bản chính")
    ISSUED = "issued", _("Kết quả của hồ sơ liên thông")


class SubmittedDocument(models.Model):
    """A paper of a dossier, with or without a scan; `vault_document` where the applicant reused one they had."""

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="documents")
    required_document = models.ForeignKey(
        RequiredDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="submitted"
    )
    name = models.TextField(_("Tên giấy tờ"))
    form = models.CharField(_("Hình thức"), max_length=16, choices=DocumentForm)
    quantity = models.PositiveSmallIntegerField(_("Số lượng"), default=1)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="documents")
    supplement = models.ForeignKey(
        "dossiers.SupplementRequest", null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    vault_document = models.ForeignKey(
        "dossiers.VaultDocument", null=True, blank=True, on_delete=models.PROTECT, related_name="uses"
    )
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("giấy tờ đã nộp")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class SupplementStage(models.TextChoices):
    """When more was asked for."""

    RECEPTION = "reception", _("Khi kiểm tra hồ sơ nộp")
    APPRAISAL = "appraisal", _("Khi thẩm định")


class SupplementRequest(models.Model):
    """A request to complete the dossier (form 02): one complete list, paper by paper, each with its reason.

    `stage` tells whether it is the guidance before reception or a request of the appraisal; `late_reason`, which stays
    inside the agency, why it was not asked for in the days that the regime gives. A further request of the
    appraisal is prepared by the officer and stays without number until the approver has consented (`consented_by`) or
    declined (`declined_at`).

    Law: Nghị định 61/2018/NĐ-CP Điều 17, 19 khoản 4; Thông tư 03/2025/TT-VPCP mẫu 02.
    """

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="supplement_requests")
    stage = models.CharField(max_length=10, choices=SupplementStage, default=SupplementStage.APPRAISAL)
    number = models.CharField(_("Số phiếu"), max_length=40, blank=True)
    reason = models.TextField(_("Lý do"))
    late_reason = models.TextField(_("Lý do yêu cầu muộn"), blank=True)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(null=True, blank=True)
    consented_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    declined_at = models.DateTimeField(null=True, blank=True)
    requested_at = models.DateTimeField(null=True, blank=True)
    answer_due_at = models.DateTimeField(_("Hạn bổ sung"), null=True, blank=True)
    answered_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("phiếu yêu cầu bổ sung")
        ordering = ["dossier_id", "pk"]
        indexes = [models.Index(fields=["requested_at"], name="supplement_requested_at")]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=models.Q(answered_at=None, declined_at=None),
                name="one_open_supplement_request_per_dossier",
            ),
            models.CheckConstraint(
                condition=models.Q(requested_at=None) | (models.Q(answer_due_at__isnull=False) & ~models.Q(number="")),
                name="supplement_request_sent_has_number_and_term",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class SupplementItem(models.Model):
    """One paper that is asked for, why, and on what legal ground."""

    request = models.ForeignKey(SupplementRequest, on_delete=models.PROTECT, related_name="papers")
    required_document = models.ForeignKey(
        RequiredDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.TextField(_("Giấy tờ cần bổ sung"))
    reason = models.TextField(_("Lý do"))
    legal_ground = models.CharField(_("Căn cứ"), max_length=300)

    class Meta:
        verbose_name = _("giấy tờ cần bổ sung")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
