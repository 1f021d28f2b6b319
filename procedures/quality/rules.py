"""What is checked of each procedure: a table of rules, each a small function that yields what is wrong. Pure.

A rule reads the record and the surroundings that are handed to it; it asks the database nothing.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency
from agencies.vietnamese import normalised
from procedures.durations import limit_words
from procedures.limits import Limit, LimitUnit
from procedures.models import Channel, ServiceLevel
from procedures.quality.findings import Fault, Rule, Severity
from procedures.quality.reading import Subject
from procedures.records import NOT_COMPOSED, Problem, problems_of
from procedures.services.decisions.obstacles import officer_problems
from procedures.services.processes import agency_problems

SMALLEST_FEE = 1000
"""Đồng. Less is nearly always an amount in thousands: the national catalogue prints 700 for 700,000."""

LARGEST_FEE = 1_000_000_000
LOOKALIKES = re.compile("[ÐðƉɖ]")
"""Typed for Đ and đ by old keyboards."""

AN_AMOUNT = re.compile(r"\d[\d.,]*\s*(?:đồng|đ\b|VNĐ|VND)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the catalogue and the house know besides a record."""

    known_codes: frozenset[str]
    agencies: Mapping[str, Agency]
    roles_held: set[tuple[str, int]]
    missing_forms: Mapping[int, str]
    dead_links: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Looked:
    """One procedure with its surroundings and what it lacks to be published: what a rule looks at."""

    subject: Subject
    around: Surroundings
    gaps: list[Problem]

    @property
    def record(self) -> dict[str, Any]:
        """The record."""
        return self.subject.record


Faults = Iterator[Fault]


def _faults(problems: list[Problem]) -> Faults:
    yield from (Fault(problem.where, problem.text) for problem in problems)


# ── What is missing ──────────────────────────────────────────────────────────────────────────────


def no_legal_basis(looked: Looked) -> Faults:
    """A procedure rests on at least one legal text. Law: Nghị định 63/2010/NĐ-CP Điều 8."""
    if not looked.record["legal_bases"]:
        yield Fault("legal_bases", _("Chưa có căn cứ pháp lý nào."))


def no_limit(looked: Looked) -> Faults:
    """Each way of submission has a time limit."""
    if not looked.record["ways"]:
        yield Fault("ways", _("Chưa có cách nộp nào, nên cũng chưa có thời hạn."))
    yield from _faults([gap for gap in looked.gaps if gap.where.endswith(".limits")])


def unread_limit(looked: Looked) -> Faults:
    """A limit that is only words promises nothing."""
    yield from _faults([gap for gap in looked.gaps if gap.where.endswith(".amount")])


def unread_fee(looked: Looked) -> Faults:
    """A fee that is only words cannot be collected."""
    for where, fee in _fees(looked.record):
        if fee["amount"] is None and fee["text"]:
            yield Fault(where, _("Mức thu chưa đọc được: “%(text)s”.") % {"text": fee["text"][:160]})


def incomplete(looked: Looked) -> Faults:
    """What else a published procedure must have."""
    others = ("name", "sector", "level", "audience", "results")
    yield from _faults([gap for gap in looked.gaps if gap.where in others])


def unstated_level(looked: Looked) -> Faults:
    """The level of the online service is known."""
    if looked.record["service_level"] == ServiceLevel.UNSTATED:
        yield Fault("service_level", _("Chưa chọn mức độ dịch vụ công trực tuyến."))


def not_compared(looked: Looked) -> Faults:
    """What a file brought is compared with the decision by somebody."""
    if looked.subject.awaits_comparison:
        yield Fault("", _("Nội dung lấy từ tệp, chưa ai đối chiếu với quyết định công bố."))


# ── What looks wrong ─────────────────────────────────────────────────────────────────────────────


def unclean_text(looked: Looked) -> Faults:
    """Texts are in NFC, with single spaces and nothing invisible."""
    for where, text in _texts(looked.record):
        if not is_clean(text):
            shown = " ".join(text.split())[:80]
            yield Fault(where, _("“%(text)s” có khoảng trắng thừa, ký tự ẩn hoặc chưa ở dạng NFC.") % {"text": shown})


def contradiction(looked: Looked) -> Faults:
    """A record does not contradict itself: limits and processes fit, every stage can be reached."""
    problems = problems_of(looked.record, complete=False)
    yield from _faults([problem for problem in problems if problem.text != NOT_COMPOSED])


def suspicious_fee(looked: Looked) -> Faults:
    """An amount is one that somebody may really have to pay."""
    for where, fee in _fees(looked.record):
        amount, words = fee["amount"], " ".join((fee["name"], fee["condition"], fee["text"]))
        if amount is not None and 0 < amount < SMALLEST_FEE:
            text = _("Mức thu %(amount)s đồng quá nhỏ; có thể nguồn ghi theo nghìn đồng.")
            yield Fault(where, text % {"amount": amount})
        elif amount is not None and amount > LARGEST_FEE:
            yield Fault(where, _("Mức thu %(amount)s đồng quá lớn.") % {"amount": amount})
        elif amount == 0 and (found := AN_AMOUNT.search(words)):
            yield Fault(where, _("Ghi miễn phí nhưng nội dung có nêu %(amount)s.") % {"amount": found[0]})


def different_limits(looked: Looked) -> Faults:
    """Where the usual limit differs between channels, a case or a note says why."""
    usual = [(way, way["limits"][0]) for way in looked.record["ways"] if way["limits"]]
    read = [(way, limit) for way, limit in usual if limit["amount"] is not None]
    if len({(limit["amount"], limit["unit"]) for _way, limit in read}) < 2:
        return
    if any(way["note"] or limit["condition"] for way, limit in read):
        return
    words = "; ".join(f"{Channel(way['channel']).label}: {_limit_words(limit)}" for way, limit in read)
    yield Fault("ways", _("Thời hạn khác nhau giữa các cách nộp mà không ghi lý do (%(limits)s).") % {"limits": words})


def one_sided_level(looked: Looked) -> Faults:
    """An online way and the level of the online service tell the same."""
    channels = {way["channel"] for way in looked.record["ways"]}
    level = ServiceLevel(looked.record["service_level"])
    if level in (ServiceLevel.INFORMATION, ServiceLevel.LEVEL_2) and Channel.ONLINE in channels:
        text = _("Có cách nộp trực tuyến nhưng mức độ chỉ là “%(level)s”.")
        yield Fault("service_level", text % {"level": level.label})
    offers = (ServiceLevel.FULL, ServiceLevel.PARTIAL, ServiceLevel.LEVEL_4, ServiceLevel.LEVEL_3)
    if level in offers and Channel.ONLINE not in channels:
        text = _("Mức độ là “%(level)s” nhưng không có cách nộp trực tuyến.")
        yield Fault("service_level", text % {"level": level.label})


# ── What leads nowhere ───────────────────────────────────────────────────────────────────────────


def no_process(looked: Looked) -> Faults:
    """What is taken in is carried out by somebody, along a process."""
    record = looked.record
    if not record["taken_in_at_centre"]:
        return
    if not record["agencies"]:
        yield Fault("agencies", _("Tiếp nhận tại bộ phận một cửa nhưng chưa có cơ quan thực hiện."))
    elif not record["processes"]:
        yield Fault("processes", _("Tiếp nhận tại bộ phận một cửa nhưng chưa có quy trình nội bộ."))


def unfit_agency(looked: Looked) -> Faults:
    """Agencies are in service, and four steps at the centre have a second seal there."""
    yield from _faults(agency_problems(looked.record, looked.around.agencies))


def no_officer(looked: Looked) -> Faults:
    """Each stage has somebody who holds its role at its unit."""
    yield from _faults(list(officer_problems(looked.record, looked.around.agencies, looked.around.roles_held)))


def dead_related(looked: Looked) -> Faults:
    """Related procedures are in the catalogue."""
    for place, code in enumerate(looked.record["related"]):
        if code not in looked.around.known_codes:
            yield Fault(f"related.{place}", _("Thủ tục liên quan %(code)s không có trong danh mục.") % {"code": code})


def dead_form(looked: Looked) -> Faults:
    """The file of a form can be downloaded."""
    for form in looked.subject.form_templates:
        if form in looked.around.missing_forms:
            name = looked.around.missing_forms[form]
            yield Fault("required_documents", _("Tệp biểu mẫu “%(name)s” không còn trong kho.") % {"name": name})


def dead_link(looked: Looked) -> Faults:
    """The address of a legal text is one, and answers where it has been tried."""
    for place, basis in enumerate(looked.record["legal_bases"]):
        url = basis["url"]
        if url and urlsplit(url).scheme not in ("http", "https"):
            yield Fault(f"legal_bases.{place}", _("“%(url)s” không phải là địa chỉ trang web.") % {"url": url})
        elif reason := looked.around.dead_links.get(url):
            words = {"url": url, "reason": reason}
            yield Fault(f"legal_bases.{place}", _("Không mở được %(url)s: %(reason)s.") % words)


DECIDE = gettext_lazy("Sửa bằng một quyết định sửa đổi, bổ sung.")

RULES: tuple[Rule[Looked, Fault], ...] = (
    Rule("contradiction", Severity.ERROR, gettext_lazy("Tự mâu thuẫn"), DECIDE, contradiction),
    Rule(
        "no_process",
        Severity.ERROR,
        gettext_lazy("Tiếp nhận mà không ai giải quyết"),
        gettext_lazy("Ghi cơ quan thực hiện và quy trình nội bộ, hoặc ghi là không tiếp nhận kèm lý do."),
        no_process,
    ),
    Rule(
        "unfit_agency",
        Severity.ERROR,
        gettext_lazy("Cơ quan hoặc con dấu không còn"),
        gettext_lazy("Chuyển cho cơ quan đang hoạt động, đăng ký con dấu thứ hai, hoặc bỏ bốn bước tại trung tâm."),
        unfit_agency,
    ),
    Rule(
        "no_officer",
        Severity.ERROR,
        gettext_lazy("Bước không có người làm"),
        gettext_lazy("Bố trí người giữ vai trò đó, hoặc giao bước cho đơn vị khác."),
        no_officer,
    ),
    Rule(
        "no_limit",
        Severity.ERROR,
        gettext_lazy("Thiếu thời hạn"),
        gettext_lazy("Ghi thời hạn của từng cách nộp."),
        no_limit,
    ),
    Rule(
        "unread_limit",
        Severity.ERROR,
        gettext_lazy("Thời hạn chưa đọc được"),
        gettext_lazy("Ghi số và đơn vị theo quyết định công bố."),
        unread_limit,
    ),
    Rule(
        "no_legal_basis",
        Severity.ERROR,
        gettext_lazy("Thiếu căn cứ pháp lý"),
        gettext_lazy("Ghi số, tên, điều khoản của văn bản."),
        no_legal_basis,
    ),
    Rule(
        "one_sided_level",
        Severity.ERROR,
        gettext_lazy("Mức độ trực tuyến không khớp cách nộp"),
        gettext_lazy("Thêm cách nộp trực tuyến hoặc chọn lại mức độ."),
        one_sided_level,
    ),
    Rule(
        "dead_form",
        Severity.ERROR,
        gettext_lazy("Mất tệp biểu mẫu"),
        gettext_lazy("Đính kèm lại tệp biểu mẫu."),
        dead_form,
    ),
    Rule("incomplete", Severity.ERROR, gettext_lazy("Thiếu nội dung bắt buộc"), DECIDE, incomplete),
    Rule(
        "unclean_text",
        Severity.ERROR,
        gettext_lazy("Văn bản có ký tự thừa"),
        gettext_lazy("Mở ra và lưu lại: hệ thống tự làm sạch khi lưu."),
        unclean_text,
    ),
    Rule(
        "dead_link",
        Severity.WARNING,
        gettext_lazy("Liên kết không mở được"),
        gettext_lazy("Sửa hoặc bỏ địa chỉ toàn văn của căn cứ pháp lý."),
        dead_link,
    ),
    Rule(
        "unread_fee",
        Severity.WARNING,
        gettext_lazy("Mức thu chưa đọc được"),
        gettext_lazy("Ghi mức thu bằng số theo quyết định công bố."),
        unread_fee,
    ),
    Rule(
        "suspicious_fee",
        Severity.WARNING,
        gettext_lazy("Mức thu đáng ngờ"),
        gettext_lazy("So với văn bản quy định mức thu, sửa nếu sai."),
        suspicious_fee,
    ),
    Rule(
        "different_limits",
        Severity.WARNING,
        gettext_lazy("Thời hạn khác nhau không rõ lý do"),
        gettext_lazy("Ghi lý do vào mô tả của cách nộp hoặc trường hợp của thời hạn, hoặc sửa cho bằng nhau."),
        different_limits,
    ),
    Rule(
        "unstated_level",
        Severity.WARNING,
        gettext_lazy("Chưa rõ mức độ trực tuyến"),
        gettext_lazy("Chọn toàn trình, một phần hoặc cung cấp thông tin, kèm lý do nếu chưa toàn trình."),
        unstated_level,
    ),
    Rule(
        "dead_related",
        Severity.WARNING,
        gettext_lazy("Thủ tục liên quan không có"),
        gettext_lazy("Sửa mã hoặc bỏ khỏi danh sách liên quan."),
        dead_related,
    ),
    Rule(
        "not_compared",
        Severity.WARNING,
        gettext_lazy("Chưa đối chiếu"),
        gettext_lazy("Mở trang thủ tục, so với quyết định công bố rồi xác nhận đã đối chiếu."),
        not_compared,
    ),
)


def _fees(record: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for place, way in enumerate(record["ways"]):
        for nth, fee in enumerate(way["fees"]):
            yield f"ways.{place}.fees.{nth}", fee


def is_clean(text: str) -> bool:
    """Say whether a text is as `agencies.vietnamese.normalised` would leave it; most texts are, and are passed fast."""
    lines = (text,) if text.isprintable() else text.split("\n")
    looks_clean = all(line.isprintable() and "  " not in line and line == line.strip() for line in lines)
    if looks_clean and unicodedata.is_normalized("NFC", text) and not LOOKALIKES.search(text):
        return True
    return text == normalised(text)


def _limit_words(limit: dict[str, Any]) -> str:
    return limit_words(Limit(Decimal(str(limit["amount"])), LimitUnit(limit["unit"])))


def _texts(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every text of a record with its path."""
    waiting: list[tuple[str, Any]] = [("", record)]
    while waiting:
        where, value = waiting.pop()
        if isinstance(value, str):
            yield where, value
        elif isinstance(value, dict):
            waiting += [(f"{where}.{name}" if where else name, part) for name, part in value.items() if part]
        elif isinstance(value, list):
            waiting += [(f"{where}.{place}", part) for place, part in enumerate(value)]
