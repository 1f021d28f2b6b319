"""Which period and place a leaders' page of service figures is about, read from its address."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from agencies.models import Agency
from reporting import access
from reporting.forms.score import ScoreForm, offered_periods
from reporting.periods import Period, PeriodKind, parse_period, period
from reporting.questions import Question, Where


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

    def query(self, **more: str) -> str:
        """Return the parameters of the address."""
        named = {"ky": self.period.slug, "co_quan": self.agency.code if self.agency else "", **more}
        return urlencode({name: value for name, value in named.items() if value})


def asked_of(request: HttpRequest, *, at: datetime) -> Asked:
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


def agencies_within(reach: access.Reach) -> dict[str, str]:
    """Return the agencies that may be chosen, by code; one query."""
    agencies = Agency.objects.all() if reach is None else Agency.objects.filter(pk__in=reach)
    return dict(agencies.order_by("short_name").values_list("code", "short_name"))


def form_of(asked: Asked, agencies: dict[str, str], *, at: datetime) -> ScoreForm:
    """Return the form that chooses another period or agency; no query."""
    return ScoreForm(
        {"ky": asked.period.slug, "co_quan": asked.agency.code if asked.agency else ""},
        periods=offered_periods(timezone.localdate(at), asked.period),
        agencies=list(agencies.items()),
    )
