"""What the command palette finds for a person: what they may do to the dossier before them, dossiers, pages.

Everything comes through `access`: a dossier that somebody may not open is not found, and a move that they may not make
is not offered.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import posts_of
from accounts.models import Role, User
from agencies.vietnamese import folded
from dossiers.access import own_dossiers
from dossiers.errors import NotAllowed
from dossiers.models import Dossier
from dossiers.queries.buttons import buttons_of
from dossiers.queries.counter import clerk_posts, counter_dossiers
from dossiers.queries.desk import get_for_work
from dossiers.queries.inbox import inbox_dossiers, inbox_posts
from dossiers.queries.worklist import text_condition
from portal.context import GO_KEYS, navigation_of

SHORTEST_SEARCH = 3
"""Fewer signs would find any dossier."""

MOST_DOSSIERS = 8

OF_ROLE: dict[Role, tuple[tuple[str, object], ...]] = {
    Role.CLERK: (
        ("dossiers:return_desk", gettext_lazy("Trả kết quả")),
        ("dossiers:cash_desk", gettext_lazy("Thu phí, lệ phí")),
        ("dossiers:hand_overs", gettext_lazy("Bàn giao hồ sơ giấy")),
        ("dossiers:missing_results", gettext_lazy("Kết quả chưa về quầy")),
        ("dossiers:uncollected", gettext_lazy("Kết quả chưa có người nhận")),
    ),
    Role.APPRAISER: (
        ("dossiers:opinions", gettext_lazy("Ý kiến phối hợp")),
        ("dossiers:agency_hand_overs", gettext_lazy("Hồ sơ giấy, kết quả")),
        ("dossiers:apology_tasks", gettext_lazy("Phiếu xin lỗi")),
        ("dossiers:saved_views", gettext_lazy("Bộ lọc đã lưu")),
    ),
    Role.APPROVER: (
        ("dossiers:apology_tasks", gettext_lazy("Phiếu xin lỗi")),
        ("dossiers:absences", gettext_lazy("Vắng mặt, ủy quyền")),
        ("dossiers:seal_register", gettext_lazy("Sổ đóng dấu")),
        ("dossiers:saved_views", gettext_lazy("Bộ lọc đã lưu")),
    ),
    Role.SEAL_KEEPER: (
        ("dossiers:seal_register", gettext_lazy("Sổ đóng dấu")),
        ("dossiers:agency_hand_overs", gettext_lazy("Hồ sơ giấy, kết quả")),
        ("dossiers:saved_views", gettext_lazy("Bộ lọc đã lưu")),
    ),
    Role.LEADER: (
        ("dossiers:lead_apologies", gettext_lazy("Nợ xin lỗi")),
        ("dossiers:reminders", gettext_lazy("Văn bản đôn đốc")),
        ("dossiers:seal_register", gettext_lazy("Sổ đóng dấu")),
    ),
}
"""Pages of each role that the main menu has no room for."""

FOR_EVERYBODY = (
    ("accounts:profile", gettext_lazy("Thông tin tài khoản")),
    ("dossiers:check_paper", gettext_lazy("Kiểm tra văn bản")),
    ("help", gettext_lazy("Trợ giúp")),
)


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that may be chosen: its words, where it leads, and the keys that do the same."""

    label: str
    url: str
    hint: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class CommandGroup:
    """Commands of one kind, under their name."""

    label: str
    commands: list[Command]


def commands_for(user: User, *, text: str, code: str, at: datetime) -> list[CommandGroup]:
    """Return what a person may choose for the words they typed; at most ten queries beside their posts.

    `code` is the dossier that they have before them, empty for none. Words match without diacritics.
    """
    words = folded(text).split()
    groups = [
        CommandGroup(_("Việc với hồ sơ %(code)s") % {"code": code}, list(_moves(user, code, words, at=at))),
        CommandGroup(_("Hồ sơ"), list(_dossiers(user, text, at=at))),
        CommandGroup(_("Trang"), list(_pages(user, words, at=at))),
    ]
    return [group for group in groups if group.commands]


def _moves(user: User, code: str, words: list[str], *, at: datetime) -> Iterator[Command]:
    """Yield what the person may do now to the dossier before them."""
    if not code:
        return
    try:
        dossier = get_for_work(user, code[:60], at=at)
    except (Http404, NotAllowed):
        return
    for button in buttons_of(user, dossier, tab="", at=at):
        if _matches(button.label, words):
            yield Command(button.label, button.url, key=button.key)


def _dossiers(user: User, text: str, *, at: datetime) -> Iterator[Command]:
    """Yield the dossiers that the person may open and that the words find, each with the page on which they open it."""
    if len(text.strip()) < SHORTEST_SEARCH:
        return
    found: dict[str, Command] = {}
    at_agency, at_counter = inbox_posts(user, at=at), clerk_posts(user, at=at)
    if at_agency:
        found |= _found(inbox_dossiers(user, at_agency, at=at).order_by("-pk"), text, "dossiers:desk")
    if at_counter:
        found |= _found(counter_dossiers(user, at_counter, at=at).order_by("-pk"), text, "dossiers:desk")
    found = _found(own_dossiers(user, today=timezone.localdate(at)).order_by("-pk"), text, "dossiers:detail") | found
    yield from list(found.values())[:MOST_DOSSIERS]


def _found(dossiers: "Iterable[Dossier]", text: str, address: str) -> dict[str, Command]:
    """Return the first dossiers that the words find, by code; one query."""
    some = dossiers.filter(text_condition(text[:200]))  # type: ignore[attr-defined]
    rows = some.values_list("code", "applicant_name", "version__name")[:MOST_DOSSIERS]
    return {
        code: Command(code, reverse(address, args=[code]), hint=f"{applicant} · {procedure}")
        for code, applicant, procedure in rows
    }


def _pages(user: User, words: list[str], *, at: datetime) -> Iterator[Command]:
    """Yield the pages of a person's posts, each address once: those of the menu first."""
    held = {Role(post.role) for post in posts_of(user, today=timezone.localdate(at))}
    places = [*navigation_of(user, today=timezone.localdate(at))]
    places += [place for role, entries in OF_ROLE.items() if role in held for place in entries]
    seen: set[str] = set()
    for name, label in [*places, *FOR_EVERYBODY]:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        if url not in seen and _matches(str(label), words):
            seen.add(url)
            key = GO_KEYS.get(name, "")
            yield Command(str(label), url, key=f"g {key}" if key and held else "")


def _matches(label: str, words: list[str]) -> bool:
    """Say whether each word begins a word of a label."""
    parts = folded(label).split()
    return all(any(part.startswith(word) for part in parts) for word in words)
