"""Which reports are drafted by themselves when their period is over."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models import Agency
from reporting.models.reports import Report
from reporting.periods import PeriodKind

CUT_OFF = "-bc"


class Rhythm(models.TextChoices):
    """How often: each calendar period, or each period of reports between agencies (the 15th to the 14th)."""

    MONTH = "month", _("Hằng tháng")
    QUARTER = "quarter", _("Hằng quý")
    HALF_YEAR = "half_year", _("Sáu tháng một lần")
    NINE_MONTHS = "nine_months", _("Chín tháng đầu năm")
    YEAR = "year", _("Hằng năm")
    MONTH_CUT_OFF = f"month{CUT_OFF}", _("Hằng tháng, từ ngày 15 đến hết ngày 14")
    QUARTER_CUT_OFF = f"quarter{CUT_OFF}", _("Hằng quý, từ ngày 15 đến hết ngày 14")
    HALF_YEAR_CUT_OFF = f"half_year{CUT_OFF}", _("Sáu tháng một lần, từ ngày 15 đến hết ngày 14")
    NINE_MONTHS_CUT_OFF = f"nine_months{CUT_OFF}", _("Chín tháng đầu năm, từ ngày 15 đến hết ngày 14")
    YEAR_CUT_OFF = f"year{CUT_OFF}", _("Hằng năm, từ ngày 15 đến hết ngày 14")

    @property
    def period_kind(self) -> PeriodKind:
        """How long its periods are."""
        return PeriodKind(self.value.removesuffix(CUT_OFF))

    @property
    def is_cut_off(self) -> bool:
        """Whether its periods are those of reports between agencies."""
        return self.value.endswith(CUT_OFF)


class ReportSchedule(models.Model):
    """One kind of report about one part of the province, drafted on the first working day after each period.

    The draft is made in the name of `maker`, who switched it on; `since_on` is the first day on which anything falls
    due, so that switching on drafts nothing of the past. `obstacle` says why the last attempt made nothing.
    """

    kind = models.CharField(_("Loại báo cáo"), max_length=40)
    scope = models.ForeignKey(
        Agency, verbose_name=_("Phạm vi"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rhythm = models.CharField(_("Định kỳ"), max_length=20, choices=Rhythm)
    is_on = models.BooleanField(_("Đang bật"), default=True)
    maker = models.ForeignKey(User, verbose_name=_("Người lập"), on_delete=models.PROTECT, related_name="+")
    since_on = models.DateField(_("Từ ngày"))
    changed_by = models.ForeignKey(User, verbose_name=_("Người đổi"), on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(_("Đổi lúc"))
    last_report = models.ForeignKey(Report, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    obstacle = models.CharField(_("Vướng mắc"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("lịch lập báo cáo")
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(scope=None), name="one_schedule_per_kind_of_the_province"
            ),
            models.UniqueConstraint(
                fields=["kind", "scope"], condition=Q(scope__isnull=False), name="one_schedule_per_kind_and_agency"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.rhythm}"
