"""What leaves the house: notices, their deliveries, how each channel is doing, and what people prefer."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from dossiers.models import Dossier, DossierEvent
from exchange.channels.contract import ChannelName
from exchange.kinds import Audience, Kind


class NoticeState(models.TextChoices):
    """How far a notice is on its way to its deliveries."""

    NEW = "new", _("Chờ lập thông báo")
    ADDRESSED = "addressed", _("Đã lập thông báo")
    NEEDLESS = "needless", _("Không cần báo")


class Notice(models.Model):
    """Something that somebody must hear of, written in the transaction in which it happened.

    A worker turns it into deliveries: who, by which channels, in which words. `key` names it for ever, so that the same
    thing is told once. `subject` says what it is about beside the dossier (“apology:12”), `facts` holds what the words
    need and the database would no longer tell.
    """

    kind = models.CharField(_("Nội dung"), max_length=24, choices=Kind)
    audience = models.CharField(_("Người nhận"), max_length=8, choices=Audience)
    dossier = models.ForeignKey(Dossier, null=True, blank=True, on_delete=models.PROTECT, related_name="notices")
    event = models.ForeignKey(DossierEvent, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    key = models.CharField(max_length=120, unique=True)
    state = models.CharField(_("Tình trạng"), max_length=10, choices=NoticeState, default=NoticeState.NEW)
    error = models.CharField(_("Lỗi khi lập"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("Phát sinh lúc"))

    class Meta:
        verbose_name = _("thông báo")
        indexes = [
            models.Index(fields=["error", "id"], name="notice_new", condition=Q(state="new")),
            models.Index(fields=["dossier", "created_at"], name="notice_of_dossier"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(key=""), name="notice_has_a_key"),
            models.CheckConstraint(
                condition=~Q(audience="citizen") | Q(dossier__isnull=False) | ~Q(subject=""),
                name="citizens_hear_of_something",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class DeliveryState(models.TextChoices):
    """What became of one message."""

    WAITING = "waiting", _("Đang chờ gửi")
    SENT = "sent", _("Đã gửi")
    DELIVERED = "delivered", _("Đã đến nơi")
    REPLACED = "replaced", _("Đã chuyển sang cách khác")
    FAILED = "failed", _("Không gửi được")
    TOLD = "told", _("Đã báo bằng cách khác")


class Delivery(models.Model):
    """One notice to one recipient by one channel, in the words in which it goes out.

    `key` names it for ever: to partners, who take the same key once, and in addresses. Workers take it with a guarded
    update that also sets `next_attempt_at` to the end of a lease, so that two never send it and none is lost with a
    worker that died. A delivery that failed is a task for a person, who sends it again or tells the citizen otherwise
    and says how (`settled_…`).
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(_("Cách gửi"), max_length=8, choices=ChannelName)
    recipient = models.CharField(_("Gửi đến"), max_length=254, blank=True)
    recipient_name = models.CharField(_("Người nhận"), max_length=200, blank=True)
    language = models.CharField(_("Ngôn ngữ"), max_length=2)
    subject = models.CharField(_("Tiêu đề"), max_length=200, blank=True)
    text = models.TextField(_("Nội dung"))
    parameters = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("Tình trạng"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("Số lần đã thử"), default=0)
    next_attempt_at = models.DateTimeField(_("Lần thử tới"), null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    give_up_at = models.DateTimeField(_("Thôi thử từ"), null=True, blank=True)
    reference = models.CharField(_("Số tham chiếu"), max_length=200, blank=True)
    proof = models.CharField(_("Bằng chứng"), max_length=500, blank=True)
    error = models.CharField(_("Lý do"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("Lập lúc"))
    sent_at = models.DateTimeField(_("Gửi lúc"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("Đến nơi lúc"), null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_words = models.CharField(_("Đã báo như thế nào"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("lần gửi thông báo")
        ordering = ["notice_id", "pk"]
        indexes = [
            models.Index(fields=["channel", "next_attempt_at"], name="delivery_due", condition=Q(state="waiting")),
            models.Index(fields=["created_at"], name="delivery_failed", condition=Q(state="failed")),
            models.Index(
                fields=["channel", "sent_at"], name="delivery_unreported", condition=Q(state="sent") & ~Q(reference="")
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel", "recipient"], name="one_delivery_per_recipient"),
            models.CheckConstraint(
                condition=~Q(state="waiting") | (Q(next_attempt_at__isnull=False) & Q(give_up_at__isnull=False)),
                name="waiting_delivery_is_due_sometime",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "delivered"]) | (Q(sent_at__isnull=False) & ~Q(proof="")),
                name="sent_delivery_has_proof",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(error=""), name="failed_delivery_says_why"),
            models.CheckConstraint(
                condition=~Q(state="told")
                | (Q(settled_by__isnull=False) & Q(settled_at__isnull=False) & ~Q(settled_words="") & ~Q(proof="")),
                name="told_otherwise_says_who_when_and_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.channel} {self.get_state_display()}"


class ChannelState(models.Model):
    """How a channel is doing. After several failures in a row it stops, and is tried again when `retry_at` comes."""

    channel = models.CharField(_("Cách gửi"), max_length=8, choices=ChannelName, unique=True)
    failures = models.PositiveIntegerField(_("Số lần hỏng liên tiếp"), default=0)
    stopped_at = models.DateTimeField(_("Ngừng từ"), null=True, blank=True)
    retry_at = models.DateTimeField(_("Thử lại lúc"), null=True, blank=True)
    pauses = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(_("Lỗi gần nhất"), max_length=300, blank=True)
    last_failure_at = models.DateTimeField(_("Hỏng gần nhất lúc"), null=True, blank=True)
    last_success_at = models.DateTimeField(_("Gửi được gần nhất lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("tình trạng kênh gửi")
        constraints = [
            models.CheckConstraint(
                condition=Q(stopped_at=None) | Q(retry_at__isnull=False), name="stopped_channel_is_tried_again"
            )
        ]

    def __str__(self) -> str:
        return self.get_channel_display()


class PartnerToken(models.Model):
    """A partner's tokens. The refresh token can be used once, so the new one replaces it in one statement.

    `begun_with` is the refresh token that an operator gave; another one begins anew.
    """

    partner = models.CharField(max_length=20, unique=True)
    begun_with = models.TextField(blank=True)
    access_token = models.TextField(blank=True)
    refresh_token = models.TextField(blank=True)
    renewed_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("mã truy cập của đối tác")

    def __str__(self) -> str:
        return self.partner


class NoticePreference(models.Model):
    """How a person with an account wants to hear from us. Without this row notices go to the contact of the dossier."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="notice_preference")
    language = models.CharField(_("Ngôn ngữ"), max_length=2, choices=[("vi", "Tiếng Việt"), ("en", "English")])
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("cách nhận thông báo")

    def __str__(self) -> str:
        return str(self.user)


class ChannelConsent(models.Model):
    """A person agreed to hear from us by a channel, from when and until when. Rows stay as the record of it.

    Law: Nghị định 356/2025/NĐ-CP (consent by default is forbidden, its time must be known).
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="channel_consents")
    channel = models.CharField(_("Cách gửi"), max_length=8, choices=ChannelName)
    given_at = models.DateTimeField(_("Đồng ý lúc"))
    withdrawn_at = models.DateTimeField(_("Thôi đồng ý lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("sự đồng ý nhận thông báo")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "channel"], condition=Q(withdrawn_at=None), name="one_open_consent_per_channel"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.channel}"


class NoticeWording(models.Model):
    """The province's own words for a kind of notice, instead of those that ship; versions, of which the last holds.

    `body` is a letter's middle, `status` the few words of SMS and Zalo; both may name the facts of the kind and no
    others. A version is never changed: another one replaces it, and `withdrawn_at` brings the shipped words back.
    """

    kind = models.CharField(_("Nội dung"), max_length=24, choices=Kind)
    language = models.CharField(_("Ngôn ngữ"), max_length=2, choices=[("vi", "Tiếng Việt"), ("en", "English")])
    version = models.PositiveIntegerField(_("Phiên bản"))
    subject = models.CharField(_("Tiêu đề"), max_length=200)
    body = models.TextField(_("Nội dung thư"))
    status = models.CharField(_("Lời báo ngắn"), max_length=160, blank=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("Viết lúc"))
    withdrawn_at = models.DateTimeField(_("Ngừng dùng lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("mẫu thông báo")
        ordering = ["kind", "language", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "language", "version"], name="wording_has_one_version_of_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_language_display()}, {self.version})"
