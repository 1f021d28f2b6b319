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
    """A file that passed the check at upload. The bytes are never changed; `sha256` proves it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content = models.FileField(upload_to=stored_file_path, max_length=120)
    name = models.CharField(_("Tên tệp"), max_length=200)
    extension = models.CharField(max_length=8)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("Dung lượng (byte)"))
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("tệp")

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
    """A paper of a dossier, with or without a scan."""

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
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("giấy tờ đã nộp")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class SupplementRequest(models.Model):
    """A request to complete the dossier (form 02): one complete list, paper by paper, each with its reason.

    Law: Nghị định 61/2018/NĐ-CP Điều 17, 19 khoản 4; Thông tư 03/2025/TT-VPCP mẫu 02.
    """

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="supplement_requests")
    number = models.CharField(_("Số phiếu"), max_length=40)
    reason = models.TextField(_("Lý do"))
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    answer_due_at = models.DateTimeField(_("Hạn bổ sung"))
    answered_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("phiếu yêu cầu bổ sung")
        ordering = ["dossier_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=models.Q(answered_at=None),
                name="one_open_supplement_request_per_dossier",
            )
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
