"""Comparing ways of submission: limits and fees; what changes alike in several ways is said once. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.differences.aligning import paired
from procedures.differences.rows import column_words
from procedures.differences.telling import Difference, Kind, Section
from procedures.durations import limit_words
from procedures.fees import amount_words
from procedures.limits import Limit, LimitUnit
from procedures.models import Channel, FeeKind

Row = Mapping[str, Any]

HOW = {
    Channel.IN_PERSON: gettext_lazy("trực tiếp"),
    Channel.ONLINE: gettext_lazy("trực tuyến"),
    Channel.POSTAL: gettext_lazy("qua bưu chính công ích"),
}

UNITS = {
    LimitUnit.WORKING_DAY: gettext_lazy("ngày"),
    LimitUnit.CALENDAR_DAY: gettext_lazy("ngày"),
    LimitUnit.WORKING_HOUR: gettext_lazy("giờ"),
    LimitUnit.MONTH: gettext_lazy("tháng"),
}

FEE_COLUMNS = {
    "condition": gettext_lazy("trường hợp"),
    "exemption": gettext_lazy("miễn, giảm"),
    "legal_basis": gettext_lazy("căn cứ"),
    "name": gettext_lazy("tên gọi"),
    "kind": gettext_lazy("loại"),
    "text": gettext_lazy("nguyên văn"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """A difference in one way; `subject` leaves a place (%s) for how one submits."""

    section: Section
    kind: Kind
    subject: str
    before: str = ""
    after: str = ""
    remark: str = ""


def of_ways(before: Sequence[Row], after: Sequence[Row]) -> Iterator[Difference]:
    """Tell what differs between two lists of ways."""
    channels: dict[Found, list[str]] = {}
    for was, became in paired(before, after, key=lambda way: way["channel"], text=lambda _way: ""):
        way = became or was or {}
        for found in _of_way(was, became):
            channels.setdefault(found, []).append(str(HOW.get(way["channel"], way["channel"])))
    for found, hows in channels.items():
        subject = found.subject % ", ".join(hows)
        yield Difference(found.section, found.kind, subject, found.before, found.after, found.remark)


def _of_way(was: Row | None, became: Row | None) -> Iterator[Found]:
    if was is None and became is not None:
        yield Found(Section.LIMITS, Kind.ADDED, _("hình thức nộp %s"), after=_terms(became))
    elif became is None and was is not None:
        yield Found(Section.LIMITS, Kind.REMOVED, _("hình thức nộp %s"), before=_terms(was))
    elif was is not None and became is not None:
        if was["note"] != became["note"]:
            notes = column_words("note", was["note"]), column_words("note", became["note"])
            yield Found(Section.LIMITS, Kind.CHANGED, _("hướng dẫn nộp %s"), *notes)
        yield from _of_limits(was["limits"], became["limits"])
        yield from _of_fees(was["fees"], became["fees"])


def _terms(way: Row) -> str:
    limits = [_limit(limit) for limit in way["limits"]] or [_("chưa có thời hạn")]
    fees = [f"{fee['name']} {amount_words(fee['amount'], text=fee['text'])}" for fee in way["fees"]]
    return "; ".join([*limits, *(fees or [_("không thu phí, lệ phí")])])


# ── Limits ───────────────────────────────────────────────────────────────────────────────────────


def _of_limits(before: Sequence[Row], after: Sequence[Row]) -> Iterator[Found]:
    for was, became in paired(before, after, key=lambda limit: limit["condition"], text=lambda row: row["condition"]):
        subject = _("thời hạn nộp %s")
        if was is None and became is not None:
            yield Found(Section.LIMITS, Kind.ADDED, subject, after=_limit(became))
        elif became is None and was is not None:
            yield Found(Section.LIMITS, Kind.REMOVED, subject, before=_limit(was))
        elif was is not None and became is not None:
            yield _of_limit(subject, was, became)


def _of_limit(subject: str, was: Row, became: Row) -> Found:
    words = _limit(was), _limit(became)
    if words[0] == words[1]:
        texts = column_words("text", was["text"]), column_words("text", became["text"])
        return Found(Section.LIMITS, Kind.CHANGED, _("nguyên văn thời hạn nộp %s"), *texts)
    return Found(Section.LIMITS, Kind.CHANGED, subject, *words, remark=_step(was, became))


def _limit(limit: Row) -> str:
    if limit["amount"] is None:
        words = _("“%s” (chưa đọc được thành số)") % limit["text"]
    else:
        try:
            words = limit_words(Limit(Decimal(str(limit["amount"])), LimitUnit(limit["unit"])))
        except ValueError:
            words = f"{limit['amount']} {limit['unit']}"
    return f"{words}, {limit['condition']}" if limit["condition"] else words


def _step(was: Row, became: Row) -> str:
    """Return by how much a limit grew or shrank, where that can be said."""
    unit = became["unit"]
    if was["unit"] != unit or unit not in UNITS or None in (was["amount"], became["amount"]):
        return ""
    step = Decimal(str(became["amount"])) - Decimal(str(was["amount"]))
    words = _("tăng %(step)s %(unit)s") if step > 0 else _("giảm %(step)s %(unit)s")
    return words % {"step": f"{abs(step).normalize():f}".replace(".", ","), "unit": UNITS[unit]} if step else ""


# ── Fees ─────────────────────────────────────────────────────────────────────────────────────────


def _of_fees(before: Sequence[Row], after: Sequence[Row]) -> Iterator[Found]:
    pairs = paired(
        before,
        after,
        key=lambda fee: (fee["name"], fee["condition"]),
        text=lambda fee: f"{fee['name']} {fee['condition']}",
    )
    for was, became in pairs:
        if was is None and became is not None:
            yield Found(Section.FEES, Kind.ADDED, _subject(became), after=_fee(became))
        elif became is None and was is not None:
            yield Found(Section.FEES, Kind.REMOVED, _subject(was), before=_fee(was))
        elif was is not None and became is not None:
            yield from _of_fee(was, became)


def _of_fee(was: Row, became: Row) -> Iterator[Found]:
    subject = _subject(became)
    if was["amount"] != became["amount"]:
        words = amount_words(was["amount"], text=was["text"]), amount_words(became["amount"], text=became["text"])
        yield Found(Section.FEES, Kind.CHANGED, subject, *words, remark=_fee_step(was, became))
    for column, label in FEE_COLUMNS.items():
        # The source's words change with the amount; alone they are worth telling.
        is_told_already = column == "text" and was["amount"] != became["amount"]
        if was[column] != became[column] and not is_told_already:
            values = _fee_column(column, was[column]), _fee_column(column, became[column])
            yield Found(Section.FEES, Kind.CHANGED, f"{subject}, {label}", *values)


def _fee_column(column: str, value: Any) -> str:
    return str(FeeKind(value).label) if column == "kind" and value in FeeKind else column_words(column, value)


def _fee_step(was: Row, became: Row) -> str:
    if None in (was["amount"], became["amount"]):
        return ""
    step = became["amount"] - was["amount"]
    words = _("tăng %s") if step > 0 else _("giảm %s")
    return words % amount_words(abs(step), text="")


def _fee(fee: Row) -> str:
    words = amount_words(fee["amount"], text=fee["text"])
    return f"{words}, {fee['condition']}" if fee["condition"] else words


def _subject(fee: Row) -> str:
    """Return what a fee is called in a sentence: its own name where that says what it is."""
    kind = str(FeeKind(fee["kind"]).label).lower() if fee["kind"] in FeeKind else _("khoản thu")
    name = str(fee["name"]).replace("%", "%%")
    subject = name[:1].lower() + name[1:] if name.lower().startswith(("phí", "lệ phí")) else f"{kind} “{name}”"
    return subject + _(" khi nộp %s")
