"""The tables that count dossiers: their columns and the identities that they must satisfy, as data.

Law: Thông tư 01/2020/TT-VPCP, biểu II.06a (the mandated table); domain decision 8 (what it counts otherwise than our
own bulletin), 6.2 (identities).
"""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dossiers.verdicts import EARLY, KEPT, LATE
from procedures.models import Channel
from reporting.conditions import UNDATED
from reporting.questions import Key
from reporting.reports.rules import Balance, Continuity, Counted, CountedTable, Elapsed, Rated, Rule, Summed
from reporting.reports.snapshot import Unit

# ── The mandated table ───────────────────────────────────────────────────────────────────
ACCEPTED = Q(received_on__isnull=False)
"""Only what was accepted: a submission that was refused at the door is outside the mandated table."""

SETTLED = ("resolved", "refused", "withdrawn", "discontinued")
"""Refused, withdrawn or stopped after acceptance is resolved, by the date of the notice. Law: domain decision 8."""

TAKEN, SETTLING, OPEN = _("Tiếp nhận"), _("Đã giải quyết"), _("Đang giải quyết")

MANDATED: tuple[Rule, ...] = (
    Summed(
        "taken", _("Tổng số"), ("taken_online", "taken_otherwise", "carried_over"), TAKEN, _("Cột (4) + (5) + (6).")
    ),
    Counted(
        "taken_online",
        _("Trực tuyến"),
        ("received",),
        TAKEN,
        ACCEPTED & Q(channel=Channel.ONLINE),
        sentence=_("Hồ sơ nộp trực tuyến, được tiếp nhận trong kỳ."),
    ),
    Counted(
        "taken_otherwise",
        _("Trực tiếp, bưu chính"),
        ("received",),
        TAKEN,
        ACCEPTED & ~Q(channel=Channel.ONLINE),
        sentence=_("Hồ sơ nộp trực tiếp hoặc qua bưu chính công ích, được tiếp nhận trong kỳ."),
    ),
    Counted(
        "carried_over",
        _("Từ kỳ trước"),
        ("carried_over",),
        TAKEN,
        sentence=_("Hồ sơ tiếp nhận trước kỳ báo cáo, chưa kết thúc khi kỳ bắt đầu."),
    ),
    Summed(
        "settled",
        _("Tổng số"),
        ("settled_early", "settled_on_time", "settled_late", "settled_undated"),
        SETTLING,
        _("Hồ sơ đã có kết quả, và hồ sơ dừng hoặc rút sau khi tiếp nhận, tính vào ngày thông báo."),
    ),
    Counted(
        "settled_early",
        _("Trước hạn"),
        SETTLED,
        SETTLING,
        ACCEPTED & EARLY,
        sentence=_("Kết thúc trước ngày hẹn trả."),
    ),
    Counted(
        "settled_on_time",
        _("Đúng hạn"),
        SETTLED,
        SETTLING,
        ACCEPTED & KEPT & Q(finished_on__gte=F("original_due_on")),
        sentence=_("Kết thúc trong ngày hẹn trả, không quá giờ hẹn với thời hạn tính theo giờ."),
    ),
    Counted("settled_late", _("Quá hạn"), SETTLED, SETTLING, ACCEPTED & LATE, sentence=_("Kết thúc sau hạn.")),
    Counted(
        "settled_undated",
        _("Không rõ hạn"),
        SETTLED,
        SETTLING,
        ACCEPTED & UNDATED,
        is_rare=True,
        sentence=_("Hồ sơ chuyển từ hệ thống cũ không ghi ngày hẹn trả: không tính là đúng hạn."),
    ),
    Summed(
        "open",
        _("Tổng số"),
        ("open_in_time", "open_overdue", "open_undated"),
        OPEN,
        _("Hồ sơ chưa kết thúc vào cuối kỳ."),
    ),
    Counted(
        "open_in_time",
        _("Trong hạn"),
        ("in_time", "paused"),
        OPEN,
        sentence=_("Hồ sơ chưa kết thúc, còn hạn, kể cả hồ sơ chờ người nộp bổ sung hoặc nộp tiền."),
    ),
    Counted(
        "open_overdue", _("Quá hạn"), ("overdue",), OPEN, sentence=_("Hồ sơ chưa kết thúc và đã quá hạn vào cuối kỳ.")
    ),
    Counted(
        "open_undated",
        _("Không rõ hạn"),
        ("open_undated",),
        OPEN,
        is_rare=True,
        sentence=_("Hồ sơ chuyển từ hệ thống cũ, chưa kết thúc, không ghi ngày hẹn trả."),
    ),
)

MANDATED_BALANCES = (
    Balance(_("Tiếp nhận (3) = đã giải quyết (7) + đang giải quyết (11)"), ("taken",), ("settled", "open")),
)
MANDATED_CONTINUITY = Continuity(
    _("Từ kỳ trước (6) = đang giải quyết (11) của báo cáo kỳ trước"), ("carried_over",), ("open",)
)

SETTLEMENT_BY_SECTOR = CountedTable(Key.SECTOR, MANDATED, MANDATED_BALANCES, MANDATED_CONTINUITY)
SETTLEMENT_BY_AGENCY = CountedTable(Key.AGENCY, MANDATED, MANDATED_BALANCES, MANDATED_CONTINUITY)


# ── Our own bulletin ─────────────────────────────────────────────────────────────────────
RECEIVED, RESOLVED = pgettext_lazy("chỉ tiêu", "Tiếp nhận"), _("Đã giải quyết")

CAME: tuple[Rule, ...] = (
    Summed("in_all", _("Tổng số"), ("carried_over", "received"), RECEIVED),
    Counted("carried_over", _("Kỳ trước"), ("carried_over",), RECEIVED),
    Counted("received", _("Trong kỳ"), ("received",), RECEIVED),
)
RESULTS: tuple[Rule, ...] = (
    Summed("resolved", _("Tổng số"), ("early", "on_time", "late", "undated"), RESOLVED),
    Counted("early", _("Trước hạn"), ("early",), RESOLVED),
    Counted("on_time", _("Đúng hạn"), ("on_time",), RESOLVED),
    Counted("late", _("Trễ hạn"), ("late",), RESOLVED),
    Counted("undated", _("Không rõ hạn"), ("undated",), RESOLVED, is_rare=True),
)
STANDING: tuple[Rule, ...] = (
    Summed("in_progress", _("Tổng số"), ("in_time", "overdue", "open_undated"), OPEN),
    Counted("in_time", _("Trong hạn"), ("in_time",), OPEN),
    Counted("overdue", _("Quá hạn"), ("overdue",), OPEN),
    Counted("open_undated", _("Không rõ hạn"), ("open_undated",), OPEN, is_rare=True),
    Counted("paused", _("Tạm dừng"), ("paused",)),
)
OTHERWISE_ENDED: tuple[Rule, ...] = tuple(
    Counted(key, label, (key,), _("Không giải quyết"))
    for key, label in (("refused", _("Từ chối")), ("withdrawn", _("Rút")), ("discontinued", _("Dừng")))
)
KEPT_RATE: tuple[Rule, ...] = (
    Rated(
        "kept_rate", _("Đúng và trước hạn"), ("early", "on_time"), ("resolved",), law="Thông tư 01/2018/TT-VPCP Điều 13"
    ),
)
SHARES: tuple[Rule, ...] = tuple(
    Rated(f"{key}_share", label, (key,), ("resolved",), _("Trong số đã giải quyết"), unit=Unit.SHARE)
    for key, label in (("early", _("Trước hạn")), ("on_time", _("Đúng hạn")), ("late", _("Trễ hạn")))
)
ELAPSED: tuple[Rule, ...] = (
    Elapsed("median_days", _("Trung vị"), "median", _("Số ngày từ tiếp nhận đến kết thúc")),
    Elapsed("p90_days", _("9 trên 10 hồ sơ"), "p90", _("Số ngày từ tiếp nhận đến kết thúc")),
)

ONLINE: tuple[Rule, ...] = (
    Counted(
        "received_online",
        _("Nộp trực tuyến"),
        ("received",),
        _("Trong số tiếp nhận trong kỳ"),
        Q(channel=Channel.ONLINE),
    ),
    Rated(
        "online_rate",
        _("Tỷ lệ nộp trực tuyến"),
        ("received_online",),
        ("received",),
        _("Trong số tiếp nhận trong kỳ"),
    ),
)

BULLETIN_BALANCES = (
    Balance(
        _("Kỳ trước chuyển sang + tiếp nhận = đã giải quyết + đang giải quyết + tạm dừng + từ chối + rút + dừng"),
        ("in_all",),
        ("resolved", "in_progress", "paused", "refused", "withdrawn", "discontinued"),
    ),
)
BULLETIN_CONTINUITY = Continuity(
    _("Kỳ trước chuyển sang = đang giải quyết + tạm dừng của báo cáo kỳ trước"),
    ("carried_over",),
    ("in_progress", "paused"),
)
WHOLE: tuple[Rule, ...] = (*CAME, *RESULTS, *STANDING, *OTHERWISE_ENDED, *KEPT_RATE)


def bulletin(by: Key, *more: Rule) -> CountedTable:
    """Return our own table, broken down by a key; every one of them balances in the same way."""
    return CountedTable(by, (*WHOLE, *more), BULLETIN_BALANCES, BULLETIN_CONTINUITY)
