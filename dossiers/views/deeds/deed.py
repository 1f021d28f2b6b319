"""What stands behind one button of the desk: the form, the verb that it calls, the words when it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise

from accounts.models import User
from agencies.calendars import calendar_of
from dossiers.forms.moves.fields import MoveForm
from dossiers.models import Dossier

Words = dict[str, Any]
Perform = Callable[[Dossier, Any, Words], Any]
"""Calls a verb with a valid form and with who acts: `seen`, `actor`, `at`."""

MakeForm = Callable[..., forms.Form]
"""Makes the form of an action from the dossier, the officer and Django's own options."""


def _nothing_known(_dossier: Dossier) -> Words:
    return {}


def _plain(_dossier: Dossier, _user: User, **options: Any) -> forms.Form:
    return MoveForm(**options)


@dataclass(frozen=True, slots=True)
class Deed:
    """One action at the desk.

    `done` is said afterwards, with %(code)s. `initial` is what the form may begin with: what is known already, never a
    decision. `template` shows the form where a plain list of its fields is not enough.
    """

    perform: Perform
    done: Promise | str
    form: MakeForm = _plain
    initial: Callable[[Dossier], Words] = _nothing_known
    template: str = ""


def plain(form: type[forms.Form]) -> MakeForm:
    """Return what makes a form that needs to know nothing of the dossier."""

    def make(_dossier: Dossier, _user: User, **options: Any) -> forms.Form:
        return form(**options)

    return make


def with_fields(verb: Callable[..., Any], *names: str) -> Perform:
    """Return what calls a verb with the named fields of the form."""

    def perform(dossier: Dossier, form: Any, who: Words) -> Any:
        return verb(dossier, **{name: form.cleaned_data[name] for name in names}, **who)

    return perform


def on_calendar(verb: Callable[..., Any], *names: str) -> Perform:
    """Return what calls a verb that reckons dates, with the named fields and the agency's working calendar."""

    def perform(dossier: Dossier, form: Any, who: Words) -> Any:
        given = {name: form.cleaned_data[name] for name in names}
        return verb(dossier, **given, calendar=calendar_of(dossier.agency), **who)

    return perform


def with_actor(form: Callable[..., forms.Form]) -> MakeForm:
    """Return what makes a form that keeps a file for whoever sends it."""

    def make(_dossier: Dossier, user: User, **options: Any) -> forms.Form:
        return form(actor=user, **options)

    return make
