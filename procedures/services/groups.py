"""Linked groups are founded and changed: parts in their waves, and the papers that are asked for once."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from agencies.vietnamese import normalised
from procedures.models import LinkedDocument, LinkedGroup, LinkedPart, Procedure
from procedures.queries.groups import parts_on
from procedures.records import Problem

RESERVED_CODES = frozenset({"them"})
"""Codes that the addresses of the pages need for themselves."""


class BadGroup(ValueError):
    """A group cannot be saved; each problem says where (`parts.0.code`, `papers.1.covers`) and what to mend."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(problem.text for problem in problems))
        self.problems = list(problems)


@dataclass(frozen=True, slots=True)
class PartWanted:
    """One part as an editor enters it: the procedure’s code, its wave, whether the citizen may leave it out."""

    code: str
    wave: int
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class PaperWanted:
    """One paper to be asked for once: which papers of which procedures it stands for, or whose result it is (code)."""

    name: str
    covers: list[tuple[str, str]] = field(default_factory=list)
    result_of: str = ""


def save_group(group: LinkedGroup, parts: Sequence[PartWanted], *, today: date) -> LinkedGroup:
    """Write a group with its parts; the rows of parts that stay keep their key.

    Papers that were shared with a part that goes are shared with the others only; one that nobody shares any more goes.
    Raises `BadGroup`, before anything is written, with every fault.
    """
    group.name, group.summary = normalised(group.name), normalised(group.summary)
    group.legal_ground = normalised(group.legal_ground)
    procedures = Procedure.objects.in_bulk([part.code for part in parts], field_name="code")
    if problems := [*_problems_of_group(group), *_problems_of_parts(parts, procedures, today=today)]:
        raise BadGroup(problems)
    with transaction.atomic():
        group.save()
        kept = {row.procedure_id: row for row in group.parts.select_for_update()}
        wanted = {procedures[part.code].pk for part in parts}
        group.parts.exclude(procedure__in=wanted).delete()
        # Ordinals are unique: they make room before they are given anew.
        group.parts.update(ordinal=F("ordinal") + len(kept) + len(parts))
        for ordinal, part in enumerate(parts, start=1):
            row = kept.get(procedures[part.code].pk) or LinkedPart(group=group, procedure=procedures[part.code])
            row.ordinal, row.wave, row.is_optional = ordinal, part.wave, part.is_optional
            row.save()
        _forget_covers(group, {part.code for part in parts})
    return group


def save_papers(group: LinkedGroup, papers: Sequence[PaperWanted], *, today: date) -> None:
    """Write the papers that a group asks for once, in their order. Raises `BadGroup` with every fault."""
    rows = list(group.parts.select_related("procedure").order_by("wave", "ordinal"))
    parts = parts_on(rows, today=today)
    named = {(part.code, document.name) for part in parts for document in part.documents}
    waves = {row.procedure.code: row.wave for row in rows}
    if problems := list(_problems_of_papers(papers, named, waves)):
        raise BadGroup(problems)
    procedures = {row.procedure.code: row.procedure for row in rows}
    with transaction.atomic():
        group.documents.all().delete()
        LinkedDocument.objects.bulk_create(
            LinkedDocument(
                group=group,
                ordinal=ordinal,
                name=normalised(paper.name),
                covers=[{"code": code, "name": name} for code, name in paper.covers],
                result_of=procedures.get(paper.result_of),
            )
            for ordinal, paper in enumerate(papers, start=1)
        )


def _problems_of_group(group: LinkedGroup) -> Iterator[Problem]:
    if not group.name:
        yield Problem("name", _("Nhập tên nhóm thủ tục."))
    if group.code in RESERVED_CODES or LinkedGroup.objects.filter(code=group.code).exclude(pk=group.pk).exists():
        yield Problem("code", _("Mã này đã dùng. Chọn mã khác."))


def _problems_of_parts(
    parts: Sequence[PartWanted], procedures: dict[str, Procedure], *, today: date
) -> Iterator[Problem]:
    if len(parts) < 2:
        yield Problem("parts", _("Một nhóm có ít nhất hai thủ tục."))
    rows = [LinkedPart(procedure=procedures[part.code]) for part in parts if part.code in procedures]
    obstacles = {part.code: part.obstacle for part in parts_on(rows, today=today)}
    times = Counter(part.code for part in parts)
    for place, part in enumerate(parts):
        if part.code not in procedures:
            yield Problem(f"parts.{place}.code", _("Không có thủ tục mang mã %(code)s.") % {"code": part.code})
        elif times[part.code] > 1:
            yield Problem(f"parts.{place}.code", _("Thủ tục này được ghi hai lần trong nhóm."))
        elif obstacle := obstacles[part.code]:
            yield Problem(f"parts.{place}.code", obstacle)
    used = {part.wave for part in parts}
    for place, part in enumerate(parts):
        if part.wave > 1 and part.wave - 1 not in used:
            text = _("Không có thủ tục nào ở đợt %(wave)s; các đợt phải nối tiếp nhau.") % {"wave": part.wave - 1}
            yield Problem(f"parts.{place}.wave", text)


def _problems_of_papers(
    papers: Sequence[PaperWanted], named: set[tuple[str, str]], waves: dict[str, int]
) -> Iterator[Problem]:
    taken: set[tuple[str, str]] = set()
    for place, paper in enumerate(papers):
        where = f"papers.{place}.covers"
        if not normalised(paper.name):
            yield Problem(f"papers.{place}.name", _("Nhập tên giấy tờ."))
        if paper.result_of and paper.result_of not in waves:
            yield Problem(f"papers.{place}.result_of", _("Thủ tục này không thuộc nhóm."))
            continue
        if len(paper.covers) < (1 if paper.result_of else 2):
            yield Problem(where, _("Chọn những giấy tờ mà giấy tờ này thay cho, ít nhất của hai thủ tục."))
        for code, name in paper.covers:
            said = {"name": name, "code": code}
            if (code, name) not in named:
                yield Problem(where, _("Thủ tục %(code)s không đòi hỏi giấy tờ “%(name)s”.") % said)
            elif (code, name) in taken:
                yield Problem(where, _("“%(name)s” của thủ tục %(code)s đã có giấy tờ dùng chung khác thay.") % said)
            elif paper.result_of and waves[code] <= waves[paper.result_of]:
                yield Problem(where, _("Thủ tục %(code)s phải mở ở đợt sau thì mới có kết quả để dùng.") % said)
            taken.add((code, name))


def _forget_covers(group: LinkedGroup, codes: set[str]) -> None:
    """Take out of the shared papers what they covered of procedures that are no longer in the group."""
    for paper in group.documents.select_related("result_of"):
        paper.covers = [row for row in paper.covers if row["code"] in codes]
        is_passed_on = paper.result_of is not None and paper.result_of.code in codes
        if len(paper.covers) < (1 if is_passed_on else 2) or (paper.result_of and not is_passed_on):
            paper.delete()
        else:
            paper.save(update_fields=["covers"])
