"""What happens while a dossier is appraised: questions to others, a look at the place, money owed, what is missing."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from random import Random

from accounts.models import User
from agencies.models import Agency
from dossiers import services
from dossiers.models import Outcome
from dossiers.rules import rule_for
from dossiers.services import AskedPaper, Owed, Question
from dossiers.services.supplements import is_late_to_ask
from dossiers.workflow import Status
from portal.demo import words
from portal.demo.apologising import Apologising
from portal.demo.cases import WORKDAY, Case, Life, Pace, ground_of, known
from portal.demo.handing_in import HandingIn
from portal.demo.people import Staff
from portal.demo.plans import Extra, Fate
from portal.demo.province import CONSULTED, Province
from procedures.models import ClockCause


class Appraising:
    """Lives the second step: an officer takes a dossier, asks whom they must, and proposes."""

    def __init__(
        self, province: Province, staff: Staff, pace: Pace, handing_in: HandingIn, apologising: Apologising
    ) -> None:
        self.province = province
        self.staff = staff
        self.pace = pace
        self.handing_in = handing_in
        self.apologising = apologising

    @property
    def chance(self) -> Random:
        """The same chance as everybody's."""
        return self.pace.chance

    def of(self, case: Case) -> Life:
        """Appraise a dossier until it is proposed, or until it ends or stays where the plan says."""
        dossier, plan = case.dossier, case.plan
        case.finish_at = self.pace.finish(case)
        if case.takes_time:  # what is due in hours needs no queue
            yield self.pace.at_share(case, 0.02, 0.15)
            services.take(dossier, seen=case.seen, actor=case.crew.appraiser, at=case.at)
        if plan.is_supplemented:
            yield from self._supplemented(case)
        for extra in plan.extras:
            if dossier.status == Status.IN_APPRAISAL and not case.stays:
                yield from EXTRAS[extra](self, case)
        if dossier.status != Status.IN_APPRAISAL or case.stays or case.is_resting:
            return
        if plan.fate is Fate.WITHDRAWN:
            yield self.pace.at_share(case, 0.1, 0.6)
            self.withdraw(case)
            return
        if plan.is_late:
            yield from self.apologising.foreseen(case)
        yield self.pace.at_share(case, 0.55, 0.8)
        self.propose(case)

    def propose(self, case: Case) -> None:
        """Propose to grant or, where that is its fate, to deny."""
        officer, is_electronic = case.crew.appraiser, case.plan.is_electronic
        outcome, reason, ground = Outcome.GRANTED, self.chance.choice(words.GRANTS), ""
        if case.plan.fate is Fate.DENIED:
            outcome, reason = Outcome.DENIED, self.chance.choice(words.DENIALS)
            ground = ground_of(case.dossier.process)
        services.propose(
            case.dossier,
            outcome=outcome,
            reason=reason,
            legal_ground=ground,
            file=None if is_electronic else self.handing_in.result_of(case.dossier, actor=officer, at=case.at),
            is_electronic=is_electronic,
            seen=case.seen,
            actor=officer,
            at=case.at,
        )

    def withdraw(self, case: Case) -> None:
        """Let the applicant withdraw, at the counter if they have no account."""
        actor = case.dossier.submitter or case.crew.clerk
        reason = self.chance.choice(words.WITHDRAWALS)
        services.withdraw(case.dossier, reason=reason, seen=case.seen, actor=actor, at=case.at)

    # ── What is missing ──────────────────────────────────────────────────────────────────
    def _supplemented(self, case: Case) -> Life:
        dossier, plan, chance = case.dossier, case.plan, self.chance
        yield self.pace.later(case, chance.randrange(20, 200 if plan.is_brisk else 2 * WORKDAY))
        asked = self._ask(case)
        if case.stays:
            return
        if plan.fate is Fate.ABANDONED:
            case.at = known(dossier.answer_due_at)
            yield self.pace.later(case, chance.randrange(60, 3 * WORKDAY))
            self.apologising.settle(case)
            services.discontinue(dossier, reason=words.ABANDONED, seen=case.seen, actor=case.crew.appraiser, at=case.at)
            return
        yield from self._answered(case, asked)

    def _ask(self, case: Case) -> list[AskedPaper]:
        calendar = self.pace.calendar
        papers = self.handing_in.wanting(case.dossier.process, ground=ground_of(case.dossier.process))
        is_late = is_late_to_ask(case.dossier, at=case.at, calendar=calendar)
        services.request_supplement(
            case.dossier,
            papers,
            reason=self.chance.choice(words.SUPPLEMENTS),
            late_reason=words.ASKED_LATE if is_late else "",
            seen=case.seen,
            actor=case.crew.appraiser,
            at=case.at,
            calendar=calendar,
        )
        return papers

    def _answered(self, case: Case, asked: Sequence[AskedPaper]) -> Life:
        minutes = 60 + int(self.chance.expovariate(1 / 1500))
        yield self.pace.later(case, 60 if case.plan.is_brisk else min(minutes, 13 * WORKDAY))
        actor = case.dossier.submitter or case.crew.clerk
        papers = self.handing_in.answers(asked, by_citizen=case.dossier.submitter, at=case.at)
        services.supplement(case.dossier, papers, seen=case.seen, actor=actor, at=case.at, calendar=self.pace.calendar)
        case.finish_at = self.pace.finish(case)

    def _asked_again(self, case: Case) -> Life:
        """The officer wants to ask a second time; the approver reads why, and does not always agree."""
        yield self._soon(case)
        papers = self.handing_in.wanting(case.dossier.process, ground=ground_of(case.dossier.process))
        reason = self.chance.choice(words.SECOND_SUPPLEMENTS)
        services.prepare_supplement(
            case.dossier, papers, reason=reason, seen=case.seen, actor=case.crew.appraiser, at=case.at
        )
        if case.rests_in(Extra.ASKED_AGAIN):
            return
        yield self._soon(case)
        if self.chance.random() < 0.3 and not case.plan.is_brisk:
            services.decline_supplement(
                case.dossier, reason=words.NOT_ASKED_AGAIN, seen=case.seen, actor=case.crew.approver, at=case.at
            )
            return
        services.consent_supplement(
            case.dossier, seen=case.seen, actor=case.crew.approver, at=case.at, calendar=self.pace.calendar
        )
        if not case.stays:
            yield from self._answered(case, papers)

    # ── Others are asked ─────────────────────────────────────────────────────────────────
    def _consulted(self, case: Case) -> Life:
        """One or two agencies are asked; most answer, now and then somebody waits no longer."""
        yield self._soon(case)
        dossier, calendar = case.dossier, self.pace.calendar
        rule = rule_for(dossier, ClockCause.CONSULTATION)
        due_at = calendar.add_working_minutes(case.at, 2 * WORKDAY)
        if rule is None and due_at > known(dossier.due_at):
            return  # no time is left to ask anybody
        agencies = self._asked_agencies(case)
        services.consult(
            dossier,
            [Question(agency, self.chance.choice(words.QUESTIONS), due_at) for agency in agencies],
            seen=case.seen,
            actor=case.crew.appraiser,
            at=case.at,
            calendar=calendar,
        )
        if case.stays or case.rests_in(Extra.CONSULTED):
            return
        for agency in agencies:
            yield self.pace.later(case, self.chance.randrange(90, 2 * WORKDAY))
            if self.chance.random() < 0.08:
                services.close_consultation(
                    dossier,
                    reason=words.NO_OPINION,
                    seen=case.seen,
                    actor=case.crew.appraiser,
                    at=case.at,
                    calendar=self.pace.calendar,
                )
                break
            services.answer(
                dossier,
                opinion=self.chance.choice(words.OPINIONS),
                seen=case.seen,
                actor=self._answering(agency),
                at=case.at,
                calendar=self.pace.calendar,
            )
        self._go_on(case)

    def _asked_agencies(self, case: Case) -> list[Agency]:
        codes = [code for code in CONSULTED if code != case.dossier.agency.code]
        chosen = [case.plan.asks] if case.plan.asks else self.chance.sample(codes, self.chance.choice((1, 1, 2)))
        return [self.province.agencies[code] for code in chosen]

    def _answering(self, agency: Agency) -> User:
        return self.staff.appraisers[agency.code][0]

    def _verified(self, case: Case) -> Life:
        """Somebody goes to see the place."""
        yield self._soon(case)
        dossier, calendar = case.dossier, self.pace.calendar
        planned_at = calendar.add_working_minutes(case.at, WORKDAY)
        paused = rule_for(dossier, ClockCause.VERIFICATION) is not None
        if not paused and planned_at > known(dossier.due_at):
            return
        services.verify(
            dossier,
            planned_at=planned_at,
            place=dossier.address,
            members=words.VERIFIERS,
            reason=self.chance.choice(words.VERIFICATIONS),
            legal_ground=ground_of(dossier.process),
            seen=case.seen,
            actor=case.crew.appraiser,
            at=case.at,
            calendar=calendar,
        )
        if case.stays:
            return
        yield self.pace.later(case, WORKDAY + self.chance.randrange(120, 600))
        services.report_verification(
            dossier,
            findings=self.chance.choice(words.FINDINGS),
            seen=case.seen,
            actor=case.crew.appraiser,
            at=case.at,
            calendar=self.pace.calendar,
        )
        self._go_on(case)

    def _charged(self, case: Case) -> Life:
        """The applicant has to pay first, at the bank as a rule, at the counter now and then."""
        yield self._soon(case)
        dossier = case.dossier
        amount = 1000 * self.chance.randrange(120, 60_000)
        owed = [Owed(name, amount // share, words.TAX_GROUND) for name, share in words.TAXES]
        services.request_payment(
            dossier, owed, seen=case.seen, actor=case.crew.appraiser, at=case.at, calendar=self.pace.calendar
        )
        if case.stays:
            return
        yield self.pace.later(case, 60 if case.plan.is_brisk else self.chance.randrange(120, 9 * WORKDAY))
        is_cash = self.chance.random() < 0.2
        services.confirm_payment(
            dossier,
            evidence="" if is_cash else words.PAID % self.chance.randrange(10_000, 100_000),
            is_cash=is_cash,
            seen=case.seen,
            actor=case.crew.clerk if is_cash else case.crew.appraiser,
            at=case.at,
            calendar=self.pace.calendar,
        )
        self._go_on(case)

    # ── More time ────────────────────────────────────────────────────────────────────────
    def _extended(self, case: Case) -> Life:
        """The law lets the approver add some days, once."""
        rule = rule_for(case.dossier, ClockCause.EXTENSION)
        if rule is None or rule.amount is None:
            return
        yield self.pace.at_share(case, 0.2, 0.5)
        services.extend(
            case.dossier,
            amount=Decimal(min(rule.amount, self.chance.choice((3, 5, 10)))),
            reason=words.EXTENDED,
            evidence=words.EXTENSION % self.chance.randrange(10, 400),
            seen=case.seen,
            actor=case.crew.approver,
            at=case.at,
            calendar=self.pace.calendar,
        )
        self._go_on(case)

    def _assigned(self, case: Case) -> Life:
        """The approver gives the dossier to another officer of the agency."""
        taken = (case.crew.appraiser, case.crew.approver)
        others = [user for user in self.staff.appraisers[case.dossier.agency.code] if user not in taken]
        if not others:
            return
        yield self._soon(case)
        services.assign(case.dossier, officer=others[0], seen=case.seen, actor=case.crew.approver, at=case.at)
        case.crew = replace(case.crew, appraiser=others[0])

    def _soon(self, case: Case) -> datetime:
        """Move the case on by what an officer needs to get round to something."""
        most = 120 if case.plan.is_brisk else WORKDAY
        return self.pace.later(case, self.chance.randrange(20, most))

    def _go_on(self, case: Case) -> None:
        """Plan anew when the result shall be ready: the clock may have stood still, or what was asked took long."""
        case.finish_at = self.pace.finish(case)


EXTRAS: dict[Extra, Callable[[Appraising, Case], Life]] = {
    Extra.ASSIGNED: Appraising._assigned,
    Extra.ASKED_AGAIN: Appraising._asked_again,
    Extra.CONSULTED: Appraising._consulted,
    Extra.VERIFIED: Appraising._verified,
    Extra.CHARGED: Appraising._charged,
    Extra.EXTENDED: Appraising._extended,
}
"""What a plan may hold besides, and how it is lived."""
