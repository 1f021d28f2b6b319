"""The internal process of a procedure at an agency: stages under the four steps, each with its minutes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from agencies.models import Agency
from procedures.models.catalogue import ProcedureVersion


class Step(models.TextChoices):
    """The four steps of a dossier (quy trình 4 bước)."""

    RECEPTION = "reception", _("Tiếp nhận")
    APPRAISAL = "appraisal", _("Thẩm định")
    APPROVAL = "approval", _("Phê duyệt")
    RETURN = "return", _("Trả kết quả")


class InternalProcess(models.Model):
    """How one agency carries a version out. A dossier keeps the process of its reception.

    Agencies without a process of their own share one: their rows say the same and are `is_shared`.
    """

    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="processes")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="processes")
    is_shared = models.BooleanField(_("Dùng chung"), default=True)
    needs_seal = models.BooleanField(_("Kết quả phải đóng dấu"), default=True)
    is_at_centre = models.BooleanField(_("Thẩm định, phê duyệt, đóng dấu tại trung tâm"), default=False)

    class Meta:
        verbose_name = _("quy trình nội bộ")
        constraints = [models.UniqueConstraint(fields=["version", "agency"], name="one_process_per_version_and_agency")]

    def __str__(self) -> str:
        return f"{self.version} – {self.agency}"


class Stage(models.Model):
    """One stage of a process, done by one role, with its budget of working minutes.

    `agency` is the unit that does it where that is not the agency of the process.
    """

    process = models.ForeignKey(InternalProcess, on_delete=models.CASCADE, related_name="stages")
    ordinal = models.PositiveSmallIntegerField()
    step = models.CharField(_("Bước"), max_length=10, choices=Step)
    name = models.CharField(_("Nội dung công việc"), max_length=200)
    role = models.CharField(_("Vai trò"), max_length=12, choices=Role)
    agency = models.ForeignKey(
        Agency,
        verbose_name=_("Đơn vị thực hiện"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stages",
    )
    budget_minutes = models.PositiveIntegerField(_("Thời gian (phút làm việc)"))
    may_consult = models.BooleanField(_("Được lấy ý kiến phối hợp"), default=False)
    needs_seal = models.BooleanField(_("Đóng dấu"), default=False)

    class Meta:
        verbose_name = _("bước xử lý")
        ordering = ["process_id", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["process", "ordinal"], name="one_stage_per_ordinal"),
            models.CheckConstraint(condition=~Q(role=Role.APPLICANT), name="stage_belongs_to_an_office_role"),
        ]

    def __str__(self) -> str:
        return self.name
