"""An officer names a choice of filters to open it again with one press: kept, renamed, put in order, dropped.

The views are nobody else's, so nothing here asks `access`: whoever is signed in acts upon their own.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.vietnamese import normalised
from dossiers.errors import InvalidInput
from dossiers.models import SavedView

MOST_VIEWS = 20
LONGEST_QUERY = SavedView._meta.get_field("query").max_length or 500


def save_view(name: str, *, page: str, chosen: Mapping[str, Any], actor: User) -> SavedView:
    """Keep a choice of filters under a name, last in order; a name that is there already gets the new choice.

    `chosen` are the parameters of the address. Raises `InvalidInput` for a name that is empty, a choice that is too
    long, and more views than anybody finds their way in.
    """
    name = _checked(name)
    query = urlencode([(key, value) for key, value in chosen.items() if value])
    if len(query) > LONGEST_QUERY:
        raise InvalidInput(_("Điều kiện lọc dài quá. Ông/Bà rút gọn từ cần tìm."), field="name")
    with transaction.atomic():
        mine = SavedView.objects.select_for_update().filter(user=actor, page=page)
        known = mine.filter(name=name).first()
        if known is not None:
            known.query = query
            known.save(update_fields=["query"])
            return known
        if mine.count() >= MOST_VIEWS:
            raise InvalidInput(
                _("Ông/Bà đã lưu %(count)s bộ lọc. Xóa bớt trước khi lưu thêm.") % {"count": MOST_VIEWS}, field="name"
            )
        last = mine.aggregate(last=Max("ordinal"))["last"] or 0
        return SavedView.objects.create(user=actor, page=page, name=name, query=query, ordinal=last + 1)


def rename_view(view: SavedView, name: str) -> None:
    """Give a view another name. Raises `InvalidInput` for one that is empty or taken."""
    name = _checked(name)
    with transaction.atomic():
        others = SavedView.objects.select_for_update().filter(user=view.user_id, page=view.page).exclude(pk=view.pk)
        if others.filter(name=name).exists():
            raise InvalidInput(_("Ông/Bà đã có bộ lọc tên này."), field="name")
        view.name = name
        view.save(update_fields=["name"])


def move_view(view: SavedView, *, by: int) -> None:
    """Move a view one place up (-1) or down (1) among those of its page; at the end it stays."""
    with transaction.atomic():
        mine = list(SavedView.objects.select_for_update().filter(user=view.user_id, page=view.page))
        here = next(number for number, one in enumerate(mine) if one.pk == view.pk)
        there = min(max(here + by, 0), len(mine) - 1)
        mine.insert(there, mine.pop(here))
        for ordinal, one in enumerate(mine, start=1):
            one.ordinal = ordinal
        SavedView.objects.bulk_update(mine, ["ordinal"])


def drop_view(view: SavedView) -> None:
    """Forget a view."""
    view.delete()


def _checked(name: str) -> str:
    name = normalised(name)
    if not name:
        raise InvalidInput(_("Ông/Bà đặt tên cho bộ lọc."), field="name")
    return name
