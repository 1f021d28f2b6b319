"""The lives of dossiers: each is a generator that yields the instant of its next act and does it when resumed.

All that happens goes through `dossiers.services`, by people whose posts allow it, in office hours where officers act.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from accounts.models import PartyKind
from agencies.worktime import WorkCalendar
from dossiers import services
from dossiers.models import Dossier, DueBasis, Outcome, ReturnMethod
from dossiers.services import Applicant, AskedPaper
from dossiers.workflow import Status
from portal.demo import names, words
from portal.demo.arrivals import Arrival
from portal.demo.handing_in import HandingIn
from portal.demo.people import Citizen
from portal.demo.plans import Crew, Fate, Plan
from portal.demo.province import PLACES, Province
from procedures.models import Channel, InternalProcess

Life = Iterator[datetime]

WORKDAY = 450
"""Working minutes of a day in this province."""


@dataclass(slots=True)
class Case:
    """A dossier on its way: what is planned for it, by whom, when it last moved, when its result shall be ready."""

    dossier: Dossier
    plan: Plan
    crew: Crew
    at: datetime
    finish_at: datetime

    @property
    def stays(self) -> bool:
        """Whether the plan leaves the dossier where it is now."""
        return self.dossier.status == self.plan.stops_in

    @property
    def seen(self) -> int:
        """The revision that whoever acts next is looking at."""
        return self.dossier.revision


class Lives:
    """Makes lives in one province."""

    def __init__(
        self,
        province: Province,
        citizens: Sequence[Citizen],
        *,
        chance: Random,
        calendar: WorkCalendar,
        handing_in: HandingIn,
    ) -> None:
        self.province = province
        self.citizens = citizens
        self.chance = chance
        self.calendar = calendar
        self.handing_in = handing_in

    def of(self, arrival: Arrival, plan: Plan, crew: Crew, *, citizen: Citizen | None = None) -> Life:
        """Live one dossier from its arrival to its end, or to where the plan leaves it."""
        yield arrival.at
        if arrival.channel is Channel.ONLINE:
            dossier = self._submit(arrival, citizen or self.chance.choice(self.citizens))
        else:
            dossier = self._receive(arrival, crew)
        yield from self.onward(dossier, plan, crew, at=arrival.at)

    def onward(self, dossier: Dossier, plan: Plan, crew: Crew, *, at: datetime) -> Life:
        """Live a dossier that has just been handed in to its end, or to where the plan leaves it."""
        # It is new, so there is no result that the first proposal would have to ask the database for.
        Dossier._meta.get_field("result").set_cached_value(dossier, None)
        case = Case(dossier, plan, crew, at, at)
        if dossier.status == Status.SUBMITTED and not case.stays:
            yield from self._examined(case)
        if dossier.status == Status.IN_APPRAISAL and plan.is_taken:
            yield from self._appraised(case)
        if dossier.status == Status.IN_APPROVAL and not case.stays:
            yield from self._approved(case)
        if dossier.status == Status.AWAITING_SEAL and not case.stays:
            yield from self._sealed(case)
        if dossier.status == Status.RESULT_READY and not case.stays and plan.is_collected:
            yield from self._handed_over(case)

    # ── Reception ────────────────────────────────────────────────────────────────────────
    def _submit(self, arrival: Arrival, citizen: Citizen) -> Dossier:
        process = arrival.process
        return services.submit(
            process,
            self._applicant_for(process, citizen),
            self.handing_in.scans(process, actor=citizen.user, at=arrival.at),
            office=self.province.office_of(process.agency),
            content=self._content(process),
            return_method=self._return_method(arrival.channel),
            key=self._key(),
            actor=citizen.user,
            at=arrival.at,
            calendar=self.calendar,
        )

    def _receive(self, arrival: Arrival, crew: Crew) -> Dossier:
        process = arrival.process
        dossier, _receipt = services.receive_walk_in(
            process,
            self._applicant_for(process, None, at=arrival.at),
            self.handing_in.sheets(process),
            office=self.province.office_of(process.agency),
            content=self._content(process),
            return_method=self._return_method(arrival.channel),
            key=self._key(),
            actor=crew.clerk,
            at=arrival.at,
            calendar=self.calendar,
            channel=arrival.channel,
        )
        return dossier

    def _examined(self, case: Case) -> Life:
        """The clerk checks what came online: within eight working hours as a rule, later now and then."""
        dossier, plan = case.dossier, case.plan
        if plan.fate is Fate.WITHDRAWN_EARLY:
            case.at += timedelta(minutes=self.chance.randrange(3, 60))
            yield case.at
            self._withdraw(case)
            return
        is_prompt = plan.is_brisk or self.chance.random() < 0.95
        yield self._later(case, self.chance.randrange(10, 260) if is_prompt else self.chance.randrange(260, 800))
        if plan.fate is Fate.REFUSED:
            services.refuse(
                dossier,
                reason=self.chance.choice(words.REFUSALS),
                legal_ground=ground_of(dossier.process),
                seen=case.seen,
                actor=case.crew.clerk,
                at=case.at,
            )
        else:
            services.receive(dossier, seen=case.seen, actor=case.crew.clerk, at=case.at, calendar=self.calendar)

    # ── Appraisal ────────────────────────────────────────────────────────────────────────
    def _appraised(self, case: Case) -> Life:
        """The appraiser takes the dossier, asks once for what is missing, and proposes; or it ends before."""
        dossier, plan = case.dossier, case.plan
        case.finish_at = self._finish(case)
        if dossier.due_basis != DueBasis.INSTANT or case.plan.is_brisk:  # what is due in hours needs no queue
            yield self._at_share(case, 0.02, 0.15)
            services.take(dossier, seen=case.seen, actor=case.crew.appraiser, at=case.at)
        if plan.is_supplemented:
            yield from self._supplemented(case)
        if dossier.status != Status.IN_APPRAISAL or case.stays:
            return
        if plan.fate is Fate.WITHDRAWN:
            yield self._at_share(case, 0.1, 0.6)
            self._withdraw(case)
            return
        yield self._at_share(case, 0.55, 0.8)
        self._propose(case)

    def _supplemented(self, case: Case) -> Life:
        dossier, plan, chance = case.dossier, case.plan, self.chance
        yield self._later(case, chance.randrange(20, 200 if plan.is_brisk else 2 * WORKDAY))
        asked = self._ask(case)
        if case.stays:
            return
        if plan.fate is Fate.ABANDONED:
            case.at = known(dossier.supplement_due_at)
            yield self._later(case, chance.randrange(60, 3 * WORKDAY))
            services.discontinue(dossier, reason=words.ABANDONED, seen=case.seen, actor=case.crew.appraiser, at=case.at)
            return
        yield self._later(case, 60 if plan.is_brisk else min(60 + int(chance.expovariate(1 / 1500)), 13 * WORKDAY))
        actor = dossier.submitter or case.crew.clerk
        papers = self.handing_in.answers(asked, by_citizen=dossier.submitter, at=case.at)
        services.supplement(dossier, papers, seen=case.seen, actor=actor, at=case.at, calendar=self.calendar)
        case.finish_at = self._finish(case)

    def _ask(self, case: Case) -> list[AskedPaper]:
        papers = self.handing_in.wanting(case.dossier.process, ground=ground_of(case.dossier.process))
        services.request_supplement(
            case.dossier,
            papers,
            reason=self.chance.choice(words.SUPPLEMENTS),
            seen=case.seen,
            actor=case.crew.appraiser,
            at=case.at,
            calendar=self.calendar,
        )
        return papers

    def _propose(self, case: Case) -> None:
        outcome, reason, ground = Outcome.GRANTED, self.chance.choice(words.GRANTS), ""
        if case.plan.fate is Fate.DENIED:
            outcome, reason = Outcome.DENIED, self.chance.choice(words.DENIALS)
            ground = ground_of(case.dossier.process)
        services.propose(
            case.dossier,
            outcome=outcome,
            reason=reason,
            legal_ground=ground,
            file=self.handing_in.result_of(case.dossier, actor=case.crew.appraiser, at=case.at),
            seen=case.seen,
            actor=case.crew.appraiser,
            at=case.at,
        )

    # ── Approval and return ──────────────────────────────────────────────────────────────
    def _approved(self, case: Case) -> Life:
        """The approver signs, perhaps after sending the proposal back once."""
        dossier, approver = case.dossier, case.crew.approver
        if case.plan.is_sent_back:
            yield self._at_share(case, 0.1, 0.3)
            reason = self.chance.choice(words.SENT_BACK)
            services.send_back(dossier, reason=reason, seen=case.seen, actor=approver, at=case.at)
            yield self._at_share(case, 0.2, 0.5)
            self._propose(case)
        yield self._at_share(case, 0.4, 0.8) if dossier.process.needs_seal else self._at_share(case, 1, 1)
        services.approve(dossier, seen=case.seen, actor=approver, at=case.at)

    def _sealed(self, case: Case) -> Life:
        """The seal keeper numbers and seals: with that the result is ready."""
        yield self._at_share(case, 1, 1)
        services.seal(case.dossier, seen=case.seen, actor=case.crew.seal_keeper, at=case.at)

    def _handed_over(self, case: Case) -> Life:
        """The clerk sends the result, or the citizen comes for it: soon for what takes hours, else some day."""
        dossier = case.dossier
        collected_by = dossier.applicant_name
        match dossier.return_method:
            case ReturnMethod.ELECTRONIC:
                waits = self.chance.randrange(3, 60)
            case ReturnMethod.POSTAL:
                waits, collected_by = self.chance.randrange(60, 2 * WORKDAY), words.POSTMAN
            case _ if dossier.due_basis == DueBasis.INSTANT:
                waits = self.chance.randrange(2, 45)
            case _:
                waits = 20 + int(self.chance.expovariate(1 / 600))
        yield self._later(case, waits)
        services.hand_over(dossier, collected_by=collected_by, seen=case.seen, actor=case.crew.clerk, at=case.at)

    def _withdraw(self, case: Case) -> None:
        actor = case.dossier.submitter or case.crew.clerk
        reason = self.chance.choice(words.WITHDRAWALS)
        services.withdraw(case.dossier, reason=reason, seen=case.seen, actor=actor, at=case.at)

    # ── Who, what, when ──────────────────────────────────────────────────────────────────
    def _applicant_for(
        self, process: InternalProcess, citizen: Citizen | None, *, at: datetime | None = None
    ) -> Applicant:
        audience = set(process.version.audience)
        if "citizen" not in audience or (audience & {"business", "organisation"} and self.chance.random() < 0.15):
            company = names.company(self.chance, PLACES)
            return Applicant(
                kind=PartyKind.ORGANISATION,
                name=company.name,
                address=company.address,
                tax_code=company.tax_code,
                phone=company.phone,
                email=citizen.user.email if citizen else "",
            )
        if citizen is None and self.chance.random() < 0.12:
            citizen = self.chance.choice(self.citizens)
        if citizen:
            person, email = citizen.person, citizen.user.email
        else:
            person, email = names.person(self.chance, PLACES, adult_on=known(at).date()), ""
        return Applicant(
            kind=PartyKind.PERSON,
            name=person.full_name,
            address=person.address,
            personal_id=person.personal_id,
            phone=person.phone,
            email=email,
        )

    def _content(self, process: InternalProcess) -> str:
        contents = words.CONTENTS.get(process.version.procedure.code)
        return self.chance.choice(contents) if contents else ""

    def _return_method(self, channel: Channel) -> ReturnMethod:
        weights = {Channel.IN_PERSON: (90, 9, 1), Channel.ONLINE: (38, 22, 40), Channel.POSTAL: (5, 93, 2)}[channel]
        methods = (ReturnMethod.COUNTER, ReturnMethod.POSTAL, ReturnMethod.ELECTRONIC)
        return self.chance.choices(methods, weights=weights)[0]

    def _key(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def _later(self, case: Case, minutes: int) -> datetime:
        """Move the case on by this much working time."""
        case.at = self.calendar.add_working_minutes(case.at, minutes)
        return case.at

    def _at_share(self, case: Case, low: float, high: float) -> datetime:
        """Move the case on to a share of the working time that is left until its result shall be ready."""
        left = self.calendar.working_minutes_between(case.at, case.finish_at)
        return self._later(case, max(1, int(left * self.chance.uniform(low, high))))

    def _finish(self, case: Case) -> datetime:
        """Return when the result shall be ready: mostly days before it is due, often on that day, seldom after it."""
        due_at, chance = known(case.dossier.due_at), self.chance
        is_instant = case.dossier.due_basis == DueBasis.INSTANT
        add = self.calendar.add_working_minutes
        if case.plan.is_brisk:
            return add(case.at, chance.randrange(100, 300))
        if case.plan.is_late:
            delay = chance.expovariate(1 / 120) if is_instant else min(chance.expovariate(1 / 1500), 20 * WORKDAY)
            return add(max(due_at, case.at), 15 + int(delay))
        left = self.calendar.working_minutes_between(case.at, due_at)
        if is_instant:
            share = chance.betavariate(1.3, 3.2) * 0.95
        elif left > WORKDAY and chance.random() < 0.12:
            share = 1 - chance.uniform(0.02, 0.98) * WORKDAY / left
        else:
            share = chance.betavariate(2.4, 1.9) * 0.94
        return add(case.at, max(4, int(left * share)))


def ground_of(process: InternalProcess) -> str:
    """Return the law that an officer cites for a decision under a process."""
    bases = list(process.version.legal_bases.all())
    if not bases:
        return words.DEFAULT_GROUND
    return f"{bases[0].article} {bases[0].name} ({bases[0].number})".strip()[:300]


def known(at: datetime | None) -> datetime:
    """Return an instant that the dossier must have by now."""
    if at is None:
        raise RuntimeError("The dossier has no such date in its status.")
    return at
