"""What every page knows besides its own subject: the province, and where this person may go from here."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import posts_of
from accounts.models import Role, User
from portal import appearance

Place = tuple[str, Any]
"""The name of an address, and the words for it."""

PUBLIC: list[Place] = [
    ("procedures:list", pgettext_lazy("danh mục", "Thủ tục")),
    ("dossiers:track", _("Tra cứu hồ sơ")),
]
MINE: list[Place] = [("dossiers:mine", _("Hồ sơ của tôi"))]
FIGURES: list[Place] = [("reporting:months", _("Thống kê"))]

CALENDAR: Place = ("dossiers:calendar", _("Lịch làm việc"))
REPORTS: Place = ("reporting:reports", _("Báo cáo"))
ADMINISTRATION: list[Place] = [("manage", _("Quản trị")), REPORTS]
NOTICES: Place = ("exchange:tasks", _("Thông báo"))
OF_ROLE: dict[Role, list[Place]] = {
    Role.CLERK: [
        ("dossiers:counter", _("Quầy")),
        ("dossiers:caller", _("Gọi số")),
        ("dossiers:intake_choose", _("Tiếp nhận hồ sơ")),
        ("dossiers:register", _("Sổ theo dõi")),
        NOTICES,
    ],
    Role.APPRAISER: [("dossiers:inbox", _("Hồ sơ cần xử lý"))],
    Role.APPROVER: [("dossiers:inbox", _("Hồ sơ cần xử lý")), ("dossiers:result_templates", _("Mẫu kết quả"))],
    Role.SEAL_KEEPER: [("dossiers:inbox", _("Hồ sơ cần xử lý"))],
    Role.LEADER: [
        ("reporting:dashboard", _("Điều hành")),
        ("dossiers:lead", _("Theo dõi, đôn đốc")),
        ("dossiers:feedback_desk", _("Phản ánh")),
        ("dossiers:register", _("Sổ theo dõi")),
        REPORTS,
        CALENDAR,
        NOTICES,
    ],
    Role.EDITOR: [
        ("procedures:editor", _("Biên tập danh mục")),
        ("dossiers:result_templates", _("Mẫu kết quả")),
        REPORTS,
        CALENDAR,
    ],
}
"""What each role works with, in the order of the workflow."""


GO_KEYS = {
    "dossiers:inbox": "x",
    "dossiers:counter": "q",
    "dossiers:caller": "g",
    "dossiers:intake_choose": "t",
    "dossiers:register": "s",
    "exchange:tasks": "b",
    "dossiers:lead": "l",
    "dossiers:feedback_desk": "f",
    "manage": "d",
    "dossiers:calendar": "c",
    "dossiers:result_templates": "m",
    "procedures:editor": "e",
    "procedures:list": "p",
    "reporting:months": "k",
    "reporting:reports": "o",
    "reporting:dashboard": "h",
}
"""The letter that opens a page after `g`: that of a word in its Vietnamese name where it is free."""


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return the province's name and the navigation; a page that shows no navigation pays no query for it."""
    return {
        "province_name": settings.PROVINCE_NAME,
        "theme": appearance.chosen(request),
        "themes": appearance.offered(request),
        "navigation": SimpleLazyObject(lambda: navigation(request)),
    }


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the main entries for the person of a request: no query for strangers, their posts for the signed-in.

    `key` is the letter that opens the page after `g`, at officers' pages.
    """
    user = getattr(request, "user", None)
    person = user if user is not None and user.is_authenticated else None
    labels = {url: (label, name) for name, label in navigation_of(person) if (url := _address(name))}
    here = max((url for url in labels if request.path.startswith(url)), key=len, default=None)
    return [
        {"url": url, "label": label, "current": url == here, "key": GO_KEYS.get(name, "")}
        for url, (label, name) in labels.items()
    ]


def navigation_of(user: User | None, *, today: date | None = None) -> list[Place]:
    """Return the main places of a person, or of a stranger; no query for strangers, their posts for the signed-in."""
    places = [*PUBLIC]
    if user is not None:
        held = {post.role for post in posts_of(user, today=today or timezone.localdate())}
        desks = [place for role, entries in OF_ROLE.items() if role in held for place in entries]
        desks += ADMINISTRATION if user.is_staff else []
        places = [*dict.fromkeys(desks), PUBLIC[0]] if desks else [*PUBLIC, *MINE]
    return [*places, *FIGURES]


def _address(name: str) -> str:
    """Return the address of a page, or nothing where its room is not part of this installation."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
