"""The clock's ledger: rows that are only ever added, from which every date of a dossier follows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from dossiers.models.dossier import Dossier
from procedures.models import SupplementPolicy
from procedures.models.promise import LIMIT_UNIT_LABELS


class EntryKind(models.TextChoices):
    """What happened to the clock."""

    START = "start", _("Bắt đầu tính")
    PAUSE = "pause", _("Tạm dừng")
    RESUME = "resume", _("Tính tiếp")
    EXTEND = "extend", _("Gia hạn")
    REAPPOINT = "reappoint", _("Hẹn lại")
    CORRECT = "correct", _("Sửa giấy tiếp nhận")
    CALENDAR = "calendar", _("Lịch làm việc thay đổi")
    STOP = "stop", _("Dừng đồng hồ")
    RESTATE = "restate", _("Ghi lại theo hệ thống trước")


class ClockEntry(models.Model):
    """One entry of the ledger, under the ordinal of the event that caused it.

    `limit_amount` and `limit_unit` belong to START, EXTEND and CORRECT, `new_due_at` to REAPPOINT, `policy` to PAUSE.
    The START of an imported dossier has no limit: `new_due_at` is what another system promised; where it promised
    nothing there is no START. RESTATE belongs to imported dossiers alone: what stands before it is void, and the clock
    starts again at `at` with `new_due_at` (None: it does not).
    `calendar_revision` is the revision of the working calendar under which the entry was reckoned, `evidence` the paper
    that proves it. `due_at` is what the due moment was after it (None while it is open), `original_due_at` the
    yardstick where that is another (after a re-appointment); replaying the rows must agree.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="clock_entries", db_index=False)
    ordinal = models.PositiveIntegerField()
    kind = models.CharField(_("Loại"), max_length=10, choices=EntryKind)
    at = models.DateTimeField(_("Lúc"))
    limit_amount = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    limit_unit = models.CharField(max_length=14, choices=LIMIT_UNIT_LABELS, blank=True)
    policy = models.CharField(max_length=8, choices=SupplementPolicy, blank=True)
    new_due_at = models.DateTimeField(_("Hẹn lại đến"), null=True, blank=True)
    begins_at = models.DateTimeField(_("Tính từ"), null=True, blank=True)
    calendar_revision = models.PositiveIntegerField(_("Phiên bản lịch"), null=True, blank=True)
    cause = models.CharField(_("Nguyên nhân"), max_length=300)
    evidence = models.CharField(_("Giấy tờ chứng minh"), max_length=200, blank=True)
    legal_ground = models.CharField(_("Căn cứ"), max_length=300, blank=True)
    actor = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    due_at = models.DateTimeField(_("Hẹn trả sau bút toán"), null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    original_due_at = models.DateTimeField(_("Hạn để đánh giá sau bút toán"), null=True, blank=True)

    class Meta:
        verbose_name = _("bút toán thời gian")
        ordering = ["dossier_id", "ordinal"]
        indexes = [
            # Few ledgers are ever moved; figures take the dates of all others from the dossier.
            models.Index(
                fields=["dossier"],
                name="clock_moved",
                condition=models.Q(kind__in=["pause", "resume", "extend", "correct", "calendar"]),
            )
        ]
        constraints = [models.UniqueConstraint(fields=["dossier", "ordinal"], name="one_clock_entry_per_ordinal")]

    def __str__(self) -> str:
        return f"{self.dossier_id} #{self.ordinal} {self.kind}"
