"""What everybody reads about versions and decisions: the history of a procedure, what a decision changed, the feed."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, QuerySet
from django.utils.translation import gettext as _

from procedures.differences import Difference, differences
from procedures.models import ProcedureChange, ProcedureVersion, Promulgation, PromulgationState
from procedures.queries.decisions import ChangePreview, agency_names, preview
from procedures.services.recording import records_of

PAGE_SIZE = 20
FEED_LENGTH = 30


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version in the history of its procedure: from when to when, by which decision, and how it stands today."""

    version: ProcedureVersion
    kind: str
    """What the decision did, in words; nothing where a file brought the version."""
    standing: str
    tone: str
    before: int | None
    """The number of the version before it, which one may compare it with."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions of one procedure and what differs between them."""

    old: ProcedureVersion
    new: ProcedureVersion
    differences: list[Difference]


def version_rows(code: str, *, today: date) -> list[VersionRow]:
    """Return every version of a procedure, coming ones too, the newest first; one query."""
    versions = ProcedureVersion.objects.published().filter(procedure__code=code).order_by("-valid_from")
    rows = list(versions.select_related("procedure", "promulgation", "ended_by", "change"))
    numbers = [version.number for version in rows]
    earlier = [*numbers[1:], None]
    return [_row(version, before, today=today) for version, before in zip(rows, earlier, strict=False)]


def version_at(code: str, number: int) -> ProcedureVersion | None:
    """Return one version with what its page shows of it; one query."""
    versions = ProcedureVersion.objects.published().select_related("procedure", "sector", "promulgation")
    return versions.filter(procedure__code=code, number=number).first()


def compare(code: str, *, old: int, new: int, is_staff: bool) -> Comparison | None:
    """Return what differs between two versions; a citizen is not told of internal processes. Some eighteen queries."""
    rows = ProcedureVersion.objects.published().filter(procedure__code=code, number__in=[old, new])
    versions = {version.number: version for version in rows.select_related("procedure", "promulgation")}
    if old not in versions or new not in versions:
        return None
    before, after = records_of([versions[old], versions[new]])
    names = agency_names([before, after])
    told = [one for one in differences(before, after, names=names) if is_staff or not one.is_for_staff]
    return Comparison(versions[old], versions[new], told)


def issued_decisions(*, page: str) -> "Page[Promulgation]":
    """Return a page of the decisions in public, the newest first, each with its lines; three queries."""
    return Paginator(_issued(), PAGE_SIZE).get_page(page)


def newest_decisions() -> list[Promulgation]:
    """Return the decisions of the feed, each with its lines, what it ended, and its events; four queries."""
    ended = ProcedureVersion.objects.select_related("procedure").only("name", "procedure__code", "ended_by")
    rows = _issued().prefetch_related("events", Prefetch("ended_versions", queryset=ended))
    return list(rows[:FEED_LENGTH])


def issued_decision(slug: str) -> Promulgation | None:
    """Return a decision in public by its address; one query."""
    return Promulgation.objects.filter(state=PromulgationState.ISSUED, slug=slug).first()


def public_changes(decision: Promulgation, *, today: date) -> list[ChangePreview]:
    """Return what a decision changes, as its preview tells it; the template leaves out what is for officers."""
    return preview(decision, today=today).changes


def change_words(decision: Promulgation) -> list[str]:
    """Return the lines of a decision in words: “Sửa đổi, bổ sung: Đăng ký khai sinh (1.001193)”.

    Asks nothing of a decision that `newest_decisions` returned.
    """
    ended = {version.procedure.code: version.name for version in decision.ended_versions.all()}
    lines = []
    for change in decision.changes.all():
        name = change.record.get("name") or ended.get(change.code, "")
        words = f"{change.get_kind_display()}: {name} ({change.code})"
        if change.replaces:
            words += _(", thay thế %s") % ", ".join(change.replaces)
        lines.append(words)
    return lines


def _issued() -> QuerySet[Promulgation]:
    changes = ProcedureChange.objects.select_related("version").order_by("pk")
    rows = Promulgation.objects.filter(state=PromulgationState.ISSUED).annotate(change_count=Count("changes"))
    return rows.order_by("-effective_on", "-pk").prefetch_related(Prefetch("changes", queryset=changes))


def _row(version: ProcedureVersion, before: int | None, *, today: date) -> VersionRow:
    change = getattr(version, "change", None)
    standing, tone = _standing(version, today=today)
    return VersionRow(version, str(change.get_kind_display()) if change else "", standing, tone, before)


def _standing(version: ProcedureVersion, *, today: date) -> tuple[str, str]:
    if version.valid_from > today:
        return _("Sắp áp dụng"), "info"
    if version.valid_to is None or version.valid_to >= today:
        return _("Đang áp dụng"), "ok"
    return _("Hết áp dụng"), "neutral"
