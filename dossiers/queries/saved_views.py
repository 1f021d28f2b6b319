"""The views of a list that an officer has named."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.models import SavedView

INBOX = "xu-ly"
KEPT = ("muc", "q", "thu_tuc", "han", "tinh_trang", "nguoi_giu")
"""The parameters of the inbox that belong to a view."""

MOST_KEYS = 9


def saved_views(user: User, *, chosen: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the views of a person's inbox in their order, the open one marked; one query.

    The first nine are opened by their digit.
    """
    address, now = reverse("dossiers:inbox"), chosen_in(chosen)
    views = SavedView.objects.filter(user=user, page=INBOX).order_by("ordinal", "pk")
    return [
        {
            "name": view.name,
            "url": f"{address}?{view.query}",
            "key": str(number) if number <= MOST_KEYS else "",
            "current": chosen_in(QueryDict(view.query)) == now,
        }
        for number, view in enumerate(views, start=1)
    ]


def chosen_in(parameters: Mapping[str, Any]) -> dict[str, str]:
    """Return what of an address belongs to a view."""
    return {name: str(parameters[name]) for name in KEPT if parameters.get(name)}


def get_view(user: User, name: str) -> SavedView:
    """Return a person's own view by its name; any other raises `Http404`."""
    view = SavedView.objects.filter(user=user, page=INBOX, name=name).first()
    if view is None:
        raise Http404(_("Không tìm thấy bộ lọc này."))
    return view
