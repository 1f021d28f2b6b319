"""What people think of it: some rate how their dossier was handled, a few send feedback that must be answered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from accounts.models import User
from agencies.models import Agency
from agencies.worktime import WorkCalendar
from dossiers.feedback_access import leaders_for
from dossiers.models import Dossier, Feedback, FeedbackChannel, FeedbackKind
from dossiers.petitions import ANSWER_DAYS
from dossiers.services import feedback as petitions
from dossiers.services import ratings
from dossiers.services.feedback import Petition
from dossiers.services.ratings import Grades
from dossiers.workflow import FINAL
from portal.demo import names, sayings
from portal.demo.cases import WORKDAY, Life
from portal.demo.people import OTHER_AGENCY, Citizen, Staff
from portal.demo.province import CENTRE_CODE, PLACES, Province

RATED_SHARE = 0.15
"""How many of those whose dossier is over say what they think of it."""

WELL, WELL_WEIGHTS, BADLY_WEIGHTS = (3, 2, 1), (62, 32, 6), (12, 38, 50)
"""The grades, and how often they are given when the result came in time and when it came late."""

DOSSIERS_FOR_ONE_PETITION = 36
KINDS = (
    *(FeedbackKind.QUESTION,) * 5,
    *(FeedbackKind.REGULATION,) * 2,
    *(FeedbackKind.CONDUCT,) * 2,
    *(FeedbackKind.LATENESS,) * 3,
)
CHANNELS = (*(FeedbackChannel.PORTAL,) * 7, FeedbackChannel.PHONE, FeedbackChannel.COUNTER, FeedbackChannel.LETTER)
LATE_SHARE, ASKED_SHARE, REFUSED_SHARE, SATISFIED_SHARE = 0.14, 0.15, 0.05, 0.78
LATELY = 9
"""Working days before the end within which the last petitions come, so that some are still open."""


def rate_some(chance: Random, *, until: datetime) -> None:
    """Let some of those whose dossier is over rate it: at the counter at once, online within some days."""
    over = Dossier.objects.filter(status__in=FINAL).select_related("submitter", "agency").order_by("code")
    for dossier in over:
        if chance.random() > RATED_SHARE or dossier.finished_at is None:
            continue
        is_at_counter = dossier.submitter is None
        minutes = chance.randrange(2, 15) if is_at_counter else chance.randrange(60, 7 * 24 * 60)
        at = dossier.finished_at + timedelta(minutes=minutes)
        if at >= until:
            continue
        grades, words = _thought_of(dossier, chance)
        if dossier.submitter is None:
            ratings.rate_with_secret(dossier, grades, words=words, is_at_counter=is_at_counter, at=at)
        else:
            ratings.rate(dossier, grades, words=words, actor=dossier.submitter, at=at)


def _thought_of(dossier: Dossier, chance: Random) -> tuple[Grades, str]:
    """Return what somebody thinks of it; who waited too long for a result thinks worse of it."""
    is_late = dossier.apologised_at is not None
    overall, guidance, conduct = chance.choices(WELL, BADLY_WEIGHTS if is_late else WELL_WEIGHTS, k=3)
    grades = Grades(overall)
    if chance.random() < 0.7:
        grades = replace(grades, guidance=guidance, conduct=max(overall, conduct), timeliness=1 if is_late else overall)
    return grades, chance.choice(sayings.RATED_WELL if overall > 1 else sayings.RATED_BADLY)


@dataclass(frozen=True, slots=True)
class Opinions:
    """Sends feedback to the agencies of one province, and lets their leaders answer it."""

    province: Province
    staff: Staff
    chance: Random
    calendar: WorkCalendar

    def lives(self, an: Citizen, *, first: date, until: datetime, dossiers: int) -> Iterator[Life]:
        """Yield the lives of all petitions; two are An's: one answered, one in hand."""
        calendar, today = self.calendar, until.date()
        count = max(8, dossiers // DOSSIERS_FOR_ONE_PETITION)
        latest = calendar.shift_working_days(today, -LATELY)
        days = [first + timedelta(days=self.chance.randrange((latest - first).days)) for _one in range(count)]
        lately = [calendar.shift_working_days(today, -days) for days in (1, 2, 3, 5, 8)]
        late = list(Dossier.objects.exclude(apologised_at=None).select_related("agency").order_by("code"))
        usual = list(Dossier.objects.exclude(finished_at=None).select_related("agency").order_by("code")[:400])
        for day in sorted(days) + lately:
            at = calendar.at(calendar.next_working_day(day - timedelta(days=1)), self._clock())
            yield self._life(at, self._petition(at, late, usual))
        for days_ago, answer_days in ((40, 4), (6, ANSWER_DAYS)):
            at = calendar.at(calendar.shift_working_days(today, -days_ago), time(20, 10))
            yield self._life(at, self._petition_of(an), sender=an.user, answer_days=answer_days)

    def _clock(self) -> time:
        return time(self.chance.choice((8, 9, 10, 14, 15)), self.chance.randrange(60))

    def _petition(self, at: datetime, late: Sequence[Dossier], usual: Sequence[Dossier]) -> Petition:
        """Draw what somebody says; of lateness and conduct those speak whose dossier it happened to."""
        chance, kind = self.chance, self.chance.choice(KINDS)
        known = {FeedbackKind.LATENESS: late, FeedbackKind.CONDUCT: usual}.get(kind, ())
        before = [dossier for dossier in known if (dossier.due_at or dossier.submitted_at) < at]
        dossier = chance.choice(before) if before else None
        subject, words, _answer = chance.choice(sayings.FEEDBACK[kind])
        person = names.person(chance, PLACES, adult_on=at.date())
        return Petition(
            kind=kind,
            agency=dossier.agency if dossier else chance.choice(sorted(self._agencies(), key=lambda one: one.code)),
            subject=subject,
            words=words,
            name=person.full_name,
            address=person.address,
            phone=person.phone,
            dossier=dossier,
        )

    def _petition_of(self, citizen: Citizen) -> Petition:
        """Draw a question of somebody with an account to their commune."""
        subject, words, _answer = self.chance.choice(sayings.FEEDBACK[FeedbackKind.QUESTION])
        return Petition(
            kind=FeedbackKind.QUESTION,
            agency=self.province.agencies[OTHER_AGENCY],
            subject=subject,
            words=words,
            name=citizen.person.full_name,
            address=citizen.person.address,
            email=citizen.user.email or "",
        )

    def _agencies(self) -> list[Agency]:
        return [agency for code, agency in self.province.agencies.items() if self.staff.approvers.get(code)]

    def _life(
        self, at: datetime, petition: Petition, *, sender: User | None = None, answer_days: int | None = None
    ) -> Life:
        """Live one petition: it is taken in hand, answered, published, and its sender says whether that was well."""
        chance, calendar = self.chance, self.calendar
        channel = FeedbackChannel.PORTAL if sender else chance.choice(CHANNELS)
        if channel is FeedbackChannel.PORTAL:
            actor: User | None = sender
        else:
            actor = chance.choice(self.staff.clerks[CENTRE_CODE])
        key = UUID(int=chance.getrandbits(128), version=4)
        yield at
        sent = petitions.receive(petition, channel=channel, key=key, actor=actor, at=at, calendar=calendar)
        leaders = leaders_for(sent.agency, sent.dossier, sent.kind, today=at.date())
        if not leaders:
            return
        leader = leaders[0]
        at = calendar.add_working_minutes(at, chance.randrange(60, 2 * WORKDAY))
        yield at
        if chance.random() < REFUSED_SHARE and sender is None:
            petitions.refuse(sent, reason=sayings.FEEDBACK_REFUSED, seen=sent.revision, actor=leader, at=at)
            return
        if chance.random() < ASKED_SHARE:
            petitions.ask(sent, question=sayings.CLARIFY, seen=sent.revision, actor=leader, at=at, calendar=calendar)
            at = calendar.add_working_minutes(at, chance.randrange(WORKDAY, 4 * WORKDAY))
            yield at
            petitions.clarify(sent, words=sayings.CLARIFIED, seen=sent.revision, actor=sender, at=at, calendar=calendar)
        else:
            petitions.accept(sent, seen=sent.revision, actor=leader, at=at, calendar=calendar)
        yield from self._answered(sent, leader, at, answer_days=answer_days)

    def _answered(self, sent: Feedback, leader: User, at: datetime, *, answer_days: int | None) -> Life:
        chance, calendar = self.chance, self.calendar
        is_late = chance.random() < LATE_SHARE
        days = chance.randrange(ANSWER_DAYS + 1, ANSWER_DAYS + 9) if is_late else chance.randrange(2, ANSWER_DAYS - 2)
        at = calendar.add_working_minutes(at, (answer_days or days) * WORKDAY)
        yield at
        answer = next(answer for subject, _words, answer in sayings.FEEDBACK[sent.kind] if subject == sent.subject)
        petitions.answer(sent, words=answer, seen=sent.revision, actor=leader, at=at, calendar=calendar)
        at = calendar.add_working_minutes(at, chance.randrange(60, (4 if is_late else 2) * WORKDAY - 60))
        yield at
        petitions.publish(sent, public_words=sent.words, public_answer=answer, seen=sent.revision, actor=leader, at=at)
        if chance.random() < 0.6:
            at += timedelta(hours=chance.randrange(1, 60))
            yield at
            is_satisfied = chance.random() < SATISFIED_SHARE
            petitions.say_satisfied(sent, is_satisfied=is_satisfied, actor=sent.sender, at=at)
