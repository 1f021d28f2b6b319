"""Leaders: every figure beside the settlement, each with the rows behind it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from agencies.models import Agency
from agencies.numerals import written_number, written_percent
from dossiers.queries.stages import wall_time
from dossiers.views.counter import page_number
from reporting.indicators import BY_KEY, Topic, Unit
from reporting.listing import page_of
from reporting.measures import MEASURE_OF
from reporting.measures.holding import BY_KEEPER, BY_STEP, IN_ALL, minutes_by_unit
from reporting.measures.reading import LISTED, Value, read_all, values_of
from reporting.rates import shares
from reporting.views.service_address import Asked, agencies_within, asked_of, form_of

PARTS = [*BY_STEP.values(), *BY_KEEPER.values()]
TONES = {**dict.fromkeys(BY_STEP.values(), "info"), "minutes_with_citizen": "pause", "minutes_with_post": "neutral"}


@require_safe
def service(request: SignedInRequest) -> HttpResponse:
    """Show all figures of service in a period; each number opens its list."""
    at = timezone.now()
    asked = asked_of(request, at=at)
    counts = read_all(asked.question)
    topics = [
        {"slug": topic.value, "caption": topic.label, "rows": [_row(value, asked) for value in values]}
        for topic, values in values_of(counts).items()
        if topic is not Topic.TIME
    ]
    context = {
        "at": at,
        "asked": asked,
        "form": form_of(asked, agencies_within(asked.reach), at=at),
        "columns": [{"label": _("Chỉ tiêu")}, {"label": _("Số liệu"), "numeric": True}],
        "topics": topics,
        "time_parts": _time_parts(counts),
        "time_total": max(counts[IN_ALL], 1),
        "timed": counts["dossiers_timed"],
        "unit_columns": _unit_columns(),
        "unit_rows": _unit_rows(asked, counts),
        "mean": wall_time(counts[IN_ALL] // counts["dossiers_timed"]) if counts["dossiers_timed"] else "",
    }
    return render(request, "reporting/service/service.html", context)


@require_safe
def service_rows(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the rows that one count counts."""
    at = timezone.now()
    asked = asked_of(request, at=at)
    if slug not in LISTED:
        raise Http404(_("Không tìm thấy danh sách này."))
    shown = page_of(MEASURE_OF[slug].behind(asked.question, slug), page=page_number(request), at=at)
    context = {"asked": asked, "indicator": BY_KEY[slug], "listing": shown, "query": asked.query()}
    return render(request, "reporting/service/rows.html", context)


def _row(value: Value, asked: Asked) -> list[dict[str, Any]]:
    indicator = value.indicator
    return [{"text": indicator.label, "detail": indicator.sentence}, _cell(value, asked)]


def _cell(value: Value, asked: Asked) -> dict[str, Any]:
    """Return a figure as it is written, with its denominator or its list."""
    indicator = value.indicator
    if not indicator.is_known:
        return {"text": _("Chưa có nguồn"), "numeric": True}
    if value.whole is not None:
        quotient = value.rate if value.times is None else value.times
        write = written_percent if value.times is None else written_number
        return {
            "text": "–" if quotient is None else write(quotient, 2),
            "detail": _divided(value),
            "numeric": True,
        }
    link = f"{reverse('reporting:service_rows', args=[indicator.key])}?{asked.query()}"
    has_list = indicator.key in LISTED and value.count
    detail = str(indicator.unit.label) if indicator.unit is not Unit.DOSSIERS else ""
    return {"text": value.count, "url": link if has_list else "", "detail": detail, "numeric": True}


def _divided(value: Value) -> str:
    """Return what was divided by what, and between which rates the true one lies."""
    words = _("%(part)s trên %(whole)s") % {
        "part": written_number(value.count or 0, 0),
        "whole": written_number(value.whole or 0, 0),
    }
    interval = value.interval
    if interval is None:
        return words
    low, high = (written_number(bound, 0 if bound == int(bound) else 1) for bound in (interval.low, interval.high))
    return _("%(words)s; khoảng tin cậy %(low)s–%(high)s %%") % {"words": words, "low": low, "high": high}


def _unit_columns() -> list[dict[str, Any]]:
    numeric = {"numeric": True}
    return [
        {"label": _("Đơn vị")},
        {"label": _("Phút"), **numeric},
        {"label": _("Phần của toàn bộ"), **numeric},
        {"label": _("Bình quân mỗi hồ sơ"), **numeric},
    ]


def _unit_rows(asked: Asked, counts: dict[str, int]) -> list[list[dict[str, Any]]]:
    """Return how long each unit held the dossiers, the longest first; with what no unit held the whole."""
    minutes = minutes_by_unit(asked.question)
    names = dict(Agency.objects.filter(code__in=minutes).values_list("code", "short_name"))
    held = [(names[code], number) for code, number in minutes.items()]
    held.append((_("Người nộp hồ sơ, bưu chính"), counts[IN_ALL] - sum(minutes.values())))
    dossiers = max(counts["dossiers_timed"], 1)
    percents = shares([number for _name, number in held])
    return [
        [
            {"text": name},
            {"text": number, "numeric": True},
            {"text": "–" if percent is None else written_percent(percent, 2), "numeric": True},
            {"text": wall_time(number // dossiers), "numeric": True},
        ]
        for (name, number), percent in zip(held, percents, strict=True)
        if number
    ]


def _time_parts(counts: dict[str, int]) -> list[dict[str, Any]]:
    """Return the whole time in its parts, as `components/parts_bar.html` draws them; they add up to it."""
    parts, start, dossiers = [], 0, max(counts["dossiers_timed"], 1)
    for key in PARTS:
        minutes = counts[key]
        if minutes:
            text = _("phút (bình quân %(time)s mỗi hồ sơ)") % {"time": wall_time(minutes // dossiers)}
            parts.append(
                {
                    "label": BY_KEY[key].label,
                    "value": minutes,
                    "start": start,
                    "tone": TONES.get(key, "warn"),
                    "text": text,
                }
            )
            start += minutes
    return parts
