"""The province's own words for notices: which facts a kind knows, how words name them, what stands in their place.

A wording names a fact as `{{ name }}` or `%(name)s`; both are replaced by plain text and nothing else is ever run. What
a kind knows is read from the words that ship, so that the two cannot part.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.kinds import RULES, Audience, Kind, To
from exchange.models import NoticeWording

NAMED = re.compile(r"\{\{\s*(\w+)\s*\}\}|%\((\w+)\)s")
"""A fact in a wording."""

BROKEN = re.compile(r"\{\{|\}\}|\{%|%\}|%\(")
"""What is left of a fact that was not closed, or of a language that wordings do not speak."""

DOSSIERLESS = (To.PERSON, To.OFFICERS, To.ADMINISTRATORS)

FACTS: Mapping[str, tuple[Any, str]] = {
    "name": (gettext_lazy("họ tên người nhận"), "Nguyễn Văn An"),
    "province_name": (gettext_lazy("tên tỉnh"), ""),
    "link": (gettext_lazy("địa chỉ trang"), "https://vidu.vn/ho-so/H98.03-260302-0001/"),
    "code": (gettext_lazy("mã hồ sơ"), "H98.03-260302-0001"),
    "procedure": (gettext_lazy("tên thủ tục"), "Cấp chứng chỉ hành nghề đấu giá"),
    "agency": (gettext_lazy("cơ quan"), "Sở Tư pháp"),
    "office": (gettext_lazy("nơi tiếp nhận"), "Trung tâm Phục vụ hành chính công"),
    "office_address": (gettext_lazy("địa chỉ nơi tiếp nhận"), "Số 2, đường Hùng Vương"),
    "office_phone": (gettext_lazy("điện thoại nơi tiếp nhận"), "0235 381 2345"),
    "happened": (gettext_lazy("thời điểm của việc"), "08:30 ngày 02/03/2026"),
    "due": (gettext_lazy("ngày hẹn trả"), "ngày 09/03/2026"),
    "old_due": (gettext_lazy("ngày hẹn trước"), "ngày 06/03/2026"),
    "new_due": (gettext_lazy("ngày hẹn mới"), "ngày 13/03/2026"),
    "answer_due": (gettext_lazy("hạn trả lời"), "17:00 ngày 12/03/2026"),
    "judge_due": (gettext_lazy("hạn xem xét"), "17:00 ngày 04/03/2026"),
    "reason": (gettext_lazy("lý do"), "Tờ khai chưa ký tên."),
    "cause": (gettext_lazy("nguyên nhân"), "Chờ ý kiến phối hợp"),
    "legal_ground": (gettext_lazy("căn cứ pháp lý"), "Nghị định số 118/2025/NĐ-CP"),
    "number": (gettext_lazy("số văn bản hoặc mã số"), "01/2026"),
    "papers": (gettext_lazy("danh sách giấy tờ"), "- Tờ khai: chưa ký tên"),
    "obligations": (gettext_lazy("danh sách khoản phải nộp"), "- Lệ phí trước bạ: 1.250.000 đồng"),
    "item_code": (gettext_lazy("số hiệu bưu gửi"), "EH000000001VN"),
    "share": (gettext_lazy("phần thời hạn đã dùng, phần trăm"), "80"),
    "channel": (gettext_lazy("cách gửi thông báo"), "SMS"),
    "error": (gettext_lazy("lỗi"), "Nhà mạng không trả lời."),
    "giver": (gettext_lazy("người ủy quyền"), "Trần Thị Bình"),
    "valid_to": (gettext_lazy("ngày hết hạn"), "31/12/2026"),
    "status_words": (gettext_lazy("tình trạng mới"), "đã chuyển cơ quan xử lý"),
    "starts": (gettext_lazy("giờ hẹn"), "08:30 ngày 12/03/2026"),
    "sender": (gettext_lazy("người gửi"), "Vũ Thu Hà"),
    "count": (gettext_lazy("số hồ sơ"), "3"),
    "words": (gettext_lazy("nội dung"), "Đề nghị giải quyết ngay."),
    "what": (gettext_lazy("đối tượng của thông báo"), "Hồ sơ H98.03-260302-0001"),
}
"""What each fact is, and a sample for the preview."""

ALWAYS = ("name", "province_name", "link")
OF_DOSSIER = ("code", "procedure", "agency", "office", "office_address", "office_phone", "happened", "due")


@cache
def known_facts(kind: Kind) -> tuple[str, ...]:
    """Return the facts that the words of a kind may name, in the order in which a page lists them."""
    rule = RULES[kind]
    source: str = _shipped(kind).template.source
    names = set(ALWAYS) | set(re.findall(r"\{\{\s*(\w+)", source)) | set(re.findall(r"for \w+ in (\w+)", source))
    names |= set(re.findall(r"%\((\w+)\)s", f"{rule.subject} {rule.status}"))
    if rule.to not in DOSSIERLESS:
        names |= set(OF_DOSSIER)
    return tuple(name for name in FACTS if name in names)


def unknown_facts(kind: Kind, text: str) -> list[str]:
    """Return the facts that a text names and the kind does not know, each once."""
    named = dict.fromkeys(first or second for first, second in NAMED.findall(text))
    return [name for name in named if name not in known_facts(kind)]


def is_broken(text: str) -> bool:
    """Say whether something in a text begins like a fact and is none."""
    return bool(BROKEN.search(NAMED.sub("", text)))


def filled(text: str, known: Mapping[str, Any]) -> str:
    """Return a wording with its facts in place; what is not known of this notice leaves nothing behind.

    A value is never looked into again, whatever it says.
    """
    return NAMED.sub(lambda match: as_text(known.get(match[1] or match[2])), text)


def as_text(value: Any) -> str:
    """Return a fact as plain text; a list as lines."""
    if value is None or value is False:
        return ""
    if isinstance(value, list | tuple):
        return "\n".join(f"- {_row_text(row)}" for row in value)
    return str(value)


def wording_in_force(kind: str, language: str) -> NoticeWording | None:
    """Return the province's own words, or None where the shipped ones hold; one query."""
    versions = NoticeWording.objects.filter(kind=kind, language=language)
    last = versions.order_by("-version").first()
    return last if last is not None and last.withdrawn_at is None else None


def samples(kind: Kind) -> dict[str, str]:
    """Return a sample of each fact of a kind."""
    return {name: FACTS[name][1] or settings.PROVINCE_NAME for name in known_facts(kind)}


def shipped_words(kind: Kind, language: str) -> dict[str, str]:
    """Return the words that ship as a wording could say them: facts by name, what is told only sometimes left in."""
    rule = RULES[kind]
    marks: dict[str, Any] = {name: f"{{{{ {name} }}}}" for name in known_facts(kind)}
    for many in ("papers", "obligations"):
        if many in marks:
            marks[many] = [{"name": marks[many], "reason": "", "amount": "", "number": ""}]
    with translation.override(language):
        template: Any = _shipped(kind)
        text: str = template.template.render(Context(marks, autoescape=False))
        subject, status = str(rule.subject), str(rule.status)
    text = re.sub(r"^- (\{\{ (?:papers|obligations) \}\}).*$", r"\1", text, flags=re.MULTILINE)
    lines = [line.rstrip() for line in text.strip().splitlines()]
    body = "\n".join(line for number, line in enumerate(lines) if line or (number and lines[number - 1]))
    as_marks = re.compile(r"%\((\w+)\)s")
    return {
        "subject": as_marks.sub(r"{{ \1 }}", subject),
        "body": body,
        "status": as_marks.sub(r"{{ \1 }}", status),
    }


def languages_of(kind: Kind) -> list[tuple[str, str]]:
    """Return the languages in which a kind is told: officers' notices are in Vietnamese."""
    both = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
    return both if RULES[kind].audience == Audience.CITIZEN else both[:1]


def listed_facts(kind: Kind) -> list[tuple[str, str]]:
    """Return each fact of a kind as a wording names it, with what it is."""
    return [(f"{{{{ {name} }}}}", str(FACTS[name][0])) for name in known_facts(kind)]


def _row_text(row: Any) -> str:
    if not isinstance(row, Mapping):
        return str(row)
    parts: Iterable[Any] = (row.get("name"), row.get("reason") or row.get("amount"))
    return ": ".join(str(part) for part in parts if part)


def _shipped(kind: Kind) -> Any:
    return get_template(f"exchange/notices/{kind}.txt")
