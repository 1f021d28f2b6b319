"""Working time in words that a person grasps. Pure."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
