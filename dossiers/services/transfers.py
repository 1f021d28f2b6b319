"""Papers that travel between a one-stop office and an agency: sheets made by whoever gives, accepted by whoever takes.

A sheet moves no dossier; each item that is accepted does. Until then the giver holds it.

Law: Nghị định 61/2018/NĐ-CP Điều 18; domain decision 13 (papers that go home, and come back).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import posts_of
from accounts.models import Role, User
from agencies.models import Agency, OneStopOffice
from agencies.numbers import take_numbers
from agencies.vietnamese import normalised
from agencies.worktime import WorkCalendar
from dossiers.access import FOR_ACTION, is_own
from dossiers.deadlines.lines import SAME_DAY_CUTOFF
from dossiers.errors import DossierError, InvalidInput, NotAllowed, StaleDossier
from dossiers.models import Dossier, HandOverItem, HandOverSheet, SheetKind
from dossiers.services.linked import open_what_follows
from dossiers.services.moves import move
from dossiers.services.timing import stop_entry
from dossiers.workflow import Action, Status

WAITING = {SheetKind.OUT: Status.TO_AGENCY, SheetKind.BACK: Status.TO_CENTRE}
"""Where a dossier stands while its papers wait to be taken."""

TAKEN_BY = {SheetKind.OUT: Action.ACCEPT_TRANSFER, SheetKind.BACK: Action.ACCEPT_RESULT}

GIVERS = {SheetKind.OUT: (Role.CLERK,), SheetKind.BACK: (Role.SEAL_KEEPER, Role.APPRAISER)}
TAKERS = {SheetKind.OUT: (Role.APPRAISER,), SheetKind.BACK: (Role.CLERK,)}

PREFIX = {SheetKind.OUT: "BG", SheetKind.BACK: "KQ"}

MORNING_MINUTES = 60
"""“Đầu giờ ngày làm việc tiếp theo”: within the first working hour of the next working day."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one item: which dossier, whether it worked, and what to say."""

    code: str
    is_done: bool
    words: str


def journey_due(since: datetime, calendar: WorkCalendar) -> datetime:
    """Return until when papers must have changed hands that wait since an instant; the same rule for both ways.

    The same day; from 15:00 on, or outside a working day, within the first working hour of the next working day. It is
    an internal clock and never moves what the applicant was promised.

    Law: Nghị định 61/2018/NĐ-CP Điều 18.
    """
    local = calendar.local(since)
    if calendar.is_working_day(local.date()) and local.time() < SAME_DAY_CUTOFF:
        return calendar.closing(local.date())
    opening = calendar.opening(calendar.next_working_day(local.date()))
    return calendar.add_working_minutes(opening, MORNING_MINUTES)


def waiting_since(dossier: Dossier) -> datetime:
    """Return since when papers wait to be carried; a result since it was sealed, or approved where it needs no seal.

    Who keeps the seal may have held it longer: the journey begins when there is something to carry.
    """
    if dossier.status != Status.TO_CENTRE:
        return dossier.held_since
    return dossier.result.sealed_at or dossier.result.approved_at or dossier.held_since


def make_sheet(
    dossiers: Iterable[Dossier],
    *,
    kind: SheetKind,
    office: OneStopOffice,
    agency: Agency,
    actor: User,
    at: datetime,
    calendar: WorkCalendar,
) -> tuple[HandOverSheet | None, list[Taken]]:
    """Make a hand-over sheet; what cannot go on it is named with the reason, the others go.

    The dossiers come with `FOR_ACTION`. Returns no sheet where nothing was left for one. Raises `NotAllowed` for
    anybody but the giver: a clerk of the office, or the agency's seal keeper or appraiser for results.
    """
    _check_post(actor, GIVERS[kind], office=office, agency=agency, at=at)
    results: list[Taken] = []
    with transaction.atomic():
        sheet = _new_sheet(kind, office, agency, actor=actor, at=at)
        for dossier in dossiers:
            words = _hindrance(dossier, sheet, actor=actor, at=at) or _put_on(
                sheet, dossier, ordinal=sum(one.is_done for one in results) + 1, calendar=calendar
            )
            results.append(Taken(dossier.code, not words, words or _("Đã đưa vào biên bản %s.") % sheet.number))
        if not any(one.is_done for one in results):
            transaction.set_rollback(True)
            return None, results
    return sheet, results


def _new_sheet(kind: SheetKind, office: OneStopOffice, agency: Agency, *, actor: User, at: datetime) -> HandOverSheet:
    year = timezone.localdate(at).year
    (number,) = take_numbers([(f"hand_over_{kind}", office.code, str(year))])
    return HandOverSheet.objects.create(
        kind=kind,
        office=office,
        agency=agency,
        number=f"{PREFIX[kind]}-{office.code}-{year}-{number:04d}",
        made_by=actor,
        made_at=at,
    )


def _hindrance(dossier: Dossier, sheet: HandOverSheet, *, actor: User, at: datetime) -> str:
    """Return why a dossier cannot go on a sheet; empty where it can."""
    kind = SheetKind(sheet.kind)
    if dossier.office_id != sheet.office_id or dossier.agency_id != sheet.agency_id:
        return _("Hồ sơ không thuộc cơ quan và nơi tiếp nhận của biên bản này.")
    if dossier.status != WAITING[kind]:
        return _("Hồ sơ không còn chờ bàn giao; hiện: %s.") % dossier.get_status_display()
    if is_own(actor, dossier, today=timezone.localdate(at)):
        return _("Đây là hồ sơ của chính Ông/Bà nên người khác bàn giao.")
    return ""


def _put_on(sheet: HandOverSheet, dossier: Dossier, *, ordinal: int, calendar: WorkCalendar) -> str:
    """Write an item; return why not, where the dossier waits on another sheet already."""
    try:
        with transaction.atomic():
            HandOverItem.objects.create(
                sheet=sheet, dossier=dossier, ordinal=ordinal, due_at=journey_due(waiting_since(dossier), calendar)
            )
    except IntegrityError:
        return _("Hồ sơ đã nằm trên một biên bản đang chờ nhận.")
    return ""


# ── Taking ───────────────────────────────────────────────────────────────────────────────────────


def accept(sheet: HandOverSheet, codes: Sequence[str], *, actor: User, at: datetime) -> list[Taken]:
    """Take the papers of a sheet, one transaction for each code; one that cannot be taken stops no other.

    A dossier that has gone on meanwhile (withdrawn, say) is struck off with the reason, so that the sheet can close.
    """
    return [_each(sheet, code, actor=actor, at=at) for code in dict.fromkeys(codes)]


def _each(sheet: HandOverSheet, code: str, *, actor: User, at: datetime) -> Taken:
    item = find_item(sheet, code)
    if item is None:
        return Taken(code, False, _("Không có trên biên bản này."))
    if item.accepted_at:
        moment = timezone.localtime(item.accepted_at)
        return Taken(code, False, _("Đã nhận trước đó, lúc %s.") % f"{moment:%H:%M, %d/%m/%Y}")
    if item.refused_at:
        return Taken(code, False, _("Đã từ chối trước đó: %s") % item.refusal)
    try:
        take_item(item, actor=actor, at=at, seen=item.dossier.revision)
    except StaleDossier:
        words = _("Hồ sơ không còn chờ bàn giao; hiện: %s.") % _status_now(item.dossier)
        with transaction.atomic():
            _settle(item, refused_at=at, refusal=words)
        return Taken(code, False, words)
    except DossierError as error:
        return Taken(code, False, str(error))
    return Taken(code, True, _("Đã nhận."))


def find_item(sheet: HandOverSheet, code: str) -> HandOverItem | None:
    """Return the item of a dossier on a sheet, with all that a move needs; one query."""
    items = HandOverItem.objects.filter(sheet=sheet, dossier__code=code.strip().upper())
    return items.select_related("sheet", *(f"dossier__{name}" for name in FOR_ACTION)).first()


def take_item(item: HandOverItem, *, seen: int, actor: User, at: datetime) -> None:
    """Take one item: the dossier moves on to whoever took it, a result stops the clock.

    Raises `NotAllowed`, or `StaleDossier` where the item or the dossier was settled meanwhile.
    """
    kind = SheetKind(item.sheet.kind)
    dossier = item.dossier
    with transaction.atomic():
        _settle(item, accepted_at=at, accepted_by=actor)
        _move(dossier, kind, item.sheet.number, seen=seen, actor=actor, at=at)


def _move(dossier: Dossier, kind: SheetKind, number: str, *, seen: int, actor: User, at: datetime) -> None:
    entry = None
    if kind is SheetKind.BACK:
        entry = stop_entry(cause=str(_("Kết quả đã về nơi trả")), evidence=number)
    move(
        dossier,
        TAKEN_BY[kind],
        seen=seen,
        actor=actor,
        at=at,
        words=_("Biên bản %s") % number,
        entry=entry,
        is_internal=kind is SheetKind.OUT,
    )
    if kind is SheetKind.BACK:
        open_what_follows(dossier, at=at)


def refuse_item(item: HandOverItem, *, reason: str, actor: User, at: datetime) -> None:
    """Refuse one item, because its papers are not there or not right: it stays with the giver, who sees why.

    Raises `StaleDossier` where it was settled meanwhile.
    """
    reason = normalised(reason)
    if not reason:
        raise InvalidInput(_("Ông/Bà ghi rõ lý do không nhận."), field="reason")
    sheet = item.sheet
    _check_post(actor, TAKERS[SheetKind(sheet.kind)], office=sheet.office, agency=sheet.agency, at=at)
    with transaction.atomic():
        _settle(item, refused_at=at, refusal=reason)


def take_directly(
    dossier: Dossier, *, kind: SheetKind, seen: int, actor: User, at: datetime, calendar: WorkCalendar
) -> HandOverSheet:
    """Take one dossier's papers without waiting for a sheet; a sheet of one item is the record of it.

    Where it waits on a sheet already, that item is taken.
    """
    waiting = HandOverItem.objects.filter(dossier=dossier, sheet__kind=kind, accepted_at=None, refused_at=None)
    item = waiting.select_related("sheet").first()
    with transaction.atomic():
        if item is None:
            sheet = _new_sheet(kind, dossier.office, dossier.agency, actor=actor, at=at)
            due_at = journey_due(waiting_since(dossier), calendar)
            item = HandOverItem.objects.create(sheet=sheet, dossier=dossier, ordinal=1, due_at=due_at)
        item.dossier = dossier
        take_item(item, seen=seen, actor=actor, at=at)
    return item.sheet


def _settle(item: HandOverItem, **fields: object) -> None:
    """Write what became of an item that nobody has settled yet, and close the sheet with its last item."""
    waiting = HandOverItem.objects.filter(accepted_at=None, refused_at=None)
    if not waiting.filter(pk=item.pk).update(**fields):
        raise StaleDossier
    for name, value in fields.items():
        setattr(item, name, value)
    closed_at = item.accepted_at or item.refused_at
    open_sheet = HandOverSheet.objects.filter(pk=item.sheet_id, closed_at=None)
    open_sheet.exclude(Exists(waiting.filter(sheet=OuterRef("pk")))).update(closed_at=closed_at)


def _status_now(dossier: Dossier) -> str:
    return str(Status(Dossier.objects.values_list("status", flat=True).get(pk=dossier.pk)).label)


def _check_post(actor: User, roles: Sequence[Role], *, office: OneStopOffice, agency: Agency, at: datetime) -> None:
    for post in posts_of(actor, today=timezone.localdate(at)):
        if post.role in roles and (
            post.office_id == office.pk if post.role == Role.CLERK else post.agency_id == agency.pk
        ):
            return
    raise NotAllowed(_("Ông/Bà không có quyền thực hiện việc này trên biên bản bàn giao."))
