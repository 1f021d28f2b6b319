"""One difference between two records, and how it is said. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONG_TEXT = 120
"""From how many characters on a text is shown with its changed words marked, not as “before → after”."""

LONGEST_NAME = 90

_WORD = re.compile(r"\s+|\w+|[^\w\s]")


class Section(models.TextChoices):
    """Where in a procedure something differs, in the order in which people ask."""

    GENERAL = "general", gettext_lazy("Thông tin chung")
    LIMITS = "limits", gettext_lazy("Cách nộp, thời hạn giải quyết")
    FEES = "fees", gettext_lazy("Phí, lệ phí")
    DOCUMENTS = "documents", gettext_lazy("Thành phần hồ sơ")
    STEPS = "steps", gettext_lazy("Trình tự thực hiện")
    AGENCIES = "agencies", gettext_lazy("Cơ quan")
    RESULTS = "results", gettext_lazy("Kết quả thực hiện")
    CONDITIONS = "conditions", gettext_lazy("Yêu cầu, điều kiện")
    LEGAL_BASES = "legal_bases", gettext_lazy("Căn cứ pháp lý")
    PROCESSES = "processes", gettext_lazy("Quy trình nội bộ")
    NOTES = "notes", gettext_lazy("Ghi chép của người biên tập")


FOR_STAFF = frozenset({Section.PROCESSES, Section.NOTES})
"""What the public page of a procedure does not tell."""


class Kind(models.TextChoices):
    """What happened to a part."""

    ADDED = "added", gettext_lazy("Thêm")
    REMOVED = "removed", gettext_lazy("Bỏ")
    CHANGED = "changed", gettext_lazy("Đổi")
    MOVED = "moved", gettext_lazy("Đổi thứ tự")


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: `subject` is a noun in lower case (“thời hạn nộp trực tuyến”), `remark` says how much."""

    section: Section
    kind: Kind
    subject: str
    before: str = ""
    after: str = ""
    remark: str = ""

    @property
    def is_for_staff(self) -> bool:
        """Whether it concerns only those who work with the catalogue."""
        return self.section in FOR_STAFF

    @property
    def is_long(self) -> bool:
        """Whether before and after are better shown as one text with its changes marked."""
        return self.kind == Kind.CHANGED and max(len(self.before), len(self.after)) > LONG_TEXT

    @property
    def title(self) -> str:
        """The subject at the beginning of a line."""
        return self.subject[:1].upper() + self.subject[1:]

    @property
    def words(self) -> str:
        """The whole difference as one sentence."""
        words = {"subject": self.subject, "title": self.title, "before": self.before, "after": self.after}
        match self.kind:
            case Kind.ADDED:
                return _("Thêm %(subject)s: %(after)s") % words
            case Kind.REMOVED:
                return _("Bỏ %(subject)s: %(before)s") % words
            case Kind.MOVED:
                return _("Đổi thứ tự %(subject)s") % words
        told = _("%(title)s: %(before)s → %(after)s") % words
        return f"{told} ({self.remark})" if self.remark else told

    @property
    def marked(self) -> list[tuple[str, str]]:
        """The text after the change with what went and what came: see `marked`."""
        return list(marked(self.before, self.after))


def marked(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Give a text in pieces that stayed (“=”), went (“-”) or came (“+”), by whole words."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    for what, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield "=", "".join(new[new_from:new_to])
            continue
        if old_from < old_to:
            yield "-", "".join(old[old_from:old_to])
        if new_from < new_to:
            yield "+", "".join(new[new_from:new_to])


def quoted(name: str) -> str:
    """Return a name in quotation marks, cut where it would fill the line."""
    first = name.partition("\n")[0]
    return f"“{first}”" if len(first) <= LONGEST_NAME else f"“{first[:LONGEST_NAME].rstrip()}…”"
