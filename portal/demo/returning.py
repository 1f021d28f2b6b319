"""The end of a dossier: the citizen comes, the post carries, or the result lies in the citizen's account."""

from dossiers import services
from dossiers.models import DueBasis, ReturnMethod
from dossiers.workflow import Status
from portal.demo import words
from portal.demo.apologising import Apologising
from portal.demo.cases import WORKDAY, Case, Life, Pace

COMES_BACK_SHARE = 0.04
"""How often the post meets nobody."""


class Returning:
    """Lives the fourth step."""

    def __init__(self, pace: Pace, apologising: Apologising) -> None:
        self.pace = pace
        self.apologising = apologising
        self.items = 0

    def of(self, case: Case) -> Life:
        """Return a result: at once what lies in an account, soon what took hours, else some day."""
        dossier, chance = case.dossier, self.pace.chance
        match dossier.return_method:
            case ReturnMethod.ELECTRONIC if case.plan.is_electronic:
                waits = chance.randrange(3, 60)
            case ReturnMethod.POSTAL:
                waits = chance.randrange(60, 2 * WORKDAY)
            case _ if dossier.due_basis == DueBasis.INSTANT:
                waits = chance.randrange(2, 45)
            case _:
                waits = 20 + int(chance.expovariate(1 / 600))
        yield self.pace.later(case, waits)
        self.apologising.settle(case)
        if dossier.return_method == ReturnMethod.POSTAL:
            yield from self._by_post(case)
        elif case.plan.is_electronic:
            services.hand_over_electronically(dossier, seen=case.seen, actor=case.crew.clerk, at=case.at)
        else:
            services.hand_over(
                dossier, collected_by=dossier.applicant_name, seen=case.seen, actor=case.crew.clerk, at=case.at
            )

    def _by_post(self, case: Case) -> Life:
        """The postman takes it; the clerk notes who has signed, or takes it back and waits for the citizen."""
        dossier, chance, clerk = case.dossier, self.pace.chance, case.crew.clerk
        self.items += 1
        services.hand_to_post(
            dossier,
            item_code=f"EA{self.items:09d}VN",
            postman_name=chance.choice(words.POSTMEN),
            seen=case.seen,
            actor=clerk,
            at=case.at,
        )
        if dossier.status == Status.IN_DELIVERY and case.stays:
            return
        yield self.pace.later(case, chance.randrange(300, 3 * WORKDAY))
        if chance.random() < COMES_BACK_SHARE:
            services.take_back(dossier, attempts=2, reason=words.UNDELIVERED, seen=case.seen, actor=clerk, at=case.at)
            yield self.pace.later(case, chance.randrange(WORKDAY, 8 * WORKDAY))
            services.hand_over(dossier, collected_by=dossier.applicant_name, seen=case.seen, actor=clerk, at=case.at)
            return
        services.confirm_delivery(
            dossier,
            received_by=dossier.applicant_name,
            delivered_at=case.at,
            seen=case.seen,
            actor=clerk,
            at=case.at,
        )
