"""Nightly facts, and the runs that made them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from procedures.models import Channel, ServiceLevel


class DailyFigure(models.Model):
    """One day of one agency, channel and service level: what came and ended that day, and what was open at its end.

    A dossier enters on the day the office answers its submission: received, or refused. A row without any figure is
    not kept. `undated` and `open_undated` count imported dossiers whose due date nobody knows: they are neither early,
    on time nor late, neither in time nor overdue. `denied` and `kept_currently` are parts of the resolved.
    """

    day = models.DateField(_("Ngày"))
    # Rows are written by the hundred thousand from dossiers whose agency the database has checked already.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    channel = models.CharField(_("Hình thức nộp"), max_length=10, choices=Channel)
    service_level = models.CharField(_("Mức độ dịch vụ công"), max_length=12, choices=ServiceLevel)
    # What happened on the day.
    received = models.PositiveIntegerField(_("Tiếp nhận"), default=0)
    early = models.PositiveIntegerField(_("Trước hạn"), default=0)
    on_time = models.PositiveIntegerField(_("Đúng hạn"), default=0)
    late = models.PositiveIntegerField(_("Trễ hạn"), default=0)
    undated = models.PositiveIntegerField(_("Không rõ hạn"), default=0)
    denied = models.PositiveIntegerField(_("Không đồng ý"), default=0)
    kept_currently = models.PositiveIntegerField(_("Không trễ so với ngày hẹn hiện tại"), default=0)
    refused = models.PositiveIntegerField(_("Từ chối tiếp nhận"), default=0)
    withdrawn = models.PositiveIntegerField(_("Rút hồ sơ"), default=0)
    discontinued = models.PositiveIntegerField(_("Dừng giải quyết"), default=0)
    # What was open at the end of the day.
    in_time = models.PositiveIntegerField(_("Trong hạn"), default=0)
    overdue = models.PositiveIntegerField(_("Quá hạn"), default=0)
    open_undated = models.PositiveIntegerField(_("Chưa xong, không rõ hạn"), default=0)
    paused = models.PositiveIntegerField(_("Tạm dừng"), default=0)

    class Meta:
        verbose_name = _("số liệu ngày")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "agency", "channel", "service_level"], name="one_figure_per_day_and_cell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.agency_id} {self.channel} {self.service_level}"


class MonthlyFigure(models.Model):
    """What came and ended in a month, of one agency and channel: the sum of its days, so that no page adds up years.

    `month` is its first day. The month that runs has what its days have so far; what is open stands in the days alone.
    """

    month = models.DateField(_("Tháng"))
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    channel = models.CharField(_("Hình thức nộp"), max_length=10, choices=Channel)
    received = models.PositiveIntegerField(_("Tiếp nhận"))
    early = models.PositiveIntegerField(_("Trước hạn"))
    on_time = models.PositiveIntegerField(_("Đúng hạn"))
    late = models.PositiveIntegerField(_("Trễ hạn"))
    undated = models.PositiveIntegerField(_("Không rõ hạn"))
    denied = models.PositiveIntegerField(_("Không đồng ý"))
    kept_currently = models.PositiveIntegerField(_("Không trễ so với ngày hẹn hiện tại"))
    refused = models.PositiveIntegerField(_("Từ chối tiếp nhận"))
    withdrawn = models.PositiveIntegerField(_("Rút hồ sơ"))
    discontinued = models.PositiveIntegerField(_("Dừng giải quyết"))

    class Meta:
        verbose_name = _("số liệu tháng")
        constraints = [
            models.UniqueConstraint(fields=["month", "agency", "channel"], name="one_figure_per_month_and_cell")
        ]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y} {self.agency_id} {self.channel}"


class MonthlyHolding(models.Model):
    """Where the time of one agency's dossiers went that were resolved in a month: minutes and dossiers at one place.

    A place is a step of an office, or whom the office waited for. `until` is the day up to whose end it was reckoned.
    """

    month = models.DateField(_("Tháng"))
    until = models.DateField(_("Tính đến hết ngày"))
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    place = models.CharField(_("Nơi giữ"), max_length=20)
    minutes = models.PositiveBigIntegerField(_("Số phút"))
    dossiers = models.PositiveIntegerField(_("Số hồ sơ"))

    class Meta:
        verbose_name = _("thời gian giữ hồ sơ trong tháng")
        constraints = [
            models.UniqueConstraint(fields=["month", "agency", "place"], name="one_holding_per_month_and_place")
        ]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y} {self.agency_id} {self.place}"


class RunState(models.TextChoices):
    """How a night's computation ended."""

    RUNNING = "running", _("Đang chạy")
    COMPLETE = "complete", _("Hoàn thành")
    FAILED = "failed", _("Không hoàn thành")


class StatisticsRun(models.Model):
    """One computation of the daily figures up to a day. `findings` names every identity that does not hold.

    `processor_seconds` is what our own process used; the rest of the time it waited for the database.
    """

    until = models.DateField(_("Tính đến hết ngày"))
    first_day = models.DateField(_("Tính từ ngày"), null=True, blank=True)
    state = models.CharField(_("Tình trạng"), max_length=10, choices=RunState)
    started_at = models.DateTimeField(_("Bắt đầu"))
    finished_at = models.DateTimeField(_("Kết thúc"), null=True, blank=True)
    is_rebuild = models.BooleanField(_("Tính lại từ đầu"), default=False)
    processor_seconds = models.FloatField(_("Thời gian xử lý (giây)"), null=True, blank=True)
    rows_written = models.PositiveIntegerField(_("Số dòng"), default=0)
    findings = models.JSONField(_("Phát hiện"), default=list)

    class Meta:
        verbose_name = _("lần tính số liệu")
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.until:%d/%m/%Y}: {self.get_state_display()}"
