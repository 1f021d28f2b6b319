"""The lives of dossiers: each is a generator that yields the instant of its next act and does it when resumed.

All that happens goes through `dossiers.services`, by people whose posts allow it, in office hours where officers act.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from dossiers import services
from dossiers.access import FOR_ACTION
from dossiers.models import DocumentForm, Dossier, ReturnMethod
from dossiers.services import Correction, Listed, Payment, PostalRecord, signing
from dossiers.services.fees import charge_for
from dossiers.workflow import Status
from portal.demo import words
from portal.demo.apologising import Apologising
from portal.demo.applying import Applying
from portal.demo.appraising import Appraising
from portal.demo.arrivals import Arrival
from portal.demo.cases import Case, Days, Life, Pace, ground_of
from portal.demo.declaring import Declaring
from portal.demo.handing_in import HandingIn
from portal.demo.people import Citizen, Staff
from portal.demo.plans import Crew, Fate, Plan
from portal.demo.province import Province
from portal.demo.returning import Returning
from portal.demo.talking import Talking
from portal.demo.travelling import Travelling
from procedures.models import Channel, InternalProcess

PAID_AT_ONCE = 0.5
"""How often a published fee is paid at the counter right away."""


class Lives:
    """Makes lives in one province."""

    def __init__(
        self,
        province: Province,
        staff: Staff,
        citizens: Sequence[Citizen],
        *,
        chance: Random,
        days: Days,
        handing_in: HandingIn,
        travelling: Travelling,
        talking: Talking,
        declaring: Declaring,
    ) -> None:
        self.province = province
        self.items = 0
        self.chance = chance
        self.handing_in = handing_in
        self.travelling = travelling
        self.talking = talking
        self.declaring = declaring
        self.pace = Pace(chance, days)
        self.applying = Applying(chance, citizens)
        self.apologising = Apologising(chance, days)
        self.appraising = Appraising(province, staff, self.pace, handing_in, self.apologising)
        self.returning = Returning(self.pace, self.apologising)

    def of(self, arrival: Arrival, plan: Plan, crew: Crew, *, citizen: Citizen | None = None) -> Life:
        """Live one dossier from its arrival to its end, or to where the plan leaves it."""
        yield arrival.at
        if arrival.channel is Channel.ONLINE:
            dossier = self._submit(arrival, plan, citizen or self.applying.citizen())
        else:
            dossier = self._receive(arrival, crew)
        yield from self.onward(dossier, plan, crew, at=arrival.at)

    def onward(self, dossier: Dossier, plan: Plan, crew: Crew, *, at: datetime) -> Life:
        """Live a dossier that has just been handed in to its end, or to where the plan leaves it."""
        # It is new, so there is no result that the first proposal would have to ask the database for.
        Dossier._meta.get_field("result").set_cached_value(dossier, None)
        case = Case(dossier, plan, crew, at, at)
        yield from self.talking.beside(case, self.pace.keep_hours(case, self._lived(case)))
        if plan.is_reopened and dossier.status == Status.RETURNED:
            yield from self._reopened(case)

    def _lived(self, case: Case) -> Life:
        dossier, plan = case.dossier, case.plan
        if dossier.status == Status.SUBMITTED and not case.stays:
            yield from self._examined(case)
        if plan.is_corrected and dossier.status in (Status.TO_AGENCY, Status.IN_APPRAISAL):
            yield self.pace.later(case, self.chance.randrange(2, 12))
            self._correct(case)
        if dossier.status == Status.TO_AGENCY and not case.stays:
            yield from self.travelling.out(case)
        if dossier.status == Status.IN_APPRAISAL and plan.is_taken:
            yield from self.appraising.of(case)
        if dossier.status == Status.IN_APPROVAL and not case.stays:
            yield from self._approved(case)
        if dossier.status == Status.AWAITING_SIGNATURE and not case.stays:
            yield self.pace.at_share(case, 0.4, 0.8)
            signing.sign(dossier, seen=case.seen, actor=case.crew.approver, at=case.at)
        if dossier.status == Status.AWAITING_SEAL and not case.stays:
            yield self.pace.at_share(case, 1, 1)
            services.seal(dossier, seen=case.seen, actor=case.crew.seal_keeper, at=case.at)
        if dossier.status == Status.TO_CENTRE and not case.stays:
            yield from self.travelling.back(case)
        if dossier.status == Status.RESULT_READY and not case.stays and plan.is_collected:
            yield from self.returning.of(case)

    # ── Reception ────────────────────────────────────────────────────────────────────────
    def _submit(self, arrival: Arrival, plan: Plan, citizen: Citizen) -> Dossier:
        process, applying = arrival.process, self.applying
        method = ReturnMethod.POSTAL if plan.is_posted else applying.return_method(arrival.channel)
        return services.submit(
            process,
            applying.applicant(process, citizen, on=arrival.at.date()),
            self.handing_in.scans(process, actor=citizen.user, at=arrival.at),
            office=self.province.office_of(process.agency),
            content=applying.content(process),
            return_method=ReturnMethod.ELECTRONIC if plan.is_electronic else method,
            key=applying.key(),
            actor=citizen.user,
            at=arrival.at,
            calendar=self.pace.calendar,
            declared=self.declaring.declared(process, citizen, on=arrival.at.date()),
        )

    def _receive(self, arrival: Arrival, crew: Crew) -> Dossier:
        process, applying = arrival.process, self.applying
        dossier, _receipt = services.take_in(
            process,
            applying.applicant(process, None, on=arrival.at.date()),
            self.handing_in.sheets(process),
            office=self.province.office_of(process.agency),
            content=applying.content(process),
            return_method=applying.return_method(arrival.channel),
            key=applying.key(),
            actor=crew.clerk,
            at=arrival.at,
            calendar=self.pace.calendar,
            payment=self._payment(process, arrival.channel),
            postal=self._record(arrival) if arrival.channel is Channel.POSTAL else None,
        )
        return dossier

    def _payment(self, process: InternalProcess, channel: Channel) -> Payment | None:
        ways = [way for way in process.version.ways.all() if way.channel == channel]
        fees = [fee for way in ways for fee in way.fees.all() if fee.amount and not fee.condition][:1]
        if not fees or self.chance.random() > PAID_AT_ONCE:
            return None
        return Payment(tuple(charge_for(fee) for fee in fees))

    def _record(self, arrival: Arrival) -> PostalRecord:
        """Return the record that the postman and the clerk have just signed."""
        self.items += 1
        return PostalRecord(
            number=words.RECORD % self.items,
            item_code=f"RA{self.items:09d}VN",
            postman_name=self.chance.choice(words.POSTMEN),
            signed_at=arrival.at,
        )

    def _examined(self, case: Case) -> Life:
        """The clerk checks what came online: within eight working hours as a rule, later now and then."""
        dossier, plan = case.dossier, case.plan
        if plan.fate is Fate.WITHDRAWN_EARLY:
            case.at += timedelta(minutes=self.chance.randrange(3, 60))
            yield case.at
            self.appraising.withdraw(case)
            return
        yield self._checked(case)
        if plan.is_guided:
            yield from self._guided(case)
            if case.stays:
                return
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
            services.receive(dossier, seen=case.seen, actor=case.crew.clerk, at=case.at, calendar=self.pace.calendar)

    def _checked(self, case: Case) -> datetime:
        is_prompt = case.plan.is_brisk or self.chance.random() < 0.95
        return self.pace.later(case, self.chance.randrange(10, 260) if is_prompt else self.chance.randrange(260, 800))

    def _guided(self, case: Case) -> Life:
        """The clerk says once what is missing; the citizen completes it, and it is checked again."""
        dossier, calendar = case.dossier, self.pace.calendar
        papers = self.handing_in.wanting(dossier.process, ground=ground_of(dossier.process))
        services.guide(
            dossier, papers, reason=words.GUIDED, seen=case.seen, actor=case.crew.clerk, at=case.at, calendar=calendar
        )
        if case.stays or dossier.submitter is None:
            return
        yield self.pace.later(case, self.chance.randrange(60, 1800))
        answers = self.handing_in.answers(papers, by_citizen=dossier.submitter, at=case.at)
        services.complete(
            dossier, answers, seen=case.seen, actor=dossier.submitter, at=case.at, calendar=self.pace.calendar
        )
        yield self._checked(case)

    def _correct(self, case: Case) -> None:
        """The clerk has typed something wrong: the slip is voided and printed anew."""
        dossier = case.dossier
        applicant = services.Applicant(
            kind=dossier.applicant_kind,  # type: ignore[arg-type]
            name=dossier.applicant_name,
            address=dossier.address,
            personal_id=dossier.personal_id,
            tax_code=dossier.tax_code,
            phone=dossier.phone,
            email=dossier.email,
        )
        listed = tuple(
            Listed(services.Paper(row.name, DocumentForm(row.form), row.required_document), row)
            for row in dossier.documents.select_related("required_document")
        )
        correction = Correction(applicant, f"{dossier.content} (bản sửa)", ReturnMethod(dossier.return_method), listed)
        services.correct(
            dossier,
            correction,
            reason=words.CORRECTED,
            seen=case.seen,
            actor=case.crew.clerk,
            at=case.at,
            calendar=self.pace.calendar,
        )

    # ── Approval ─────────────────────────────────────────────────────────────────────────
    def _approved(self, case: Case) -> Life:
        """The approver decides, perhaps after sending the proposal back once."""
        dossier, approver, pace = case.dossier, case.crew.approver, self.pace
        if case.plan.is_sent_back:
            yield pace.at_share(case, 0.1, 0.3)
            reason = self.chance.choice(words.SENT_BACK)
            services.send_back(dossier, reason=reason, seen=case.seen, actor=approver, at=case.at)
            yield pace.at_share(case, 0.2, 0.5)
            self.appraising.propose(case)
        is_last = not dossier.process.needs_seal and not case.plan.is_electronic
        yield pace.at_share(case, 1, 1) if is_last else pace.at_share(case, 0.4, 0.8)
        self.apologising.settle(case)
        services.approve(dossier, seen=case.seen, actor=approver, at=case.at)

    def _reopened(self, case: Case) -> Life:
        """The agency has made a mistake: the dossier is taken up again, free of charge, and lived once more."""
        yield self.pace.later(case, self.chance.randrange(300, 3000))
        returned = Dossier.objects.select_related(*FOR_ACTION).get(pk=case.dossier.pk)
        new = services.reopen(
            returned,
            reason=words.REOPENED,
            seen=returned.revision,
            actor=case.crew.approver,
            at=case.at,
            calendar=self.pace.calendar,
        )
        again = Dossier.objects.select_related(*FOR_ACTION).get(pk=new.pk)
        plan = Plan(is_electronic=case.plan.is_electronic)
        yield from self.onward(again, plan, replace(case.crew), at=case.at)
