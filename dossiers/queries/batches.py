"""What an officer chose from a work list to do the same to: what is ready for it, and what is not and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Role, User
from dossiers.access import FOR_ACTION, check
from dossiers.errors import DossierError
from dossiers.models import Dossier
from dossiers.queries.inbox import inbox_dossiers, inbox_posts
from dossiers.services.assigning import appraisers_of
from dossiers.workflow import Action

BATCHED = frozenset({Action.APPROVE, Action.SEND_BACK, Action.SIGN, Action.SEAL, Action.ASSIGN})
"""What can be done to many dossiers at once."""

MOST_CHOSEN = 100
FOR_BATCH = (*FOR_ACTION, "version", "officer", "holder")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The dossiers that were chosen: those that are ready, and the others as (code, applicant, why not)."""

    ready: list[Dossier]
    refused: list[tuple[str, str, str]]


def chosen(user: User, action: Action, values: Sequence[str], *, at: datetime) -> Chosen:
    """Return what somebody chose, as `<code>` or `<code>:<revision>`; one query beside their posts.

    What they may not see is named as not found, whether or not it exists.
    """
    named = dict.fromkeys(value.partition(":")[0].strip().upper()[:60] for value in values)
    codes = [code for code in named if code.isprintable()][:MOST_CHOSEN]
    posts = inbox_posts(user, at=at)
    mine = inbox_dossiers(user, posts, at=at).filter(code__in=codes).select_related(*FOR_BATCH)
    found = {dossier.code: dossier for dossier in mine}
    ready, refused = [], []
    for code in codes:
        dossier = found.get(code)
        if dossier is None:
            refused.append((code, "", _("Không tìm thấy hồ sơ này.")))
            continue
        try:
            check(user, action, dossier, at=at)
        except DossierError as error:
            refused.append((code, dossier.applicant_name, str(error)))
        else:
            ready.append(dossier)
    return Chosen(ready, refused)


def seen_in(values: Sequence[str]) -> dict[str, int]:
    """Return the revision of each dossier that the page showed; 0, which none has, where the page did not say."""
    seen = {}
    for value in values:
        code, _colon, revision = value.partition(":")
        is_number = revision.isascii() and revision.isdigit() and len(revision) < 10
        seen[code.strip().upper()] = int(revision) if is_number else 0
    return seen


def officers_for(chosen: Chosen, *, at: datetime) -> list[User]:
    """Return who appraises at the agencies of the chosen dossiers, by name; one query for each agency."""
    agencies = sorted({dossier.agency_id for dossier in chosen.ready})
    officers = {officer.pk: officer for agency in agencies for officer in appraisers_of(agency, at=at)}
    return sorted(officers.values(), key=lambda officer: officer.full_name)


def deeds_for(tab: str, roles: set[Role]) -> list[Action]:
    """Return what can be done to many dossiers of a tab of the inbox by somebody with these roles."""
    deeds = {
        "cho-phe-duyet": (Role.APPROVER, [Action.APPROVE, Action.SEND_BACK]),
        "cho-ky-so": (Role.APPROVER, [Action.SIGN, Action.SEND_BACK]),
        "cho-phan-cong": (Role.APPROVER, [Action.ASSIGN]),
        "tat-ca": (Role.APPROVER, [Action.ASSIGN]),
        "cho-dong-dau": (Role.SEAL_KEEPER, [Action.SEAL, Action.SEND_BACK]),
    }
    role, actions = deeds.get(tab, (None, []))
    return actions if role in roles else []


def swappable(chosen: Chosen) -> tuple[Dossier, Dossier] | None:
    """Return the two dossiers that were chosen if two colleagues of one agency may exchange them."""
    if len(chosen.ready) != 2 or chosen.refused:
        return None
    first, second = chosen.ready
    are_two = first.officer_id and second.officer_id and first.officer_id != second.officer_id
    return (first, second) if are_two and first.agency_id == second.agency_id else None


def tab_of(text: str) -> str:
    """Return the name of a list as it may stand in an address."""
    return slugify(text[:40])
