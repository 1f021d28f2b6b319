"""What all fake partners have in common: they can be away, slow, unwilling, or lose their answer."""

import hashlib
from typing import Protocol

from exchange.channels.transport import Answer, AnswerLost, Request, Unreachable
from exchange.fakes.store import Behaviour, Store


class FakePartner(Protocol):
    """A partner that answers requests. It refuses by itself when its behaviour is `REJECT`."""

    store: Store

    def answer(self, request: Request) -> Answer:
        """Return what the partner answers."""


class InThisProcess:
    """Carries requests to a fake partner without a network, with the failures that a network would show."""

    def __init__(self, partner: FakePartner) -> None:
        self.partner = partner

    def __call__(self, request: Request) -> Answer:
        """Return the answer; raises `Unreachable` or `AnswerLost`."""
        behaviour = self.partner.store.behaviour
        if behaviour is Behaviour.OUTAGE:
            raise Unreachable("The fake partner is away.")
        answer = self.partner.answer(request)
        if behaviour is Behaviour.SLOW or loses_answer(self.partner, request):
            raise AnswerLost("The answer of the fake partner came too late.")
        return answer


def loses_answer(partner: FakePartner, request: Request) -> bool:
    """Say whether the partner loses its answer to this request: to the first of each, while it is to be asked again."""
    if partner.store.behaviour is not Behaviour.DUPLICATE or request.method != "POST":
        return False
    asked = hashlib.sha256(request.body).hexdigest()[:16]
    return partner.store.count(f"asked-{asked}") == 1
