"""Organisations with several people: declared, confirmed, joined by invitation, left.

An organisation that was merely declared lets nobody act in its name: a clerk who saw its papers confirms it with one
representative, or an identity of the organisation at the sign-in partner does. Then whoever else had declared it goes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.administration import trail
from accounts.errors import NotYours, Refused
from accounts.models import AdministrativeAction, Membership, MembershipRole, Organisation, User
from accounts.models.organisations import MembershipQuerySet

INVITATION_HOLDS = timedelta(days=7)
REPRESENTATIVE, MEMBER = MembershipRole.REPRESENTATIVE, MembershipRole.MEMBER

_signer = signing.Signer(salt="accounts.invitation")


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an invitation says: to whom it was sent, for which organisation, by whom."""

    organisation: Organisation
    contact: str
    role: MembershipRole
    inviter: User
    invited_at: datetime


# ── Declared and confirmed ───────────────────────────────────────────────────────────────
def declare(
    *, tax_code: str, name: str, address: str, phone: str, email: str, actor: User, at: datetime
) -> Organisation:
    """Declare an organisation that nobody has proved to be theirs; the same person declares it once.

    Raises `Refused` for one that was confirmed already: its representative invites whoever belongs to it.
    """
    with transaction.atomic():
        organisation, is_new = Organisation.objects.select_for_update().get_or_create(
            tax_code=tax_code,
            defaults={"name": name, "address": address, "phone": phone, "email": email, "created_at": at},
        )
        if _open(organisation).filter(user=actor).exists():
            return organisation
        if organisation.confirmed_at is not None:
            raise Refused(
                _("Tổ chức này đã có trên cổng. Ông/Bà đề nghị người đại diện của tổ chức gửi lời mời."),
                field="tax_code",
            )
        _join(organisation, actor, REPRESENTATIVE, actor=actor, at=at)
        if is_new:
            _record(organisation, AdministrativeAction.CREATED, actor=actor, at=at)
    return organisation


def confirm(organisation: Organisation, representative: User, *, actor: User, at: datetime) -> None:
    """Note that a clerk saw the papers of an organisation and of the person who represents it.

    Whoever else had declared it belongs to it no longer. Raises `Refused` where it was confirmed meanwhile, or the
    person is none of those who declared it, or is the clerk.
    """
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
        if organisation.confirmed_at is not None:
            raise Refused(_("Tổ chức này đã được xác nhận."))
        if representative.pk == actor.pk:
            raise NotYours(_("Ông/Bà không tự xác nhận tổ chức của mình."))
        if not _open(organisation).filter(user=representative).exists():
            raise Refused(_("Ông/Bà chọn người đại diện trong số những người đã khai báo."), field="representative")
        _prove(organisation, representative, actor=actor, at=at)


def represent(user: User, *, tax_code: str, name: str, at: datetime) -> Organisation:
    """Make a person the representative of an organisation whose identity the sign-in partner proved."""
    with transaction.atomic():
        organisation, _is_new = Organisation.objects.select_for_update().get_or_create(
            tax_code=tax_code, defaults={"name": name, "created_at": at}
        )
        held = _open(organisation).filter(user=user).first()
        if held is None:
            _join(organisation, user, REPRESENTATIVE, actor=user, at=at)
        elif held.role != REPRESENTATIVE:
            held.role = REPRESENTATIVE
            held.save(update_fields=["role"])
        if organisation.confirmed_at is None:
            _prove(organisation, user, actor=None, at=at)
    return organisation


def _prove(organisation: Organisation, representative: User, *, actor: User | None, at: datetime) -> None:
    organisation.confirmed_at, organisation.confirmed_by = at, actor
    organisation.save(update_fields=["confirmed_at", "confirmed_by"])
    for other in _open(organisation).exclude(user=representative):
        _end(other, at=at)
    words = _("Xác nhận; người đại diện: %(name)s") % {"name": representative}
    _record(organisation, AdministrativeAction.CHANGED, actor=actor, at=at, words=words)


# ── Joined by invitation ─────────────────────────────────────────────────────────────────
def invite(organisation: Organisation, *, contact: str, role: MembershipRole, actor: User, at: datetime) -> str:
    """Return the token of an invitation for whoever owns a contact; nothing is written, nobody is named.

    Raises `NotYours` for anybody but a representative of a confirmed organisation.
    """
    _check_representative(organisation, actor, at=at)
    said = {"o": organisation.pk, "c": contact, "r": str(role), "b": actor.pk, "at": at.isoformat()}
    return _signer.sign_object(said, compress=True)


def read_invitation(token: str, *, at: datetime) -> Invitation:
    """Return what an invitation says, or raise `Refused` where it was forged, is over or was taken back.

    It ends after seven days, and with the representative who sent it.
    """
    over = _("Lời mời này không đúng hoặc đã hết hạn. Ông/Bà xin người đại diện của tổ chức lời mời mới.")
    try:
        said = _signer.unsign_object(token)
    except (signing.BadSignature, ValueError) as error:
        raise Refused(over) from error
    invited_at = datetime.fromisoformat(said["at"])
    organisation = Organisation.objects.filter(pk=said["o"]).first()
    inviter = User.objects.filter(pk=said["b"], is_active=True).first()
    if organisation is None or inviter is None or at - invited_at > INVITATION_HOLDS:
        raise Refused(over)
    try:
        _check_representative(organisation, inviter, at=at)
    except NotYours as error:
        raise Refused(over) from error
    return Invitation(organisation, said["c"], MembershipRole(said["r"]), inviter, invited_at)


def accept(token: str, *, actor: User, at: datetime) -> Membership:
    """Join an organisation as invited; a second press finds the membership of the first.

    Raises `NotYours` for anybody but the owner of the contact, `Refused` for an invitation that holds no longer.
    """
    with transaction.atomic():
        invitation = read_invitation(token, at=at)
        organisation = Organisation.objects.select_for_update().get(pk=invitation.organisation.pk)
        if not owns(actor, invitation.contact):
            raise NotYours(_("Lời mời này gửi cho người khác. Ông/Bà đăng nhập bằng số hoặc thư đã nhận lời mời."))
        if held := _open(organisation).filter(user=actor).first():
            return held
        ended = Membership.objects.filter(organisation=organisation, user=actor, valid_to__isnull=False)
        if ended.filter(valid_to__gte=timezone.localdate(invitation.invited_at) - timedelta(days=1)).exists():
            raise Refused(_("Lời mời này đã dùng. Ông/Bà xin người đại diện của tổ chức lời mời mới."))
        membership = _join(organisation, actor, invitation.role, actor=invitation.inviter, at=at)
        words = _("Thêm thành viên: %(name)s") % {"name": actor}
        _record(organisation, AdministrativeAction.CHANGED, actor=actor, at=at, words=words)
    return membership


def owns(user: User, contact: str) -> bool:
    """Say whether a contact is a name of the account: its e-mail address, or its confirmed phone."""
    return contact == user.email or (user.phone_confirmed_at is not None and contact == user.phone)


# ── Left ─────────────────────────────────────────────────────────────────────────────────
def end_membership(membership: Membership, *, actor: User, at: datetime) -> None:
    """End a membership at once, by its person or by a representative.

    Raises `NotYours` for anybody else, `Refused` for the last one who represents a confirmed organisation.
    """
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=membership.organisation_id)
        current = _open(organisation).filter(pk=membership.pk).first()
        if current is None:
            return
        if current.user_id != actor.pk:
            _check_representative(organisation, actor, at=at)
        others = _open(organisation).exclude(pk=current.pk)
        is_last = current.role == REPRESENTATIVE and not others.filter(role=REPRESENTATIVE).exists()
        if is_last and organisation.confirmed_at is not None:
            raise Refused(_("Tổ chức phải còn ít nhất một người đại diện. Ông/Bà mời người đại diện khác trước."))
        _end(current, at=at)
        words = _("Kết thúc thành viên: %(name)s") % {"name": current.user}
        _record(organisation, AdministrativeAction.CHANGED, actor=actor, at=at, words=words)


def _end(membership: Membership, *, at: datetime) -> None:
    # Days are whole: who joined today would stay until midnight. The trail keeps when it really was.
    yesterday = timezone.localdate(at) - timedelta(days=1)
    membership.valid_from = min(membership.valid_from, yesterday)
    membership.valid_to = yesterday
    membership.save(update_fields=["valid_from", "valid_to"])


def _open(organisation: Organisation) -> MembershipQuerySet:
    return Membership.objects.filter(organisation=organisation, valid_to=None).select_related("user")


def _join(organisation: Organisation, user: User, role: MembershipRole, *, actor: User, at: datetime) -> Membership:
    today = timezone.localdate(at)
    return Membership.objects.create(organisation=organisation, user=user, role=role, valid_from=today, added_by=actor)


def _check_representative(organisation: Organisation, user: User, *, at: datetime) -> None:
    held = Membership.objects.in_force(timezone.localdate(at)).filter(
        Q(organisation__confirmed_at__isnull=False), organisation=organisation, user=user, role=REPRESENTATIVE
    )
    if not held.exists():
        raise NotYours(_("Việc này dành cho người đại diện của tổ chức đã được xác nhận."))


def _record(
    organisation: Organisation, action: AdministrativeAction, *, actor: User | None, at: datetime, words: str = ""
) -> None:
    trail.record(action, organisation, actor=actor, at=at, words=words)
