"""Who asks for what: the applicant of a dossier, what it is about, how the result shall come."""

from collections.abc import Sequence
from datetime import date
from random import Random
from uuid import UUID

from accounts.models import PartyKind
from dossiers.models import ReturnMethod
from dossiers.services import Applicant
from portal.demo import names, words
from portal.demo.people import Citizen
from portal.demo.province import PLACES
from procedures.models import Channel, InternalProcess

METHODS = (ReturnMethod.COUNTER, ReturnMethod.POSTAL)
METHOD_WEIGHTS = {Channel.IN_PERSON: (94, 6), Channel.ONLINE: (78, 22), Channel.POSTAL: (5, 95)}


class Applying:
    """Draws what somebody hands in with their papers."""

    def __init__(self, chance: Random, citizens: Sequence[Citizen]) -> None:
        self.chance = chance
        self.citizens = citizens

    def citizen(self) -> Citizen:
        """Return one of those who have an account."""
        return self.chance.choice(self.citizens)

    def applicant(self, process: InternalProcess, citizen: Citizen | None, *, on: date) -> Applicant:
        """Return who asks: the citizen, a company of theirs, or without a citizen whoever comes to the counter."""
        audience = set(process.version.audience)
        if "citizen" not in audience or (audience & {"business", "organisation"} and self.chance.random() < 0.15):
            company = names.company(self.chance, PLACES)
            return Applicant(
                kind=PartyKind.ORGANISATION,
                name=company.name,
                address=company.address,
                tax_code=company.tax_code,
                phone=company.phone,
                email=(citizen.user.email or "") if citizen else "",
            )
        if citizen is None and self.chance.random() < 0.12:
            citizen = self.citizen()
        if citizen:
            person, email = citizen.person, citizen.user.email or ""
        else:
            person, email = names.person(self.chance, PLACES, adult_on=on), ""
        return Applicant(
            kind=PartyKind.PERSON,
            name=person.full_name,
            address=person.address,
            personal_id=person.personal_id,
            phone=person.phone,
            email=email,
        )

    def content(self, process: InternalProcess) -> str:
        """Return what is asked for, where the procedure's name says little."""
        contents = words.CONTENTS.get(process.version.procedure.code)
        return self.chance.choice(contents) if contents else ""

    def return_method(self, channel: Channel) -> ReturnMethod:
        """Return how the result shall come; who wants it electronically is decided in the plan."""
        return self.chance.choices(METHODS, weights=METHOD_WEIGHTS[channel])[0]

    def key(self) -> UUID:
        """Return a key under which a submission is known as one."""
        return UUID(int=self.chance.getrandbits(128), version=4)
