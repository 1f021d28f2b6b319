"""The documented view of dossiers: every column that a table of one's own may show, filter, group by or sum.

Nothing else can be asked for: no applicant, no number of theirs, no address, and no query of anybody's own making.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Case, CharField, DurationField, ExpressionWrapper, F, Q, TextChoices, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncDate, TruncMonth
from django.utils.translation import gettext_lazy as _

from accounts.models import PartyKind
from dossiers.models import Origin
from dossiers.papers.tables import Cell
from dossiers.verdicts import EARLY, KEPT, LATE, RESOLVED
from dossiers.workflow import Status
from procedures.models import Channel, ServiceLevel
from reporting.periods import SECONDS_A_DAY

ONE_DAY = timedelta(days=1)
HUNDREDTH = Decimal("0.01")


class Verdict(TextChoices):
    """How a dossier with a result stands against its original due date; the same conditions as every figure."""

    EARLY = "early", _("Trước hạn")
    ON_TIME = "on_time", _("Đúng hạn")
    LATE = "late", _("Trễ hạn")
    UNDATED = "undated", _("Không rõ hạn")


class Kind(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    CHOICE = "choice"
    DAY = "day"
    MONTH = "month"
    DAYS = "days"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `source` is what it reads, `sentence` says what stands in it, `choices` names its values."""

    key: str
    label: Any
    sentence: Any
    source: Combinable
    kind: Kind = Kind.TEXT
    choices: Mapping[str, Any] | None = None
    may_group: bool = False

    @property
    def alias(self) -> str:
        """The name of the column in a query; the columns of the table behind have other names."""
        return f"c_{self.key}"

    @property
    def is_number(self) -> bool:
        """Whether it can be summed."""
        return self.kind in {Kind.DAYS, Kind.COUNT}

    def value(self, raw: Any) -> Cell:
        """Return what stands in a cell: words, a day, whole numbers, or days with two decimals."""
        if raw is None or raw == "":
            return None
        if self.kind == Kind.CHOICE and self.choices is not None:
            return str(self.choices.get(raw, raw))
        if self.kind == Kind.MONTH:
            return f"{raw:%m/%Y}"
        return in_days(raw) if isinstance(raw, timedelta) else raw


def in_days(span: timedelta) -> Decimal:
    """Return a span in days with two decimals."""
    return (Decimal(span / timedelta(microseconds=1)) / (SECONDS_A_DAY * 1_000_000)).quantize(HUNDREDTH)


def _named(choices: type[TextChoices]) -> Mapping[str, Any]:
    return dict(choices.choices)


_VERDICT = Case(
    When(~RESOLVED, then=Value("")),
    When(EARLY, then=Value(Verdict.EARLY)),
    When(KEPT, then=Value(Verdict.ON_TIME)),
    When(LATE, then=Value(Verdict.LATE)),
    default=Value(Verdict.UNDATED),
    output_field=CharField(),
)
_ELAPSED = ExpressionWrapper(F("finished_at") - F("received_at"), output_field=DurationField())
_LATE_BY = Case(
    When(RESOLVED & LATE, then=ExpressionWrapper(F("finished_on") - F("original_due_on"), DurationField())),
    output_field=DurationField(),
)

# fmt: off
COLUMNS: tuple[Column, ...] = (
    Column("code", _("Mã hồ sơ"), _("Mã đã cấp khi nộp hoặc tiếp nhận."), F("code")),
    Column("agency_code", _("Mã cơ quan"), _("Mã định danh của cơ quan giải quyết."), F("agency__code"),
           may_group=True),
    Column("agency", _("Cơ quan"), _("Cơ quan giải quyết."), F("agency__name"), may_group=True),
    Column("sector", _("Lĩnh vực"), _("Lĩnh vực của thủ tục."), F("version__sector__name"), may_group=True),
    Column("procedure_code", _("Mã thủ tục"), _("Mã của thủ tục hành chính."), F("version__procedure__code"),
           may_group=True),
    Column("procedure", _("Thủ tục"), _("Tên thủ tục khi tiếp nhận."), F("version__name"), may_group=True),
    Column("channel", _("Hình thức nộp"), _("Trực tiếp, trực tuyến hoặc qua bưu chính công ích."), F("channel"),
           Kind.CHOICE, _named(Channel), may_group=True),
    Column("service_level", _("Mức độ dịch vụ công"), _("Mức độ của thủ tục khi nộp."), F("service_level"),
           Kind.CHOICE, _named(ServiceLevel), may_group=True),
    Column("applicant_kind", _("Loại chủ hồ sơ"), _("Cá nhân hay tổ chức; không có tên và số định danh."),
           F("applicant_kind"), Kind.CHOICE, _named(PartyKind), may_group=True),
    Column("origin", _("Nguồn"), _("Tiếp nhận trên hệ thống này, hay nhập từ hệ thống trước."), F("origin"),
           Kind.CHOICE, _named(Origin), may_group=True),
    Column("status", _("Trạng thái"), _("Trạng thái hiện nay."), F("status"), Kind.CHOICE, _named(Status),
           may_group=True),
    Column("verdict", _("Kết quả so với hạn"),
           _("Hồ sơ có kết quả: trước, đúng hay trễ so với hạn ban đầu; hồ sơ chưa có kết quả thì để trống."),
           _VERDICT, Kind.CHOICE, _named(Verdict), may_group=True),
    Column("officer", _("Người thụ lý"), _("Cán bộ thụ lý hồ sơ."), F("officer__full_name"), may_group=True),
    Column("received_on", _("Ngày tiếp nhận"), _("Ngày tiếp nhận chính thức."), F("received_on"), Kind.DAY),
    Column("received_month", _("Tháng tiếp nhận"), _("Tháng của ngày tiếp nhận."), TruncMonth("received_on"),
           Kind.MONTH, may_group=True),
    Column("due_on", _("Hạn ban đầu"), _("Ngày hẹn trả dùng để đánh giá; xin lỗi và hẹn lại không đổi ngày này."),
           F("original_due_on"), Kind.DAY),
    Column("current_due_on", _("Hạn hiện nay"), _("Ngày hẹn trả đang có hiệu lực."), F("due_on"), Kind.DAY),
    Column("finished_on", _("Ngày kết thúc"), _("Ngày có kết quả, từ chối, rút hoặc dừng."), F("finished_on"),
           Kind.DAY),
    Column("finished_month", _("Tháng kết thúc"), _("Tháng của ngày kết thúc."), TruncMonth("finished_on"),
           Kind.MONTH, may_group=True),
    Column("returned_on", _("Ngày trả kết quả"), _("Ngày người nộp nhận kết quả."), TruncDate("returned_at"), Kind.DAY),
    Column("elapsed_days", _("Số ngày giải quyết"),
           _("Từ lúc tiếp nhận đến lúc kết thúc, tính cả ngày nghỉ; một ngày là 24 giờ."), _ELAPSED, Kind.DAYS),
    Column("late_days", _("Số ngày trễ"), _("Từ hạn ban đầu đến ngày có kết quả, với hồ sơ trễ hạn."), _LATE_BY,
           Kind.DAYS),
    Column("supplement_rounds", _("Số lần bổ sung"), _("Số lần yêu cầu bổ sung hồ sơ."), F("supplement_rounds"),
           Kind.COUNT, may_group=True),
    Column("extensions", _("Số lần gia hạn"), _("Số lần gia hạn thời hạn giải quyết."), F("extensions"), Kind.COUNT,
           may_group=True),
)
# fmt: on

BY_KEY: Mapping[str, Column] = {column.key: column for column in COLUMNS}

USUAL = ("code", "agency", "procedure", "channel", "received_on", "due_on", "finished_on", "verdict")
"""What a table shows until somebody chooses."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter: a column, how it is compared, and with what, already read."""

    column: str
    compared: str
    value: str | int | date

    def q(self) -> Q:
        """Return the condition of the query."""
        value = self.value * ONE_DAY if isinstance(self.value, int) else self.value
        return Q(**{f"{BY_KEY[self.column].alias}__{self.compared}": value})
