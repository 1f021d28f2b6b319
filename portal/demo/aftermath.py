"""What follows from a year of dossiers: ratings, feedback and reminders, in the order of time."""

from datetime import date, datetime
from random import Random

from agencies.worktime import WorkCalendar
from portal.demo.cases import Days
from portal.demo.history import play
from portal.demo.opinions import Opinions, rate_some
from portal.demo.people import JUSTICE, Citizen, Staff, named
from portal.demo.province import Province
from portal.demo.scenes import cast_of
from portal.demo.talking import Talking
from portal.demo.urging import Urging


def live_on(
    province: Province, staff: Staff, an: Citizen, calendar: WorkCalendar, *, first: date, until: datetime, count: int
) -> None:
    """Let people say what they think, and leaders see to it; drawn apart, so that the year does not depend on it."""
    talking = Talking(Random("tin nhắn"), Days(calendar))
    talking.leave_unanswered(an, cast_of(JUSTICE, staff, province), until=until)
    rate_some(Random("đánh giá"), until=until)
    opinions = Opinions(province, staff, Random("phản ánh"), calendar)
    urging = Urging(named("ha@demo.test"), staff, Random("đôn đốc"), calendar)
    lives = [*opinions.lives(an, first=first, until=until, dossiers=count), *urging.lives(until=until)]
    play(lives, until=until)
