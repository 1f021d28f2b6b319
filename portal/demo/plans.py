"""What is to become of a dossier, and who handles it: drawn before its life begins."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random

from accounts.models import User
from dossiers.workflow import Status
from portal.demo.arrivals import Arrival
from portal.demo.people import Staff
from portal.demo.province import Province
from procedures.durations import MINUTES_OF_DAY
from procedures.models import Channel, InternalProcess

LATE_SHARE = {"H99.16": 0.13, "H99.07": 0.12, "H99.11": 0.11, "H99.06": 0.10, "H99.45": 0.09, "H99.46": 0.08}
"""How often an agency is late; `USUALLY_LATE` for the others."""

USUALLY_LATE = 0.045


class Fate(StrEnum):
    """How a dossier ends, if it does."""

    GRANTED = "granted"
    DENIED = "denied"
    REFUSED = "refused"
    WITHDRAWN_EARLY = "withdrawn_early"
    WITHDRAWN = "withdrawn"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class Crew:
    """Who handles one dossier."""

    clerk: User
    appraiser: User
    approver: User
    seal_keeper: User


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of a dossier. In `stops_in` it stays; a brisk one gets there in a few hours of work."""

    fate: Fate = Fate.GRANTED
    is_supplemented: bool = False
    is_sent_back: bool = False
    is_late: bool = False
    is_collected: bool = True
    is_taken: bool = True
    is_brisk: bool = False
    stops_in: Status | None = None


def plan_for(arrival: Arrival, chance: Random) -> Plan:
    """Draw what becomes of a dossier."""
    is_online = arrival.channel is Channel.ONLINE
    is_quick = budget_of(arrival.process) < 2 * MINUTES_OF_DAY
    is_supplemented = not is_quick and chance.random() < 0.13
    luck, fate = chance.random(), Fate.GRANTED
    if is_online and luck < 0.035:
        fate = Fate.REFUSED
    elif is_online and luck < 0.043:
        fate = Fate.WITHDRAWN_EARLY
    elif luck < 0.06 and not is_quick:
        fate = Fate.WITHDRAWN
    elif luck < (0.066 if is_quick else 0.09):
        fate = Fate.DENIED
    elif is_supplemented and chance.random() < 0.1:
        fate = Fate.ABANDONED
    late_share = LATE_SHARE.get(arrival.process.agency.code, USUALLY_LATE)
    return Plan(
        fate=fate,
        is_supplemented=is_supplemented,
        is_sent_back=not is_quick and chance.random() < 0.035,
        is_late=chance.random() < late_share * (0.4 if is_quick else 1.2),
        is_collected=chance.random() > 0.02,
    )


def crew_for(process: InternalProcess, province: Province, staff: Staff, chance: Random) -> Crew:
    """Draw who handles a dossier: nobody approves what they received or proposed, or seals what they approved."""
    code = process.agency.code
    clerk = chance.choice(staff.clerks[province.office_of(process.agency).code])
    appraiser = chance.choice(staff.appraisers[code])
    approver = chance.choice([user for user in staff.approvers[code] if user not in (clerk, appraiser)])
    seal_keeper = chance.choice([user for user in staff.seal_keepers[code] if user != approver])
    return Crew(clerk, appraiser, approver, seal_keeper)


def budget_of(process: InternalProcess) -> int:
    """Return the working minutes that a process plans for a dossier."""
    return sum(stage.budget_minutes for stage in process.stages.all())
