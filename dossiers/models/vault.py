"""The person's store of papers (kho dữ liệu điện tử): handed in or issued once, used again."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from dossiers.models.dossier import Dossier
from dossiers.models.papers import StoredFile


class VaultOrigin(models.TextChoices):
    """How a paper came into the store."""

    ISSUED = "issued", _("Kết quả cơ quan nhà nước đã cấp")
    SUBMITTED = "submitted", _("Đã nộp trong hồ sơ trước")
    UPLOADED = "uploaded", _("Tự tải lên")


class VaultDocument(models.Model):
    """One paper that a person or an organisation keeps to use again.

    `document_code` is the kind of paper in the catalogue (mã giấy tờ), by which it is offered where it is asked for;
    empty where nobody said. What was issued may be removed from the store, but stays with its dossier.

    Law: Nghị định 45/2020/NĐ-CP Điều 16; Nghị định 107/2021/NĐ-CP Điều 1 (electronic store, reuse of digitised papers).
    """

    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="vault")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="vault"
    )
    name = models.CharField(_("Tên giấy tờ"), max_length=300)
    document_code = models.CharField(_("Mã giấy tờ"), max_length=40, blank=True, db_index=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="vault_documents")
    origin = models.CharField(_("Nguồn"), max_length=10, choices=VaultOrigin)
    dossier = models.ForeignKey(
        Dossier, null=True, blank=True, on_delete=models.PROTECT, related_name="vault_documents"
    )
    issued_on = models.DateField(_("Ngày cấp"), null=True, blank=True)
    valid_to = models.DateField(_("Có giá trị đến hết ngày"), null=True, blank=True)
    added_at = models.DateTimeField(_("Đưa vào kho lúc"))
    removed_at = models.DateTimeField(_("Bỏ khỏi kho lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("giấy tờ trong kho")
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False, organisation=None) | Q(owner=None, organisation__isnull=False),
                name="vault_document_is_one_partys",
            ),
            models.UniqueConstraint(
                fields=["owner", "file"], condition=Q(removed_at=None), name="vault_keeps_a_file_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
