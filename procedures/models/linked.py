"""Linked groups (liên thông): one request that opens several dossiers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from procedures.models.catalogue import Procedure


class LinkedGroup(models.Model):
    """Procedures that people need together, asked for once.

    Law: Nghị định 118/2025/NĐ-CP (cơ chế một cửa liên thông).
    """

    code = models.SlugField(_("Mã nhóm"), max_length=60, unique=True)
    name = models.CharField(_("Tên nhóm"), max_length=300)
    summary = models.TextField(_("Tóm tắt"), blank=True)
    legal_ground = models.CharField(_("Căn cứ"), max_length=300, blank=True)
    is_open = models.BooleanField(_("Đang tiếp nhận"), default=True)

    class Meta:
        verbose_name = _("nhóm thủ tục liên thông")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class LinkedPart(models.Model):
    """One procedure of a group. Parts of one `wave` open together; a wave opens when the one before has its results."""

    group = models.ForeignKey(LinkedGroup, on_delete=models.CASCADE, related_name="parts")
    ordinal = models.PositiveSmallIntegerField()
    wave = models.PositiveSmallIntegerField(_("Đợt"), default=1)
    procedure = models.ForeignKey(
        Procedure, verbose_name=_("Thủ tục"), on_delete=models.PROTECT, related_name="linked_parts"
    )
    is_optional = models.BooleanField(_("Người nộp được bỏ qua"), default=False)

    class Meta:
        verbose_name = _("thủ tục trong nhóm")
        ordering = ["group_id", "wave", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["group", "procedure"], name="procedure_stands_once_in_a_group"),
            models.UniqueConstraint(fields=["group", "ordinal"], name="one_linked_part_per_ordinal"),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.procedure}"


class LinkedDocument(models.Model):
    """A paper that a group asks for once. `covers` names what it stands for: [{"code": procedure, "name": paper}].

    One that is the result of a part (`result_of`) is not asked for at all: the house passes it on to the later parts.
    """

    group = models.ForeignKey(LinkedGroup, on_delete=models.CASCADE, related_name="documents")
    ordinal = models.PositiveSmallIntegerField()
    name = models.TextField(_("Tên giấy tờ"))
    covers = models.JSONField(_("Dùng cho"), default=list)
    result_of = models.ForeignKey(
        Procedure,
        verbose_name=_("Là kết quả của"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("giấy tờ dùng chung")
        ordering = ["group_id", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["group", "ordinal"], name="one_linked_document_per_ordinal")]

    def __str__(self) -> str:
        return self.name
