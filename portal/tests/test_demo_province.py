"""The demo province: the whole catalogue, people, and a history that the services made."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.test import override_settings
from django.utils import timezone

from accounts.models import CitizenProfile, Role, User
from agencies import calendars
from agencies.models import Agency, AgencyKind, CalendarChange, Level
from dossiers import guards
from dossiers.forms.answers import AnswersForm, typed_of
from dossiers.models import (
    Appointment,
    Declaration,
    Dossier,
    DossierEvent,
    Feedback,
    FeedbackStatus,
    HandOverItem,
    InternalNote,
    Message,
    Outcome,
    QueueTicket,
    Rating,
    Reminder,
    Result,
    SheetKind,
    StoredFile,
    TicketState,
)
from dossiers.queries.declared import definition_for
from dossiers.workflow import FINAL, Action, Status
from portal.demo import names
from portal.demo.people import CAST
from portal.demo.procedures import records
from portal.management.commands import load_demo
from procedures.models import Channel, ProcedureVersion
from procedures.quality import Severity, check_catalogue
from procedures.records import BadRecord, check_record
from reporting.models import Report, ReportDeed, ReportEvent, ReportState

# A minute of work on each database; the bench loads the same province on the other one.
pytestmark = pytest.mark.one_database

TODAY = date(2026, 10, 19)
FEW = {"today": TODAY, "dossiers": 60}


def load(**options: Any) -> str:
    said = StringIO()
    call_command("load_demo", stdout=said, skip_checks=True, **options)
    return said.getvalue()


def fingerprint() -> list[tuple[Any, ...]]:
    """What must be the same for the same seed; secrets and keys differ in each installation."""
    columns = ("code", "status", "applicant_name", "submitted_at", "due_at", "finished_at", "channel", "revision")
    return list(Dossier.objects.order_by("code").values_list(*columns))


@pytest.fixture(scope="module")
def province(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[dict[str, Any]]:
    """The province, loaded twice for the same seed: once to be compared with, once to be looked at by every test."""
    folder: Path = tmp_path_factory.mktemp("var")
    places = {"SIGNING_KEYS": folder / "keys", "SIGNING_TRUST": folder / "trust", "SIGNING_PASSPHRASE": "chỉ để thử"}
    with django_db_blocker.unblock(), override_settings(VAR_DIR=folder, **places), transaction.atomic():
        # What is counted afterwards is not compared, and makes a third of the work.
        with transaction.atomic(), patch.object(load_demo.bulletins, "publish_bulletins", return_value=0):
            load(**FEW)
            first = fingerprint()
            passwords = (folder / "demo_people.txt").read_text()
            transaction.set_rollback(True)
        load(**FEW)
        yield {"fingerprint": first, "folder": folder, "passwords": passwords}
        transaction.set_rollback(True)


def test_the_catalogue_passes_its_own_check(province: dict[str, Any]) -> None:
    found = [finding for finding in check_catalogue(today=TODAY) if finding.severity is not Severity.NOTE]
    assert not found, "Mend the record, or note the reason in it."


def test_every_record_of_the_catalogue_can_be_published() -> None:
    faults = []
    codes = Counter(record["code"] for record in records())
    for record in records():
        try:
            check_record(record)
        except BadRecord as error:
            faults.append(str(error))
    assert faults == []
    assert [code for code, count in codes.items() if count > 1] == []
    assert len(codes) >= 120


def test_every_agency_of_the_structure_has_procedures(province: dict[str, Any]) -> None:
    kinds = Counter(Agency.objects.values_list("kind", flat=True))
    assert kinds[AgencyKind.DEPARTMENT] + kinds[AgencyKind.SUBDIVISION] == 20
    assert kinds[AgencyKind.CENTRAL_BRANCH] == 3
    assert Agency.objects.filter(level=Level.COMMUNE).count() == 6
    assert ProcedureVersion.objects.in_force(TODAY).count() == len(list(records()))


def test_the_same_seed_gives_the_same_province(province: dict[str, Any]) -> None:
    assert fingerprint() == province["fingerprint"]


def test_a_second_run_changes_nothing_and_says_so(province: dict[str, Any]) -> None:
    before = (fingerprint(), (province["folder"] / "demo_people.txt").read_text())
    assert "không có gì thay đổi" in load(**FEW)
    assert (fingerprint(), (province["folder"] / "demo_people.txt").read_text()) == before


def test_the_cast_can_sign_in_with_the_passwords_of_this_installation_alone(province: dict[str, Any]) -> None:
    path = province["folder"] / "demo_people.txt"
    written = path.read_text()
    assert written != province["passwords"]
    assert path.stat().st_mode & 0o777 == 0o600
    for member in CAST:
        line = next(line for line in written.splitlines() if member.email in line)
        password = line.split(member.email)[1].split()[0]
        assert User.objects.get(email=member.email).check_password(password)
    others = User.objects.exclude(email__in=[member.email for member in CAST])
    assert not any(user.has_usable_password() for user in others)


def test_every_status_occurs(province: dict[str, Any]) -> None:
    assert set(Dossier.objects.values_list("status", flat=True)) == set(Status)
    assert set(Dossier.objects.values_list("channel", flat=True)) == set(Channel)
    assert set(Result.objects.values_list("outcome", flat=True)) == set(Outcome)


def test_an_has_a_dossier_that_waits_for_him_and_one_in_each_later_step(province: dict[str, Any]) -> None:
    of_an = set(Dossier.objects.filter(submitter__email="an@demo.test").values_list("status", flat=True))
    assert {Status.SUPPLEMENTING, Status.IN_APPROVAL, Status.AWAITING_SEAL, Status.RESULT_READY} <= of_an
    assert {Status.GUIDED, Status.AWAITING_PAYMENT} <= of_an


@pytest.mark.parametrize(
    ("email", "status"),
    [
        ("chi@demo.test", Status.IN_APPRAISAL),
        ("dung@demo.test", Status.IN_APPROVAL),
        ("chi@demo.test", Status.TO_AGENCY),
        ("dung@demo.test", Status.AWAITING_SIGNATURE),
        ("giang@demo.test", Status.AWAITING_SEAL),
        ("giang@demo.test", Status.TO_CENTRE),
    ],
)
def test_something_waits_for_each_officer_of_the_cast(province: dict[str, Any], email: str, status: Status) -> None:
    post = User.objects.get(email=email).posts.filter(stands_in_for=None).get()
    assert Dossier.objects.filter(agency=post.agency, status=status).count() >= 2


def test_replaying_the_ledger_gives_the_dates_that_are_stored(province: dict[str, Any]) -> None:
    said = StringIO()
    call_command("verify_ledger", stdout=said, skip_checks=True)
    assert "tất cả đều khớp" in said.getvalue()
    assert Dossier.objects.exclude(received_at=None).count() > 50


def test_whatever_can_happen_to_a_dossier_has_happened_to_one(province: dict[str, Any]) -> None:
    happened = set(DossierEvent.objects.values_list("action", flat=True))
    # Few dossiers are running on the day of the storm, and few are reopened; the full province has them.
    rare = {Action.RECALENDAR, Action.REOPEN, Action.EXTEND, Action.TAKE_BACK, Action.SEND_BACK}
    rare |= {Action.CLOSE_CONSULTATION, Action.CONSENT_SUPPLEMENT, Action.DECLINE_SUPPLEMENT}
    rare |= {Action.APOLOGISE, Action.ASSIGN, Action.TAKE_OVER}
    assert set(Action) - happened <= rare


def test_the_storm_closed_the_province_by_two_people(province: dict[str, Any]) -> None:
    change = CalendarChange.objects.get()
    assert change.proposed_by != change.decided_by
    (row,) = change.rows
    stormy = date.fromisoformat(row["day"])
    assert not calendars.calendar_of(None).is_working_day(stormy)


def test_no_late_dossier_has_ended_without_an_apology(province: dict[str, Any]) -> None:
    at = calendars.calendar_of(None).opening(TODAY)
    over = Dossier.objects.filter(status=Status.RETURNED).select_related("result", "regime")
    late = [dossier for dossier in over if guards.breached_at(dossier, at)]
    assert late
    assert [dossier for dossier in late if dossier.apologised_at is None] == []


def test_papers_travel_on_sheets_and_a_result_does_not_leave_before_it_is_there(province: dict[str, Any]) -> None:
    items = HandOverItem.objects.select_related("sheet", "dossier__result")
    assert {item.sheet.kind for item in items} == set(SheetKind)
    assert items.filter(accepted_at=None).exists()
    for item in items.filter(sheet__kind=SheetKind.BACK):
        result = item.dossier.result
        assert (result.sealed_at or result.approved_at) <= item.sheet.made_at
        assert item.due_at > (result.sealed_at or result.approved_at)


def test_people_say_what_they_think_and_offices_answer(province: dict[str, Any]) -> None:
    over = Dossier.objects.filter(status__in=FINAL).count()
    assert 0.05 < Rating.objects.count() / over < 0.35
    assert set(Rating.objects.values_list("overall", flat=True)) >= {2, 3}
    assert {FeedbackStatus.PUBLISHED, FeedbackStatus.IN_HAND} <= set(Feedback.objects.values_list("status", flat=True))
    numbers = list(Feedback.objects.order_by("received_at").values_list("number", flat=True))
    assert numbers == sorted(numbers)
    of_an = Feedback.objects.filter(sender__email="an@demo.test")
    assert set(of_an.values_list("status", flat=True)) == {FeedbackStatus.PUBLISHED, FeedbackStatus.IN_HAND}
    assert Message.objects.filter(is_from_applicant=True, author__email="an@demo.test", read_at=None).exists()
    assert Message.objects.filter(is_from_applicant=False, read_at=None).exists()
    assert InternalNote.objects.exists()


def test_leaders_have_urged_and_agencies_have_answered_in_time_or_not(province: dict[str, Any]) -> None:
    assert Reminder.objects.exclude(answered_at=None).exists()
    midnight = calendars.calendar_of(None).at(TODAY, time(0))
    assert Reminder.objects.filter(answered_at=None, answer_due_at__lt=midnight).exists()


def test_what_citizens_declared_is_what_the_form_would_have_stored(province: dict[str, Any]) -> None:
    declared = Declaration.objects.select_related("dossier__version").all()
    assert declared
    for declaration in declared:
        definition = definition_for(declaration.dossier.version)
        typed = typed_of(definition, declaration.answers)
        form = AnswersForm(typed, definition=definition, today=TODAY)
        assert form.is_valid(), form.errors
        assert form.answers == declaration.answers


def test_visitors_of_past_mornings_were_called_and_some_had_booked(province: dict[str, Any]) -> None:
    tickets = QueueTicket.objects.filter(on__lt=TODAY)
    assert tickets.values("on").distinct().count() >= 5
    assert not tickets.filter(first_called_at=None).exists()
    assert tickets.exclude(appointment=None).filter(state=TicketState.SERVED).exists()
    assert Appointment.objects.filter(starts_at__date__lt=TODAY, ticket=None).exists()


def test_electronic_results_are_really_signed_and_sealed(province: dict[str, Any]) -> None:
    done = Result.objects.filter(is_electronic=True, signed_at__isnull=False, sealed_at__isnull=False)
    assert done.count() >= 2
    for result in done:
        assert result.signatures.count() == 2


def test_every_month_that_is_over_has_its_bulletin_and_none_was_blocked(province: dict[str, Any]) -> None:
    published = Report.objects.filter(state=ReportState.PUBLISHED, kind="ban-tin")
    months = sorted(published.values_list("period", flat=True))
    assert months[-1] == "2026-09"
    assert len(months) == 11
    assert not ReportEvent.objects.filter(deed=ReportDeed.BLOCK).exists()


def test_officers_act_on_working_days_in_office_hours(province: dict[str, Any]) -> None:
    calendar = calendars.calendar_of(None)
    acts = DossierEvent.objects.exclude(actor_role=Role.APPLICANT).values_list("at", flat=True)
    outside = [at for at in acts if not _is_worked(at, calendar)]
    assert outside == []


def _is_worked(at: datetime, calendar: Any) -> bool:
    local = timezone.localtime(at)
    return any(session.opens <= local.time() <= session.closes for session in calendar.sessions_on(local.date()))


def test_the_history_ends_yesterday(province: dict[str, Any]) -> None:
    last = max(DossierEvent.objects.values_list("at", flat=True))
    assert TODAY - timedelta(days=4) <= timezone.localdate(last) < TODAY


def test_papers_submitted_online_can_be_read(province: dict[str, Any]) -> None:
    contents = {stored.content.name: stored for stored in StoredFile.objects.all()}
    assert 2 <= len(contents) <= 60
    for stored in contents.values():
        with stored.content.open() as file:
            assert len(file.read()) == stored.size


def test_numbers_of_people_and_enterprises_are_valid_in_form(province: dict[str, Any]) -> None:
    for profile in CitizenProfile.objects.all():
        assert profile.born_on is not None
        assert profile.personal_id[4:6] == f"{profile.born_on.year % 100:02d}"
    for dossier in Dossier.objects.exclude(tax_code=""):
        digits = [int(digit) for digit in dossier.tax_code]
        total = sum(weight * digit for weight, digit in zip(names.TAX_CODE_WEIGHTS, digits[:9], strict=True))
        assert digits[9] == 10 - total % 11


@pytest.mark.django_db
def test_a_database_that_has_agencies_of_its_own_is_left_alone() -> None:
    Agency.objects.create(code="H01", name="Ủy ban nhân dân", short_name="UBND", kind="department", level="province")
    with pytest.raises(CommandError, match="trống"):
        load(**FEW)
    assert Agency.objects.count() == 1


def test_the_load_leaves_the_connection_as_it_was(province: dict[str, Any]) -> None:
    assert "savepoint" not in vars(connections["default"])
