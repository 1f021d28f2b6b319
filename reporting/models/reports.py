"""Reports that are drafted, checked, approved and published; what is published is never changed."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from agencies.models import Agency
from dossiers.models import Dossier


class ReportState(models.TextChoices):
    """How far a report has come."""

    DRAFT = "draft", _("Dự thảo")
    CHECKED = "checked", _("Đã kiểm tra")
    APPROVED = "approved", _("Đã phê duyệt")
    PUBLISHED = "published", _("Đã công bố")
    WITHDRAWN = "withdrawn", _("Đã bỏ")


class Report(models.Model):
    """One report of one kind over one period, about the whole province or one agency with its units.

    `content` is the canonical form of its snapshot (`reporting.reports.snapshot`) and `sha256` the hash of these bytes.
    From the moment of publication the database refuses every change of the row, its cells and its list; a correction is
    a further report that `corrects` this one and says why. `revision` is what an actor has seen: of two who act at once
    the second is told.
    """

    key = models.UUIDField(unique=True)
    kind = models.CharField(_("Loại báo cáo"), max_length=40)
    period = models.CharField(_("Kỳ báo cáo"), max_length=40)
    first_on = models.DateField(_("Từ ngày"))
    last_on = models.DateField(_("Đến hết ngày"))
    scope = models.ForeignKey(
        Agency, verbose_name=_("Phạm vi"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(_("Tình trạng"), max_length=10, choices=ReportState)
    revision = models.PositiveIntegerField(default=1)

    number = models.CharField(_("Số báo cáo"), max_length=60, blank=True)
    slug = models.SlugField(max_length=40, unique=True, null=True, blank=True)
    version = models.PositiveSmallIntegerField(_("Bản thứ"), default=1)
    corrects = models.OneToOneField(
        "self",
        verbose_name=_("Đính chính báo cáo"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="corrigendum",
    )
    reason = models.TextField(_("Lý do đính chính"), blank=True)

    as_of = models.DateTimeField(_("Số liệu tính lúc"))
    content = models.BinaryField(_("Ảnh chụp"))
    sha256 = models.CharField("SHA-256", max_length=64)

    made_at = models.DateTimeField(_("Lập lúc"))
    made_by = models.ForeignKey(User, verbose_name=_("Người lập"), on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(_("Kiểm tra lúc"), null=True, blank=True)
    checked_by = models.ForeignKey(
        User, verbose_name=_("Người kiểm tra"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(_("Phê duyệt lúc"), null=True, blank=True)
    approved_by = models.ForeignKey(
        User, verbose_name=_("Người phê duyệt"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approver_title = models.CharField(_("Chức vụ người phê duyệt"), max_length=80, blank=True)
    published_at = models.DateTimeField(_("Công bố lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("báo cáo")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["state", "-published_at"], name="report_published")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ReportState.PUBLISHED)
                | (~Q(number="") & Q(slug__isnull=False, published_at__isnull=False, approved_by__isnull=False)),
                name="published_report_has_number_and_approver",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("made_by")), name="nobody_approves_their_own_report"
            ),
            models.CheckConstraint(
                condition=Q(corrects=None, reason="", version=1) | (Q(corrects__isnull=False) & ~Q(reason="")),
                name="corrigendum_says_why",
            ),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="report_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["kind", "period", "version"],
                condition=Q(state=ReportState.PUBLISHED, scope=None),
                name="one_published_report_per_period",
            ),
            models.UniqueConstraint(
                fields=["kind", "period", "version", "scope"],
                condition=Q(state=ReportState.PUBLISHED, scope__isnull=False),
                name="one_published_report_per_period_and_agency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or self.key} {self.kind} {self.period}"


class ReportCell(models.Model):
    """One cell of a report, as the snapshot has it: a second copy, so that a changed byte can be named by its cell.

    `value` is the number, or the part of a rate whose whole is `whole`; `words` is what stands in a cell of words.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="cells", db_index=False)
    row_key = models.CharField(max_length=80)
    column_key = models.CharField(max_length=40)
    value = models.BigIntegerField(null=True)
    whole = models.BigIntegerField(null=True)
    words = models.TextField(blank=True)

    class Meta:
        verbose_name = _("ô của báo cáo")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "row_key", "column_key"], name="one_cell_per_row_and_column")
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.row_key} {self.column_key}: {self.value}"


class ReportEntry(models.Model):
    """One line of the list behind a report: what was counted, in which row, and in which columns.

    `columns` is a set of bits, one for each column of the report that is counted, in their order. What is counted is a
    dossier, or something else that has a `code` (a procedure, a petition); a dossier's code is kept beside its key.
    """

    # The index below begins with the report; a million rows are copied from dossiers that are there.
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="entries", db_index=False)
    row_key = models.CharField(max_length=80)
    columns = models.BigIntegerField()
    code = models.CharField(_("Mã"), max_length=60)
    dossier = models.ForeignKey(
        Dossier,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )

    class Meta:
        verbose_name = _("dòng danh sách của báo cáo")
        ordering = ["code", "pk"]
        indexes = [models.Index(fields=["report", "row_key", "code"], name="report_entry_of_row")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.row_key}: {self.code}"


class ReportFile(models.Model):
    """A published report in one form, as it is downloaded: rendered once, so that a later program changes no byte."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="files", db_index=False)
    extension = models.CharField(max_length=8)
    content = models.BinaryField()
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = _("tệp của báo cáo")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["report", "extension"], name="one_file_per_report_and_form")]

    def __str__(self) -> str:
        return f"{self.report_id}.{self.extension}"


class ReportDeed(models.TextChoices):
    """What somebody did with a report."""

    MAKE = "make", _("Lập")
    RECOUNT = "recount", _("Tính lại")
    BLOCK = "block", _("Kiểm tra, không đạt")
    CHECK = "check", _("Kiểm tra, đạt")
    SEND_BACK = "send_back", pgettext_lazy("báo cáo", "Trả lại")
    APPROVE = "approve", _("Phê duyệt")
    PUBLISH = "publish", _("Công bố")
    WITHDRAW = "withdraw", _("Bỏ dự thảo")


class ReportEvent(models.Model):
    """One thing that was done with a report. Rows are only ever added; the database refuses anything else.

    `findings` says what did not hold when a check blocked the report.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="events")
    deed = models.CharField(_("Việc"), max_length=10, choices=ReportDeed)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("Lúc"))
    words = models.TextField(_("Nội dung"), blank=True)
    findings = models.JSONField(_("Phát hiện"), default=list)

    class Meta:
        verbose_name = _("việc đã làm với báo cáo")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.deed}"


class Subscription(models.Model):
    """An e-mail address that wants to hear of new reports, of one kind or (empty) of all.

    Nothing is sent before the owner of the address has confirmed it; `key` is in the links that confirm and end it.
    """

    key = models.UUIDField(unique=True)
    email = models.EmailField(_("Thư điện tử"))
    kind = models.CharField(_("Loại báo cáo"), max_length=40, blank=True)
    language = models.CharField(max_length=5)
    asked_at = models.DateTimeField(_("Đăng ký lúc"))
    confirmed_at = models.DateTimeField(_("Xác nhận lúc"), null=True, blank=True)
    ended_at = models.DateTimeField(_("Thôi nhận lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("đăng ký nhận báo cáo")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email", "kind"], condition=Q(ended_at=None), name="one_open_subscription_per_address_and_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.kind}"


class LetterState(models.TextChoices):
    """How far a letter has come."""

    WAITING = "waiting", _("Chờ gửi")
    SENT = "sent", _("Đã gửi")
    FAILED = "failed", _("Không gửi được")


class SubscriptionLetter(models.Model):
    """One letter to a subscriber: about a report, or (without report) the one that asks to confirm.

    The rows are the queue: a worker takes those that are due, and tries again later what failed.
    """

    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="letters")
    report = models.ForeignKey(Report, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("Tình trạng"), max_length=8, choices=LetterState)
    attempts = models.PositiveSmallIntegerField(_("Số lần thử"), default=0)
    next_try_at = models.DateTimeField(_("Gửi từ lúc"))
    sent_at = models.DateTimeField(_("Gửi lúc"), null=True, blank=True)
    error = models.CharField(_("Lỗi"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("thư báo có báo cáo mới")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["next_try_at"], name="letter_due", condition=Q(state=LetterState.WAITING)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "report"], name="one_letter_per_subscriber_and_report")
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id} {self.report_id} {self.state}"
