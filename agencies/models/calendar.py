"""The working calendar: weekly hours and special days, each with the revisions from and until which it is in force.

No row is overwritten: a change ends rows and adds others under a new revision, so that the calendar can be read as it
was known when a date was promised. Rows are written by `agencies.calendars` alone.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models.bodies import Agency
from agencies.worktime import DayKind, SpecialDay, parse_sessions


class CalendarLevel(models.TextChoices):
    """For whom a rule of the calendar holds; the most specific wins.

    A unit's rule is one of an agency that has an agency above it: it wins over that agency's.
    """

    NATION = "nation", _("Cả nước")
    PROVINCE = "province", _("Toàn tỉnh")
    AGENCY = "agency", _("Cơ quan, đơn vị")


IN_FORCE = Q(until_revision=None)
LEVEL_NAMES_ITS_AGENCY = Q(level=CalendarLevel.AGENCY, agency__isnull=False) | (
    ~Q(level=CalendarLevel.AGENCY) & Q(agency=None)
)
SINCE_HELP = _("0: chưa công bố; bút toán sửa lịch tiếp theo đưa vào áp dụng")


class OfficeHours(models.Model):
    """Weekly sessions of work at one level."""

    level = models.CharField(_("Phạm vi"), max_length=10, choices=CalendarLevel, default=CalendarLevel.PROVINCE)
    agency = models.ForeignKey(
        Agency, verbose_name=_("Cơ quan"), null=True, blank=True, on_delete=models.CASCADE, related_name="office_hours"
    )
    weekday = models.PositiveSmallIntegerField(_("Thứ"), help_text=_("0 là thứ Hai, 6 là Chủ nhật"))
    sessions = models.CharField(
        _("Các buổi làm việc"),
        max_length=80,
        help_text=_("Ví dụ: 07:30-11:30,13:00-17:00; để trống là ngày nghỉ"),
        blank=True,
    )
    decision = models.CharField(_("Văn bản quy định"), max_length=160, blank=True)
    since_revision = models.PositiveIntegerField(_("Từ phiên bản"), default=0, help_text=SINCE_HELP)
    until_revision = models.PositiveIntegerField(_("Đến trước phiên bản"), null=True, blank=True)

    class Meta:
        verbose_name = _("giờ làm việc")
        ordering = ["agency_id", "weekday"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="weekday_is_between_monday_and_sunday"),
            models.CheckConstraint(condition=LEVEL_NAMES_ITS_AGENCY, name="hours_of_an_agency_name_it"),
            models.CheckConstraint(
                condition=IN_FORCE | Q(until_revision__gt=F("since_revision")), name="hours_end_after_they_begin"
            ),
            models.UniqueConstraint(
                fields=["agency", "weekday"], condition=IN_FORCE, name="one_rule_per_agency_and_weekday"
            ),
            models.UniqueConstraint(
                fields=["level", "weekday"],
                condition=Q(agency=None) & IN_FORCE,
                name="one_general_rule_per_level_and_weekday",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency or self.get_level_display()} {self.weekday}: {self.sessions}"


class CalendarDay(models.Model):
    """One day that departs from the weekly hours at one level, with the decision that orders it."""

    level = models.CharField(_("Phạm vi"), max_length=10, choices=CalendarLevel, default=CalendarLevel.NATION)
    agency = models.ForeignKey(
        Agency, verbose_name=_("Cơ quan"), null=True, blank=True, on_delete=models.CASCADE, related_name="calendar_days"
    )
    day = models.DateField(_("Ngày"))
    kind = models.CharField(_("Loại"), max_length=16, choices=[(kind.value, kind.label) for kind in DayKind])
    name = models.CharField(_("Tên ngày"), max_length=120)
    sessions = models.CharField(_("Các buổi làm việc"), max_length=80, blank=True)
    decision = models.CharField(_("Văn bản quy định"), max_length=160)
    stands_for = models.DateField(_("Làm bù cho ngày"), null=True, blank=True)
    is_confirmed = models.BooleanField(_("Đã có văn bản chính thức"), default=True)
    since_revision = models.PositiveIntegerField(_("Từ phiên bản"), default=0, help_text=SINCE_HELP)
    until_revision = models.PositiveIntegerField(_("Đến trước phiên bản"), null=True, blank=True)

    class Meta:
        verbose_name = _("ngày đặc biệt")
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(condition=LEVEL_NAMES_ITS_AGENCY, name="day_of_an_agency_names_it"),
            models.CheckConstraint(
                condition=IN_FORCE | Q(until_revision__gt=F("since_revision")), name="day_ends_after_it_begins"
            ),
            models.UniqueConstraint(fields=["agency", "day"], condition=IN_FORCE, name="one_rule_per_agency_and_day"),
            models.UniqueConstraint(
                fields=["level", "day"],
                condition=Q(agency=None) & IN_FORCE,
                name="one_general_rule_per_level_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"

    def as_special_day(self) -> SpecialDay:
        """The day as the arithmetic of working time takes it."""
        return SpecialDay(
            kind=DayKind(self.kind),
            name=self.name,
            decision=self.decision,
            sessions=parse_sessions(self.sessions) if self.sessions else (),
            stands_for=self.stands_for,
            is_confirmed=self.is_confirmed,
        )


class CalendarRevision(models.Model):
    """One state of the calendar. Rows are only ever added; the newest says what holds.

    `number` counts from 1 and stands in every ledger entry whose date was computed under it. `stamp` tells processes
    apart what a rolled-back transaction numbered alike. `decision` orders the change.
    """

    number = models.PositiveIntegerField(primary_key=True)
    stamp = models.UUIDField(default=uuid.uuid4)
    changed_at = models.DateTimeField(_("Lúc"))
    decision = models.CharField(_("Văn bản quy định"), max_length=160, blank=True)
    words = models.CharField(_("Nội dung"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("phiên bản lịch làm việc")
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.number)


class ChangeState(models.TextChoices):
    """How far a change of the calendar has come."""

    PROPOSED = "proposed", _("Chờ duyệt")
    APPLIED = "applied", _("Đã áp dụng")
    DECLINED = "declined", _("Không duyệt")


class CalendarChange(models.Model):
    """A change of the calendar that one person proposes and another one applies or declines.

    `number` is its address; `rows` is what `agencies.calendar_changes` reads and writes: days and hours that begin,
    replace or end rules.
    """

    number = models.PositiveIntegerField(_("Số thứ tự"), unique=True)
    decision = models.CharField(_("Số, ngày văn bản"), max_length=160)
    words = models.CharField(_("Nội dung thay đổi"), max_length=300)
    rows = models.JSONField(_("Các ngày và giờ thay đổi"))
    state = models.CharField(_("Trạng thái"), max_length=10, choices=ChangeState, default=ChangeState.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Người đề nghị"), on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(_("Đề nghị lúc"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Người duyệt"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("Duyệt lúc"), null=True, blank=True)
    reason = models.CharField(_("Lý do không duyệt"), max_length=300, blank=True)
    revision = models.OneToOneField(
        CalendarRevision, null=True, blank=True, on_delete=models.PROTECT, related_name="change"
    )

    class Meta:
        verbose_name = _("thay đổi lịch làm việc")
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="calendar_change_is_decided_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state=ChangeState.PROPOSED, decided_by=None, decided_at=None)
                | (~Q(state=ChangeState.PROPOSED) & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="decided_calendar_change_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(state=ChangeState.APPLIED, revision__isnull=False)
                | (~Q(state=ChangeState.APPLIED) & Q(revision=None)),
                name="applied_calendar_change_has_its_revision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision}: {self.words}"
