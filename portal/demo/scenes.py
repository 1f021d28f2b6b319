"""Dossiers that a visitor shall find: in each of the cast's lists something waits, and An has some of everything."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from random import Random

from agencies.worktime import WorkCalendar
from dossiers.workflow import Status
from portal.demo.arrivals import Arrival
from portal.demo.people import JUSTICE, OTHER_AGENCY, Citizen, Staff
from portal.demo.plans import Crew, Extra, Fate, Plan
from portal.demo.province import CENTRE_CODE, Province
from procedures.models import Channel, InternalProcess

CARD = "1.013859"
LAWYER = "1.002153"
LAW_OFFICE = "1.002010"
AUCTIONEER = "1.003915"
EXCERPT = "2.000635"
MARITAL_STATUS = "1.004873"
HOUSEHOLD_BUSINESS = "1.001612"
HOUSE = "1.013225"
LAND_TRANSFER = "1.013831"
ENVIRONMENT = "1.010733"


@dataclass(frozen=True, slots=True)
class Scene:
    """One dossier with its arrival, its plan, its crew, and the citizen who submits it, if it must be a certain one."""

    arrival: Arrival
    plan: Plan
    crew: Crew
    citizen: Citizen | None = None


LAND = "H99.16"
ENVIRONMENT_AGENCY = "H99.06"
POLICE = "G01.99"

Row = tuple[int, str, Plan] | tuple[int, str, Plan, Channel]

# Working days before the end, code of the procedure, what becomes of it: the cast of the justice department.
AT_JUSTICE: tuple[Row, ...] = (
    (1, CARD, Plan(stops_in=Status.SUBMITTED)),
    (1, LAWYER, Plan(stops_in=Status.SUBMITTED)),
    (3, CARD, Plan(stops_in=Status.GUIDED, is_guided=True, is_brisk=True)),
    (1, AUCTIONEER, Plan(stops_in=Status.TO_AGENCY), Channel.IN_PERSON),
    (1, AUCTIONEER, Plan(waits_on_sheet=True), Channel.IN_PERSON),
    (1, AUCTIONEER, Plan(waits_on_sheet=True, is_corrected=True), Channel.IN_PERSON),
    (2, AUCTIONEER, Plan(is_taken=False, is_brisk=True)),
    (3, LAW_OFFICE, Plan(is_taken=False, is_brisk=True)),
    (4, AUCTIONEER, Plan(stops_in=Status.IN_APPRAISAL, is_brisk=True)),
    (5, LAWYER, Plan(stops_in=Status.IN_APPRAISAL, is_brisk=True)),
    (9, LAW_OFFICE, Plan(stops_in=Status.IN_APPRAISAL, is_brisk=True)),
    (14, LAWYER, Plan(stops_in=Status.IN_APPRAISAL, is_brisk=True)),
    (10, AUCTIONEER, Plan(stops_in=Status.IN_APPRAISAL, is_supplemented=True, is_brisk=True)),
    (7, LAW_OFFICE, Plan(is_supplemented=True, is_brisk=True, extras=(Extra.ASKED_AGAIN,), rests_in=Extra.ASKED_AGAIN)),
    (4, LAW_OFFICE, Plan(is_brisk=True, extras=(Extra.CONSULTED,), rests_in=Extra.CONSULTED, asks=POLICE)),
    (3, LAW_OFFICE, Plan(stops_in=Status.VERIFYING, is_brisk=True, extras=(Extra.VERIFIED,))),
    (6, AUCTIONEER, Plan(stops_in=Status.SUPPLEMENTING, is_supplemented=True, is_brisk=True)),
    (5, LAW_OFFICE, Plan(stops_in=Status.IN_APPROVAL, is_brisk=True)),
    (4, CARD, Plan(stops_in=Status.IN_APPROVAL, is_brisk=True)),
    (11, AUCTIONEER, Plan(stops_in=Status.IN_APPROVAL, is_brisk=True)),
    (6, AUCTIONEER, Plan(stops_in=Status.IN_APPROVAL, is_brisk=True, fate=Fate.DENIED)),
    (4, LAWYER, Plan(stops_in=Status.AWAITING_SIGNATURE, is_brisk=True, is_electronic=True)),
    (3, CARD, Plan(stops_in=Status.AWAITING_SIGNATURE, is_brisk=True, is_electronic=True)),
    (5, CARD, Plan(stops_in=Status.AWAITING_SEAL, is_brisk=True)),
    (6, LAW_OFFICE, Plan(stops_in=Status.AWAITING_SEAL, is_brisk=True)),
    (4, LAWYER, Plan(stops_in=Status.AWAITING_SEAL, is_brisk=True, is_electronic=True)),
    (6, AUCTIONEER, Plan(stops_in=Status.TO_CENTRE, is_brisk=True)),
    (5, AUCTIONEER, Plan(stops_in=Status.TO_CENTRE, is_brisk=True), Channel.IN_PERSON),
    (5, AUCTIONEER, Plan(waits_on_way_back=True, is_brisk=True), Channel.IN_PERSON),
    (7, LAWYER, Plan(stops_in=Status.RESULT_READY, is_brisk=True)),
    (8, LAW_OFFICE, Plan(stops_in=Status.RESULT_READY, is_brisk=True, fate=Fate.DENIED)),
    (6, LAWYER, Plan(stops_in=Status.RESULT_READY, is_brisk=True, is_electronic=True)),
    (24, CARD, Plan(stops_in=Status.RESULT_READY, is_brisk=True)),
    (7, CARD, Plan(stops_in=Status.IN_DELIVERY, is_brisk=True, is_posted=True)),
)

# The same for Khoa's commune.
AT_THE_COMMUNE: tuple[Row, ...] = (
    (1, MARITAL_STATUS, Plan(stops_in=Status.SUBMITTED)),
    (2, HOUSEHOLD_BUSINESS, Plan(is_taken=False, is_brisk=True)),
    (2, MARITAL_STATUS, Plan(stops_in=Status.IN_APPRAISAL, is_brisk=True)),
    (2, HOUSEHOLD_BUSINESS, Plan(stops_in=Status.AWAITING_SEAL, is_brisk=True)),
    (4, MARITAL_STATUS, Plan(stops_in=Status.RESULT_READY, is_brisk=True)),
    (6, HOUSE, Plan(stops_in=Status.IN_APPRAISAL, is_brisk=True, extras=(Extra.EXTENDED,))),
    (3, HOUSE, Plan(is_brisk=True, extras=(Extra.CONSULTED,), rests_in=Extra.CONSULTED, asks=JUSTICE)),
)

# At other agencies, who ask the justice department and Khoa's commune.
ELSEWHERE: tuple[tuple[str, int, str, Plan], ...] = (
    (
        ENVIRONMENT_AGENCY,
        4,
        ENVIRONMENT,
        Plan(stops_in=Status.AWAITING_OPINION, is_brisk=True, extras=(Extra.CONSULTED,), asks=JUSTICE),
    ),
    (
        ENVIRONMENT_AGENCY,
        3,
        ENVIRONMENT,
        Plan(stops_in=Status.AWAITING_OPINION, is_brisk=True, extras=(Extra.CONSULTED,), asks=OTHER_AGENCY),
    ),
)

# An's own dossiers: agency, the rest as above.
OF_AN: tuple[tuple[str, int, str, Plan], ...] = (
    (OTHER_AGENCY, 190, MARITAL_STATUS, Plan(is_brisk=True)),
    (OTHER_AGENCY, 120, HOUSEHOLD_BUSINESS, Plan(is_brisk=True, is_supplemented=True)),
    (JUSTICE, 75, LAWYER, Plan(is_brisk=True, fate=Fate.DENIED)),
    (OTHER_AGENCY, 40, EXCERPT, Plan(fate=Fate.REFUSED, is_brisk=True)),
    (JUSTICE, 50, AUCTIONEER, Plan(fate=Fate.ABANDONED, is_supplemented=True, is_brisk=True)),
    (JUSTICE, 30, LAW_OFFICE, Plan(fate=Fate.WITHDRAWN, is_brisk=True)),
    (JUSTICE, 20, LAWYER, Plan(is_brisk=True, is_electronic=True)),
    (OTHER_AGENCY, 8, EXCERPT, Plan(stops_in=Status.RESULT_READY, is_brisk=True)),
    (JUSTICE, 7, LAWYER, Plan(stops_in=Status.AWAITING_SEAL, is_brisk=True)),
    (JUSTICE, 6, AUCTIONEER, Plan(stops_in=Status.SUPPLEMENTING, is_supplemented=True, is_brisk=True)),
    (LAND, 5, LAND_TRANSFER, Plan(stops_in=Status.AWAITING_PAYMENT, is_brisk=True, extras=(Extra.CHARGED,))),
    (JUSTICE, 4, LAWYER, Plan(stops_in=Status.IN_APPROVAL, is_brisk=True)),
    (JUSTICE, 3, AUCTIONEER, Plan(stops_in=Status.IN_APPRAISAL, is_brisk=True)),
    (JUSTICE, 2, CARD, Plan(stops_in=Status.GUIDED, is_guided=True, is_brisk=True)),
    (JUSTICE, 1, LAWYER, Plan(stops_in=Status.SUBMITTED)),
)


def scenes(
    processes: Sequence[InternalProcess],
    staff: Staff,
    province: Province,
    an: Citizen,
    *,
    chance: Random,
    calendar: WorkCalendar,
    until: datetime,
) -> Iterator[Scene]:
    """Yield the prepared dossiers of the cast, handed in in the mornings before the end, online as a rule."""
    known = {(process.version.procedure.code, process.agency.code): process for process in processes}

    def scene(
        agency: str, days: int, code: str, plan: Plan, channel: Channel = Channel.ONLINE, citizen: Citizen | None = None
    ) -> Scene:
        day = calendar.shift_working_days(until.date(), -days)
        at = calendar.at(day, time(7, 30 + chance.randrange(30)))
        if plan.stops_in is Status.SUBMITTED:
            at = calendar.at(day, time(17 + chance.randrange(4), chance.randrange(60)))
        return Scene(Arrival(at, known[code, agency], channel), plan, cast_of(agency, staff, province), citizen)

    for row in AT_JUSTICE:
        yield scene(JUSTICE, *row)
    for row in AT_THE_COMMUNE:
        yield scene(OTHER_AGENCY, *row)
    for others in ELSEWHERE:
        yield scene(*others)
    for own in OF_AN:
        yield scene(*own, citizen=an)
    away = replace(cast_of(JUSTICE, staff, province), appraiser=staff.appraisers[JUSTICE][1])
    for days, code, plan in (
        (5, LAW_OFFICE, Plan(stops_in=Status.IN_APPRAISAL, is_brisk=True)),
        (6, LAWYER, Plan(stops_in=Status.IN_APPRAISAL, is_brisk=True)),
    ):
        yield replace(scene(JUSTICE, days, code, plan), crew=away)


def cast_of(agency: str, staff: Staff, province: Province) -> Crew:
    """Return those of the cast who work at an agency; they were appointed first. Another signs at Khoa's commune."""
    office = province.office_of(province.agencies[agency])
    crew = Crew(
        clerk=staff.clerks[office.code][0],
        appraiser=staff.appraisers[agency][0],
        approver=staff.approvers[agency][0],
        seal_keeper=staff.seal_keepers[agency][0],
    )
    if office.code == CENTRE_CODE:
        return crew
    return replace(crew, clerk=staff.clerks[office.code][1], approver=staff.approvers[agency][1])
