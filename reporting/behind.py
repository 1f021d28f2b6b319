"""The list behind a figure: what its address asks for, what stands in its rows, how it leaves as a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency
from dossiers.access import Person
from dossiers.models import Dossier
from dossiers.papers.tables import Column
from reporting.access import place_of, reach_of
from reporting.answers import dossiers_behind
from reporting.conditions import MEASURES
from reporting.indicators import BY_KEY
from reporting.periods import Period, parse_period
from reporting.questions import Key, Keys, Question, Where

CHUNK = 2000

PARAMETERS = {
    Key.MONTH: "thang",
    Key.AGENCY: "co-quan",
    Key.SECTOR: "linh-vuc",
    Key.CHANNEL: "kenh",
    Key.PROCEDURE: "thu-tuc",
    Key.LEVEL: "muc-do",
}
"""How the address names each key of a cell; `ky` is the period, `thuoc` the agency whose tree is asked about."""


@dataclass(frozen=True, slots=True)
class Behind:
    """What an address asked for."""

    measure: str
    question: Question
    keys: Keys
    agency: Agency | None
    query: str
    dossiers: "QuerySet[Dossier]"

    @property
    def label(self) -> Any:
        """What the figure is called."""
        return BY_KEY[self.measure].label

    @property
    def sentence(self) -> Any:
        """What it counts."""
        return BY_KEY[self.measure].sentence


def behind_url(
    period: Period,
    measure: str,
    keys: Keys | None = None,
    *,
    within: str = "",
    as_of: datetime | None = None,
    is_cohort: bool = False,
) -> str:
    """Return the address of the list behind a cell's figure; `within` is the code of the agency whose tree is meant."""
    asked = {"ky": period.slug, "so-lieu": measure, "thuoc": within}
    asked |= {PARAMETERS[key]: value for key, value in (keys or {}).items()}
    asked |= {"xet": as_of.isoformat() if as_of else "", "theo-doi": "1" if is_cohort else ""}
    return f"{reverse('reporting:behind')}?{urlencode({name: value for name, value in asked.items() if value})}"


@dataclass(frozen=True, slots=True)
class Opening:
    """Which figures of a page open their lists: all of them (`agencies` None), or those of some agencies, by code."""

    period: Period
    agencies: frozenset[str] | None = frozenset()

    def url(self, measure: str, key: Key | None = None, code: str = "") -> str:
        """Return the address of a figure's list; empty where it is not this person's to open, or is a sum of others."""
        is_theirs = self.agencies is None or (key == Key.AGENCY and code in self.agencies)
        return behind_url(self.period, measure, {key: code} if key else {}) if is_theirs and measure in MEASURES else ""


def opening_for(user: Person, period: Period, *, today: date) -> Opening:
    """Return which lists of a public page somebody may open; nothing for citizens. One query beside `reach_of`."""
    try:
        reach = reach_of(user, today=today) if user.is_authenticated else frozenset()
    except PermissionDenied:
        return Opening(period)
    if reach is None:
        return Opening(period, None)
    return Opening(period, frozenset(Agency.objects.filter(pk__in=reach).values_list("code", flat=True)))


def behind_asked(user: Person, parameters: Mapping[str, str], *, today: date) -> Behind:
    """Return what an address asks for, as far as a leader sees it.

    Raises `Http404` for what is no question or no place of theirs, `PermissionDenied` for who leads nowhere.
    """
    agency, pks = place_of(parameters.get("thuoc", ""), reach_of(user, today=today))
    keys = {key: parameters[name] for key, name in PARAMETERS.items() if parameters.get(name)}
    measure = parameters.get("so-lieu", "")
    try:
        as_of = datetime.fromisoformat(parameters["xet"]) if parameters.get("xet") else None
        if measure not in MEASURES or (as_of is not None and as_of.tzinfo is None):
            raise ValueError
        question = Question(
            parse_period(parameters.get("ky", "")),
            where=Where(agency_pks=pks),
            as_of=as_of,
            is_cohort=bool(parameters.get("theo-doi")),
        )
        dossiers = dossiers_behind(question, measure, keys)
    except (ValueError, OverflowError):
        raise Http404(_("Không tìm thấy danh sách này.")) from None
    query = urlencode({name: value for name, value in parameters.items() if value and name != "page"})
    return Behind(measure, question, keys, agency, query, dossiers)


def rows_for_file(dossiers: "QuerySet[Dossier]") -> Iterator[Dossier]:
    """Yield every dossier of a list for a file, a chunk in memory at a time."""
    related = dossiers.select_related("version__sector", "agency").order_by("pk")
    narrow = related.only(
        "code", "channel", "status", "received_at", "original_due_at", "due_at", "finished_at", "version__name",
        "version__sector__name", "agency__short_name",
    )  # fmt: skip
    return narrow.iterator(chunk_size=CHUNK)


COLUMNS = (
    Column(gettext_lazy("Mã hồ sơ"), lambda dossier: dossier.code, 22),
    Column(gettext_lazy("Thủ tục"), lambda dossier: dossier.version.name, 50),
    Column(gettext_lazy("Lĩnh vực"), lambda dossier: dossier.version.sector.name, 26),
    Column(gettext_lazy("Cơ quan"), lambda dossier: dossier.agency.short_name, 26),
    Column(gettext_lazy("Hình thức nộp"), lambda dossier: dossier.get_channel_display(), 18),
    Column(gettext_lazy("Tiếp nhận"), lambda dossier: dossier.received_at, 17),
    Column(gettext_lazy("Hạn ban đầu"), lambda dossier: dossier.original_due_at, 17),
    Column(gettext_lazy("Hẹn trả"), lambda dossier: dossier.due_at, 17),
    Column(gettext_lazy("Kết thúc"), lambda dossier: dossier.finished_at, 17),
    Column(gettext_lazy("Trạng thái"), lambda dossier: dossier.get_status_display(), 22),
)
"""The columns of the list as a file; no personal data leaves with figures."""
