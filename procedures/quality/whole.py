"""What is checked of the catalogue as a whole: names taken for each other, groups and choices that lead nowhere."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.vietnamese import folded
from procedures.quality.findings import Fault, Rule, Severity

NAMED = 3
"""How many other codes a sentence names."""

SAYS_NOTHING = frozenset(["thu", "tuc", "viec", "cua", "cho", "ve", "va", "cac", "theo", "doi", "voi", "trong", "tai"])
"""Folded words that do not tell two procedures apart."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One procedure in force among the others; a fault of a group or choice has its words in `name` and no code."""

    code: str
    name: str
    sector: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer of the guided choice: its words, and the procedure that it leads to (or how many further answers)."""

    label: str
    code: str
    answers: int


@dataclass(frozen=True, slots=True)
class Group:
    """A linked group that is open: the procedures of its parts, and the papers of procedures that it asks for once."""

    name: str
    codes: Sequence[str]
    covers: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Whole:
    """The catalogue as a whole. `papers` holds the names of the papers of the procedures that groups name."""

    entries: Mapping[str, Entry]
    choices: Sequence[Choice]
    groups: Sequence[Group]
    papers: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class FaultAt:
    """A fault and whose it is."""

    entry: Entry
    fault: Fault


def doubled_names(whole: Whole) -> Iterator[FaultAt]:
    """No two procedures have the same name."""
    yield from _alike(whole, folded, _("Trùng tên với %(others)s."))


def near_names(whole: Whole) -> Iterator[FaultAt]:
    """Names that differ only in small words or in their order are taken for each other."""
    same = {at.entry.code for at in doubled_names(whole)}
    for at in _alike(whole, _essence, _("Tên chỉ khác rất ít so với %(others)s.")):
        if at.entry.code not in same:
            yield at


def dead_choices(whole: Whole) -> Iterator[FaultAt]:
    """Each answer of the guided choice leads to a procedure in force or asks on."""
    for choice in whole.choices:
        entry = Entry(choice.code, choice.label, "")
        if choice.code and choice.code not in whole.entries:
            text = _("Lựa chọn có hướng dẫn “%(label)s” dẫn đến thủ tục %(code)s, không còn hiệu lực.")
            yield FaultAt(entry, Fault("", text % {"label": choice.label, "code": choice.code}))
        elif not choice.code and not choice.answers:
            text = _("Lựa chọn có hướng dẫn “%(label)s” hỏi tiếp nhưng không có câu trả lời nào.")
            yield FaultAt(entry, Fault("", text % {"label": choice.label}))


def dead_groups(whole: Whole) -> Iterator[FaultAt]:
    """An open group is made of procedures in force, and of papers that they ask for."""
    for group in whole.groups:
        entry = Entry("", group.name, "")
        for code in group.codes:
            if code not in whole.entries:
                text = _("Nhóm liên thông có thủ tục %(code)s, không còn hiệu lực.")
                yield FaultAt(entry, Fault("", text % {"code": code}))
        for code, paper in group.covers:
            if code in whole.entries and folded(paper) not in whole.papers.get(code, frozenset()):
                text = _("Nhóm liên thông dùng chung “%(paper)s”, giấy tờ mà thủ tục %(code)s không còn đòi hỏi.")
                yield FaultAt(entry, Fault("", text % {"paper": paper, "code": code}))


WHOLE_RULES: tuple[Rule[Whole, FaultAt], ...] = (
    Rule(
        "dead_group",
        Severity.ERROR,
        gettext_lazy("Nhóm liên thông dẫn vào chỗ trống"),
        gettext_lazy("Sửa nhóm, hoặc ngừng tiếp nhận nhóm này."),
        dead_groups,
    ),
    Rule(
        "dead_choice",
        Severity.WARNING,
        gettext_lazy("Lựa chọn có hướng dẫn dẫn vào chỗ trống"),
        gettext_lazy("Trỏ đến thủ tục đang có hiệu lực hoặc bỏ lựa chọn."),
        dead_choices,
    ),
    Rule(
        "doubled_name",
        Severity.WARNING,
        gettext_lazy("Trùng tên"),
        gettext_lazy("Bãi bỏ một trong hai, hoặc ghi rõ điểm khác nhau vào tên."),
        doubled_names,
    ),
    Rule(
        "near_name",
        Severity.NOTE,
        gettext_lazy("Tên dễ nhầm"),
        gettext_lazy("Xem có phải một thủ tục ghi hai lần không."),
        near_names,
    ),
)


def _alike(whole: Whole, key: Callable[[str], str], text: str) -> Iterator[FaultAt]:
    of_key: dict[str, list[Entry]] = defaultdict(list)
    for entry in whole.entries.values():
        of_key[key(entry.name)].append(entry)
    for entries in of_key.values():
        for entry in entries if len(entries) > 1 else ():
            others = [other.code for other in entries if other is not entry]
            shown = ", ".join(others[:NAMED]) + ("…" if len(others) > NAMED else "")
            yield FaultAt(entry, Fault("name", text % {"others": shown}))


def _essence(name: str) -> str:
    return " ".join(sorted(set(folded(name).split()) - SAYS_NOTHING))
