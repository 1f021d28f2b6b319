"""The dossier and its events."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, PartyKind, Post, Role, User
from agencies.models import Agency, OneStopOffice
from dossiers.workflow import FINAL, ON_THE_CLOCK, Action, Status
from procedures.models import Channel, InternalProcess, LegalRegime, ProcedureVersion, ServiceLevel
from procedures.models.promise import LIMIT_UNIT_LABELS


class DueBasis(models.TextChoices):
    """What is compared when a dossier is judged: local dates, or instants.

    Law: domain decision 6 (day-based limits compare dates; hour-based and same-day limits compare instants).
    """

    DAY = "day", _("Theo ngày")
    INSTANT = "instant", _("Theo giờ")


class Origin(models.TextChoices):
    """Where a dossier comes from. Only the portal's own are handled here; the others count in the figures."""

    PORTAL = "portal", _("Tiếp nhận trên hệ thống này")
    IMPORTED = "imported", _("Nhập từ hệ thống trước")
    GENERATED = "generated", _("Phát sinh để thử nghiệm")


class ReturnMethod(models.TextChoices):
    """How the applicant wants the result."""

    COUNTER = "counter", _("Nhận tại bộ phận một cửa")
    POSTAL = "postal", _("Nhận qua bưu chính công ích")
    ELECTRONIC = "electronic", _("Nhận bản điện tử")


class Dossier(models.Model):
    """One request of one applicant under one procedure.

    It keeps the regime, version and internal process of its reception. `status`, the dates and the holder are written
    by `dossiers.services.moves` alone, with an event, in one transaction; the dates are projections of the clock's
    ledger: `first_due_at` is what the valid receipt promised, `original_due_at` is that promise moved by pauses and
    lawful extensions (the yardstick of early, on time and late), `due_at` is the appointment that holds, `paused_at` is
    since when the clock stands still, or stood when the dossier ended. Exactly one holds a dossier that is not over: a
    role, at a unit unless it is the applicant or the post, and a person once they took it; `officer` is who appraises
    it, whoever holds it meanwhile.
    Columns that end in `_on` are local dates (Asia/Ho_Chi_Minh), kept for statistics. What was not taken in here
    (`origin`) may have been received without a due date: it is neither early, on time nor late.
    """

    code = models.CharField(_("Mã hồ sơ"), max_length=60, unique=True)
    origin = models.CharField(_("Nguồn"), max_length=10, choices=Origin, default=Origin.PORTAL)
    tracking_secret = models.CharField(_("Mã bí mật tra cứu"), max_length=12)
    submission_key = models.UUIDField(_("Khóa chống nộp trùng"), unique=True)
    regime = models.ForeignKey(LegalRegime, on_delete=models.PROTECT, related_name="dossiers", db_index=False)
    version = models.ForeignKey(
        ProcedureVersion, verbose_name=_("Thủ tục"), on_delete=models.PROTECT, related_name="dossiers"
    )
    process = models.ForeignKey(InternalProcess, on_delete=models.PROTECT, related_name="dossiers")
    agency = models.ForeignKey(
        Agency,
        verbose_name=_("Cơ quan giải quyết"),
        on_delete=models.PROTECT,
        related_name="dossiers",
        db_index=False,
    )
    office = models.ForeignKey(
        OneStopOffice,
        verbose_name=_("Nơi tiếp nhận"),
        on_delete=models.PROTECT,
        related_name="dossiers",
        db_index=False,
    )
    channel = models.CharField(_("Hình thức nộp"), max_length=10, choices=Channel)
    service_level = models.CharField(_("Mức độ dịch vụ công"), max_length=12, choices=ServiceLevel)

    submitter = models.ForeignKey(
        User,
        verbose_name=_("Tài khoản nộp"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="dossiers",
        db_index=False,
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("Tài khoản tổ chức"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="dossiers",
        db_index=False,
    )
    mandate = models.ForeignKey(
        "dossiers.Mandate",
        verbose_name=_("Nộp theo ủy quyền"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="dossiers",
        db_index=False,
    )
    applicant_kind = models.CharField(_("Loại chủ hồ sơ"), max_length=12, choices=PartyKind)
    applicant_name = models.CharField(_("Chủ hồ sơ"), max_length=200)
    applicant_folded = models.CharField(max_length=200, editable=False)
    personal_id = models.CharField(_("Số định danh cá nhân"), max_length=12, blank=True)
    tax_code = models.CharField(_("Mã số thuế"), max_length=14, blank=True)
    phone = models.CharField(_("Số điện thoại"), max_length=16, blank=True)
    email = models.EmailField(_("Thư điện tử"), blank=True)
    address = models.CharField(_("Địa chỉ"), max_length=300)
    content = models.TextField(_("Nội dung yêu cầu giải quyết"))
    return_method = models.CharField(_("Nhận kết quả"), max_length=10, choices=ReturnMethod)

    status = models.CharField(_("Trạng thái"), max_length=20, choices=Status)
    revision = models.PositiveIntegerField(default=1)
    holder_role = models.CharField(_("Vai trò đang giữ"), max_length=12, choices=Role, blank=True)
    holder = models.ForeignKey(
        User,
        verbose_name=_("Người đang giữ"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="held_dossiers",
        db_index=False,
    )

    holder_agency = models.ForeignKey(
        Agency,
        verbose_name=_("Đơn vị đang giữ"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    held_since = models.DateTimeField(_("Giữ từ lúc"))
    status_since = models.DateTimeField(_("Ở bước này từ lúc"))
    officer = models.ForeignKey(
        User, verbose_name=_("Người thụ lý"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    guided_at = models.DateTimeField(_("Hướng dẫn hoàn thiện lúc"), null=True, blank=True)
    supplement_rounds = models.PositiveSmallIntegerField(_("Số lần yêu cầu bổ sung"), default=0)
    awaits_consent = models.BooleanField(_("Chờ đồng ý yêu cầu bổ sung lần nữa"), default=False)
    answer_due_at = models.DateTimeField(_("Người nộp trả lời trước"), null=True, blank=True)
    open_consultations = models.PositiveSmallIntegerField(_("Ý kiến phối hợp chưa trả lời"), default=0)
    extensions = models.PositiveSmallIntegerField(_("Số lần gia hạn"), default=0)
    reappointed_at = models.DateTimeField(_("Hẹn lại lúc"), null=True, blank=True)
    apologised_at = models.DateTimeField(_("Xin lỗi lúc"), null=True, blank=True)
    reopens = models.ForeignKey(
        "self",
        verbose_name=_("Mở lại từ hồ sơ"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reopened",
        db_index=False,
    )

    submitted_at = models.DateTimeField(_("Nộp lúc"))
    acceptance_due_at = models.DateTimeField(_("Hạn kiểm tra hồ sơ trực tuyến"), null=True, blank=True)
    received_at = models.DateTimeField(_("Tiếp nhận lúc"), null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    received_by = models.ForeignKey(
        User,
        verbose_name=_("Người tiếp nhận"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    limit_amount = models.DecimalField(_("Thời hạn"), max_digits=6, decimal_places=2, null=True, blank=True)
    limit_unit = models.CharField(max_length=14, choices=LIMIT_UNIT_LABELS, blank=True)
    due_basis = models.CharField(max_length=8, choices=DueBasis, blank=True)
    due_at = models.DateTimeField(_("Hẹn trả kết quả"), null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    original_due_at = models.DateTimeField(_("Hạn để đánh giá"), null=True, blank=True)
    original_due_on = models.DateField(null=True, blank=True)
    first_due_at = models.DateTimeField(_("Hẹn trả ghi trên giấy tiếp nhận"), null=True, blank=True)
    paused_at = models.DateTimeField(_("Tạm dừng từ lúc"), null=True, blank=True)
    finished_at = models.DateTimeField(_("Kết thúc lúc"), null=True, blank=True)
    finished_on = models.DateField(null=True, blank=True)
    returned_at = models.DateTimeField(_("Trả kết quả lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("hồ sơ")
        # Each index costs every dossier that comes, and history comes by the million: no column has one that nobody
        # asks for, nor one beside another that begins with it; where most are empty, only the others stand in it.
        indexes = [
            models.Index(fields=["agency", "status", "due_at"], name="dossier_work_list"),
            models.Index(fields=["office", "status", "submitted_at"], name="dossier_counter_list"),
            models.Index(
                fields=["submitter", "-submitted_at"],
                name="dossier_of_citizen",
                condition=Q(submitter__isnull=False),
            ),
            models.Index(
                fields=["organisation", "-submitted_at"],
                name="dossier_of_organisation",
                condition=Q(organisation__isnull=False),
            ),
            models.Index(fields=["mandate"], name="dossier_under_mandate", condition=Q(mandate__isnull=False)),
            models.Index(fields=["holder"], name="dossier_held_by", condition=Q(holder__isnull=False)),
            models.Index(fields=["received_by"], name="dossier_received_by", condition=Q(received_by__isnull=False)),
            models.Index(fields=["reopens"], name="dossier_reopening", condition=Q(reopens__isnull=False)),
            models.Index(
                fields=["agency", "due_at"],
                name="dossier_open",
                condition=~Q(status__in=sorted(FINAL)) & ~Q(due_at=None),
            ),
            # All that a leader's numbers ask of what is being worked at: none of its rows has to be read.
            models.Index(
                fields=[
                    *("agency", "id", "status", "due_basis", "due_on", "due_at", "paused_at", "status_since"),
                    *("process", "holder_role", "holder", "origin", "original_due_on", "original_due_at"),
                    *("apologised_at", "finished_at", "finished_on", "acceptance_due_at"),
                ],
                name="dossier_on_the_clock",
                condition=Q(status__in=ON_THE_CLOCK),
            ),
            models.Index(fields=["received_on", "agency"], name="dossier_received_on"),
            models.Index(fields=["finished_on", "agency"], name="dossier_finished_on"),
            # What was returned in a period, and the few results that nobody has come for.
            models.Index(fields=["returned_at"], name="dossier_returned_at", condition=Q(returned_at__isnull=False)),
            models.Index(
                fields=["finished_on"],
                name="dossier_uncollected",
                condition=Q(status__in=[Status.RESULT_READY, Status.IN_DELIVERY]),
            ),
            # What nobody has answered yet, and what came late and may still owe an apology: both are few.
            models.Index(
                fields=["agency", "acceptance_due_at"], name="dossier_unanswered", condition=Q(status=Status.SUBMITTED)
            ),
            models.Index(
                fields=["agency", "finished_on"],
                name="dossier_owing_apology",
                condition=Q(origin="portal", finished_at__gt=models.F("original_due_at"))
                & (Q(apologised_at=None) | Q(apologised_at__lte=models.F("due_at"))),
            ),
            # `dossiers.verdicts.LATE_AT_ALL`: few, and looked at every quarter of an hour.
            models.Index(
                fields=["agency", "finished_on"],
                name="dossier_finished_late",
                condition=Q(finished_at__gt=models.F("original_due_at")),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(received_at=None)
                | ~Q(origin="portal")
                | (
                    Q(due_at__isnull=False)
                    & Q(original_due_at__isnull=False)
                    & Q(first_due_at__isnull=False)
                    & ~Q(due_basis="")
                    & ~Q(limit_unit="")
                ),
                name="received_dossier_has_due_date",
            ),
            models.CheckConstraint(
                condition=Q(origin="portal")
                | Q(
                    due_at=None,
                    due_on=None,
                    original_due_at=None,
                    original_due_on=None,
                    first_due_at=None,
                    due_basis="",
                )
                | (
                    Q(
                        received_at__isnull=False,
                        due_at__isnull=False,
                        due_on__isnull=False,
                        original_due_at__isnull=False,
                        original_due_on__isnull=False,
                        first_due_at__isnull=False,
                    )
                    & ~Q(due_basis="")
                ),
                name="dossier_from_elsewhere_has_all_due_dates_or_none",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(finished_at__gte=models.F("submitted_at")),
                name="dossier_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(FINAL | {Status.RESULT_READY, Status.IN_DELIVERY}))
                | Q(finished_on__isnull=False),
                name="dossier_that_ended_says_when",
            ),
            models.CheckConstraint(
                condition=Q(status__in=sorted(FINAL)) | ~Q(holder_role=""), name="dossier_that_is_not_over_has_a_holder"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class DossierEvent(models.Model):
    """One thing that happened to a dossier. Rows are only ever added; the database refuses anything else.

    `holder_role`, `holder_agency` and `holder` are who held the dossier from `at` until the next event: together the
    events say, to the minute, who held it when. `actor_post` tells in whose place somebody acted.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="events", db_index=False)
    ordinal = models.PositiveIntegerField()
    action = models.CharField(_("Việc"), max_length=20, choices=Action)
    status_before = models.CharField(max_length=20, choices=Status, blank=True)
    status_after = models.CharField(max_length=20, choices=Status)
    actor = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    actor_role = models.CharField(_("Vai trò"), max_length=12, choices=Role)
    actor_agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    actor_post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    holder_role = models.CharField(max_length=12, choices=Role, blank=True)
    holder_agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    holder = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(_("Lúc"))
    recorded_at = models.DateTimeField(_("Ghi vào hệ thống lúc"), db_default=Now())
    words = models.TextField(_("Nội dung"), blank=True)
    is_internal = models.BooleanField(_("Chỉ trong cơ quan"), default=False)

    class Meta:
        verbose_name = _("việc đã xảy ra")
        ordering = ["dossier_id", "ordinal"]
        # The events of a dossier are found by `one_event_per_ordinal`. Of what somebody did nobody asks but through a
        # dossier, except for seals, and whether a post was ever used.
        indexes = [
            models.Index(fields=["recorded_at"], name="event_recorded_at"),
            models.Index(fields=["actor_agency", "at"], name="event_of_sealing", condition=Q(action=Action.SEAL)),
            models.Index(fields=["actor_post"], name="event_from_post", condition=Q(actor_post__isnull=False)),
        ]
        constraints = [models.UniqueConstraint(fields=["dossier", "ordinal"], name="one_event_per_ordinal")]

    def __str__(self) -> str:
        return f"{self.dossier_id} #{self.ordinal} {self.action}"
