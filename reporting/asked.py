"""A question to the facts as it is typed, by a command or a program, and the objects that answer it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.answers import Cell, figures
from reporting.conditions import Scene, midnight
from reporting.periods import Period
from reporting.questions import Key, Question, Where

ALWAYS = (
    "received",
    "carried_over",
    "resolved",
    "early",
    "on_time",
    "late",
    "in_progress",
    "in_time",
    "overdue",
    "paused",
    "refused",
    "withdrawn",
    "discontinued",
)
ONLY_IF_ANY = ("undated", "open_undated")
"""What an imported dossier without due date counts in."""

FIRST_YEAR, LAST_YEAR = 1900, 2999


class Misasked(ValueError):
    """What was typed is no question; `field` names the part that is wrong."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True, slots=True)
class Typed:
    """A question as it was typed: days as YYYY-MM-DD, keys with commas between them; empty where nothing was."""

    first: str
    last: str
    as_of: str = ""
    is_cohort: bool = False
    by: str = ""


def question_of(typed: Typed, *, where: Where | None = None, now: datetime) -> Question:
    """Read what was typed; raises `Misasked` with the field: `from`, `to`, `as_of`, `by`.

    A cohort for which no instant was typed stands as of `now`.
    """
    first, last = _day(typed.first, "from"), _day(typed.last, "to")
    if last < first:
        raise Misasked("to", _("Kỳ báo cáo kết thúc trước khi bắt đầu."))
    as_of = _instant(typed.as_of) if typed.as_of else None
    if typed.is_cohort and as_of is None:
        as_of = now
    question = Question(
        Period(first, last), by=_keys(typed.by), where=where or Where(), as_of=as_of, is_cohort=typed.is_cohort
    )
    if as_of is not None and as_of < Scene(question).opens_at:
        raise Misasked("as_of", _("Thời điểm xét nằm trước kỳ báo cáo."))
    return question


def answer(question: Question) -> Iterator[dict[str, Any]]:
    """Yield the cells of the answer as objects: the keys asked for, the counts, the days of what was resolved."""
    for cell in figures(question, measures=(*ALWAYS, *ONLY_IF_ANY)):
        yield _row(cell)


def _row(cell: Cell) -> dict[str, Any]:
    return {
        **{str(key): value for key, value in cell.keys.items()},
        **{measure: cell.counts[measure] for measure in ALWAYS},
        **{measure: cell.counts[measure] for measure in ONLY_IF_ANY if cell.counts[measure]},
        "median_days": cell.median_days,
        "p90_days": cell.p90_days,
    }


def _keys(text: str) -> tuple[Key, ...]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if unknown := [name for name in names if name not in [*Key]]:
        words = _("Không có chiều “%(name)s”; chọn trong: %(keys)s.") % {"name": unknown[0], "keys": ", ".join(Key)}
        raise Misasked("by", words)
    if len(set(names)) != len(names):
        raise Misasked("by", _("Mỗi chiều phân tích chỉ được nêu một lần."))
    return tuple(Key(name) for name in names)


def _day(text: str, field: str) -> date:
    if not text:
        raise Misasked(field, _("Ông/Bà cho biết ngày này (YYYY-MM-DD)."))
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Misasked(field, _("“%(text)s” không phải là ngày dạng YYYY-MM-DD.") % {"text": text}) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        words = {"year": day.year, "first": FIRST_YEAR, "last": LAST_YEAR}
        raise Misasked(field, _("Năm %(year)s nằm ngoài khoảng %(first)s–%(last)s.") % words)
    return day


def _instant(text: str) -> datetime:
    """Read an instant; without offset it is local, a mere day means its end."""
    try:
        if len(text) == len("2026-11-30"):
            return midnight(date.fromisoformat(text) + timedelta(days=1)) - timedelta(microseconds=1)
        instant = datetime.fromisoformat(text)
        return instant if timezone.is_aware(instant) else timezone.make_aware(instant)
    except (ValueError, OverflowError):
        words = _("“%(text)s” không phải là thời điểm ISO 8601, ví dụ 2026-11-30T17:00:00+07:00.")
        raise Misasked("as_of", words % {"text": text}) from None
