"""Decisions that create, amend, replace or repeal procedures from a day on, and what each of them changes."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def decision_path(_promulgation: "Promulgation", _name: str) -> str:
    """Return the path of a decision's PDF in private storage: nothing of the file's own name is in it."""
    return f"decisions/{uuid4().hex}.pdf"


class PromulgationState(models.TextChoices):
    """How far a decision has come. Whether an issued one holds already is a question of the day."""

    CITED = "cited", _("Chỉ dẫn số")
    DRAFT = "draft", _("Đang soạn")
    ISSUED = "issued", _("Đã ban hành")


class Promulgation(models.Model):
    """A decision that makes procedures new, amends, replaces or repeals them from a day on.

    A national record names its decision by number only: such a one is `CITED`, and nobody claims to know its day. One
    that somebody enters has a `slug`, by which its pages are addressed.

    Law: Nghị định 63/2010/NĐ-CP Điều 13, 15.
    """

    number = models.CharField(_("Số quyết định"), max_length=60)
    year = models.PositiveSmallIntegerField(_("Năm"), default=0, editable=False)
    """Numbers begin anew each year (Nghị định 30/2020/NĐ-CP); 0 where only the number is known."""
    slug = models.SlugField(max_length=80, unique=True, null=True, blank=True, editable=False)
    title = models.TextField(_("Trích yếu"), blank=True)
    issuer = models.CharField(_("Cơ quan ban hành"), max_length=200)
    signer = models.CharField(_("Người ký"), max_length=120, blank=True)
    issued_on = models.DateField(_("Ngày ban hành"), null=True, blank=True)
    effective_on = models.DateField(_("Ngày có hiệu lực"), null=True, blank=True)
    state = models.CharField(_("Tình trạng"), max_length=8, choices=PromulgationState, default=PromulgationState.CITED)
    document = models.FileField(_("Bản PDF"), upload_to=decision_path, max_length=120, blank=True)
    document_sha256 = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("quyết định công bố")
        ordering = [models.F("effective_on").desc(nulls_last=True), "number"]
        constraints = [
            models.UniqueConstraint(fields=["number", "year"], name="decision_number_is_given_once_a_year"),
            models.CheckConstraint(
                condition=~Q(state="issued") | Q(effective_on__isnull=False, issued_on__isnull=False),
                name="issued_decision_has_its_days",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ChangeKind(models.TextChoices):
    """What a decision does to a procedure.

    Law: Nghị định 63/2010/NĐ-CP Điều 15; Thông tư 02/2017/TT-VPCP.
    """

    CREATE = "create", _("Mới ban hành")
    AMEND = "amend", _("Sửa đổi, bổ sung")
    REPLACE = "replace", _("Thay thế")
    REPEAL = "repeal", _("Bãi bỏ")


class ProcedureChange(models.Model):
    """One line of a decision: what it does to one procedure, as a draft that becomes a version when it is issued.

    `record` has the shape of `procedures.records`; a repeal has none. `replaces` names the codes that a replacement
    ends. `base_number` is the version that an amendment began with, `revision` counts the saves, so that of two
    editors the second is told.
    """

    promulgation = models.ForeignKey(Promulgation, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(_("Hình thức"), max_length=8, choices=ChangeKind)
    code = models.CharField(_("Mã thủ tục"), max_length=40)
    record = models.JSONField(_("Nội dung"), default=dict, blank=True)
    replaces = models.JSONField(_("Thay thế các thủ tục"), default=list, blank=True)
    base_number = models.PositiveSmallIntegerField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    version = models.OneToOneField(
        "procedures.ProcedureVersion", null=True, blank=True, on_delete=models.SET_NULL, related_name="change"
    )

    class Meta:
        verbose_name = _("nội dung của quyết định")
        ordering = ["promulgation_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["promulgation", "code"], name="decision_changes_a_procedure_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.code}"


class PromulgationDeed(models.TextChoices):
    """What somebody did with a decision."""

    ENTER = "enter", _("Nhập quyết định")
    EDIT = "edit", _("Sửa nội dung")
    ISSUE = "issue", _("Ban hành")
    UNDO = "undo", _("Thu hồi về bản soạn")


class PromulgationEvent(models.Model):
    """One deed on a decision; rows are only ever added."""

    promulgation = models.ForeignKey(Promulgation, on_delete=models.CASCADE, related_name="events")
    deed = models.CharField(_("Việc"), max_length=8, choices=PromulgationDeed)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("Lúc"))
    note = models.TextField(_("Ghi chú"), blank=True)

    class Meta:
        verbose_name = _("nhật ký quyết định")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_deed_display()} {self.at:%d/%m/%Y %H:%M}"
