"""The import of history: what goes in and how it is judged, what is refused, and that a second time changes nothing."""

from datetime import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import User
from agencies.models import Agency
from dossiers import guards
from dossiers.access import allowed_actions, check
from dossiers.errors import NotAllowed
from dossiers.history import importing
from dossiers.history.files import UnreadableFile
from dossiers.history.rows import COLUMNS, Refused, instant_of
from dossiers.management.commands import import_dossiers
from dossiers.models import ClockEntry, Dossier, DossierEvent, EntryKind, HistoryImport, Origin, Outcome
from dossiers.queries.apologies import in_need
from dossiers.queries.counter import counter_dossiers
from dossiers.queries.inbox import inbox_dossiers, inbox_posts
from dossiers.tests.history import ROW, imported, write
from dossiers.tests.world import MONDAY_MORNING
from dossiers.verdicts import EARLY, KEPT, LATE, RESOLVED, owes_apology
from dossiers.workflow import Action, Status
from procedures.models import Channel, ProcedureVersion, ServiceLevel, Source

UNKNOWN = {"procedure_code": "T02", "agency_code": "Customer contact", "sector": "Môi trường", "officer": "Resource 07"}


def ledger_is_right() -> bool:
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    return "tất cả đều khớp" in out.getvalue()


def verdict_of(code: str) -> str:
    one = Dossier.objects.filter(RESOLVED, code=code)
    said = {"early": one.filter(EARLY), "on_time": one.filter(KEPT).exclude(EARLY), "late": one.filter(LATE)}
    return " ".join(name for name, found in said.items() if found.exists()) or "neither"


def test_a_row_becomes_a_dossier_with_its_events_and_its_ledger(world, tmp_path):
    told = {"finished_at": "2026-01-09T10:00:00+07:00", "returned_at": "2026-01-10T02:00:00Z", "outcome": "Completed"}
    report = imported(tmp_path, {**told, "officer": world.chi.full_name, "channel": "e-mail"}, {})
    assert (report.created, report.refused) == (2, [])
    done, running = Dossier.objects.order_by("code")
    assert (done.origin, done.status, done.channel, done.officer) == (
        Origin.IMPORTED,
        Status.RETURNED,
        Channel.ONLINE,
        world.chi,
    )
    assert done.result.outcome == Outcome.GRANTED
    assert done.version == world.certificate
    assert done.first_due_at == done.original_due_at == done.due_at == datetime.fromisoformat(ROW["due_at"])
    assert [*done.events.values_list("action", flat=True)] == ["submit", "receive", "approve", "hand_over"]
    assert [*done.clock_entries.values_list("kind", flat=True)] == [EntryKind.START, EntryKind.STOP]
    assert (running.status, running.service_level) == (Status.IN_APPRAISAL, ServiceLevel.FULL)
    assert HistoryImport.objects.latest("pk").finished_at is not None
    assert ledger_is_right()


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ({"finished_at": "2026-01-12T23:30:00+07:00"}, "on_time"),
        ({"finished_at": "2026-01-12T16:59:00Z"}, "on_time"),
        ({"finished_at": "2026-01-12T17:01:00Z"}, "late"),
        ({"finished_at": "2026-01-11T18:00:00+01:00"}, "on_time"),
        ({"finished_at": "2026-01-11T17:59:00+01:00"}, "early"),
        ({"finished_at": "2026-01-10T10:00:00+07:00", "outcome": "Không đồng ý"}, "early"),
        ({"finished_at": "2026-01-06T10:00:00+07:00", "due_at": "2026-01-02T10:00:00+07:00"}, "late"),
        ({"finished_at": "2026-01-10T10:00:00+07:00", "due_at": ""}, "neither"),
        ({"finished_at": "2026-01-10T10:00:00+07:00", "outcome": "Rút"}, "neither"),
    ],
)
def test_a_finished_dossier_is_judged_by_local_dates(world, tmp_path, told, verdict):
    assert imported(tmp_path, told).created == 1
    assert verdict_of("HS-1") == verdict
    assert ledger_is_right()


def test_what_the_file_does_not_say_stays_unknown(world, tmp_path):
    finished = "2026-01-09T10:00:00+07:00"
    imported(
        tmp_path,
        {"finished_at": finished},
        {"finished_at": finished, "received_at": ""},
        {"received_at": ""},
        {"submitted_at": ""},
        {"received_at": "", "finished_at": finished, "outcome": "refused"},
        {"returned_at": finished},
    )
    finished_only, unreceived, waiting, walked_in, refused, returned = Dossier.objects.order_by("code")
    assert (finished_only.status, hasattr(finished_only, "result")) == (Status.RESULT_READY, False)
    assert unreceived.received_at == unreceived.submitted_at
    assert (waiting.status, waiting.due_at, waiting.clock_entries.count()) == (Status.SUBMITTED, None, 0)
    assert walked_in.submitted_at == walked_in.received_at
    assert (refused.status, refused.received_at) == (Status.REFUSED, None)
    assert (returned.status, returned.finished_at) == (Status.RETURNED, returned.returned_at)
    assert ledger_is_right()


@pytest.mark.parametrize(
    ("told", "column"),
    [
        ({"code": ""}, "code"),
        ({"code": "12/2026"}, "code"),
        ({"procedure_code": ""}, "procedure_code"),
        ({"procedure_code": "T02"}, "procedure_code"),
        ({"agency_code": "Experts"}, "agency_code"),
        ({"sector": "Môi trường"}, "sector"),
        ({"officer": "Resource 07"}, "officer"),
        ({"channel": "pigeon"}, "channel"),
        ({"channel": ""}, "channel"),
        ({"service_level": "7"}, "service_level"),
        ({"outcome": "maybe", "finished_at": "2026-01-09T10:00:00+07:00"}, "outcome"),
        ({"outcome": "withdrawn"}, "finished_at"),
        ({"received_at": "2026-01-05T09:00:00"}, "received_at"),
        ({"due_at": "2026-01-12"}, "due_at"),
        ({"due_at": "12/01/2026"}, "due_at"),
        ({"received_at": "", "submitted_at": ""}, "received_at"),
        ({"finished_at": "2026-01-05T08:30:00+07:00"}, "finished_at"),
        ({"returned_at": "2026-01-04T08:30:00+07:00", "finished_at": "2026-01-09T10:00:00+07:00"}, "returned_at"),
        ({"applicant_name": "A" * 201}, "applicant_name"),
    ],
)
def test_a_row_that_cannot_be_right_is_refused_by_its_column_and_the_rest_goes_in(world, tmp_path, told, column):
    report = imported(tmp_path, told, {})
    (refusal,) = report.refused
    assert refusal.row == 2
    assert refusal.reason.startswith(f"{column}: ")
    assert report.created == Dossier.objects.count() == 1


def test_an_instant_must_say_its_offset():
    assert instant_of("at", "2026-01-05T08:00:00Z") == instant_of("at", "2026-01-05 15:00:00+07:00")
    for wrong in ("2026-01-05T08:00:00", "2026-01-05", "0001-01-01T00:00:00+14:00", "hôm qua"):
        with pytest.raises(Refused, match=r"^at: "):
            instant_of("at", wrong)


def test_a_code_is_one_dossier_however_often_it_comes(world, tmp_path):
    own = world.receive_walk_in()
    report = imported(tmp_path, {"code": own.code}, {"code": "X"}, {"code": "X", "channel": "post"})
    assert [(refusal.row, refusal.code) for refusal in report.refused] == [(2, own.code), (4, "X")]
    assert report.created == 1
    own.refresh_from_db()
    assert own.origin == Origin.PORTAL
    again = imported(tmp_path, {"code": "X"})
    assert (again.created, again.changed, again.unchanged) == (0, 0, 1)


def test_a_newer_file_changes_an_imported_dossier_and_an_event_says_what(world, tmp_path):
    imported(tmp_path, {}, {"finished_at": "2026-01-13T10:00:00+07:00"}, {"due_at": ""})
    newer = (
        {"finished_at": "2026-01-09T10:00:00+07:00", "outcome": "denied"},
        {"finished_at": "2026-01-13T10:00:00+07:00", "due_at": "2026-01-14T17:00:00+07:00"},
        {"due_at": "", "received_at": ""},
    )
    assert imported(tmp_path, *newer).changed == 3
    assert imported(tmp_path, *newer).unchanged == 3
    open_before, other_promise, never_received = Dossier.objects.order_by("code")
    assert (open_before.status, open_before.result.outcome) == (Status.RESULT_READY, Outcome.DENIED)
    assert [verdict_of(f"HS-{number}") for number in (1, 2)] == ["early", "early"]
    assert never_received.status == Status.SUBMITTED
    assert [*open_before.clock_entries.values_list("kind", flat=True)] == ["start", "stop"]
    assert [*other_promise.clock_entries.values_list("kind", flat=True)] == ["start", "stop", "restate", "stop"]
    told = open_before.events.get(action=Action.TAKE_OVER)
    assert told.at == MONDAY_MORNING
    assert "finished_at (trống) → 10:00:00 09/01/2026" in told.words
    assert open_before.events.count() == open_before.revision
    assert ledger_is_right()


def test_what_is_unknown_is_made_for_history_alone(world, tmp_path, client):
    rows = [{**UNKNOWN, "agency_code": agency} for agency in ("Customer contact", "Experts", "H98.03")]
    assert imported(tmp_path, *rows, creates_missing=True).created == 3
    assert {
        (one.agency.code, one.version.procedure.code, one.version.sector.code) for one in Dossier.objects.all()
    } == {(agency, "T02", "Môi trường") for agency in ("Customer contact", "Experts", "H98.03")}
    officer = User.objects.get(full_name="Resource 07")
    assert (officer.is_active, officer.has_usable_password(), officer.posts.count()) == (False, False, 0)
    assert not Agency.objects.in_service(MONDAY_MORNING.date()).filter(code="Experts").exists()
    assert not ProcedureVersion.objects.in_force(MONDAY_MORNING.date()).filter(procedure__code="T02").exists()
    assert client.get(reverse("procedures:detail", args=["T02"])).status_code == 404
    assert imported(tmp_path, *rows, creates_missing=True).unchanged == 3
    assert ledger_is_right()


def test_a_version_in_force_is_not_bent_to_fit_a_file(world, tmp_path, client):
    imported(tmp_path, {}, {"sector": "Hộ tịch"}, {"received_at": "2011-01-05T09:00:00+07:00", "submitted_at": ""})
    ours, other_sector, too_early = (one.version for one in Dossier.objects.order_by("code"))
    assert ours == world.certificate
    assert {other_sector.source, too_early.source} == {Source.HISTORY}
    assert (other_sector.sector.name, too_early.sector) == ("Hộ tịch", ours.sector)
    published = ProcedureVersion.objects.published().filter(procedure=ours.procedure)
    assert list(published) == [ours]
    page = client.get(reverse("procedures:versions", args=[ours.procedure.code])).content.decode()
    assert str(other_sector.number) not in page


def test_a_dry_run_says_the_same_and_writes_nothing(world, tmp_path):
    rows = [{**UNKNOWN}, {"channel": "pigeon"}, {}]
    log = [{"code": "HS-1", "action": "T10", "at": "2026-01-06T08:00:00+07:00"}]
    dry = imported(tmp_path, *rows, log=log, creates_missing=True, is_dry=True)
    assert not Dossier.objects.exists()
    assert not HistoryImport.objects.exists()
    assert not Agency.objects.filter(code="Customer contact").exists()
    assert dry == imported(tmp_path, *rows, log=log, creates_missing=True)


def test_the_log_tells_what_happened_in_between(world, tmp_path):
    log = [
        {"code": "HS-1", "step": "Phê duyệt", "action": "T10 Sign", "officer": "Dũng cũ", "at": "2026-01-07T08:00:00Z"},
        {"code": "HS-1", "action": "T02 Check", "at": "2026-01-06T08:00:00+07:00"},
        {"code": "HS-9", "action": "T02 Check", "at": "2026-01-06T08:00:00+07:00"},
        {"code": "HS-1", "action": "T03", "at": "yesterday"},
    ]
    row = {"finished_at": "2026-01-09T10:00:00+07:00"}
    report = imported(tmp_path, row, log=log, creates_missing=True)
    assert [refusal.row for refusal in report.refused_events] == [4, 5]
    events = DossierEvent.objects.order_by("ordinal")
    told = events.values_list("action", "words", "status_after", "holder__full_name")
    assert [*told][1:4] == [
        ("receive", "", "in_appraisal", None),
        ("take_over", "T02 Check", "in_appraisal", None),
        ("take_over", "Phê duyệt: T10 Sign", "in_approval", None),
    ]
    assert DossierEvent.objects.get(words="Phê duyệt: T10 Sign").actor.full_name == "Dũng cũ"
    assert imported(tmp_path, row, log=log, creates_missing=True).unchanged == 1
    more = [*log, {"code": "HS-1", "action": "T99", "at": "2026-01-08T08:00:00+07:00"}]
    assert imported(tmp_path, row, log=more, creates_missing=True).changed == 1
    assert DossierEvent.objects.filter(words="T99").count() == 1
    assert DossierEvent.objects.filter(words="T02 Check").count() == 1
    assert imported(tmp_path, row).unchanged == 1


def test_an_import_that_is_killed_keeps_what_it_reported_and_is_completed_by_the_next(world, tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "CHUNK", 2)
    rows: list[dict[str, str]] = [{} for _each in range(5)]
    told = []

    def kill(read: int, _lines: int) -> None:
        told.append(read)
        if len(told) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        imported(tmp_path, *rows, progress=kill)
    assert (told, Dossier.objects.count()) == ([3, 5], 4)
    cut_off = HistoryImport.objects.get()
    assert (cut_off.created, cut_off.finished_at) == (4, None)
    again = imported(tmp_path, *rows)
    assert (again.created, again.unchanged) == (1, 4)


def test_nobody_works_at_what_was_imported(world, tmp_path, client):
    late = {"due_at": "2026-01-06T17:00:00+07:00"}
    finished = {**late, "finished_at": "2026-01-09T10:00:00+07:00"}
    imported(tmp_path, late, finished, {"received_at": "", "code": "case-3b"})
    for dossier in Dossier.objects.select_related("office", "agency", "regime", "process"):
        for person in (world.binh, world.chi, world.dung, world.ha):
            assert allowed_actions(person, dossier, at=MONDAY_MORNING) == []
        with pytest.raises(NotAllowed, match="hệ thống trước"):
            check(world.chi, Action.TAKE, dossier, at=MONDAY_MORNING)
        assert not guards.owes_apology(dossier, MONDAY_MORNING)
    posts = inbox_posts(world.chi, at=MONDAY_MORNING)
    assert not inbox_dossiers(world.chi, posts, at=MONDAY_MORNING).exists()
    assert not counter_dossiers(world.binh, [*world.binh.posts.all()], at=MONDAY_MORNING).exists()
    assert not in_need(MONDAY_MORNING).exists()
    assert not Dossier.objects.filter(owes_apology(MONDAY_MORNING)).exists()
    client.force_login(world.ha)
    for code in ("HS-1", "HS-2", "case-3b"):
        page = client.get(reverse("dossiers:desk", args=[code])).content.decode()
        assert page.count("Nhập từ hệ thống trước") >= 2
        for name in ("detail", "slips", "notes", "control_sheet_pdf", "receipt_pdf"):
            assert client.get(reverse(f"dossiers:{name}", args=[code])).status_code in (200, 302, 404)


def command(path, *options: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_dossiers", str(path), *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_prints_one_object(world, tmp_path):
    path = write(tmp_path / "f.csv", [ROW, {**ROW, "code": "HS-2", "channel": "pigeon"}], (*COLUMNS, "remark"))
    out, err = command(path, "--json")
    assert out == (
        '{"created": 1, "changed": 0, "unchanged": 0, "refused":'
        ' [{"row": 3, "code": "HS-2", "reason": "channel: không hiểu “pigeon”."}]}\n'
    )
    assert "remark" in err
    assert "giữ nguyên 1" in command(path)[0]


def test_one_hears_of_a_long_file_a_hundred_times():
    told = StringIO()
    telling = import_dossiers.Command(stderr=told)
    telling.told = 0
    for read in range(500, 1_000_001, 500):
        telling.tell(read, 1_000_000)
    assert len(told.getvalue().splitlines()) == 100
    assert told.getvalue().splitlines()[-1] == "Đã đọc 1.000.000 / 1.000.000 dòng"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "trống"),
        ("code,procedure_code\nà,b\n".encode("utf-16"), "UTF-8"),
        (b"code,procedure_code\n1,2\n", "thiếu cột: agency_code"),
        (",".join([*COLUMNS, "code"]).encode(), "hai lần"),
        ((",".join(COLUMNS) + '\n"HS-1' + "," * 13 + "\n").encode(), "dòng 2"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_error(world, tmp_path, content, said):
    path = tmp_path / "f.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=said):
        command(path)
    with pytest.raises(CommandError, match="Không mở được"):
        command(tmp_path / "absent.csv")
    assert not Dossier.objects.exists()


def test_semicolons_other_orders_and_lines_of_several_rows_are_read(world, tmp_path):
    names = [*reversed(COLUMNS)]
    values = {**dict.fromkeys(COLUMNS, ""), **ROW, "applicant_name": '"Nguyễn\nHoa"'}
    short = "a;b\n"
    text = "\ufeff" + ";".join(names) + "\n\n" + ";".join(values[name] for name in names) + "\n" + short
    path = tmp_path / "f.csv"
    path.write_text(text, encoding="utf-8")
    out, _err = command(path, "--json")
    assert '"created": 1' in out
    assert '"row": 5' in out
    assert ClockEntry.objects.count() == 1


def test_unreadable_files_write_no_run(world, tmp_path):
    with pytest.raises(UnreadableFile):
        importing.import_history(tmp_path / "absent.csv", at=MONDAY_MORNING)
    assert not HistoryImport.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_chunk_is_written_while_the_next_is_read(world, tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "CHUNK", 2)
    rows: list[dict[str, str]] = [{**UNKNOWN, "officer": f"Resource {number}"} for number in range(5)]
    told: list[int] = []
    report = imported(tmp_path, *rows, creates_missing=True, progress=lambda read, _lines: told.append(read))
    assert (report.created, told) == (5, [3, 5, 6])
    assert Dossier.objects.filter(history__run__created=5, history__run__finished_at__isnull=False).count() == 5
    assert ledger_is_right()
