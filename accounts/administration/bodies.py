"""Agencies, one-stop offices and second seals: added and changed, each with its event."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.administration import trail
from accounts.administration.errors import Refused
from accounts.models import AdministrativeAction, Post, User
from agencies.models import Agency, OneStopOffice, SecondSeal

Body = TypeVar("Body", Agency, OneStopOffice, SecondSeal)


def save(body: Body, values: Mapping[str, Any], *, seen: int | None, actor: User, at: datetime) -> Body:
    """Add a body (`seen` None) or change it as the actor saw it. Raises `Refused` at the field, `Stale`."""
    model = type(body)
    try:
        with transaction.atomic():
            row: Any = body if seen is None else model.objects.select_for_update().get(pk=body.pk)
            if seen is not None:
                trail.check_fresh(row, seen)
            before = trail.values_of(row, values) if seen is not None else {}
            for name, value in values.items():
                setattr(row, name, value)
            _check(row, at=at)
            changes = trail.differences(before, row)
            if seen is None or changes:
                row.save()
                action = AdministrativeAction.CREATED if seen is None else AdministrativeAction.CHANGED
                trail.record(action, row, actor=actor, at=at, changes=changes)
    except IntegrityError as error:
        raise Refused(_("Mã hoặc số này đã có. Ông/Bà kiểm tra lại.")) from error
    result: Body = row
    return result


def _check(row: models.Model, *, at: datetime) -> None:
    """Refuse what contradicts the columns, the constraints, or what hangs on the body."""
    try:
        row.full_clean()
    except ValidationError as error:
        field, words = next(iter(error.message_dict.items()))
        raise Refused(words[0], field=None if field == NON_FIELD_ERRORS else field) from error
    if isinstance(row, Agency):
        _check_agency(row, at=at)
    elif isinstance(row, OneStopOffice):
        others = OneStopOffice.objects.filter(is_provincial_centre=True).exclude(pk=row.pk)
        if row.is_provincial_centre and others.exists():
            raise Refused(_("Tỉnh đã có một trung tâm cấp tỉnh."), field="is_provincial_centre")
    elif isinstance(row, SecondSeal):
        same = SecondSeal.objects.filter(agency=row.agency, custody_office=row.custody_office).exclude(pk=row.pk)
        running = same.filter(Q(valid_to=None) | Q(valid_to__gte=row.valid_from))
        if running.exclude(valid_from__gt=row.valid_to or row.valid_from).exists():
            raise Refused(_("Cơ quan đã có con dấu thứ hai tại nơi này trong thời gian đó."), field="valid_from")


def _check_agency(row: Agency, *, at: datetime) -> None:
    if row.valid_to and row.valid_from and row.valid_to < row.valid_from:
        raise Refused(_("Ngày kết thúc phải sau ngày bắt đầu."), field="valid_to")
    above, seen = row.parent, {row.pk}
    while above is not None:
        if above.pk in seen:
            raise Refused(_("Cơ quan không thể là cấp trên của chính mình."), field="parent")
        seen.add(above.pk)
        above = above.parent
    today = timezone.localdate(at)
    if row.pk and row.valid_to:
        held = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gt=max(row.valid_to, today)), agency=row)
        if count := held.count():
            raise Refused(
                _("Cơ quan còn %(count)s vị trí công tác sau ngày này. Ông/Bà kết thúc các vị trí trước.")
                % {"count": count},
                field="valid_to",
            )
