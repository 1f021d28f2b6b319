"""The level of the online service in both vocabularies. Pure."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.models import ServiceLevel

COUNTERPARTS: dict[ServiceLevel, Promise] = {
    ServiceLevel.FULL: gettext_lazy("tương đương mức độ 4 trước đây"),
    ServiceLevel.PARTIAL: gettext_lazy("tương đương mức độ 3 trước đây"),
    ServiceLevel.LEVEL_4: gettext_lazy("tương đương toàn trình, chờ rà soát"),
    ServiceLevel.LEVEL_3: gettext_lazy("tương đương một phần, chờ rà soát"),
    ServiceLevel.LEVEL_2: gettext_lazy("tương đương cung cấp thông tin trực tuyến, chờ rà soát"),
}
"""What a level is called in the other vocabulary. It is a rough equivalence and converts nothing.

Law: Nghị định 43/2011/NĐ-CP Điều 3 (levels 1–4); Nghị định 42/2022/NĐ-CP, Nghị định 224/2026/NĐ-CP Điều 14 (toàn
trình, một phần).
"""


def service_level_words(level: str) -> str:
    """Return a level in its own vocabulary and, where there is one, its counterpart in the other."""
    known = ServiceLevel(level)
    counterpart = COUNTERPARTS.get(known)
    if counterpart is None:
        return str(known.label)
    return _("%(level)s (%(counterpart)s)") % {"level": known.label, "counterpart": counterpart}
