"""A dossier that was returned is taken up again under rule: as a new one, from the same papers, without fee."""

import secrets
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, User
from agencies.numbers import take_numbers
from agencies.vietnamese import normalised
from agencies.worktime import WorkCalendar
from dossiers import clock, deadlines
from dossiers.access import Permit
from dossiers.models import Dossier, DossierEvent, EntryKind, SubmittedDocument
from dossiers.services.approval import permit_for
from dossiers.services.intake import SECRET_LENGTH, TRACKING_LETTERS, issue_receipt, receipt_series
from dossiers.services.moves import Entry, due_fields, holder_of, move, write_entry, write_event
from dossiers.workflow import Action, Status

REOPEN_GROUND = "Nghị định 61/2018/NĐ-CP Điều 21"

TAKEN_OVER = (
    *("regime", "version", "process", "agency", "office", "channel", "service_level", "submitter"),
    *("applicant_kind", "applicant_name", "applicant_folded", "personal_id", "tax_code", "phone", "email", "address"),
    *("content", "return_method", "limit_amount", "limit_unit", "due_basis"),
)
"""What the new dossier has of the one that it takes up again."""


def reopen(dossier: Dossier, *, reason: str, seen: int, actor: User, at: datetime, calendar: WorkCalendar) -> Dossier:
    """Take a returned dossier up again, because its result was wrong: a new one with a clock of its own, no fee.

    The new one has the papers, the version and the limit of the first, a receipt, and waits in the agency's shared
    queue; nobody counts as having received it, so that the same approver may decide. The old one stays as it ended,
    with the event. Whether the regime lets it, and for how long, is the guard's (`REOPENABLE`).

    Law: Nghị định 61/2018/NĐ-CP Điều 21 (an error of the agency is corrected at its cost).
    """
    permit = permit_for(Action.REOPEN, dossier, seen=seen, actor=actor, at=at)
    due = deadlines.due_date(at, clock.limit_of(dossier), calendar)
    new = _taken_up(dossier, due, at=at)
    with transaction.atomic():
        day = f"{timezone.localdate(at):%y%m%d}"
        number, register_number = take_numbers([("dossier", new.agency.code, day), receipt_series(new.office, at)])
        new.code = f"{new.agency.code}-{day}-{number:04d}"
        words = normalised(reason)
        said = _("%(reason)s Hồ sơ mới: %(code)s.") % {"reason": words, "code": new.code} if words else ""
        move(dossier, Action.REOPEN, seen=seen, actor=actor, at=at, words=said, permit=permit)
        new.save(force_insert=True)
        _copy_papers(dossier, new, at=at)
        _write_reception(dossier, new, permit, due, actor=actor, at=at, calendar=calendar)
        issue_receipt(new, register_number, actor=actor, at=at)
    return new


def _taken_up(dossier: Dossier, due: deadlines.Due, *, at: datetime) -> Dossier:
    """Return the new dossier, not written yet and without a code."""
    new = Dossier(**{name: getattr(dossier, name) for name in TAKEN_OVER})
    new.tracking_secret = "".join(secrets.choice(TRACKING_LETTERS) for _i in range(SECRET_LENGTH))
    new.submission_key = uuid4()
    new.reopens = dossier
    new.status = Status.IN_APPRAISAL
    new.holder_role, new.holder_agency_id, new.holder_id = holder_of(Status.IN_APPRAISAL, new, officer_pk=None)
    new.submitted_at = new.received_at = new.held_since = new.status_since = at
    new.received_on = timezone.localdate(at)
    new.first_due_at = due.at
    for name, value in due_fields(Entry(kind=EntryKind.START, cause="", due=due)).items():
        setattr(new, name, value)
    return new


def _copy_papers(dossier: Dossier, new: Dossier, *, at: datetime) -> None:
    SubmittedDocument.objects.bulk_create(
        SubmittedDocument(
            dossier=new,
            required_document_id=paper.required_document_id,
            name=paper.name,
            form=paper.form,
            quantity=paper.quantity,
            file_id=paper.file_id,
            added_at=at,
        )
        for paper in SubmittedDocument.objects.filter(dossier=dossier).order_by("pk")
    )


def _write_reception(
    dossier: Dossier,
    new: Dossier,
    permit: Permit,
    due: deadlines.Due,
    *,
    actor: User,
    at: datetime,
    calendar: WorkCalendar,
) -> None:
    first = DossierEvent(
        dossier=new,
        ordinal=1,
        action=Action.RECEIVE,
        actor_role=Role.APPROVER,
        actor_post=permit.post,
        actor_agency=permit.post.agency if permit.post else None,
        words=_("Mở lại từ hồ sơ %(code)s.") % {"code": dossier.code},
    )
    write_event(new, first, actor=actor, at=at)
    entry = Entry(
        kind=EntryKind.START,
        cause=str(_("Mở lại hồ sơ %(code)s")) % {"code": dossier.code},
        due=due,
        limit=clock.limit_of(new),
        legal_ground=REOPEN_GROUND,
        calendar_revision=calendar.revision,
    )
    write_entry(new, entry, ordinal=1, actor=actor, at=at)
