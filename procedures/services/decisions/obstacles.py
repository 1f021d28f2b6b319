"""What stands against issuing a decision: its own gaps, changes that no longer fit, agencies, seals and officers.

Law: Nghị định 63/2010/NĐ-CP Điều 15, 24 (what a published procedure holds); Thông tư 01/2018/TT-VPCP Điều 6.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Post, Role
from agencies.models import Agency
from procedures.models import ChangeKind, ProcedureChange, ProcedureVersion, Promulgation
from procedures.records import Problem, Record, problems_of
from procedures.records.canonical import canonical
from procedures.services.decisions.errors import Obstacle
from procedures.services.processes import Agencies, agencies_of, agency_problems, known_agencies, process_of

NAMED_AGENCIES = 3
"""How many agencies a sentence names before it counts the rest: a province has hundreds of communes."""

History = Sequence[ProcedureVersion]
"""The versions of one procedure, the earliest first."""


def obstacles(promulgation: Promulgation, *, today: date) -> list[Obstacle]:
    """Return everything that stands against issuing a decision today; five queries, however many changes."""
    changes = list(promulgation.changes.order_by("pk"))
    found = list(_of_the_decision(promulgation, changes, today=today))
    if promulgation.effective_on is None:
        return found
    histories = histories_of(codes_of(changes))
    found += _of_its_codes(changes)
    written = [change for change in changes if change.kind != ChangeKind.REPEAL]
    outside = outside_problems([change.record for change in written], on=promulgation.effective_on)
    problems = dict(zip((change.pk for change in written), outside, strict=True))
    for change in changes:
        found += _of_its_place(change, histories, on=promulgation.effective_on)
        if change.kind != ChangeKind.REPEAL:
            own = [*problems_of(change.record, complete=True), *problems[change.pk]]
            found += [Obstacle(problem.text, change.code, problem.where) for problem in own]
    return found


def outside_problems(records: Sequence[Record], *, on: date) -> list[list[Problem]]:
    """Return, for each record, what the house lacks to carry it out on a day; two queries.

    Agencies that are not in service, a second seal that is not registered, stages whose role nobody holds.
    """
    whole = [canonical(record) for record in records]
    known = known_agencies(whole, on=on)
    held = roles_held_on(on) if known else set()
    return [[*agency_problems(record, known), *officer_problems(record, known, held)] for record in whole]


def codes_of(changes: Iterable[ProcedureChange]) -> set[str]:
    """Return every code that changes touch, the replaced ones too."""
    return {code for change in changes for code in (change.code, *change.replaces)}


def histories_of(codes: Iterable[str]) -> dict[str, list[ProcedureVersion]]:
    """Return the versions of procedures by code, each with its decisions, the earliest first; one query."""
    histories: dict[str, list[ProcedureVersion]] = defaultdict(list)
    rows = ProcedureVersion.objects.published().filter(procedure__code__in=list(codes))
    for version in rows.select_related("procedure", "promulgation", "ended_by").order_by("valid_from"):
        histories[version.procedure.code].append(version)
    return histories


def holding(history: History, on: date) -> ProcedureVersion | None:
    """Return the version that holds on a day, as things stand."""
    for version in history:
        if version.valid_from <= on and (version.valid_to is None or version.valid_to >= on):
            return version
    return None


# ── The decision itself ──────────────────────────────────────────────────────────────────────────


def _of_the_decision(
    promulgation: Promulgation, changes: Sequence[ProcedureChange], *, today: date
) -> Iterator[Obstacle]:
    needed = {
        "title": _("Quyết định chưa có trích yếu."),
        "signer": _("Quyết định chưa có tên người ký."),
        "issued_on": _("Quyết định chưa có ngày ban hành."),
        "effective_on": _("Quyết định chưa có ngày có hiệu lực."),
        "document": _("Chưa đính kèm bản PDF của quyết định."),
    }
    for field, text in needed.items():
        if not getattr(promulgation, field):
            yield Obstacle(text, where=field)
    issued_on, effective_on = promulgation.issued_on, promulgation.effective_on
    if effective_on and effective_on < today:
        text = _("Ngày có hiệu lực %(day)s đã qua; quyết định chỉ có hiệu lực từ hôm nay hoặc một ngày sau.")
        yield Obstacle(text % {"day": f"{effective_on:%d/%m/%Y}"}, where="effective_on")
    if issued_on and effective_on and issued_on > effective_on:
        yield Obstacle(_("Quyết định không thể có hiệu lực trước ngày ban hành."), where="effective_on")
    if issued_on and issued_on > today:
        yield Obstacle(_("Ngày ban hành chưa đến."), where="issued_on")
    if not changes:
        yield Obstacle(_("Quyết định chưa có thủ tục nào."), where="changes")


def _of_its_codes(changes: Sequence[ProcedureChange]) -> Iterator[Obstacle]:
    """One decision says one thing about a procedure."""
    codes = {change.code for change in changes}
    replaced: set[str] = set()
    for change in changes:
        for code in change.replaces:
            if code in codes or code in replaced:
                text = _("Thủ tục %(code)s vừa bị thay thế, vừa có nội dung khác trong cùng quyết định.")
                yield Obstacle(text % {"code": code}, change.code, "replaces")
            replaced.add(code)


# ── A change among the versions of its procedure ─────────────────────────────────────────────────


def _of_its_place(change: ProcedureChange, histories: Mapping[str, History], *, on: date) -> Iterator[Obstacle]:
    history = histories.get(change.code, ())
    now = holding(history, on)
    if change.kind == ChangeKind.REPEAL:
        yield from _of_an_end(change, change.code, history, on=on)
        return
    if change.kind == ChangeKind.REPLACE and not change.replaces:
        yield Obstacle(_("Chưa ghi thủ tục nào bị thay thế."), change.code, "replaces")
    for code in change.replaces:
        yield from _of_an_end(change, code, histories.get(code, ()), on=on)
    words = {"code": change.code, "day": f"{on:%d/%m/%Y}"}
    if same := next((version for version in history if version.valid_from == on), None):
        text = _("Thủ tục %(code)s đã có một phiên bản áp dụng từ ngày %(day)s theo %(decision)s.")
        yield Obstacle(text % {**words, "decision": decision_words(same.promulgation)}, change.code)
    elif change.kind == ChangeKind.CREATE and now:
        text = _("Thủ tục %(code)s đang áp dụng; Ông/Bà chọn hình thức “Sửa đổi, bổ sung”.")
        yield Obstacle(text % words, change.code)
    elif change.kind == ChangeKind.AMEND and not now:
        text = _("Không có phiên bản nào của thủ tục %(code)s áp dụng vào ngày %(day)s để sửa đổi.")
        yield Obstacle(text % words, change.code)
    elif change.base_number != (now.number if now else None):
        text = _("Thủ tục %(code)s đã thay đổi kể từ khi Ông/Bà soạn. Ông/Bà làm mới bản soạn để giữ cả hai.")
        yield Obstacle(text % words, change.code, is_stale=True)


def _of_an_end(change: ProcedureChange, code: str, history: History, *, on: date) -> Iterator[Obstacle]:
    """A version can be ended where it holds the day before, and where nobody has decided on what follows it."""
    words = {"code": code, "day": f"{on:%d/%m/%Y}"}
    now = holding(history, on)
    if now is None:
        text = _("Không có phiên bản nào của thủ tục %(code)s áp dụng vào ngày %(day)s để bãi bỏ hoặc thay thế.")
        yield Obstacle(text % words, change.code)
    elif now.valid_from == on:
        text = _("Thủ tục %(code)s bắt đầu áp dụng đúng ngày %(day)s theo %(decision)s, không thể bãi bỏ cùng ngày.")
        yield Obstacle(text % {**words, "decision": decision_words(now.promulgation)}, change.code)
    elif now.valid_to is not None:
        after = next((version for version in history if version.valid_from > on), None)
        other = now.ended_by or (after.promulgation if after else None)
        text = _("Thủ tục %(code)s đã được định đoạt từ ngày %(next)s theo %(decision)s; xử lý quyết định đó trước.")
        following = (after.valid_from if after else now.valid_to).strftime("%d/%m/%Y")
        yield Obstacle(text % {**words, "next": following, "decision": decision_words(other)}, change.code)


def decision_words(promulgation: Promulgation | None) -> str:
    """Return how a sentence names a decision that may not be known."""
    if promulgation is None:
        return _("một quyết định khác")
    return _("Quyết định số %(number)s") % {"number": promulgation.number}


# ── Officers ─────────────────────────────────────────────────────────────────────────────────────


def roles_held_on(on: date) -> set[tuple[str, int]]:
    """Return who is there on a day: role and agency of every post; one query."""
    posts = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on, user__is_active=True)
    return set(posts.values_list("role", "agency_id").distinct())


def officer_problems(record: Record, known: Agencies, held: set[tuple[str, int]]) -> Iterator[Problem]:
    """A stage needs somebody in its role at its unit; any office of the province takes in and hands over."""
    has_clerk = any(role == Role.CLERK for role, _agency in held)
    for place, process in enumerate(record["processes"]):
        agencies = [agency for agency in agencies_of(record, known) if process_of(agency, record) is process]
        told: set[tuple[str, str]] = set()
        for nth, stage in enumerate(process["stages"]):
            role, where = stage["role"], f"processes.{place}.stages.{nth}.role"
            if role not in Role or (role, stage["agency"]) in told:
                continue
            label = Role(role).label
            if role == Role.CLERK:
                if not has_clerk and agencies:
                    told.add((role, stage["agency"]))
                    text = _("Chưa có ai giữ vai trò “%(role)s” tại bộ phận một cửa nào của tỉnh.")
                    yield Problem(where, text % {"role": label})
                continue
            units = [known[stage["agency"]]] if stage["agency"] in known else agencies
            if without := [unit for unit in units if (role, unit.pk) not in held]:
                told.add((role, stage["agency"]))
                text = _("Chưa có ai giữ vai trò “%(role)s” tại %(agencies)s.")
                yield Problem(where, text % {"role": label, "agencies": _named(without)})


def _named(agencies: Sequence[Agency]) -> str:
    names = ", ".join(agency.short_name for agency in agencies[:NAMED_AGENCIES])
    rest = len(agencies) - NAMED_AGENCIES
    if rest <= 0:
        return names
    words = ngettext("%(names)s và %(count)s cơ quan khác", "%(names)s và %(count)s cơ quan khác", rest)
    return words % {"names": names, "count": rest}
