"""The one writer of what administrators changed, and the words in which a change is kept."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from accounts.administration.errors import Stale
from accounts.models import AdministrativeAction, AdministrativeEvent, User

Changes = dict[str, list[str]]
"""{words of the field: [before, after]}."""

NEVER_WRITTEN = frozenset({"password", "last_login"})


def record(
    action: AdministrativeAction,
    subject: models.Model,
    *,
    actor: User | None,
    at: datetime,
    changes: Changes | None = None,
    words: str = "",
) -> AdministrativeEvent:
    """Write down one administrative change; the caller holds the transaction in which it happens."""
    return AdministrativeEvent.objects.create(
        actor=actor,
        at=at,
        action=action,
        subject=subject_of(subject),
        subject_name=str(subject)[:300],
        changes=changes or {},
        words=words,
    )


def subject_of(subject: models.Model) -> str:
    """Return what names a row for machines: “post:12”."""
    return f"{subject._meta.model_name}:{subject.pk}"


def last_seen(subject: models.Model) -> int:
    """Return the key of the last change of a row, by which a page knows whether it is stale; 0 for none. One query."""
    events = AdministrativeEvent.objects.filter(subject=subject_of(subject)).order_by("-pk")
    return events.values_list("pk", flat=True).first() or 0


def check_fresh(subject: models.Model, seen: int) -> None:
    """Refuse a page that somebody else's change has made stale; raises `Stale`."""
    if last_seen(subject) != seen:
        raise Stale(_("Người khác vừa sửa mục này. Ông/Bà xem lại nội dung mới nhất rồi sửa tiếp."))


def differences(before: Mapping[str, Any], after: models.Model) -> Changes:
    """Return what differs between values as they were and a row as it is, in the words of the page."""
    changes: Changes = {}
    for name, old in before.items():
        field = after._meta.get_field(name)
        new = getattr(after, name)
        if old != new and name not in NEVER_WRITTEN:
            changes[str(field.verbose_name)] = [in_words(old, field), in_words(new, field)]  # type: ignore[union-attr]
    return changes


def values_of(row: models.Model, names: Any) -> dict[str, Any]:
    """Return what a row holds now under some names."""
    return {name: getattr(row, name) for name in names}


def in_words(value: Any, field: Any = None) -> str:
    """Return a value as the page says it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, datetime):
        return f"{value:%H:%M %d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    choices = dict(getattr(field, "flatchoices", None) or ())
    return str(choices.get(value, value))
