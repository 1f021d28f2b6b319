"""Who sees which dossier and who may do what to it: the only place that answers.

`allowed_actions` and `check` read the workflow's table, so a button that is shown and a request that is accepted cannot
disagree. Nobody handles their own dossier, and no one person receives and approves, or approves and seals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.access import is_absent, memberships_of, posts_of, roles_held
from accounts.models import MembershipRole, Organisation, Post, Role, User
from agencies.compiled import CompiledQuery
from dossiers import guards
from dossiers.errors import NotAllowed, StaleDossier
from dossiers.models import Consultation, Dossier, LinkedRequest, Mandate, Origin, VaultDocument
from dossiers.workflow import GUARD_WORDS, MOVES, WITH_OFFICER, Action, Move

Person = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class Permit:
    """A move that a person may make now, in a role, from a post (None for the applicant)."""

    move: Move
    role: Role
    post: Post | None


FOR_ACTION = ("agency", "office", "regime", "process", "result")
"""What a dossier must carry so that access and the services ask the database nothing more.

Each table more is paid for at every move: it makes the statement longer to compile and, beyond eight tables, much
longer to plan.
"""


MAY_MESSAGE = (Role.APPLICANT, Role.APPRAISER, Role.CLERK, Role.APPROVER)
"""Who writes about a dossier to the other side: the applicant's side, and whoever handles it."""

MAY_NOTE = (Role.APPRAISER, Role.APPROVER, Role.SEAL_KEEPER, Role.CLERK, Role.LEADER)
"""Who leaves notes for colleagues: whoever handles a dossier, or watches over it."""


def sees_whole_province(post: Post) -> bool:
    """Say whether a leader's post watches every agency: that of the office which runs the provincial centre."""
    return post.role == Role.LEADER and post.office is not None and post.office.is_provincial_centre


def led_by(user: Person, *, today: date) -> QuerySet[Dossier]:
    """Return the dossiers that a leader watches: the whole province's, or those of the agencies where they lead."""
    posts = [post for post in posts_of(user, today=today) if post.role == Role.LEADER]
    if any(sees_whole_province(post) for post in posts):
        return Dossier.objects.all()
    return Dossier.objects.filter(agency__in={post.agency_id for post in posts})


# ── Whose dossier it is ──────────────────────────────────────────────────────────────────
def is_party(user: Person, dossier: Dossier, *, today: date) -> bool:
    """Say whether a person acts as the applicant of a dossier; no query where somebody submitted for themselves.

    What was submitted for an organisation is its members', what was submitted under a mandate is the giver's, and the
    agent's while the mandate holds. Who left the organisation, or whose mandate ended, is a party no longer.

    Law: Bộ luật Dân sự 2015 Điều 138, 140 (representation, and its end).
    """
    if not user.is_authenticated:
        return False
    if dossier.organisation_id is None and dossier.mandate_id is None:
        return dossier.submitter_id == user.pk
    members = {one.organisation_id for one in memberships_of(user, today=today)}
    return dossier.organisation_id in members or dossier.mandate_id in mandates_reaching(user, today=today)


def own_dossiers(user: Person, *, today: date) -> QuerySet[Dossier]:
    """Return the dossiers of which a person acts as the applicant; two queries beside, once a request."""
    if not user.is_authenticated:
        return Dossier.objects.none()
    own = Q(submitter=user.pk, organisation=None, mandate=None)
    if organisations := [one.organisation_id for one in memberships_of(user, today=today)]:
        own |= Q(organisation__in=organisations)
    if mandates := mandates_reaching(user, today=today):
        own |= Q(mandate__in=mandates)
    return Dossier.objects.filter(own)


def vault_of(user: User, *, today: date) -> QuerySet[VaultDocument]:
    """Return the papers in a person's store and in those of their organisations, with their files, the newest first."""
    own = Q(owner=user.pk)
    if organisations := [one.organisation_id for one in memberships_of(user, today=today)]:
        own |= Q(organisation__in=organisations)
    kept = VaultDocument.objects.filter(own, removed_at=None).select_related("file", "dossier", "organisation")
    return kept.order_by("-added_at", "-pk")


def mandates_reaching(user: Person, *, today: date) -> set[int]:
    """Return the keys of the mandates whose dossiers a person sees: those they gave, and those they hold today.

    One query a request.
    """
    if not user.is_authenticated:
        return set()
    known: tuple[date, set[int]] | None = getattr(user, "_mandates_reaching", None)
    if known is None or known[0] != today:
        held = Mandate.objects.in_force(today).filter(agent=user.pk, may_submit=True)
        given = Mandate.objects.filter(giver=user.pk)
        known = (today, {*held.order_by().union(given.order_by()).values_list("pk", flat=True)})
        user._mandates_reaching = known  # type: ignore[attr-defined]
    return known[1]


def check_represents(user: User, *, organisation: int | None, mandate: int | None, procedure: int, today: date) -> None:
    """Raise `NotAllowed` unless a person may submit a dossier in these names today; keys, None for nobody else's name.

    At most one query beside those of `memberships_of`.
    """
    if mandate is not None:
        held = Mandate.objects.in_force(today).filter(
            pk=mandate, agent=user, may_submit=True, organisation=organisation
        )
        if held.filter(Q(procedures=None) | Q(procedures=procedure)).exists():
            return
        raise NotAllowed(_("Ủy quyền này không còn hiệu lực hoặc không gồm thủ tục này. Ông/Bà chọn lại chủ hồ sơ."))
    if organisation is None or organisation in {one.organisation_id for one in memberships_of(user, today=today)}:
        return
    raise NotAllowed(_("Ông/Bà không còn là thành viên của tổ chức này. Ông/Bà chọn lại chủ hồ sơ."))


def represents(user: Person, organisation: Organisation, *, today: date) -> bool:
    """Say whether a person may give and end mandates in the name of a confirmed organisation."""
    return organisation.pk in {one.pk for one in represented_by(user, today=today)}


def represented_by(user: Person, *, today: date) -> list[Organisation]:
    """Return the confirmed organisations that a person represents today."""
    return [one.organisation for one in memberships_of(user, today=today) if one.role == MembershipRole.REPRESENTATIVE]


def may_revoke(user: Person, mandate: Mandate, *, today: date) -> bool:
    """Say whether a person may end a mandate: who gave it, who holds it, and a clerk one that is on paper."""
    if not user.is_authenticated:
        return False
    if user.pk in (mandate.giver_id, mandate.agent_id):
        return True
    if mandate.organisation is not None and represents(user, mandate.organisation, today=today):
        return True
    return mandate.confirmed_at is not None and Role.CLERK in roles_held(user, today=today)


def get_dossier(user: Person, code: str, *, today: date, related: Sequence[str] = FOR_ACTION) -> Dossier:
    """Return a dossier that a person may open, with what it is related to; one query beside the person's posts.

    Absent and forbidden both raise `Http404`.
    """
    # Codes of other systems may be in lower case; ours are not, and are typed as one likes.
    found: list[Dossier] = []
    for typed in dict.fromkeys((code.strip().upper(), code.strip())) if user.is_authenticated else ():
        found = found or _with_code(tuple(related))(code=typed)
    if not found or not may_open(user, found[0], today=today):
        raise Http404(_("Không tìm thấy hồ sơ này."))
    return found[0]


@cache
def _with_code(related: tuple[str, ...]) -> CompiledQuery[Dossier]:
    return CompiledQuery(lambda code: Dossier.objects.select_related(*related).filter(code=code), code=CharField())


def may_open(user: Person, dossier: Dossier, *, today: date) -> bool:
    """Say whether a person may open a dossier: as its party, at its counter, in its agency."""
    if not user.is_authenticated:
        return False
    return is_party(user, dossier, today=today) or opening_post(user, dossier, today=today) is not None


def opening_post(user: Person, dossier: Dossier, *, today: date) -> Post | None:
    """Return the post from which an officer opens a dossier; None for whoever opens it as their own, or may not."""
    posts = posts_of(user, today=today)
    reaching = next((post for post in posts if _reaches(post, dossier)), None)
    return reaching or _consulting_post(posts, dossier, ever=True)


def _reaches(post: Post, dossier: Dossier) -> bool:
    if post.role == Role.CLERK:
        return post.office_id == dossier.office_id
    if sees_whole_province(post):
        return True
    return post.role != Role.EDITOR and post.agency_id == dossier.agency_id


def is_only_consulted(user: Person, dossier: Dossier, *, today: date) -> bool:
    """Say whether somebody who may open a dossier may so only because their agency was asked; no query."""
    if not user.is_authenticated or is_party(user, dossier, today=today):
        return False
    return not any(_reaches(post, dossier) for post in posts_of(user, today=today))


def _consulting_post(posts: Sequence[Post], dossier: Dossier, *, ever: bool = False) -> Post | None:
    """Return the post from which somebody answers, or once answered, what this dossier's officer asked their agency.

    One query, and only for officers of other agencies.
    """
    consulted = {post.agency_id: post for post in posts if post.role == Role.APPRAISER}
    consulted.pop(dossier.agency_id, None)
    if not consulted or not (ever or dossier.open_consultations):
        return None
    asked = Consultation.objects.filter(dossier=dossier.pk, agency__in=consulted)
    if not ever:
        asked = asked.filter(answered_at=None, closed_at=None)
    agency = asked.values_list("agency", flat=True).first()
    return consulted.get(agency) if agency is not None else None


def get_request(user: Person, code: str) -> LinkedRequest:
    """Return a citizen's own linked request with its group; one query; anybody else's raises `Http404`.

    Officers see of it what belongs to a dossier that they may open (`dossiers.queries.linked.siblings_of`).
    """
    own = LinkedRequest.objects.filter(submitter_id=user.pk or 0, code=code.strip().upper())
    request = own.select_related("group").first()
    if request is None:
        raise Http404(_("Không tìm thấy yêu cầu này."))
    return request


def is_own(user: Person, dossier: Dossier, *, today: date) -> bool:
    """Say whether the dossier is the person's own: as its party, who submitted it, or by a number that it names.

    One query more, once a request, for dossiers of organisations.
    """
    if not user.is_authenticated:
        return False
    if dossier.submitter_id == user.pk or is_party(user, dossier, today=today):
        return True
    posts = posts_of(user, today=today)
    if not posts:
        return False
    profile = getattr(posts[0].user, "profile", None)
    if profile and profile.personal_id and profile.personal_id == dossier.personal_id:
        return True
    return bool(dossier.tax_code) and dossier.tax_code in tax_codes_of(user, today=today)


def tax_codes_of(user: Person, *, today: date) -> set[str]:
    """Return the tax codes of the organisations that a person belongs to today."""
    return {one.organisation.tax_code for one in memberships_of(user, today=today)}


def roles_in(user: Person, dossier: Dossier, *, today: date) -> dict[Role, Post | None]:
    """Return the roles that a person has in a dossier, each with the post it comes from."""
    if not user.is_authenticated:
        return {}
    if is_own(user, dossier, today=today):
        return {Role.APPLICANT: None} if is_party(user, dossier, today=today) else {}
    roles: dict[Role, Post | None] = {}
    for post in posts_of(user, today=today):
        role = Role(post.role)
        at_the_counter = role is Role.CLERK and post.office_id == dossier.office_id
        at_the_agency = role not in (Role.CLERK, Role.EDITOR) and post.agency_id == dossier.agency_id
        # For the dossier of whom somebody stands in for, they act from that post and not from their own.
        is_in_place = post.stands_in_for is not None and post.stands_in_for.user_id == dossier.officer_id
        if (at_the_counter or at_the_agency) and (role not in roles or is_in_place):
            roles[role] = post
    if consulting := _consulting_post(posts_of(user, today=today), dossier):
        roles[Role.CONSULTEE] = consulting
    return roles


def allowed_actions(user: Person, dossier: Dossier, *, at: datetime) -> list[Permit]:
    """Return the moves that a person may make now, in the order of the workflow's table."""
    if dossier.origin != Origin.PORTAL:
        return []
    roles = roles_in(user, dossier, today=timezone.localdate(at))
    return [
        Permit(move, role, roles[role])
        for move in MOVES
        if move.before == dossier.status
        for role in move.roles
        if role in roles and _obstacle(user, move, role, dossier, at=at) is None
    ]


def check(user: Person, action: Action, dossier: Dossier, *, at: datetime) -> Permit:
    """Return the permit for one action, or raise `NotAllowed` with the reason in words."""
    if dossier.origin != Origin.PORTAL:
        raise NotAllowed(_("Hồ sơ này được nhập từ hệ thống trước để thống kê, không xử lý ở đây."))
    roles = roles_in(user, dossier, today=timezone.localdate(at))
    candidates = [move for move in MOVES if move.action == action and move.before == dossier.status]
    mine = [(move, role) for move in candidates for role in move.roles if role in roles]
    if not mine:
        anywhen = {role for move in MOVES if move.action == action for role in move.roles}
        if anywhen & roles.keys():
            # The right person, too late or too early: somebody else has moved the dossier meanwhile.
            raise StaleDossier
        raise NotAllowed(_("Ông/Bà không có quyền thực hiện việc này đối với hồ sơ."))
    obstacles = []
    for move, role in mine:
        obstacle = _obstacle(user, move, role, dossier, at=at)
        if obstacle is None:
            return Permit(move, role, roles[role])
        obstacles.append(obstacle)
    raise NotAllowed(obstacles[-1])


def check_role(user: Person, dossier: Dossier, roles: Sequence[Role], *, at: datetime) -> Role:
    """Return the first of these roles that a person has in a dossier, for what is done beside the workflow's moves.

    Raises `NotAllowed` for everybody else, and for whoever the dossier belongs to.
    """
    mine = roles_in(user, dossier, today=timezone.localdate(at))
    for role in roles:
        if role in mine:
            return role
    raise NotAllowed(_("Ông/Bà không có quyền thực hiện việc này đối với hồ sơ."))


def check_new(user: User, action: Action, *, office_pk: int | None, personal_id: str, at: datetime) -> Permit:
    """Return the permit for a move that makes a dossier: a citizen submits, a clerk receives at their own office."""
    move = next(move for move in MOVES if move.action == action and move.before is None)
    if Role.APPLICANT in move.roles:
        return Permit(move, Role.APPLICANT, None)
    for post in posts_of(user, today=timezone.localdate(at)):
        if post.role in move.roles and office_pk is not None and post.office_id == office_pk:
            profile = getattr(post.user, "profile", None)
            if profile and profile.personal_id and profile.personal_id == personal_id:
                raise NotAllowed(_("Ông/Bà không được tiếp nhận hồ sơ của chính mình."))
            return Permit(move, Role(post.role), post)
    raise NotAllowed(_("Ông/Bà không có quyền tiếp nhận hồ sơ tại bộ phận một cửa này."))


def _obstacle(user: Person, move: Move, role: Role, dossier: Dossier, *, at: datetime) -> str | Promise | None:
    """Return why a move is closed to a person who has the role, or None."""
    for guard in move.guards:
        if not guards.holds(guard, dossier, at=at):
            return GUARD_WORDS[guard]
    if role is Role.APPRAISER and dossier.status in WITH_OFFICER and move.action not in ANYBODY_APPRAISING:
        return _not_the_officer(user, move, dossier, at=at)
    if move.action is Action.APPROVE and user.pk in (dossier.received_by_id, dossier.result.proposed_by_id):
        return _("Người tiếp nhận hoặc đề xuất không được phê duyệt chính hồ sơ đó.")
    if move.action is Action.SEAL and user.pk in (dossier.result.approved_by_id, dossier.result.signed_by_id):
        return _("Người phê duyệt, ký số không được tự đóng dấu.")
    return None


ANYBODY_APPRAISING = frozenset({Action.CONFIRM_PAYMENT})
"""What any officer of the agency may do, whoever appraises the dossier."""


def _not_the_officer(user: Person, move: Move, dossier: Dossier, *, at: datetime) -> str | None:
    """Return who appraises the dossier, where that is somebody else; one query then, for absence and stand-ins."""
    officer = dossier.officer_id
    if move.action is Action.TAKE and officer == user.pk:
        return _("Ông/Bà đang xử lý hồ sơ này.")
    if officer in (None, user.pk) or stands_in_for(user, officer, dossier, today=timezone.localdate(at)):
        return None
    if move.action is Action.TAKE and is_absent(officer, today=timezone.localdate(at)):
        return None
    return _("Hồ sơ đang do %(name)s xử lý.") % {"name": dossier.officer}


def stands_in_for(user: Person, officer_pk: int, dossier: Dossier, *, today: date) -> bool:
    """Say whether a person holds a post today in the place of this officer of the dossier's agency."""
    return any(
        post.stands_in_for is not None
        and post.stands_in_for.user_id == officer_pk
        and post.agency_id == dossier.agency_id
        for post in posts_of(user, today=today)
    )
