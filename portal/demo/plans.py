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

LAND_TRANSFER, LAND_SPLIT, LAND_RENEWAL, LAND_FIRST, LAND_PURPOSE = (
    *("1.013831", "1.012784", "1.012783", "1.013978", "1.013992"),
)
HOUSE = "1.013225"
ENVIRONMENT, INVESTMENT = "1.010733", "1.009748"

CONSULTED_SHARE = {HOUSE: 0.2, LAND_FIRST: 0.3, ENVIRONMENT: 0.8, INVESTMENT: 0.9, LAND_SPLIT: 0.15}
VERIFIED_SHARE = {HOUSE: 0.25, LAND_FIRST: 0.5, LAND_SPLIT: 0.4, LAND_RENEWAL: 0.2, ENVIRONMENT: 0.5}
CHARGED_SHARE = {LAND_TRANSFER: 0.7, LAND_FIRST: 0.6, LAND_PURPOSE: 0.8}
EXTENDED_SHARE = {HOUSE: 0.06, LAND_FIRST: 0.05}
"""How often that happens to what is asked for under a procedure."""


class Fate(StrEnum):
    """How a dossier ends, if it does."""

    GRANTED = "granted"
    DENIED = "denied"
    REFUSED = "refused"
    WITHDRAWN_EARLY = "withdrawn_early"
    WITHDRAWN = "withdrawn"
    ABANDONED = "abandoned"


class Extra(StrEnum):
    """What may happen while a dossier is appraised, besides what happens to all."""

    ASSIGNED = "assigned"
    ASKED_AGAIN = "asked_again"
    CONSULTED = "consulted"
    VERIFIED = "verified"
    CHARGED = "charged"
    EXTENDED = "extended"


@dataclass(frozen=True, slots=True)
class Crew:
    """Who handles one dossier."""

    clerk: User
    appraiser: User
    approver: User
    seal_keeper: User


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of a dossier. In `stops_in` it stays; a brisk one gets there in a few hours of work.

    `rests_in` leaves it in the middle of an extra; `asks` is the code of the agency that is consulted. What waits on a
    sheet, out or on its way back, is on one that nobody has signed for yet.
    """

    fate: Fate = Fate.GRANTED
    is_guided: bool = False
    is_corrected: bool = False
    is_supplemented: bool = False
    extras: tuple[Extra, ...] = ()
    rests_in: Extra | None = None
    asks: str = ""
    is_electronic: bool = False
    is_sent_back: bool = False
    is_late: bool = False
    is_collected: bool = True
    is_posted: bool = False
    waits_on_sheet: bool = False
    waits_on_way_back: bool = False
    is_reopened: bool = False
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
        is_guided=is_online and chance.random() < 0.03,
        is_corrected=not is_online and chance.random() < 0.015,
        is_supplemented=is_supplemented,
        extras=() if is_quick else _extras_for(arrival.process, chance, is_supplemented=is_supplemented),
        is_sent_back=not is_quick and chance.random() < 0.035,
        is_late=chance.random() < late_share * (0.4 if is_quick else 1.2),
        is_collected=chance.random() > 0.02,
        is_reopened=not is_quick and chance.random() < 0.004,
    )


def _extras_for(process: InternalProcess, chance: Random, *, is_supplemented: bool) -> tuple[Extra, ...]:
    """Draw what happens besides: land is measured and taxed, buildings are looked at, others are asked."""
    code = process.version.procedure.code
    shares = {
        Extra.ASSIGNED: 0.03,
        Extra.ASKED_AGAIN: 0.12 if is_supplemented else 0.0,
        Extra.CONSULTED: CONSULTED_SHARE.get(code, 0.03),
        Extra.VERIFIED: VERIFIED_SHARE.get(code, 0.015),
        Extra.CHARGED: CHARGED_SHARE.get(code, 0.0),
        Extra.EXTENDED: EXTENDED_SHARE.get(code, 0.0),
    }
    return tuple(extra for extra, share in shares.items() if chance.random() < share)


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
