"""The words of a notice in a person's language: a letter, or one short sentence without anything personal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from exchange.channels.contract import ChannelName
from exchange.kinds import Audience, Rule
from exchange.models import Notice, NoticeWording
from exchange.wordings import filled, wording_in_force


@dataclass(frozen=True, slots=True)
class Written:
    """What goes out by a channel."""

    text: str
    subject: str = ""
    parameters: dict[str, str] = field(default_factory=dict)


def written(
    notice: Notice, rule: Rule, facts: Mapping[str, Any], *, channel: ChannelName, language: str, name: str
) -> Written:
    """Return the words of a notice for one channel, in Vietnamese or English; one query, for the province's own."""
    with translation.override(language):
        known = {**facts, **_moments(facts), "name": name, "province_name": settings.PROVINCE_NAME}
        own = wording_in_force(notice.kind, language)
        subject = filled(own.subject, known) if own else str(rule.subject) % known
        if channel in (ChannelName.EMAIL, ChannelName.PERSON):
            return Written(_letter(notice, known, own=own), subject)
        status = filled(own.status, known) if own and own.status else str(facts.get("status") or rule.status) % known
        what = known["what"] if notice.dossier_id is None else _("Hồ sơ %(code)s") % known
        text = _("%(what)s %(status)s. Xem tại %(link)s") % {**known, "what": what, "status": status}
        code = known["code"] if notice.dossier_id else known["number"]
        return Written(text, parameters={"ma_ho_so": code, "trang_thai": status, "link": known["link"]})


def page_of(text: str, *, language: str) -> str:
    """Return a letter's text as a simple page: paragraphs, and lists of the lines that begin with a dash."""
    blocks = []
    for paragraph in text.split("\n\n"):
        lines = [line for line in paragraph.splitlines() if line.strip()]
        if lines:
            is_list = all(line.startswith("- ") for line in lines)
            blocks.append({"is_list": is_list, "lines": [line.removeprefix("- ") for line in lines]})
    return render_to_string("exchange/letter.html", {"blocks": blocks, "language": language})


def moment(at: datetime, *, is_by_day: bool) -> str:
    """Return an instant as people say it in Viet Nam: the day, and the time where it matters."""
    local = timezone.localtime(at)
    if is_by_day:
        return _("ngày %(day)s") % {"day": f"{local:%d/%m/%Y}"}
    return _("%(time)s ngày %(day)s") % {"time": f"{local:%H:%M}", "day": f"{local:%d/%m/%Y}"}


def _letter(notice: Notice, known: Mapping[str, Any], *, own: NoticeWording | None) -> str:
    is_plain = notice.audience == Audience.STAFF or notice.dossier_id is None
    frame = "letter_plain.txt" if is_plain else "letter.txt"
    body = filled(own.body, known) if own else _plain(f"exchange/notices/{notice.kind}.txt", known)
    return _plain(f"exchange/{frame}", {**known, "body": body}) + "\n"


def _plain(name: str, known: Mapping[str, Any]) -> str:
    """Render a text that is no page: nothing is escaped, and no more than one line stays empty."""
    template: Any = get_template(name)
    rendered: str = template.template.render(Context(dict(known), autoescape=False))
    lines = [line.rstrip() for line in rendered.strip().splitlines()]
    return "\n".join(line for number, line in enumerate(lines) if line or (number and lines[number - 1]))


def _moments(facts: Mapping[str, Any]) -> dict[str, str]:
    """Return each instant of the facts as text, under its name without `_at`."""
    is_by_day = bool(facts.get("is_by_day", True))
    return {
        name.removesuffix("_at"): moment(at, is_by_day=is_by_day and name != "happened_at")
        for name, at in facts.items()
        if name.endswith("_at") and isinstance(at, datetime)
    }
