"""Which dossiers arrive when: what people ask for, by which channel, on which day and at what hour."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random

from agencies.models import AgencyKind
from agencies.worktime import WorkCalendar
from dossiers.services import under_regime
from procedures.models import Channel, InternalProcess

DEFAULT_POPULARITY = 2.0
JUSTICE_POPULARITY = 7.0

POPULARITY = {
    # Certification and civil status
    "2.000815": 150,
    "2.000884": 60,
    "2.001035": 35,
    "2.001406": 10,
    "1.001193": 110,
    "1.000656": 40,
    "1.000894": 50,
    "1.004873": 95,
    "2.000635": 110,
    "1.004859": 25,
    "1.004884": 15,
    # Business households, social support, building and land at the communes
    "1.001612": 55,
    "2.000720": 18,
    "1.001266": 15,
    "1.001570": 12,
    "1.001776": 30,
    "1.014027": 28,
    "1.001731": 12,
    "1.001699": 9,
    "1.013225": 50,
    "1.013229": 9,
    "1.013978": 30,
    "1.014632": 12,
    # Land registration
    "1.013831": 130,
    "1.011441": 120,
    "1.011443": 90,
    "1.012784": 45,
    "1.012783": 45,
    "1.013833": 18,
    "1.013992": 15,
    # Enterprises and investment
    "2.001583": 45,
    "2.001199": 28,
    "2.002043": 14,
    "2.002069": 30,
    "2.002041": 50,
    "2.002029": 30,
    "2.002023": 18,
    # Transport and building professions
    "2.002288": 75,
    "1.000703": 12,
    "1.013237": 25,
    "1.001023": 9,
    "1.000028": 12,
    "1.008891": 8,
    # Police, tax, insurance, work
    "3.000333": 80,
    "1.004222": 60,
    "1.004194": 45,
    "3.000348": 30,
    "1.007277": 30,
    "1.008498": 16,
    "1.001613": 30,
    "2.000693": 30,
    "1.001667": 18,
    "1.002759": 35,
    "1.001939": 30,
    "1.001978": 40,
    "1.014199": 16,
    "1.014092": 10,
    "3.000465": 16,
    "1.003650": 14,
    "1.004359": 16,
    "1.002338": 18,
}
"""How often a procedure is asked for, beside the others; `DEFAULT_POPULARITY` for those not listed."""

CHANNEL_WEIGHTS = {Channel.IN_PERSON: 42, Channel.ONLINE: 50, Channel.POSTAL: 11}
"""Where a procedure offers the choice; those that must be asked for in person make up the difference."""

COMMUNE_WEIGHTS = {"H99.41": 30, "H99.42": 24, "H99.43": 15, "H99.44": 13, "H99.45": 10, "H99.46": 8}

WEEKDAY_WEIGHTS = (1.4, 1.1, 1.0, 0.95, 0.85, 0.25, 0.2)
ONLINE_ON_A_DAY_OFF = 0.25


@dataclass(frozen=True, slots=True)
class Arrival:
    """A dossier that is about to be handed in."""

    at: datetime
    process: InternalProcess
    channel: Channel


class Demand:
    """What the province asks of its offices."""

    def __init__(self, chance: Random, *, first: date, last: date, calendar: WorkCalendar) -> None:
        self.chance = chance
        self.calendar = calendar
        self.days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        self.counter_weights = list(accumulate(self._weight(day, Channel.IN_PERSON) for day in self.days))
        self.online_weights = list(accumulate(self._weight(day, Channel.ONLINE) for day in self.days))
        self.processes = processes_on(last)
        self.process_weights = list(accumulate(map(_popularity, self.processes)))

    def arrivals(self, count: int) -> list[Arrival]:
        """Return this many arrivals in the order of time."""
        return sorted((self._arrival() for _ in range(count)), key=lambda arrival: arrival.at)

    def _arrival(self) -> Arrival:
        (process,) = self.chance.choices(self.processes, cum_weights=self.process_weights)
        channels = [Channel(way.channel) for way in process.version.ways.all()]
        (channel,) = self.chance.choices(channels, weights=[CHANNEL_WEIGHTS[channel] for channel in channels])
        weights = self.online_weights if channel is Channel.ONLINE else self.counter_weights
        (day,) = self.chance.choices(self.days, cum_weights=weights)
        moment = self._online_hour(day) if channel is Channel.ONLINE else self._counter_hour(day)
        return Arrival(self.calendar.at(day, moment), process, channel)

    def _weight(self, day: date, channel: Channel) -> float:
        weight = WEEKDAY_WEIGHTS[day.weekday()]
        if self.calendar.is_working_day(day):
            # What waited during a long break comes on the first day after it.
            waited = (day - self.calendar.previous_working_day(day)).days
            return max(weight, 0.85) * (1.3 if waited > 3 else 1.0)
        return ONLINE_ON_A_DAY_OFF * weight if channel is Channel.ONLINE else 0.0

    def _counter_hour(self, day: date) -> time:
        """Return a minute of an open session: the mornings are crowded, and their first hours most."""
        sessions = self.calendar.sessions_on(day)
        session = sessions[0] if len(sessions) == 1 or self.chance.random() < 0.64 else sessions[-1]
        minute = int(session.minutes * self.chance.betavariate(1.3, 2.0))
        return _plus(session.opens, min(minute, session.minutes - 1))

    def _online_hour(self, day: date) -> time:
        if self.calendar.is_working_day(day) and self.chance.random() < 0.62:
            return self._counter_hour(day)
        hour = self.chance.choices((6, 7, 11, 12, 17, 18, 19, 20, 21, 22), weights=(1, 2, 2, 3, 3, 4, 8, 9, 8, 3))[0]
        return time(hour, self.chance.randrange(60))


def processes_on(day: date) -> list[InternalProcess]:
    """Return the processes that an office takes dossiers in for, each as `dossiers.services.process_for` gives it."""
    processes = InternalProcess.objects.filter(version__is_taken_in_at_centre=True, version__valid_to=None)
    processes = processes.select_related("version__procedure", "version__sector", "agency").prefetch_related(
        "stages", "version__required_documents", "version__ways__fees", "version__legal_bases"
    )
    return list(under_regime(processes, today=day).order_by("version__procedure__code", "agency__code"))


def _popularity(process: InternalProcess) -> float:
    default = JUSTICE_POPULARITY if process.agency.code == "H99.03" else DEFAULT_POPULARITY
    weight = POPULARITY.get(process.version.procedure.code, default)
    if process.agency.kind == AgencyKind.COMMUNE:
        return weight * COMMUNE_WEIGHTS.get(process.agency.code, 10) / 100
    # Beside the communes, few people go to a department for what both may give.
    return min(weight, JUSTICE_POPULARITY) if "commune" in process.version.levels else weight


def _plus(moment: time, minutes: int) -> time:
    total = moment.hour * 60 + moment.minute + minutes
    return time(total // 60, total % 60)
