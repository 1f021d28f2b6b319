"""Comparing two records, part by part. Pure.

Whatever part is unequal is told at least once: where no rule has words for it, its order has changed.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Level
from procedures.differences.aligning import paired
from procedures.differences.processes import of_processes
from procedures.differences.rows import ROWS, of_rows
from procedures.differences.telling import Difference, Kind, Section
from procedures.differences.ways import of_ways
from procedures.life_events import LifeEvent
from procedures.models import Audience, ServiceLevel
from procedures.records import EVERY_COMMUNE, Record
from procedures.records.canonical import canonical

Names = Mapping[str, str]

TEXTS = {
    "code": (Section.GENERAL, gettext_lazy("mã thủ tục")),
    "name": (Section.GENERAL, gettext_lazy("tên thủ tục")),
    "sector": (Section.GENERAL, gettext_lazy("lĩnh vực")),
    "category": (Section.GENERAL, gettext_lazy("loại thủ tục")),
    "summary": (Section.GENERAL, gettext_lazy("tóm tắt")),
    "promulgation": (Section.GENERAL, gettext_lazy("quyết định công bố")),
    "service_level": (Section.GENERAL, gettext_lazy("mức độ dịch vụ công trực tuyến")),
    "service_level_reason": (Section.GENERAL, gettext_lazy("lý do chưa toàn trình")),
    "taken_in_at_centre": (Section.AGENCIES, gettext_lazy("tiếp nhận tại bộ phận một cửa")),
    "not_taken_in_reason": (Section.AGENCIES, gettext_lazy("lý do không tiếp nhận tại bộ phận một cửa")),
    "reception_address": (Section.AGENCIES, gettext_lazy("địa chỉ tiếp nhận")),
    "four_step": (Section.AGENCIES, gettext_lazy("thực hiện bốn bước tại trung tâm")),
    "sets": (Section.DOCUMENTS, gettext_lazy("số bộ hồ sơ")),
    "source_note": (Section.NOTES, gettext_lazy("ghi chú của người biên tập")),
}
"""Parts that are one value."""

SETS = {
    "level": (Section.GENERAL, gettext_lazy("cấp thực hiện"), dict(Level.choices)),
    "audience": (Section.GENERAL, gettext_lazy("đối tượng thực hiện"), dict(Audience.choices)),
    "life_events": (Section.GENERAL, gettext_lazy("sự kiện trong đời"), dict(LifeEvent.choices)),
    "related": (Section.GENERAL, gettext_lazy("thủ tục liên quan"), {}),
    "agencies": (Section.AGENCIES, gettext_lazy("cơ quan giải quyết"), {}),
    "keywords": (Section.NOTES, gettext_lazy("từ khóa"), {}),
}
"""Parts that are lists of short values, with their labels."""

PARAGRAPHS = {
    "steps": (Section.STEPS, gettext_lazy("bước")),
    "conditions": (Section.CONDITIONS, gettext_lazy("yêu cầu, điều kiện")),
}
"""Parts that are lists of paragraphs."""

WHOLE = {
    "declaration": (Section.DOCUMENTS, gettext_lazy("tờ khai điện tử")),
    "ways": (Section.LIMITS, gettext_lazy("hình thức nộp, thời hạn, phí, lệ phí")),
    "processes": (Section.PROCESSES, gettext_lazy("quy trình nội bộ")),
}


def differences(old: Record, new: Record, *, names: Names | None = None) -> list[Difference]:
    """Return what a citizen or an officer would notice between two records, in the order of `Section`.

    `names` are the names of agencies by code. Records whose canonical forms are equal have no differences, and others
    have at least one.
    """
    before, after, names = canonical(old), canonical(new), names or {}
    found = []
    for key in after:
        if before[key] != after[key]:
            found += list(_of_part(key, before[key], after[key], names)) or [_reordered(key)]
    order = list(Section)
    return sorted(found, key=lambda difference: order.index(difference.section))


def _of_part(key: str, before: Any, after: Any, names: Names) -> Iterator[Difference]:
    if key in TEXTS:
        section, subject = TEXTS[key]
        yield changed(section, str(subject), _value_words(key, before), _value_words(key, after))
    elif key in SETS:
        yield from _of_set(key, before, after, names)
    elif key in PARAGRAPHS:
        section, subject = PARAGRAPHS[key]
        for was, became in paired(before, after, key=lambda text: text, text=lambda text: text):
            yield changed(section, str(subject), was or "", became or "")
    elif key in ROWS:
        yield from of_rows(ROWS[key], before, after)
    elif key == "declaration":
        yield from _of_declaration(before, after)
    elif key == "ways":
        yield from of_ways(before, after)
    elif key == "processes":
        yield from of_processes(before, after, names)


def _of_declaration(before: list[Any], after: list[Any]) -> Iterator[Difference]:
    """Tell of each question that came, went or was worded anew; the rest of a change counts as one."""
    section, subject = WHOLE["declaration"]
    was, became = ([question for part in parts for question in part["questions"]] for parts in (before, after))
    found = False
    for old, new in paired(was, became, key=lambda question: question["name"], text=lambda question: question["label"]):
        if (old and old["label"]) != (new and new["label"]):
            found = True
            words = old["label"] if old else "", new["label"] if new else ""
            yield changed(section, _("câu hỏi của tờ khai điện tử"), *words)
    if not found:
        counts = len(was), len(became)
        yield Difference(
            section, Kind.CHANGED, str(subject), *(_("%(count)s câu hỏi") % {"count": count} for count in counts)
        )


def changed(section: Section, subject: str, before: str, after: str) -> Difference:
    """Return the difference between two texts, one of which may be missing."""
    kind = Kind.CHANGED if before and after else Kind.ADDED if after else Kind.REMOVED
    return Difference(section, kind, subject, before, after)


def _of_set(key: str, before: list[str], after: list[str], names: Names) -> Iterator[Difference]:
    section, subject, labels = SETS[key]
    words = {value: str(label) for value, label in labels.items()}
    if key == "agencies":
        words |= {**names, EVERY_COMMUNE: _("mọi xã, phường")}
    for value in after:
        if value not in before:
            yield Difference(section, Kind.ADDED, str(subject), after=words.get(value, value))
    for value in before:
        if value not in after:
            yield Difference(section, Kind.REMOVED, str(subject), before=words.get(value, value))


def _reordered(key: str) -> Difference:
    section, subject = _named(key)
    return Difference(section, Kind.MOVED, subject)


def _named(key: str) -> tuple[Section, str]:
    if key in ROWS:
        return ROWS[key].section, str(ROWS[key].noun)
    if key in SETS:
        return SETS[key][0], str(SETS[key][1])
    section, subject = {**TEXTS, **PARAGRAPHS, **WHOLE}.get(key, (Section.GENERAL, key))
    return section, str(subject)


def _value_words(key: str, value: Any) -> str:
    if key == "promulgation":
        return str(value["number"])
    if key == "service_level" and value in ServiceLevel:
        return str(ServiceLevel(value).label)
    if isinstance(value, bool):
        return _("có") if value else _("không")
    return str(value)
