"""Lengths of time in words that a person grasps. Pure."""

from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from procedures.limits import Limit, LimitUnit

MINUTES_OF_DAY = 480
"""A working day of eight hours, in which internal processes are budgeted."""


def working_time(minutes: int) -> str:
    """Return working minutes in words: “2 ngày 4 giờ”, “30 phút”; less than a minute is “0 phút”."""
    days, rest = divmod(max(0, minutes), MINUTES_OF_DAY)
    hours, rest = divmod(rest, 60)
    parts = [
        ngettext("%(count)s ngày", "%(count)s ngày", days) % {"count": days} if days else "",
        ngettext("%(count)s giờ", "%(count)s giờ", hours) % {"count": hours} if hours else "",
        # Minutes beside days would only pretend to be exact.
        ngettext("%(count)s phút", "%(count)s phút", rest) % {"count": rest} if rest and not days else "",
    ]
    return " ".join(part for part in parts if part) or _("0 phút")


def limit_words(limit: Limit) -> str:
    """Return a time limit in the language of the page; Vietnamese keeps the wording of the law: “05 ngày làm việc”."""
    if (get_language() or settings.LANGUAGE_CODE) == settings.LANGUAGE_CODE:
        return str(limit)
    if limit.unit is LimitUnit.SAME_DAY:
        return _("trong ngày làm việc")
    number = 1 if limit.amount == 1 else 2
    words = {
        LimitUnit.WORKING_DAY: ngettext("%(count)s ngày làm việc", "%(count)s ngày làm việc", number),
        LimitUnit.CALENDAR_DAY: ngettext("%(count)s ngày", "%(count)s ngày", number),
        LimitUnit.WORKING_HOUR: ngettext("%(count)s giờ làm việc", "%(count)s giờ làm việc", number),
        LimitUnit.MONTH: ngettext("%(count)s tháng", "%(count)s tháng", number),
    }
    return words[limit.unit] % {"count": f"{limit.amount.normalize():f}"}
