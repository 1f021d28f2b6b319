"""What is late is apologised for: mostly before the day, sometimes after it, and not every apology has arrived."""

from datetime import date, datetime, time, timedelta
from random import Random

from dossiers import delays, guards
from dossiers.delays import is_reappointable
from dossiers.models import ApologyNotice, DelayCause, DueBasis
from dossiers.services import apologies
from portal.demo import words
from portal.demo.cases import Case, Days, Life, known

FORESEEN_SHARE = 0.7
"""How often an agency sees a delay coming and apologises on the working day before."""

KEPT_SHARE = 0.85
"""How often the new day is late enough to be kept."""

ARRIVES_SHARE = 0.85


class Apologising:
    """Lets approvers sign apologies."""

    def __init__(self, chance: Random, days: Days) -> None:
        self.chance = chance
        self.days = days

    def foreseen(self, case: Case) -> Life:
        """Give a new day on the eve of the one that will be broken, if the agency sees it coming."""
        calendar, dossier = self.days.calendar, case.dossier
        due_at = known(dossier.due_at)
        if dossier.due_basis == DueBasis.INSTANT or self.chance.random() > FORESEEN_SHARE:
            return
        eve = calendar.previous_working_day(calendar.local(due_at).date())
        out_at = calendar.at(eve, time(9, self.chance.randrange(60)))
        if not case.at < out_at < due_at < case.finish_at:
            return  # it is late already, or a day that was declared off has moved the date
        case.at = out_at
        yield out_at
        is_kept = self.chance.random() < KEPT_SHARE
        after = calendar.local(max(known(dossier.due_at), case.finish_at if is_kept else due_at)).date()
        self._sign(case, calendar.next_working_day(after))

    def settle(self, case: Case) -> None:
        """Where the appointment has passed, sign the apology that must come first."""
        dossier = case.dossier
        if guards.owes_apology(dossier, case.at):
            after = max(known(dossier.due_at), case.at)
            day = self.days.calendar.next_working_day(self.days.calendar.local(after).date())
            self._sign(case, day if is_reappointable(dossier) else None)

    def _sign(self, case: Case, new_due_on: date | None) -> ApologyNotice:
        dossier, at = case.dossier, case.at
        if new_due_on is not None:
            most = dossier.regime.reappointment_days
            latest = delays.latest_new_day(known(dossier.due_at), most_days=most, at=at, calendar=self.days.calendar)
            new_due_on = min(new_due_on, latest)
        cause, reason = self.chance.choice(words.DELAYS)
        apology = apologies.apologise(
            dossier,
            cause=DelayCause(cause),
            reason=reason,
            new_due_on=new_due_on,
            seen=case.seen,
            actor=case.crew.approver,
            at=at,
            calendar=self.days.calendar,
        )
        if self.chance.random() < ARRIVES_SHARE:
            self._deliver(apology, at=at)
        return apology

    def _deliver(self, apology: ApologyNotice, *, at: datetime) -> None:
        """Let it arrive a little later: by message where the applicant has given an address, else by hand."""
        is_written = bool(apology.dossier.email)
        channel, proof = ("email", words.APOLOGY_SENT) if is_written else ("in_person", words.APOLOGY_TAKEN)
        minutes = self.chance.randrange(1, 30) if is_written else self.chance.randrange(30, 200)
        apologies.record_delivery(apology, channel=channel, at=at + timedelta(minutes=minutes), proof=proof)
