"""A file becomes versions: a record whole or not at all, the same file again changes nothing."""

import json
from copy import deepcopy
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from dossiers.tests.cast import MONDAY, MONDAY_MORNING
from dossiers.workflow import Status
from procedures.importing import file as importing_file
from procedures.importing import import_file, publication
from procedures.models import Procedure, ProcedureVersion, Promulgation, Source
from procedures.services import end_version, publish_version, publish_versions, record_of
from procedures.tests.files import NATIONAL, ROW, lines, portal_list
from procedures.tests.test_publishing import RECORD

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
TOMORROW = TODAY + timedelta(days=1)
CODE = NATIONAL["ma_thu_tuc"]


def bring(*entries: Any, valid_from: date = TODAY, is_trial: bool = False, content: bytes = b"", **options: Any):
    file = BytesIO(content or lines(*entries))
    return import_file(file, name="tep", valid_from=valid_from, is_trial=is_trial, **options)


def outcome(report) -> tuple[int, int, int, int]:
    return report.created, report.changed, report.unchanged, len(report.refused)


def national(**columns: str) -> dict[str, str]:
    return NATIONAL | columns


def limit_of(amount: int) -> str:
    return NATIONAL["cach_thuc_thuc_hien"].replace("5 Ngày", f"{amount} Ngày")


def versions(code: str = CODE) -> list[tuple[int, date, date | None]]:
    rows = ProcedureVersion.objects.filter(procedure__code=code).order_by("number")
    return [(version.number, version.valid_from, version.valid_to) for version in rows]


def amounts(on: date, code: str = CODE) -> list[float]:
    version = ProcedureVersion.objects.in_force(on).get(procedure__code=code)
    return [limit["amount"] for way in record_of(version)["ways"] for limit in way["limits"]]


# ── The same again ───────────────────────────────────────────────────────────────────────
def test_the_same_file_again_changes_nothing():
    entries = [national(), national(ma_thu_tuc="1.000894", ten_thu_tuc="Đăng ký kết hôn")]

    assert outcome(bring(*entries)) == (2, 0, 0, 0)
    assert outcome(bring(*entries)) == (0, 0, 2, 0)
    assert outcome(bring(*entries, valid_from=TODAY + timedelta(days=30))) == (0, 0, 2, 0)
    assert versions() == [(1, TODAY, None)]


@pytest.mark.parametrize("order", ["list first", "details first"])
def test_list_and_details_come_to_rest_in_either_order(order):
    files = [portal_list(ROW), lines(NATIONAL)]
    for content in files if order == "list first" else files[::-1]:
        bring(content=content)
    stands = record_of(ProcedureVersion.objects.get())
    for content in (*files, *files):
        assert outcome(bring(content=content)) == (0, 0, 1, 0)

    assert record_of(ProcedureVersion.objects.get()) == stands
    assert (stands["name"], stands["ways"][0]["limits"][0]["amount"]) == ("Thủ tục đăng ký khai sinh", 5)
    assert ProcedureVersion.objects.get().source == Source.NATIONAL_RECORD


def test_a_gap_that_a_list_fills_makes_no_poorer_record_of_a_richer_one():
    bring(national(co_quan_thuc_hien=""))
    assert outcome(bring(content=portal_list(ROW), valid_from=TOMORROW)) == (0, 1, 0, 0)

    stands = ProcedureVersion.objects.get(valid_from=TOMORROW)
    assert (stands.source, stands.name) == (Source.NATIONAL_RECORD, NATIONAL["ten_thu_tuc"])
    assert record_of(stands)["competences"] == [{"kind": "implementing", "name": ROW[3]}]
    assert outcome(bring(content=portal_list([ROW[0], "Tên khác", *ROW[2:]]), valid_from=TOMORROW)) == (0, 0, 1, 0)


def test_a_form_whose_file_is_not_here_is_left_out_and_told():
    entry = own("1.000001", required_documents=[{"name": "Đơn", "form_template": "a" * 64}])
    report = bring(entry)
    assert record_of(ProcedureVersion.objects.get())["required_documents"][0]["form_template"] == ""
    assert any("biểu mẫu" in note.reason for note in report.warnings)
    assert outcome(bring(entry)) == (0, 0, 1, 0)


def test_a_trial_says_the_same_and_writes_nothing():
    bring(national())
    before = list(ProcedureVersion.objects.values())
    entries = [national(cach_thuc_thuc_hien=limit_of(3)), national(ma_thu_tuc="1.000894"), {"ma_thu_tuc": "x"}]

    trial = bring(*entries, is_trial=True)
    assert list(ProcedureVersion.objects.values()) == before
    assert not Procedure.objects.filter(code="1.000894").exists()

    done = bring(*entries)
    assert outcome(done) == outcome(trial) == (1, 1, 0, 1)
    assert (done.warnings, done.refused) == (trial.warnings, trial.refused)


def test_a_row_that_comes_twice_is_imported_once_and_told():
    report = bring(national(), national(), national(ten_thu_tuc="Tên khác"))
    assert outcome(report) == (1, 0, 0, 1)
    assert "dòng 1" in report.refused[0].reason
    assert any("bỏ qua" in note.reason and note.row == 2 for note in report.warnings)


# ── Versions and their days ──────────────────────────────────────────────────────────────
def test_a_change_begins_a_version_on_its_day():
    bring(national(), valid_from=TODAY)
    assert outcome(bring(national(cach_thuc_thuc_hien=limit_of(3)), valid_from=TOMORROW)) == (0, 1, 0, 0)

    assert versions() == [(1, TODAY, TODAY), (2, TOMORROW, None)]
    assert (amounts(TODAY), amounts(TOMORROW)) == ([5], [3])


def test_a_version_that_a_file_brought_today_is_brought_anew():
    bring(national(), valid_from=TODAY - timedelta(days=9))
    bring(national(cach_thuc_thuc_hien=limit_of(3)))
    bring(national(cach_thuc_thuc_hien=limit_of(4)))

    assert versions() == [(1, TODAY - timedelta(days=9), TODAY - timedelta(days=1)), (2, TODAY, None)]
    assert amounts(TODAY) == [4]


@pytest.mark.parametrize("reason", ["an editor wrote it", "an editor confirmed it"])
def test_a_version_that_an_editor_answers_for_is_followed_the_next_day(reason, mai):
    bring(national())
    version = ProcedureVersion.objects.get(procedure__code=CODE)
    if reason == "an editor wrote it":
        version.source = Source.EDITOR
    else:
        version.confirmed_by, version.confirmed_at = mai, MONDAY_MORNING
    version.save()
    changed = national(cach_thuc_thuc_hien=limit_of(3))

    report = bring(changed)
    assert (outcome(report), versions()) == ((0, 1, 0, 0), [(1, TODAY, TODAY), (2, TOMORROW, None)])
    assert any("24/11/2026" in note.reason for note in report.warnings)
    assert outcome(bring(changed)) == (0, 0, 1, 0)


def test_a_version_under_which_a_dossier_was_received_stays(world, dossier_in):
    own = {**deepcopy(record_of(world.certificate)), "code": "1.000999", "keywords": []}
    version = publish_version(own, valid_from=MONDAY, source=Source.OWN_FILE)
    dossier = dossier_in(Status.IN_APPRAISAL, version=version)

    report = bring({"code": "1.000999", "name": "Tên mới"}, valid_from=MONDAY)
    assert outcome(report) == (0, 1, 0, 0)
    assert [row[1] for row in versions("1.000999")] == [MONDAY, MONDAY + timedelta(days=1)]
    dossier.refresh_from_db()
    assert dossier.version == version


def test_what_a_decision_repealed_no_file_brings_back():
    bring(national(), valid_from=TODAY - timedelta(days=9))
    decision = Promulgation.objects.create(number="1/QĐ-UBND")
    end_version(ProcedureVersion.objects.get(), last_day=TODAY - timedelta(days=1), ended_by=decision)

    report = bring(national())
    assert outcome(report) == (0, 0, 0, 1)
    assert "1/QĐ-UBND" in report.refused[0].reason


def test_a_version_that_waits_for_its_day_keeps_it_and_is_told():
    bring(national())
    bring(national(cach_thuc_thuc_hien=limit_of(3)), valid_from=TODAY + timedelta(days=9))
    report = bring(national(cach_thuc_thuc_hien=limit_of(4)), valid_from=TODAY + timedelta(days=2))

    assert [amounts(TODAY + timedelta(days=days)) for days in (0, 2, 9)] == [[5], [4], [3]]
    assert any("02/12/2026" in note.reason for note in report.warnings)


# ── A record whole or not at all ─────────────────────────────────────────────────────────
def own(code: str, **parts: Any) -> dict[str, Any]:
    return {"code": code, "name": f"Thủ tục {code}", "sector": "Công chứng", **parts}


def test_a_refused_record_takes_nobody_with_it():
    report = bring(
        own("1.000001"),
        own("1.000002", agencies=["H99.99"]),
        own("1.000003", taken_in_at_centre=False),
        own("1.000004", ways=[{"channel": "in_person"}, {"channel": "in_person"}]),
        own("1.000005"),
    )
    assert outcome(report) == (2, 0, 0, 3)
    assert {note.code: note.reason for note in report.refused}.keys() == {"1.000002", "1.000003", "1.000004"}
    assert "H99.99" in next(note.reason for note in report.refused if note.code == "1.000002")
    assert sorted(Procedure.objects.values_list("code", flat=True)) == ["1.000001", "1.000005"]


def test_where_the_database_refuses_one_the_others_are_published(monkeypatch):
    def refusing(records, **options):
        if any(record["code"] == "1.000002" for record in records):
            raise DatabaseError
        return publish_versions(records, **options)

    monkeypatch.setattr(publication, "publish_versions", refusing)
    report = bring(own("1.000001"), own("1.000002"), own("1.000003"))
    assert outcome(report) == (2, 0, 0, 1)
    assert report.refused[0].code == "1.000002"


def test_an_interrupted_import_leaves_whole_records_and_is_run_again(monkeypatch):
    monkeypatch.setattr(importing_file, "BATCH", 2)
    entries = [own(f"1.00000{number}") for number in range(1, 6)]

    def killed(read: int, _total: int) -> None:
        if read == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring(*entries, progress=killed)
    assert Procedure.objects.count() == 2
    assert outcome(bring(*entries)) == (3, 0, 2, 0)


def test_a_process_that_a_file_brings_must_fit_and_one_that_stands_is_kept(world):
    record = {**RECORD, "code": "1.000777"}
    assert outcome(bring(record)) == (1, 0, 0, 0)
    shorter = [{**way, "limits": [{"amount": 1, "unit": "working_day"}]} for way in RECORD["ways"]]

    assert outcome(bring({**record, "code": "1.000778", "ways": shorter})) == (0, 0, 0, 1)
    report = bring({"code": "1.000777", "ways": shorter}, valid_from=TOMORROW)
    assert outcome(report) == (0, 1, 0, 0)
    assert any("không còn khớp" in note.reason for note in report.warnings)


# ── The command ──────────────────────────────────────────────────────────────────────────
def run(path, *options: str) -> str:
    out = StringIO()
    call_command("import_procedures", str(path), *options, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_the_command_prints_one_object_with_every_row_accounted_for(tmp_path):
    path = tmp_path / "danh-muc.jsonl.gz"
    path.write_bytes(lines(national(), {"ma_thu_tuc": "khai sinh"}, packed=True))

    report = json.loads(run(path, "--json", "--valid-from", "2026-11-23"))
    assert [report[name] for name in ("created", "changed", "unchanged")] == [1, 0, 0]
    assert [(note["row"], note["code"]) for note in report["refused"]] == [(2, "khai sinh")]
    assert report["figures"]["limits"] == 1
    assert ProcedureVersion.objects.get().valid_from == TODAY
    assert "giữ nguyên 1" in run(path, "--valid-from", "2026-11-23")


def test_a_file_that_is_refused_ends_the_command_with_an_error_and_writes_nothing(tmp_path):
    path = tmp_path / "danh-muc.xlsx"
    path.write_text("khong phai Excel")
    out = StringIO()

    with pytest.raises(CommandError) as error:
        call_command("import_procedures", str(path), "--json", stdout=out)
    assert error.value.returncode == 1
    (note,) = json.loads(out.getvalue())["refused"]
    assert note["row"] == 0 and "không phải Excel" in note["reason"]
    assert not Procedure.objects.exists()
