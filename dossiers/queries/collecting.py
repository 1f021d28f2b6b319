"""Who may take which result away: the applicant, whoever represents them, whoever shows a mandate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, MembershipRole, Post, User
from agencies.vietnamese import folded
from dossiers.access import FOR_ACTION
from dossiers.models import Dossier, Mandate
from dossiers.queries.counter import counter_dossiers
from dossiers.workflow import Status

ROWS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Collectable:
    """A result that waits, and on what ground this person takes it: empty words where a paper must be shown.

    `mandate` is what is noted of it (`services.hand_over`); empty for the applicant in person.
    """

    dossier: Dossier
    ground: str
    mandate: str = ""

    @property
    def needs_paper(self) -> bool:
        """Whether this person has to show a mandate on paper."""
        return not self.ground


def collectable(
    user: User, posts: Sequence[Post], *, personal_id: str, name: str, codes: Sequence[str], at: datetime
) -> list[Collectable]:
    """Return the results at a clerk's offices that somebody may take, and those of the codes, oldest first.

    One query without a personal number, else three, and one more where mandates name procedures.
    """
    today = timezone.localdate(at)
    mandates: list[Mandate] = []
    represented: dict[str, str] = {}
    if personal_id:
        given = Mandate.objects.in_force(today).filter(agent__profile__personal_id=personal_id, may_collect=True)
        mandates = list(given.prefetch_related("procedures"))
        held = Membership.objects.in_force(today).filter(
            user__profile__personal_id=personal_id, role=MembershipRole.REPRESENTATIVE
        )
        represented = dict(held.values_list("organisation__tax_code", "organisation__name"))
    wanted = Q(code__in=list(codes))
    if personal_id:
        wanted |= Q(personal_id=personal_id) | Q(tax_code__in=represented)
    for mandate in mandates:
        wanted |= _given_by(mandate)
    ready = counter_dossiers(user, posts, at=at).filter(wanted, status=Status.RESULT_READY)
    ready = ready.select_related(*FOR_ACTION, "version__procedure").order_by("held_since", "pk")
    return [
        _judged(dossier, mandates, represented, personal_id=personal_id, name=name) for dossier in ready[:ROWS_SHOWN]
    ]


def _given_by(mandate: Mandate) -> Q:
    if mandate.giver_tax_code:
        return Q(tax_code=mandate.giver_tax_code)
    return Q(personal_id=mandate.giver_personal_id) if mandate.giver_personal_id else Q(pk=None)


def _judged(
    dossier: Dossier, mandates: Sequence[Mandate], represented: dict[str, str], *, personal_id: str, name: str
) -> Collectable:
    """Say on what ground somebody takes a result. A number that differs is another person, whatever the name."""
    if personal_id and dossier.personal_id == personal_id:
        is_named = folded(name) == dossier.applicant_folded
        return Collectable(dossier, _("Chủ hồ sơ"), "" if is_named else _("Đúng số định danh của chủ hồ sơ"))
    if not personal_id and name and folded(name) == dossier.applicant_folded:
        return Collectable(dossier, _("Chủ hồ sơ, theo họ tên"))
    if dossier.tax_code and dossier.tax_code in represented:
        words = _("Người đại diện của %(name)s") % {"name": represented[dossier.tax_code]}
        return Collectable(dossier, words, words)
    for mandate in mandates:
        if _covers(mandate, dossier):
            words = _("Ủy quyền %(code)s, đến hết ngày %(day)s") % {
                "code": mandate.code,
                "day": f"{mandate.valid_to:%d/%m/%Y}",
            }
            return Collectable(dossier, words, words)
    return Collectable(dossier, "")


def _covers(mandate: Mandate, dossier: Dossier) -> bool:
    given_by_person = bool(mandate.giver_personal_id) and mandate.giver_personal_id == dossier.personal_id
    given_by_organisation = bool(mandate.giver_tax_code) and mandate.giver_tax_code == dossier.tax_code
    if not given_by_person and not given_by_organisation:
        return False
    procedures = {procedure.pk for procedure in mandate.procedures.all()}
    return not procedures or dossier.version.procedure_id in procedures


def returned_already(user: User, posts: Sequence[Post], codes: Sequence[str], *, at: datetime) -> list[str]:
    """Return those of the codes whose result was handed out; one query. A second press finds these."""
    here = counter_dossiers(user, posts, at=at).filter(code__in=list(codes), status=Status.RETURNED)
    return list(here.order_by("code").values_list("code", flat=True))
