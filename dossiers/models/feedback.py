"""Feedback and petitions (phản ánh, kiến nghị): received, judged, answered and published under a clock of their own."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models import Agency
from dossiers.models.dossier import Dossier
from dossiers.models.papers import StoredFile


class FeedbackKind(models.TextChoices):
    """What it is about. A complaint or denunciation under the law on them is another procedure: it is led there."""

    QUESTION = "question", _("Hỏi về thủ tục, hồ sơ")
    REGULATION = "regulation", _("Phản ánh, kiến nghị về quy định")
    CONDUCT = "conduct", _("Phản ánh về thái độ, hành vi của cán bộ")
    LATENESS = "lateness", _("Phản ánh về việc chậm trễ")


class FeedbackStatus(models.TextChoices):
    """How far it has come."""

    NEW = "new", _("Chờ xem xét")
    AWAITING_SENDER = "awaiting_sender", _("Chờ người gửi làm rõ")
    IN_HAND = "in_hand", _("Đang xử lý")
    ANSWERED = "answered", _("Đã trả lời, chờ công khai")
    PUBLISHED = "published", _("Đã trả lời và công khai")
    REFUSED = "refused", _("Không thụ lý")
    FORWARDED = "forwarded", _("Đã chuyển cơ quan khác")


class FeedbackChannel(models.TextChoices):
    """How it came."""

    PORTAL = "portal", _("Trên Cổng")
    COUNTER = "counter", _("Tại quầy")
    PHONE = "phone", _("Qua điện thoại")
    LETTER = "letter", _("Bằng văn bản")


class Feedback(models.Model):
    """One petition. `words` and who sent it stay inside; `public_words` and `public_answer` are what anybody may read.

    Each term is a moment in working time of the agency: `judge_due_at` (refuse or forward), `answer_due_at`,
    `publish_due_at` (set when answered).

    Law: Nghị định 20/2008/NĐ-CP (sửa đổi 92/2017) Điều 5, 9, 14; Quyết định 766/QĐ-TTg tiêu chí 5.2 (2, 5, 15, 2
    working days).
    """

    number = models.CharField(_("Mã phản ánh"), max_length=24, unique=True)
    key = models.UUIDField(_("Khóa chống gửi trùng"), unique=True)
    tracking_secret = models.CharField(_("Mã bí mật tra cứu"), max_length=12)
    kind = models.CharField(_("Nội dung về"), max_length=12, choices=FeedbackKind)
    channel = models.CharField(_("Hình thức gửi"), max_length=8, choices=FeedbackChannel)
    dossier = models.ForeignKey(Dossier, null=True, blank=True, on_delete=models.PROTECT, related_name="feedback")
    agency = models.ForeignKey(
        Agency, verbose_name=_("Cơ quan xử lý"), on_delete=models.PROTECT, related_name="feedback"
    )
    sender = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="feedback")
    sender_name = models.CharField(_("Họ và tên người gửi"), max_length=200)
    sender_address = models.CharField(_("Địa chỉ"), max_length=300)
    sender_phone = models.CharField(_("Số điện thoại"), max_length=16, blank=True)
    sender_email = models.EmailField(_("Thư điện tử"), blank=True)
    subject = models.CharField(_("Tiêu đề"), max_length=200)
    words = models.TextField(_("Nội dung"))
    status = models.CharField(_("Tình trạng"), max_length=16, choices=FeedbackStatus, default=FeedbackStatus.NEW)
    revision = models.PositiveIntegerField(default=1)
    received_at = models.DateTimeField(_("Nhận lúc"))
    judge_due_at = models.DateTimeField(_("Hạn xem xét"))
    answer_due_at = models.DateTimeField(_("Hạn trả lời"))
    publish_due_at = models.DateTimeField(_("Hạn công khai"), null=True, blank=True)
    handler = models.ForeignKey(
        User, verbose_name=_("Người xử lý"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.TextField(_("Trả lời"), blank=True)
    answered_at = models.DateTimeField(_("Trả lời lúc"), null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    public_words = models.TextField(_("Nội dung công khai"), blank=True)
    public_answer = models.TextField(_("Trả lời công khai"), blank=True)
    published_at = models.DateTimeField(_("Công khai lúc"), null=True, blank=True)
    is_satisfied = models.BooleanField(_("Người gửi hài lòng"), null=True, blank=True)

    class Meta:
        verbose_name = _("phản ánh, kiến nghị")
        ordering = ["-received_at", "-pk"]
        indexes = [models.Index(fields=["agency", "status", "answer_due_at"], name="feedback_work_list")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None) | (~Q(answer="") & Q(answered_by__isnull=False)),
                name="answered_feedback_has_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | (~Q(public_words="") & ~Q(public_answer="")),
                name="published_feedback_has_public_words",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class FeedbackFile(models.Model):
    """A file that came with a petition, from its sender or whoever wrote it down; it is never published."""

    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="feedback_file")
    at = models.DateTimeField(_("Gửi lúc"))

    class Meta:
        verbose_name = _("tệp kèm phản ánh")
        ordering = ["feedback_id", "pk"]

    def __str__(self) -> str:
        return str(self.file)


class FeedbackEvent(models.Model):
    """One thing that happened to a petition. Rows are only ever added; the database refuses anything else."""

    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="events")
    status_after = models.CharField(max_length=16, choices=FeedbackStatus)
    actor = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("Lúc"))
    words = models.TextField(_("Nội dung"), blank=True)
    is_internal = models.BooleanField(_("Chỉ trong cơ quan"), default=False)

    class Meta:
        verbose_name = _("việc của phản ánh")
        ordering = ["feedback_id", "pk"]

    def __str__(self) -> str:
        return f"{self.feedback_id} {self.status_after}"
