"""The applicant says once how a dossier was handled.

Law: Nghị định 61/2018/NĐ-CP Điều 27 (who rated is confidential); Thông tư 32/2017/TT-BTTTT Điều 12.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, User
from agencies.vietnamese import normalised
from dossiers.access import roles_in
from dossiers.errors import DossierError, InvalidInput, NotAllowed
from dossiers.models import Dossier, Rating, Satisfaction
from dossiers.workflow import FINAL


class AlreadyRated(DossierError):
    """The dossier has its rating; a second one would count twice."""

    def __init__(self) -> None:
        super().__init__(_("Hồ sơ này đã được đánh giá; mỗi hồ sơ đánh giá một lần. Cảm ơn Ông/Bà."))


@dataclass(frozen=True, slots=True)
class Grades:
    """The three grades of the law, 3 the best; what is None was not answered."""

    overall: int
    guidance: int | None = None
    conduct: int | None = None
    timeliness: int | None = None


def rate(dossier: Dossier, grades: Grades, *, words: str = "", actor: User, at: datetime) -> Rating:
    """Keep the rating of a person for a dossier of their own that is over; one for each dossier.

    Raises `NotAllowed` for whoever is not the applicant, `InvalidInput` before the end, `AlreadyRated` afterwards.
    """
    if Role.APPLICANT not in roles_in(actor, dossier, today=timezone.localdate(at)):
        raise NotAllowed(_("Chỉ người nộp hồ sơ được đánh giá việc giải quyết hồ sơ."))
    return _keep(dossier, grades, words=words, rated_by=actor, is_at_counter=False, at=at)


def rate_with_secret(dossier: Dossier, grades: Grades, *, words: str = "", is_at_counter: bool, at: datetime) -> Rating:
    """Keep the rating of whoever holds the slip: code and secret have opened this dossier (`tracking.look_up`).

    Nobody is named as the rater. Raises `InvalidInput` before the end, `AlreadyRated` afterwards.
    """
    return _keep(dossier, grades, words=words, rated_by=None, is_at_counter=is_at_counter, at=at)


def _keep(
    dossier: Dossier, grades: Grades, *, words: str, rated_by: User | None, is_at_counter: bool, at: datetime
) -> Rating:
    if dossier.status not in FINAL:
        raise InvalidInput(_("Hồ sơ chưa kết thúc nên chưa đánh giá được."))
    if grades.overall not in Satisfaction.values:
        raise InvalidInput(_("Ông/Bà chọn một mức đánh giá."), field="overall")
    try:
        with transaction.atomic():
            return Rating.objects.create(
                dossier=dossier,
                overall=grades.overall,
                guidance=grades.guidance,
                conduct=grades.conduct,
                timeliness=grades.timeliness,
                words=normalised(words)[:1000],
                rated_by=rated_by,
                is_at_counter=is_at_counter,
                rated_at=at,
            )
    except IntegrityError as error:
        # One row for each dossier is the database's own rule.
        raise AlreadyRated from error
