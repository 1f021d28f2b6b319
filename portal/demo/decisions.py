"""Decisions of the demo province: one in force, one that waits for its day, one that is being written."""

from copy import deepcopy
from datetime import date, datetime, timedelta
from typing import Any

import typst
from django.core.files.base import ContentFile

from accounts.models import User
from agencies.uploads import check_upload
from portal.demo.province import PROVINCE, noon_of
from portal.demo.samples import NOTE, SHEET
from procedures.models import ChangeKind, ProcedureChange, Promulgation
from procedures.records import allowed_minutes
from procedures.services import decisions

IN_FORCE_FROM = date(2025, 7, 14)
"""Before the demo's history of dossiers begins, so that all of them have the version of their day."""

SIGNER = "Trần Văn Lâm, Phó Chủ tịch"

BODY = """
#grid(columns: (1fr, 1fr), align: center,
  [*ỦY BAN NHÂN DÂN \\ TỈNH {province}* \\ Số: {number}],
  [*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM* \\ *Độc lập – Tự do – Hạnh phúc*],
)
#v(10mm)
#align(center)[#text(size: 15pt)[*QUYẾT ĐỊNH*] \\ *{title}*]
#v(6mm)
*Điều 1.* Công bố kèm theo Quyết định này các thủ tục hành chính tại Phụ lục. #v(3mm)
*Điều 2.* Quyết định này có hiệu lực từ ngày {day}. #v(3mm)
*Điều 3.* Các cơ quan liên quan chịu trách nhiệm thi hành Quyết định này.
#v(8mm) #align(right)[*KT. CHỦ TỊCH* \\ *PHÓ CHỦ TỊCH* \\ (Đã ký) \\ {signer}]
"""


def issue_earlier_decision() -> Promulgation:
    """Issue the decision that has been in force from the beginning; before any dossier is received."""
    at = noon_of(IN_FORCE_FROM - timedelta(days=7))
    title = "Công bố thủ tục hành chính được cắt giảm thời gian giải quyết của ngành Tư pháp"
    decision = _entered("1180/QĐ-UBND", title, effective_on=IN_FORCE_FROM, at=at)
    _amend(decision, {"1.000802": 8, "1.009832": 12}, at=at)
    return _issue(decision, at=at)


def issue_coming_decision(*, today: date) -> Promulgation:
    """Issue the decision that takes effect next Monday: two limits shortened, one procedure repealed."""
    at = noon_of(today - timedelta(days=3))
    monday = today + timedelta(days=7 - today.weekday())
    title = "Công bố thủ tục hành chính sửa đổi, bị bãi bỏ trong lĩnh vực Bổ trợ tư pháp"
    decision = _entered("2764/QĐ-UBND", title, effective_on=monday, at=at)
    _amend(decision, {"2.001395": 8, "1.002010": 5}, at=at)
    decisions.add_changes(decision, ["1.005464"], kind=ChangeKind.REPEAL, actor=_editor(), at=at)
    return _issue(decision, at=at)


def begin_draft(*, today: date) -> Promulgation:
    """Begin a decision that still lacks its PDF, its signer and most of a new procedure."""
    at = noon_of(today - timedelta(days=1))
    page = decisions.FirstPage(
        number="2801/QĐ-UBND",
        title="Công bố thủ tục hành chính mới ban hành, sửa đổi trong lĩnh vực Tư vấn pháp luật, Luật sư",
        issuer=f"Ủy ban nhân dân tỉnh {PROVINCE}",
        effective_on=today + timedelta(days=35 - today.weekday()),
    )
    decision = decisions.enter(page, actor=_editor(), at=at)
    _amend(decision, {"1.000828": 12}, at=at)
    (new,) = decisions.add_changes(decision, ["1.000404"], kind=ChangeKind.CREATE, actor=_editor(), at=at)
    words = {"name": "Thu hồi thẻ tư vấn viên pháp luật", "sector": "Tư vấn pháp luật", "level": ["province"]}
    _save(new, new.record | words, at=at)
    return decision


def _entered(number: str, title: str, *, effective_on: date, at: datetime) -> Promulgation:
    page = decisions.FirstPage(
        number=number,
        title=title,
        issuer=f"Ủy ban nhân dân tỉnh {PROVINCE}",
        signer=SIGNER,
        issued_on=at.date(),
        effective_on=effective_on,
    )
    decision = decisions.enter(page, actor=_editor(), at=at)
    upload = check_upload(ContentFile(_pdf(page), name="quyet-dinh.pdf"))
    decisions.attach(decision, upload, actor=_editor(), at=at)
    return decision


def _amend(decision: Promulgation, days: dict[str, int], *, at: datetime) -> None:
    """Shorten the usual limit of procedures to so many working days."""
    changes = decisions.add_changes(decision, list(days), kind=ChangeKind.AMEND, actor=_editor(), at=at)
    for change in changes:
        _save(change, _shortened(change.record, days[change.code]), at=at)


def _shortened(record: dict[str, Any], days: int) -> dict[str, Any]:
    shorter = deepcopy(record)
    for way in shorter["ways"]:
        way["limits"][0] |= {"amount": days, "text": ""}
    saved = (allowed_minutes(record) or 0) - (allowed_minutes(shorter) or 0)
    for process in shorter["processes"]:
        longest = max(process["stages"], key=lambda stage: stage["minutes"])
        longest["minutes"] -= saved
    return shorter


def _save(change: ProcedureChange, record: dict[str, Any], *, at: datetime) -> None:
    decisions.save_change(change, record, seen_revision=change.revision, actor=_editor(), at=at)


def _issue(decision: Promulgation, *, at: datetime) -> Promulgation:
    return decisions.issue(decision, seen=decisions.last_event(decision), actor=_editor(), at=at)


def _editor() -> User:
    return User.objects.get(email="mai@demo.test")


def _pdf(page: decisions.FirstPage) -> bytes:
    words = {
        "province": PROVINCE.upper(),
        "number": page.number,
        "title": page.title,
        "day": f"{page.effective_on:%d/%m/%Y}",
        "signer": page.signer.partition(",")[0],
    }
    source = (SHEET + BODY + NOTE).replace("{title}", page.title)
    for name, text in words.items():
        source = source.replace(f"{{{name}}}", text)
    return typst.compile(source.encode(), format="pdf", font_paths=typst.Fonts(include_system_fonts=False))
