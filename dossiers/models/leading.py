"""What leaders and officers keep for their work: reminders that must be answered, and views of a list."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models import Agency
from dossiers.models.dossier import Dossier


class Reminder(models.Model):
    """A leader urges an agency, or one person there, to act on dossiers by a moment, and gets an answer (đôn đốc).

    Law: Nghị định 61/2018/NĐ-CP Điều 8, 9 (the centre monitors and urges; its head signs the letters).
    """

    number = models.CharField(_("Số văn bản đôn đốc"), max_length=40, unique=True)
    key = models.UUIDField(_("Khóa chống gửi trùng"), unique=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sending_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="sent_reminders")
    agency = models.ForeignKey(
        Agency, verbose_name=_("Cơ quan được đôn đốc"), on_delete=models.PROTECT, related_name="reminders"
    )
    person = models.ForeignKey(
        User, verbose_name=_("Người được đôn đốc"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dossiers = models.ManyToManyField(Dossier, related_name="reminders")
    words = models.TextField(_("Nội dung"))
    sent_at = models.DateTimeField(_("Gửi lúc"))
    answer_due_at = models.DateTimeField(_("Trả lời trước"))
    answer = models.TextField(_("Trả lời"), blank=True)
    answered_at = models.DateTimeField(_("Trả lời lúc"), null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(_("Kết thúc lúc"), null=True, blank=True)
    closed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("đôn đốc")
        ordering = ["-sent_at", "-pk"]
        indexes = [
            models.Index(fields=["agency", "answer_due_at"], name="reminder_open", condition=Q(answered_at=None))
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None) | (~Q(answer="") & Q(answered_by__isnull=False)),
                name="answered_reminder_has_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(answer_due_at__gt=models.F("sent_at")), name="reminder_leaves_time_to_answer"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class SavedView(models.Model):
    """A choice of filters of one list that an officer named, to open it again with one press."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=20)
    name = models.CharField(_("Tên"), max_length=60)
    query = models.CharField(max_length=500)
    ordinal = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("bộ lọc đã lưu")
        ordering = ["user_id", "page", "ordinal", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "page", "name"], name="saved_view_has_its_name")]

    def __str__(self) -> str:
        return self.name
