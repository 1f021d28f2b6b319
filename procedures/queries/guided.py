"""The guided choice: from “Ông/Bà muốn…?” in two or three questions to a procedure in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from procedures.models import GuidedChoice, ProcedureVersion


@dataclass(frozen=True, slots=True)
class GuidedAnswer:
    """One answer that a question offers. `is_last` where it leads to the procedure itself."""

    label: str
    hint: str
    url: str
    is_last: bool


@dataclass(frozen=True, slots=True)
class GuidedPage:
    """One question, the answers given before it (label and address), and those that it offers."""

    question: str
    before: list[tuple[str, str]]
    answers: list[GuidedAnswer]


def guided_page(slug: str, *, today: date) -> GuidedPage | None:
    """Return the question that an answer leads to, without a slug the first one; one query.

    None where there is no such question, or nothing in force behind it. Answers that lead nowhere today are left out.
    """
    rows = _live_choices(today=today)
    parent = next((choice for choice in rows if choice.slug == slug and choice.question), None) if slug else None
    if slug and parent is None:
        return None
    by_pk = {choice.pk: choice for choice in rows}
    return GuidedPage(
        question=parent.question if parent else _("Ông/Bà muốn…?"),
        before=_way_to(parent, by_pk),
        answers=[_answer(choice) for choice in rows if choice.parent_id == (parent.pk if parent else None)],
    )


def _live_choices(*, today: date) -> list[GuidedChoice]:
    """Return the choices behind which there is a procedure in force, in their order."""
    in_force = ProcedureVersion.objects.in_force(today).filter(procedure=OuterRef("procedure"))
    rows = list(
        GuidedChoice.objects.annotate(is_in_force=Exists(in_force))
        .select_related("procedure")
        .order_by("ordinal", "pk")
    )
    by_pk = {choice.pk: choice for choice in rows}
    live: set[int] = set()
    for choice in rows:
        if choice.is_in_force:
            live |= {step.pk for step in _line(choice, by_pk)}
    return [choice for choice in rows if choice.pk in live]


def _line(choice: GuidedChoice, by_pk: Mapping[int, GuidedChoice]) -> Sequence[GuidedChoice]:
    """Return a choice and those before it, itself first."""
    line = [choice]
    while (parent := by_pk.get(line[-1].parent_id or 0)) is not None and parent not in line:
        line.append(parent)
    return line


def _way_to(choice: GuidedChoice | None, by_pk: Mapping[int, GuidedChoice]) -> list[tuple[str, str]]:
    if choice is None:
        return []
    return [(step.label, reverse("procedures:guided", args=[step.slug])) for step in reversed(_line(choice, by_pk))]


def _answer(choice: GuidedChoice) -> GuidedAnswer:
    if choice.procedure:
        url = reverse("procedures:detail", args=[choice.procedure.code])
    else:
        url = reverse("procedures:guided", args=[choice.slug])
    return GuidedAnswer(choice.label, choice.hint, url, is_last=choice.procedure is not None)
