"""What is written beside the moves while a dossier is under way: messages both ways, notes among colleagues."""

from datetime import datetime, time
from random import Random
from uuid import UUID

from accounts.models import User
from dossiers.models import Dossier
from dossiers.services import messages, notes
from dossiers.workflow import FINAL, Status
from portal.demo import sayings
from portal.demo.cases import Case, Days, Life
from portal.demo.people import Citizen
from portal.demo.plans import Crew

ASKS, NOTED = 0.05, 0.07
"""How often an applicant with an account writes to the office, and an officer leaves a note."""

QUIET_MINUTES = 200
"""Working minutes without a move in which somebody finds the time to write."""

AT_THE_COUNTER = (Status.SUBMITTED, Status.GUIDED, Status.TO_AGENCY)


class Talking:
    """Lets people write, drawn apart from the rest so that the year does not depend on it."""

    def __init__(self, chance: Random, days: Days) -> None:
        self.chance = chance
        self.days = days

    def beside(self, case: Case, life: Life) -> Life:
        """Live a life, and let what is said be said in its first long pause."""
        asks = case.dossier.submitter_id is not None and self.chance.random() < ASKS
        notes_down = self.chance.random() < NOTED
        last_at = case.at
        for at in life:
            yield at
            if (asks or notes_down) and self._is_quiet(last_at, at):
                self._say(case, last_at, asks=asks, notes_down=notes_down)
                asks = notes_down = False
            last_at = at

    def _is_quiet(self, since: datetime, until: datetime) -> bool:
        return self.days.calendar.working_minutes_between(since, until) > QUIET_MINUTES

    def _say(self, case: Case, since: datetime, *, asks: bool, notes_down: bool) -> None:
        later, officer = self.days.calendar.add_working_minutes, _officer(case.dossier, case.crew)
        if asks and case.dossier.submitter is not None:
            question, answer = self.chance.choice(sayings.MESSAGES)
            self._send(case.dossier, question, case.dossier.submitter, later(since, 20))
            self._send(case.dossier, answer, officer, later(since, QUIET_MINUTES - 60))
        if notes_down:
            said = self.chance.choice(sayings.NOTES)
            notes.write_note(case.dossier, words=said, actor=officer, at=later(since, QUIET_MINUTES - 30))

    def leave_unanswered(self, an: Citizen, crew: Crew, *, until: datetime) -> None:
        """Let one question of An's wait for the office, and one of the office's wait for An."""
        own = Dossier.objects.filter(submitter=an.user, agency__in=crew.appraiser.posts.values("agency"))
        in_hand = [
            one
            for one in own.exclude(status__in=FINAL).order_by("submitted_at")
            if one.status in (Status.IN_APPRAISAL, Status.IN_APPROVAL)
        ]
        for dossier, words, author in zip(
            in_hand, (sayings.ASKED_BY_AN, sayings.ASKED_BY_OFFICE), (an.user, crew.appraiser), strict=False
        ):
            eve = self.days.calendar.previous_working_day(until.date())
            self._send(dossier, words, author, self.days.calendar.at(eve, time(15, 40)))

    def _send(self, dossier: Dossier, words: str, author: User, at: datetime) -> None:
        key = UUID(int=self.chance.getrandbits(128), version=4)
        messages.send(dossier, words=words, key=key, actor=author, at=at)


def _officer(dossier: Dossier, crew: Crew) -> User:
    return crew.clerk if dossier.status in AT_THE_COUNTER else crew.appraiser
