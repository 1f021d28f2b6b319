"""The cards of procedures in a list: what each promises, in a few words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from procedures.durations import limit_words
from procedures.limits import Limit, LimitUnit
from procedures.models import ProcedureVersion, ServiceLevel, TimeLimit

COLUMNS = ("pk", "procedure__code", "name", "sector__name", "summary", "service_level", "ways__pk")


@dataclass(frozen=True, slots=True)
class Card:
    """One procedure among the results."""

    code: str
    name: str
    sector: str
    agency: str
    summary: str
    limit: str
    fee: str
    service_level: str

    @property
    def url(self) -> str:
        """The address of its page."""
        return reverse("procedures:detail", args=[self.code])


def cards_of(agencies: Mapping[int, str]) -> list[Card]:
    """Return the cards of versions: by primary key, in order, given the words for the agencies of each; one query."""
    first_limit = TimeLimit.objects.filter(way=OuterRef("ways__pk")).order_by("ordinal")
    rows = (
        ProcedureVersion.objects.filter(pk__in=agencies)
        .order_by("pk", "ways__pk")
        .values(*COLUMNS)
        .annotate(
            amount=Subquery(first_limit.values("amount")[:1]),
            unit=Subquery(first_limit.values("unit")[:1]),
            text=Subquery(first_limit.values("text")[:1]),
            fee_count=Count("ways__fees"),
            unread_count=Count("ways__fees", filter=Q(ways__fees__amount=None) & ~Q(ways__fees__text="")),
            lowest_fee=Min("ways__fees__amount"),
        )
    )
    ways_of: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        ways_of[row["pk"]].append(row)
    return [_card(ways_of[pk], agency) for pk, agency in agencies.items() if pk in ways_of]


def _card(ways: Sequence[dict[str, Any]], agency: str) -> Card:
    version = ways[0]
    has_ways = version["ways__pk"] is not None
    return Card(
        code=version["procedure__code"],
        name=version["name"],
        sector=version["sector__name"],
        agency=agency,
        summary=version["summary"],
        limit=_limit_words_of(ways),
        fee=_fee_words(ways) if has_ways else "",
        service_level=str(ServiceLevel(version["service_level"]).label),
    )


def _limit_words_of(ways: Sequence[dict[str, Any]]) -> str:
    """Return the usual limit of the first way; the source's own words where it could not be read."""
    usual = [
        limit_words(Limit(way["amount"], LimitUnit(way["unit"]))) if way["amount"] else way["text"] or ""
        for way in ways
    ]
    words = [text[:1].upper() + text[1:] for text in dict.fromkeys(filter(None, usual))]
    if len(words) <= 1:
        return words[0] if words else ""
    return _("%(limit)s (tùy cách nộp)") % {"limit": words[0]}


def _fee_words(ways: Sequence[dict[str, Any]]) -> str:
    """Say in a few words what a procedure costs, from the number of charges and the lowest one of each way."""
    counts = [way["fee_count"] for way in ways]
    if not any(counts):
        return _("Không thu phí, lệ phí")
    amounts = {way["lowest_fee"] for way in ways if way["fee_count"]}
    if amounts == {None}:
        is_unread = any(way["unread_count"] for way in ways)
        return _("Có thu, xem trong thủ tục") if is_unread else _("Theo quy định của Hội đồng nhân dân tỉnh")
    lowest = min(amount for amount in amounts if amount is not None)
    if lowest == 0 or not all(counts):
        return _("Có thu, một số trường hợp miễn")
    is_single = len(amounts) == 1 and all(count == 1 for count in counts)
    words = _("%(amount)s đồng") if is_single else _("Từ %(amount)s đồng")
    return words % {"amount": number_format(lowest, 0, force_grouping=True)}
