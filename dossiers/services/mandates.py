"""Mandates: given online or on paper, confirmed by a clerk, revoked.

Law: Bộ luật Dân sự 2015 Điều 134, 138, 140, 563, 569.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import roles_held
from accounts.models import LinkedIdentity, Organisation, PartyKind, Role, User
from agencies.numbers import take_numbers
from agencies.uploads import CheckedUpload
from agencies.vietnamese import folded
from dossiers.access import may_revoke, represents
from dossiers.announcing import News, tell
from dossiers.errors import InvalidInput, NotAllowed, StaleDossier
from dossiers.models import Mandate
from dossiers.uploads import store
from procedures.models import Procedure

LONGEST_YEARS = 5
"""No law says how long a mandate may run where a term is written; ours ends, so that somebody looks at it again."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What an agent may do, for which procedures (none: all), from when until when (both days included)."""

    valid_from: date
    valid_to: date
    may_submit: bool = True
    may_collect: bool = False
    procedures: Sequence[Procedure] = ()


@dataclass(frozen=True, slots=True)
class Giver:
    """Who gives a mandate on paper, as the paper names them."""

    kind: PartyKind
    name: str
    personal_id: str = ""
    tax_code: str = ""


def find_agent(*, contact: str, full_name: str) -> User:
    """Return the account that a contact and a name name together; raises `InvalidInput`, alike for all that miss.

    The contact is an e-mail address, a confirmed phone, or a personal number that the sign-in partner proved: what a
    profile merely says proves nobody. Both must fit, so that nobody tries numbers to learn who has an account.
    """
    if contact.isdigit():
        proved = LinkedIdentity.objects.filter(personal_id=contact).values("user")
        found = User.objects.filter(pk__in=proved)
    else:
        found = User.objects.filter(Q(email=contact) | Q(phone=contact, phone_confirmed_at__isnull=False))
    for user in found.filter(is_active=True):
        if folded(user.full_name) == folded(full_name):
            return user
    raise InvalidInput(
        _(
            "Không có tài khoản nào mang cả họ tên và địa chỉ liên hệ này. Người được ủy quyền cần có tài khoản và đã"
            " xác nhận số điện thoại, thư điện tử hoặc VNeID."
        ),
        field="contact",
    )


def give(agent: User, scope: Scope, *, organisation: Organisation | None = None, actor: User, at: datetime) -> Mandate:
    """Let somebody act for oneself, or for an organisation that one represents; it holds at once, the agent is told.

    The same mandate given twice is given once. Raises `InvalidInput` at the field that is wrong, `NotAllowed` where the
    person does not represent the organisation.
    """
    today = timezone.localdate(at)
    _check(scope, today=today)
    if agent.pk == actor.pk:
        raise InvalidInput(_("Ông/Bà không cần ủy quyền cho chính mình."), field="contact")
    if organisation is not None and not represents(actor, organisation, today=today):
        raise NotAllowed(_("Chỉ người đại diện của tổ chức được ủy quyền thay tổ chức."))
    profile = getattr(actor, "profile", None)
    mandate = Mandate(
        giver=None if organisation else actor,
        organisation=organisation,
        giver_kind=PartyKind.ORGANISATION if organisation else PartyKind.PERSON,
        giver_name=organisation.name if organisation else actor.full_name,
        giver_personal_id="" if organisation else (profile.personal_id if profile else ""),
        giver_tax_code=organisation.tax_code if organisation else "",
    )
    with transaction.atomic():
        # Two presses at once wait here for each other, so that they make one mandate.
        User.objects.select_for_update().get(pk=actor.pk)
        given = Mandate.objects.filter(
            giver=mandate.giver, organisation=organisation, agent=agent, given_at__date=today, revoked_at=None
        )
        for former in given.prefetch_related("procedures"):
            if _scope_of(former) == scope:
                return former
        return _written(mandate, agent, scope, at=at)


def record_paper(
    agent: User,
    giver: Giver,
    scope: Scope,
    *,
    document_number: str,
    document: CheckedUpload,
    actor: User,
    at: datetime,
) -> Mandate:
    """Write down a mandate on paper that a clerk has seen, with its scan; it holds at once.

    Raises `NotAllowed` for anybody but a clerk, and for a clerk who is the agent or the giver.
    """
    today = timezone.localdate(at)
    check_clerk(actor, today=today)
    own = getattr(actor, "profile", None)
    if agent.pk == actor.pk or (own and own.personal_id and own.personal_id == giver.personal_id):
        raise NotAllowed(_("Ông/Bà không tự xác nhận ủy quyền của mình."))
    _check(scope, today=today)
    mandate = Mandate(
        giver_kind=giver.kind,
        giver_name=giver.name,
        giver_personal_id=giver.personal_id,
        giver_tax_code=giver.tax_code,
        document_number=document_number,
        confirmed_at=at,
        confirmed_by=actor,
    )
    with transaction.atomic():
        Organisation.objects.select_for_update().filter(tax_code=giver.tax_code).first()
        former = Mandate.objects.filter(
            agent=agent, giver_name=giver.name, document_number=document_number, document__sha256=document.sha256
        ).first()
        if former is not None:
            return former
        mandate.organisation = Organisation.objects.filter(
            tax_code=giver.tax_code or "-", confirmed_at__isnull=False
        ).first()
        mandate.document = store(document, actor=actor, at=at)
        return _written(mandate, agent, scope, at=at)


def revoke(mandate: Mandate, *, words: str = "", actor: User, at: datetime) -> None:
    """End a mandate at once, for whoever `access.may_revoke` lets.

    What was submitted under it stays. Raises `NotAllowed`, and `StaleDossier` for one that was revoked already.

    Law: Bộ luật Dân sự 2015 Điều 569 (either side may end it).
    """
    today = timezone.localdate(at)
    if not may_revoke(actor, mandate, today=today):
        raise NotAllowed(_("Ông/Bà không có quyền chấm dứt ủy quyền này."))
    changed = Mandate.objects.filter(pk=mandate.pk, revoked_at=None).update(
        revoked_at=at, revoked_by=actor, revoked_words=words
    )
    if not changed:
        raise StaleDossier


def check_clerk(user: User, *, today: date) -> None:
    """Raise `NotAllowed` for anybody but a clerk of some one-stop office."""
    if Role.CLERK not in roles_held(user, today=today):
        raise NotAllowed(_("Việc này dành cho cán bộ tiếp nhận."))


def _check(scope: Scope, *, today: date) -> None:
    if not (scope.may_submit or scope.may_collect):
        raise InvalidInput(_("Ông/Bà chọn ít nhất một việc được làm thay."), field="deeds")
    if scope.valid_to < max(scope.valid_from, today):
        raise InvalidInput(_("Ngày kết thúc phải từ hôm nay và không trước ngày bắt đầu."), field="valid_to")
    if scope.valid_to > _years_later(scope.valid_from, LONGEST_YEARS):
        raise InvalidInput(
            _("Ủy quyền trên cổng không quá %(count)d năm. Ông/Bà chọn ngày sớm hơn.") % {"count": LONGEST_YEARS},
            field="valid_to",
        )


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _scope_of(mandate: Mandate) -> Scope:
    return Scope(
        mandate.valid_from,
        mandate.valid_to,
        mandate.may_submit,
        mandate.may_collect,
        tuple(sorted(mandate.procedures.all(), key=lambda one: one.pk)),
    )


def _written(mandate: Mandate, agent: User, scope: Scope, *, at: datetime) -> Mandate:
    year = str(timezone.localdate(at).year)
    (number,) = take_numbers([("mandate", "-", year)])
    mandate.code = f"UQ-{year}-{number:06d}"
    mandate.agent, mandate.given_at = agent, at
    mandate.valid_from, mandate.valid_to = scope.valid_from, scope.valid_to
    mandate.may_submit, mandate.may_collect = scope.may_submit, scope.may_collect
    mandate.save(force_insert=True)
    mandate.procedures.set(scope.procedures)
    tell(
        News(
            kind="mandate",
            key=f"mandate:{mandate.code}",
            at=at,
            subject=f"mandate:{mandate.code}",
            facts={
                "to": {"name": agent.full_name, "email": agent.email or "", "phone": agent.phone},
                "what": _("Ủy quyền %(code)s") % {"code": mandate.code},
                "link": reverse("dossiers:mandates"),
                "giver": mandate.giver_name,
                "valid_to": date_format(mandate.valid_to, "d/m/Y"),
            },
        )
    )
    return mandate
