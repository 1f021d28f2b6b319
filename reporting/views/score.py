"""Leaders: the service-quality score, what it is made of, and what would gain a point."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from agencies.models import Agency
from agencies.numerals import written_number, written_percent
from dossiers.views.counter import page_number
from reporting.forms.score import ScoreForm, offered_periods
from reporting.periods import Period, PeriodKind, parse_period, period
from reporting.questions import Question, Where
from reporting.score import access, board, listing
from reporting.score.board import Board, Line, Part
from reporting.score.criteria import Group


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: a period, a place, as of now where the period is not over."""

    question: Question
    agency: Agency | None
    reach: access.Reach

    @property
    def period(self) -> Period:
        """The period."""
        return self.question.period

    def link(self, line: Line, which: str) -> str:
        """Return the address of a list behind a criterion."""
        return f"{reverse('reporting:score_rows', args=[line.criterion.number])}?{self.query(phan=which)}"

    def query(self, **more: str) -> str:
        """Return the parameters of the address."""
        named = {"ky": self.period.slug, "co_quan": self.agency.code if self.agency else "", **more}
        return urlencode({name: value for name, value in named.items() if value})


@require_safe
def score(request: SignedInRequest) -> HttpResponse:
    """Show the score of the province or of an agency, each count with its list."""
    at = timezone.now()
    asked = _asked(request, at=at)
    shown = board.score_of(asked.question)
    agencies = _agencies(asked.reach)
    form = ScoreForm(
        {"ky": asked.period.slug, "co_quan": asked.agency.code if asked.agency else ""},
        periods=offered_periods(timezone.localdate(at), asked.period),
        agencies=list(agencies.items()),
    )
    context = {
        "at": at,
        "asked": asked,
        "board": shown,
        "groups": [_group(part, asked) for part in shown.parts],
        "columns": _columns(),
        "best": _gain_words(shown.best_gain) if shown.best_gain else "",
        "form": form,
        "agency_columns": _agency_columns(),
        "agency_rows": _agency_rows(asked, agencies) if asked.agency is None else [],
    }
    return render(request, "reporting/score/score.html", context)


@require_safe
def score_rows(request: SignedInRequest, number: str) -> HttpResponse:
    """Show the rows behind a criterion: those judged, those that qualify, or those that cost points."""
    asked = _asked(request, at=timezone.now())
    which = request.GET.get("phan", listing.COSTLY)
    try:
        shown = listing.listing(number, asked.question, which=which, page=page_number(request))
    except KeyError as error:
        raise Http404(_("Không tìm thấy danh sách này.")) from error
    here = reverse("reporting:score_rows", args=[number])
    tabs = [
        {"label": label, "url": f"{here}?{asked.query(phan=name)}", "current": name == which}
        for name, (label, _rows) in listing.LISTS.items()
    ]
    context = {"asked": asked, "listing": shown, "tabs": tabs, "query": asked.query(phan=which)}
    return render(request, "reporting/score/rows.html", context)


def _asked(request: HttpRequest, *, at: datetime) -> Asked:
    """Read the address; what it names wrongly is not found."""
    today = timezone.localdate(at)
    reach = access.reach_of(request.user, today=today)
    slug = request.GET.get("ky", "")
    try:
        chosen = parse_period(slug) if slug else period(PeriodKind.YEAR, today.year)
    except ValueError as error:
        raise Http404(str(error)) from error
    if chosen.first_on > today:
        raise Http404(_("Kỳ này chưa bắt đầu."))
    agency, pks = access.place_of(request.GET.get("co_quan", ""), reach)
    as_of = at if chosen.last_on >= today else None
    return Asked(Question(chosen, where=Where(agency_pks=pks), as_of=as_of), agency, reach)


def _agencies(reach: access.Reach) -> dict[str, str]:
    """Return the agencies that may be chosen, by code; one query."""
    agencies = Agency.objects.all() if reach is None else Agency.objects.filter(pk__in=reach)
    return dict(agencies.order_by("short_name").values_list("code", "short_name"))


# ── Words and cells ──────────────────────────────────────────────────────────────────────
def _columns() -> list[dict[str, Any]]:
    numeric = {"numeric": True}
    return [
        {"label": _("Tiêu chí")},
        {"label": _("Đạt"), **numeric},
        {"label": _("Được xét"), **numeric},
        {"label": _("Tỷ lệ"), **numeric},
        {"label": _("Điểm"), **numeric},
        {"label": _("Làm mất điểm"), **numeric},
        {"label": _("Muốn thêm điểm")},
    ]


def _group(part: Part, asked: Asked) -> dict[str, Any]:
    caption = _("%(group)s: %(points)s trên %(most)s điểm") % {
        "group": part.group.label,
        "points": written_number(part.points, 2),
        "most": part.most,
    }
    return {"slug": part.group.value, "caption": caption, "rows": [_row(line, asked) for line in part.lines]}


def _row(line: Line, asked: Asked) -> list[dict[str, Any]]:
    criterion = line.criterion
    most = written_number(criterion.most, 0 if criterion.most == int(criterion.most) else 1)
    name = {"text": f"{criterion.number}. {criterion.label}", "detail": criterion.sentence}
    if line.whole is None:
        return [name, *({"text": "–", "numeric": True} for _cell in range(3)), _points(line, most), {}, _unknown(line)]
    return [
        name,
        {"text": line.part, "url": asked.link(line, listing.QUALIFIED) if line.part else "", "numeric": True},
        {"text": line.whole, "url": asked.link(line, listing.ALL) if line.whole else "", "numeric": True},
        {"text": "–" if line.rate is None else written_percent(line.rate, 2), "numeric": True},
        _points(line, most),
        {"text": line.lacking, "url": asked.link(line, listing.COSTLY) if line.lacking else "", "numeric": True},
        {"text": _gain_words(line)},
    ]


def _points(line: Line, most: str) -> dict[str, Any]:
    text = "–" if line.points is None else written_number(line.points, 2)
    note = _("trên %(most)s") % {"most": most}
    return {"text": text, "detail": f"{note}*" if line.criterion.is_assumed else note, "numeric": True}


def _unknown(line: Line) -> dict[str, Any]:
    return {"text": _("Chưa có nguồn"), "detail": line.criterion.missing}


def _gain_words(line: Line) -> str:
    gain = line.gain
    if gain is None:
        return _("Đã đủ điểm") if line.whole else _("Không có gì để xét")
    return _("Thêm %(count)s %(unit)s đạt thì thêm %(points)s điểm (tiêu chí %(number)s)") % {
        "count": written_number(gain.rows, 0),
        "unit": line.criterion.unit.label,
        "points": written_number(gain.points, 2),
        "number": line.criterion.number,
    }


BY_AGENCY = (Group.PROGRESS, Group.ONLINE, Group.DIGITISING, Group.SATISFACTION)
"""The groups with criteria of dossiers and feedback."""


def _agency_columns() -> list[dict[str, Any]]:
    groups = [{"label": group.label, "numeric": True} for group in BY_AGENCY]
    return [{"label": _("Cơ quan")}, *groups, {"label": _("Cộng"), "numeric": True}]


def _agency_rows(asked: Asked, names: dict[str, str]) -> list[list[dict[str, Any]]]:
    rows = []
    for code, shown in board.scores_by_agency(asked.question).items():
        here = f"{reverse('reporting:score')}?{urlencode({'ky': asked.period.slug, 'co_quan': code})}"
        parts = {part.group: part for part in shown.parts}
        cells = [_of(parts[group]) for group in BY_AGENCY]
        rows.append([{"text": names.get(code, code), "url": here}, *cells, _of(shown)])
    return rows


def _of(scored: Part | Board) -> dict[str, Any]:
    """Return points and how many could be judged; a dash where none could."""
    if not scored.judged:
        return {"text": "–", "numeric": True}
    judged = _("trên %(most)s") % {"most": written_number(scored.judged, 1)}
    return {"text": written_number(scored.points, 2), "detail": judged, "numeric": True}
