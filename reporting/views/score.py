"""Leaders: the service-quality score, what it is made of, and what would gain a point."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from agencies.numerals import written_number, written_percent
from dossiers.views.counter import page_number
from reporting.listing import page_of
from reporting.score import board, listing
from reporting.score.board import Board, Line, Part
from reporting.score.criteria import BY_NUMBER, Group
from reporting.score.rows import SOURCES
from reporting.views.service_address import Asked, agencies_within, asked_of, form_of


@require_safe
def score(request: SignedInRequest) -> HttpResponse:
    """Show the score of the province or of an agency, each count with its list."""
    at = timezone.now()
    asked = asked_of(request, at=at)
    shown = board.score_of(asked.question)
    agencies = agencies_within(asked.reach)
    context = {
        "at": at,
        "asked": asked,
        "board": shown,
        "groups": [_group(part, asked) for part in shown.parts],
        "columns": _columns(),
        "best": _gain_words(shown.best_gain) if shown.best_gain else "",
        "form": form_of(asked, agencies, at=at),
        "agency_columns": _agency_columns(),
        "agency_rows": _agency_rows(asked, agencies) if asked.agency is None else [],
    }
    return render(request, "reporting/score/score.html", context)


@require_safe
def score_rows(request: SignedInRequest, number: str) -> HttpResponse:
    """Show the rows behind a criterion: those judged, those that qualify, or those that cost points."""
    at = timezone.now()
    asked = asked_of(request, at=at)
    which = request.GET.get("phan", listing.COSTLY)
    if number not in SOURCES or which not in listing.LISTS:
        raise Http404(_("Không tìm thấy danh sách này."))
    label, rows = listing.LISTS[which]
    here = reverse("reporting:score_rows", args=[number])
    context = {
        "asked": asked,
        "criterion": BY_NUMBER[number],
        "label": label,
        "listing": page_of(rows(number, asked.question), page=page_number(request), at=at),
        "tabs": [
            {"label": label, "url": f"{here}?{asked.query(phan=name)}", "current": name == which}
            for name, (label, _rows) in listing.LISTS.items()
        ],
        "query": asked.query(phan=which),
    }
    return render(request, "reporting/score/rows.html", context)


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
        {"text": line.part, "url": _link(line, asked, listing.QUALIFIED) if line.part else "", "numeric": True},
        {"text": line.whole, "url": _link(line, asked, listing.ALL) if line.whole else "", "numeric": True},
        {"text": "–" if line.rate is None else written_percent(line.rate, 2), "numeric": True},
        _points(line, most),
        {"text": line.lacking, "url": _link(line, asked, listing.COSTLY) if line.lacking else "", "numeric": True},
        {"text": _gain_words(line)},
    ]


def _link(line: Line, asked: Asked, which: str) -> str:
    """Return the address of a list behind a criterion."""
    return f"{reverse('reporting:score_rows', args=[line.criterion.number])}?{asked.query(phan=which)}"


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
