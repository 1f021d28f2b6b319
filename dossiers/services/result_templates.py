"""An agency writes the letters in which it tells its results: a change is a new version, old ones are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from agencies.models import Agency
from agencies.vietnamese import normalised
from dossiers.errors import DossierError, InvalidInput
from dossiers.models import Outcome, ResultTemplate
from dossiers.papers.vocabulary import problems_of
from procedures.models import Procedure, ProcedureVersion


class StaleTemplate(DossierError):
    """Somebody else published a version since the actor saw the newest one."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Người khác vừa lưu phiên bản mới của mẫu này. Ông/Bà xem lại phiên bản đó rồi sửa tiếp.")
        )


class TemplateRefused(InvalidInput):
    """The words of a template cannot be used; `problems` says why, in sentences."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems), field="body")
        self.problems = list(problems)


@dataclass(frozen=True, slots=True)
class Wording:
    """What an agency writes: title, symbol of the letter, body with `{{field}}` places, who signs, who receives it."""

    title: str
    symbol: str
    body: str
    signing_title: str
    recipients: str = ""


def publish_template(
    procedure: Procedure,
    agency: Agency,
    outcome: Outcome,
    wording: Wording,
    *,
    seen: int,
    actor: User,
    at: datetime,
) -> ResultTemplate:
    """Add a version of a letter, which holds from now on; `seen` is the number of the newest that was shown (0: none).

    Raises `StaleTemplate`, `TemplateRefused` at the body for a field that is unknown, missing or has nothing in the
    catalogue, `InvalidInput` at what is empty.
    """
    body = normalised(wording.body)
    for field, text in (("title", wording.title), ("symbol", wording.symbol), ("signing_title", wording.signing_title)):
        if not text.strip():
            raise InvalidInput(_("Ông/Bà ghi mục này."), field=field)
    version = ProcedureVersion.objects.in_force(timezone.localdate(at)).filter(procedure=procedure).first()
    problems = problems_of(body, outcome=outcome, version=version)
    if problems:
        raise TemplateRefused(problems)
    with transaction.atomic():
        rows = ResultTemplate.objects.select_for_update().filter(procedure=procedure, agency=agency, outcome=outcome)
        newest = max((row.number for row in rows), default=0)
        if newest != seen:
            raise StaleTemplate
        return ResultTemplate.objects.create(
            procedure=procedure,
            agency=agency,
            outcome=outcome,
            number=newest + 1,
            title=normalised(wording.title),
            symbol=normalised(wording.symbol),
            body=body,
            signing_title=normalised(wording.signing_title),
            recipients=normalised(wording.recipients),
            made_by=actor,
            made_at=at,
        )


def withdraw_template(template: ResultTemplate, *, at: datetime) -> None:
    """Stop using a letter, with the versions before it; letters made from one keep it. Raises `StaleTemplate`."""
    of_letter = ResultTemplate.objects.filter(
        procedure=template.procedure_id, agency=template.agency_id, outcome=template.outcome
    )
    with transaction.atomic():
        if of_letter.filter(number__gt=template.number).exists():
            raise StaleTemplate
        if not of_letter.filter(withdrawn_at=None).update(withdrawn_at=at):
            raise StaleTemplate


def template_for(procedure_pk: int, agency_pk: int, outcome: Outcome) -> ResultTemplate:
    """Return the template that holds for a decision: the newest that is in use; one query.

    Raises `InvalidInput` where the agency has written none for this outcome.
    """
    found = ResultTemplate.objects.filter(
        procedure=procedure_pk, agency=agency_pk, outcome=outcome, withdrawn_at=None
    ).order_by("-number")
    template = found.first()
    if template is None:
        raise InvalidInput(
            _("Cơ quan chưa có mẫu văn bản cho quyết định “%(outcome)s” của thủ tục này.")
            % {"outcome": Outcome(outcome).label},
            field="outcome",
        )
    return template
