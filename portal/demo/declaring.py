"""What citizens declare in the electronic form of a procedure that has one."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from dossiers.queries.declared import definition_for
from dossiers.queries.known import PROFILE
from dossiers.services.intake import Declared
from portal.demo import names, sayings
from portal.demo.people import Citizen
from portal.demo.province import PLACES
from procedures.declarations import NO, YES, Question, QuestionKind, questions_of
from procedures.models import InternalProcess

LEFT_EMPTY = 0.4
"""How often somebody leaves what they need not answer."""


class Declaring:
    """Fills in declarations, each answer as the form would have stored it."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance

    def declared(self, process: InternalProcess, citizen: Citizen, *, on: date) -> Declared | None:
        """Return what a citizen declares under a version; None where it has no electronic declaration."""
        definition = definition_for(process.version)
        if not definition:
            return None
        person = citizen.person
        profile = {
            "full_name": person.full_name,
            "personal_id": person.personal_id,
            "born_on": person.born_on.isoformat(),
            "address": person.address,
            "phone": person.phone,
            "email": citizen.user.email or "",
        }
        questions = questions_of(definition)
        answers = self._answers(questions, profile, on=on)
        own = {"source": PROFILE, "label": "hồ sơ cá nhân"}
        provenance = {question.name: own for question in questions if question.known_as and question.name in answers}
        return Declared(answers, provenance, [])

    def _answers(self, questions: Sequence[Question], profile: dict[str, str], *, on: date) -> dict[str, Any]:
        answers: dict[str, Any] = {}
        for question in questions:
            shown = question.shown_if
            if shown and answers.get(shown.question) not in shown.answers:
                continue
            is_empty = not question.is_required and self.chance.random() < LEFT_EMPTY
            if question.kind is QuestionKind.ROWS:
                lines = range(0 if is_empty else self.chance.randrange(1, 3))
                answers[question.name] = [self._answers(question.questions, {}, on=on) for _line in lines]
            elif not is_empty:
                answers[question.name] = profile.get(question.known_as) or self._answer(question, on=on)
        return answers

    def _answer(self, question: Question, *, on: date) -> str:
        """Return one answer; a child was born lately, everybody else is grown up."""
        chance = self.chance
        match question.kind:
            case QuestionKind.CHOICE:
                return chance.choice([value for value, _label in question.choices])
            case QuestionKind.YES_NO:
                return chance.choice((YES, YES, NO))
            case QuestionKind.NUMBER:
                return str(max(question.least or 0, min(question.most or 3, chance.choice((1, 1, 2)))))
            case QuestionKind.DATE if not question.is_past:
                return str(on + timedelta(days=chance.randrange(5, 25)))
            case QuestionKind.DATE if question.name.startswith("child"):
                return str(on - timedelta(days=chance.randrange(5, 55)))
        person = names.person(chance, PLACES, adult_on=on)
        known = {
            QuestionKind.DATE: str(person.born_on),
            QuestionKind.FULL_NAME: person.full_name,
            QuestionKind.PERSONAL_ID: person.personal_id,
            QuestionKind.PHONE: person.phone,
            QuestionKind.ADDRESS: person.address,
        }
        return known.get(question.kind) or chance.choice(
            sayings.DECLARED.get(question.name, (sayings.DECLARED_OTHERWISE,))
        )
