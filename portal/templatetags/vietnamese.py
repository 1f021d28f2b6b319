"""Display filters: numbers, dates, sizes and money as they are written in Vietnam.

Finished text passes unchanged and `None` shows nothing, so that a template need not ask what it was given.
In the English interface the separators and the words are English; the order day/month/year stays.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.numerals import written_number, written_percent

register = template.Library()

WEEKDAYS = [
    gettext_lazy("thứ Hai"),
    gettext_lazy("thứ Ba"),
    gettext_lazy("thứ Tư"),
    gettext_lazy("thứ Năm"),
    gettext_lazy("thứ Sáu"),
    gettext_lazy("thứ Bảy"),
    gettext_lazy("Chủ nhật"),
]
GAP = "…"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _as_text(value: Any) -> str:
    return "" if value is None else str(value)


@register.filter
def vn_number(value: Any, decimals: int = 0) -> str:
    """Write a number with its separators: 49.343, or 1.234,50 with two decimals."""
    return written_number(value, decimals) if _is_number(value) else _as_text(value)


@register.filter
def vn_percent(value: Any, decimals: int = 2) -> str:
    """Write a percentage that is already one: 98.67 becomes 98,67 %."""
    return written_percent(value, decimals) if _is_number(value) else _as_text(value)


@register.filter
def vn_money(value: Any) -> str:
    """Write an amount of whole đồng: 135.000 đồng."""
    if not _is_number(value):
        return _as_text(value)
    return _("%(amount)s đồng") % {"amount": written_number(value, 0)}


@register.filter
def vn_size(value: Any) -> str:
    """Write the size of a file given in bytes: 640 KB, 1,2 MB (1 MB = 1.048.576 bytes, as the upload limit counts)."""
    if not _is_number(value):
        return _as_text(value)
    if value < 1024 * 1024:
        return f"{written_number(max(1, round(value / 1024)) if value else 0, 0)} KB"
    return f"{written_number(value / (1024 * 1024), 1)} MB"


def _local(value: date) -> date:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def vn_day(value: Any) -> str:
    """Write a day without its weekday: 24/11/2026. An aware datetime is taken in local time."""
    return f"{_local(value):%d/%m/%Y}" if isinstance(value, date) else _as_text(value)


@register.filter
def vn_day_of_year(value: Any) -> str:
    """Write the first half of a day, 24/11, for drawings whose width decides whether `vn_year` follows."""
    return f"{_local(value):%d/%m}" if isinstance(value, date) else _as_text(value)


@register.filter
def vn_year(value: Any) -> str:
    """Write the second half of a day: /2026; nothing for text, which `vn_day_of_year` has written whole."""
    return f"{_local(value):/%Y}" if isinstance(value, date) else ""


@register.filter
def vn_date(value: Any) -> str:
    """Write a day as one says it: thứ Ba, 24/11/2026. An aware datetime is taken in local time."""
    if not isinstance(value, date):
        return _as_text(value)
    local = _local(value)
    return f"{WEEKDAYS[local.weekday()]}, {local:%d/%m/%Y}"


@register.filter
def vn_time(value: Any) -> str:
    """Write the time of day: 17:00. An aware datetime is taken in local time."""
    return f"{_local(value):%H:%M}" if isinstance(value, datetime) else _as_text(value)


@register.filter
def vn_datetime(value: Any) -> str:
    """Write a moment: thứ Ba, 24/11/2026, 17:00; a date without a time is written as a date."""
    if not isinstance(value, datetime):
        return vn_date(value)
    return f"{vn_date(value)}, {vn_time(value)}"


@register.filter
def iso_moment(value: Any) -> str:
    """Write a date or moment for the `datetime` attribute of <time>; text gives nothing."""
    return _local(value).isoformat() if isinstance(value, date) else ""


@register.filter
def page_numbers(page: Page) -> list[int | str]:
    """List the page numbers worth a link around the current one: 1 … 4 5 6 … 12, gaps as "…"."""
    last = page.paginator.num_pages
    near = {1, last, *range(max(1, page.number - 1), min(last, page.number + 1) + 1)}
    shown: list[int | str] = []
    for number in sorted(near):
        if shown and isinstance(previous := shown[-1], int) and number - previous > 1:
            shown.append(previous + 1 if number - previous == 2 else GAP)
        shown.append(number)
    return shown


@register.filter
def as_lines(value: Any) -> list[str]:
    """Break a text at its line ends; a list of texts stays one; nothing gives no line."""
    if value is None or value == "":
        return []
    return [str(text) for text in value] if isinstance(value, list | tuple) else str(value).splitlines()


@register.filter
def is_number(value: Any) -> bool:
    """Tell whether a cell holds a number, which stands to the right of its column."""
    return _is_number(value)


@register.filter
def is_text(value: Any) -> bool:
    """Tell a plain text from something with parts; a template cannot, because a text has methods too."""
    return isinstance(value, str | Promise)
