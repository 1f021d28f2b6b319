"""The life of a report: counted, checked, approved by a named leader, published, and then never changed."""

from dataclasses import replace
from datetime import date, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from dossiers.models import Dossier, FeedbackKind
from dossiers.services.feedback import Petition, receive, refuse
from dossiers.tests.cast import MONDAY, World, instant, make_world, walk
from dossiers.tests.remembering import remembered
from dossiers.workflow import Status
from procedures.models import Channel
from reporting import append_only
from reporting.models import (
    DailyFigure,
    LetterState,
    Report,
    ReportCell,
    ReportDeed,
    ReportEntry,
    ReportState,
    Subscription,
    SubscriptionLetter,
)
from reporting.publishing import counting, letters, life, subscribing
from reporting.publishing.checking import findings
from reporting.publishing.errors import Blocked, NotAllowed, ReportError, StaleReport
from reporting.reports.kinds import KINDS
from reporting.reports.rules import CountedTable, ListTable
from reporting.reports.snapshot import Ratio, percentages
from reporting.services import compute_statistics

APRIL = instant(date(2026, 4, 2), "09:00")


@pytest.fixture
def march(db):
    """A month with a dossier in every state, on all channels, computed to its end."""
    return remembered(_lived)


def _lived() -> World:
    world = make_world()
    for number, status in enumerate(Status):
        walk(world, status, at=instant(MONDAY + timedelta(days=number % 4)))
    for status in (Status.RETURNED, Status.SUPPLEMENTING, Status.IN_APPROVAL):
        walk(world, status, channel=Channel.POSTAL)
        walk(world, status, channel=Channel.IN_PERSON)
    computed(date(2026, 3, 31))
    return world


def computed(until: date) -> None:
    compute_statistics(until=until, at=APRIL, rebuild=True)


def drafted(world, kind: str = "ban-tin", period: str = "2026-03", scope=None) -> Report:
    return life.draft(kind, period=period, scope=scope, key=uuid4(), actor=world.mai, at=APRIL)


def checked(world, report: Report) -> Report:
    assert life.check(report, seen=report.revision, actor=world.mai, at=APRIL) == []
    return report


def published(world, kind: str = "ban-tin", **of) -> Report:
    report = checked(world, drafted(world, kind, **of))
    life.approve(report, seen=report.revision, actor=world.ha, at=APRIL)
    life.publish(report, seen=report.revision, actor=world.mai, at=APRIL)
    report.refresh_from_db()
    return report


# ── What is counted ──────────────────────────────────────────────────────────────────────
def test_every_kind_of_report_adds_up_and_each_cell_is_as_long_as_its_list(march):
    for kind in KINDS:
        report = drafted(march, kind.key)
        assert findings(report) == [], kind.key
        snapshot = counting.snapshot_of(report)
        for total in snapshot.totals if not isinstance(kind.table, ListTable) else ():
            assert total.cells[0] == sum(row.cells[0] for row in snapshot.body)
        if isinstance(kind.table, CountedTable | ListTable):
            assert len(snapshot.body) >= 1, kind.key


def test_the_mandated_table_counts_withdrawn_as_settled_and_waiting_as_open_in_time(march):
    """Law: domain decision 8."""
    own = counting.snapshot_of(drafted(march, "ban-tin"))
    mandated = counting.snapshot_of(drafted(march, "bieu-ii-06b"))
    ours = {column.key: own.totals[0].cells[place] for place, column in enumerate(own.columns)}
    theirs = {column.key: mandated.totals[0].cells[place] for place, column in enumerate(mandated.columns)}
    assert ours["withdrawn"] and ours["discontinued"] and ours["paused"] and ours["refused"]
    assert theirs["settled"] == ours["resolved"] + ours["withdrawn"] + ours["discontinued"]
    assert theirs["open_in_time"] == ours["in_time"] + ours["paused"]
    # Refused at the door: in our bulletin it came and went, in the mandated table it never was.
    assert theirs["taken"] == ours["in_all"] - ours["refused"] == theirs["settled"] + theirs["open"]


def test_percentages_are_worked_out_from_counts_and_shares_make_a_hundred(march):
    snapshot = counting.snapshot_of(drafted(march))
    shown = percentages(snapshot.columns, snapshot.totals[0])
    assert sum(shown[f"{part}_share"] for part in ("early", "on_time", "late")) == 100
    assert isinstance(snapshot.cell("total", "kept_rate"), Ratio)


# ── From draft to publication ────────────────────────────────────────────────────────────
def test_a_report_is_made_checked_approved_by_a_leader_and_published_with_a_number(march):
    report = published(march)
    snapshot = counting.snapshot_of(report)
    assert report.state == ReportState.PUBLISHED
    assert snapshot.number == report.number == "1/BC-TTPVHCC"
    assert (snapshot.approved_by, snapshot.made_by) == (march.ha.full_name, march.mai.full_name)
    deeds = list(report.events.values_list("deed", flat=True))
    assert deeds == [ReportDeed.MAKE, ReportDeed.CHECK, ReportDeed.APPROVE, ReportDeed.PUBLISH]
    assert published(march, "bieu-ii-06a").number == "2/BC-TTPVHCC"


def test_nobody_approves_what_they_made_and_only_a_leader_approves(march):
    report = life.draft("ban-tin", period="2026-03", scope=None, key=uuid4(), actor=march.ha, at=APRIL)
    checked(march, report)
    for somebody in (march.ha, march.mai, march.dung, march.khoa):
        with pytest.raises(NotAllowed):
            life.approve(report, seen=report.revision, actor=somebody, at=APRIL)


def test_a_leader_of_an_agency_makes_reports_about_it_and_about_nobody_else(march):
    own = life.draft("ban-tin", period="2026-03", scope=march.commune, key=uuid4(), actor=march.khoa, at=APRIL)
    assert own.scope == march.commune
    assert {row.code for row in counting.snapshot_of(own).body} <= {march.commune.code}
    for scope in (None, march.department):
        with pytest.raises(NotAllowed):
            life.draft("ban-tin", period="2026-03", scope=scope, key=uuid4(), actor=march.khoa, at=APRIL)


def test_of_two_who_act_on_a_report_the_second_is_told(march):
    report = drafted(march)
    life.check(report, seen=1, actor=march.mai, at=APRIL)
    with pytest.raises(StaleReport):
        life.recount(report, seen=1, actor=march.mai, at=APRIL)


def test_a_period_that_is_not_over_has_no_report(march):
    with pytest.raises(ValueError, match="chưa kết thúc"):
        drafted(march, period="2026-04")


# ── What does not add up is not published ────────────────────────────────────────────────
def test_a_corrupted_row_blocks_publication_and_is_named(march):
    report = drafted(march)
    DailyFigure.objects.filter(day=MONDAY + timedelta(days=1)).update(received=99)
    wrong = Dossier.objects.filter(received_on=MONDAY, finished_on=None).first()
    Dossier.objects.filter(pk=wrong.pk).update(finished_on=MONDAY + timedelta(days=9))
    life.recount(report, seen=report.revision, actor=march.mai, at=APRIL)
    broken = life.check(report, seen=report.revision, actor=march.mai, at=APRIL)
    balance = next(one for one in broken if "đã giải quyết" in one.identity)
    assert balance.dossiers == (wrong.code,)
    assert balance.expected == balance.found + 1
    report.refresh_from_db()
    assert report.state == ReportState.DRAFT
    assert report.events.last().deed == ReportDeed.BLOCK
    assert wrong.code in str(report.events.last().findings)


def test_a_changed_cell_is_named_by_row_and_column(march):
    report = drafted(march)
    ReportCell.objects.filter(report=report, row_key="H98.03", column_key="late").update(value=41)
    (broken,) = findings(report)
    assert broken.found == 41
    assert "Sở Tư pháp" in broken.cell
    assert "Trễ hạn" in broken.cell


def test_what_changed_since_approval_blocks_publication(march):
    report = checked(march, drafted(march))
    life.approve(report, seen=report.revision, actor=march.ha, at=APRIL)
    walk(march, Status.IN_APPRAISAL, at=instant(MONDAY))
    with pytest.raises(Blocked) as blocked:
        life.publish(report, seen=report.revision, actor=march.mai, at=APRIL)
    assert any("tính lại từ hồ sơ" in one.identity for one in blocked.value.findings)
    report.refresh_from_db()
    assert (report.state, report.approved_by) == (ReportState.DRAFT, None)


def test_a_report_carries_over_what_the_one_before_left_open(march):
    published(march)
    computed(date(2026, 4, 30))
    may = instant(date(2026, 5, 4), "09:00")
    report = life.draft("ban-tin", period="2026-04", scope=None, key=uuid4(), actor=march.mai, at=may)
    assert findings(report) == []
    somebody = ReportEntry.objects.filter(report=report).first()
    somebody.delete()
    assert any("báo cáo kỳ trước" in one.identity and one.dossiers == (somebody.code,) for one in findings(report))


# ── What is published stays ──────────────────────────────────────────────────────────────
def test_a_published_report_gives_the_same_bytes_whatever_happens_to_the_dossiers(march):
    report = published(march)
    before, listed = bytes(report.content), set(report.entries.values_list("code", "columns"))
    Dossier.objects.update(finished_on=MONDAY, channel=Channel.POSTAL)
    walk(march, Status.IN_APPRAISAL, at=instant(MONDAY))
    again = Report.objects.get(pk=report.pk)
    assert bytes(again.content) == before
    assert set(again.entries.values_list("code", "columns")) == listed
    assert counting.listing_of(again) == counting.snapshot_of(again).listing


def test_the_database_refuses_to_change_what_is_published(march):
    report = published(march)
    cell, entry = report.cells.first(), report.entries.first()
    deeds = (
        lambda: Report.objects.update(number="2"),
        lambda: report.delete(),
        lambda: ReportCell.objects.filter(pk=cell.pk).update(value=1),
        lambda: cell.delete(),
        lambda: entry.delete(),
        lambda: ReportEntry.objects.bulk_create([ReportEntry(report=report, row_key="x", columns=1, code="x")]),
        lambda: report.events.update(words="khác"),
    )
    for deed in deeds:
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()


def test_a_corrigendum_shows_old_and_new_and_why(march):
    first = published(march)
    with pytest.raises(ReportError, match="không có gì để đính chính"):
        life.correct(first, reason="Thử", key=uuid4(), actor=march.mai, at=APRIL)
    walk(march, Status.IN_APPRAISAL, at=instant(MONDAY))
    computed(date(2026, 3, 31))
    with pytest.raises(ReportError, match="Muốn sửa"):
        drafted(march)
    second = life.correct(first, reason="Nhập muộn một hồ sơ.", key=uuid4(), actor=march.mai, at=APRIL)
    checked(march, second)
    life.approve(second, seen=second.revision, actor=march.ha, at=APRIL)
    life.publish(second, seen=second.revision, actor=march.mai, at=APRIL)
    correction = counting.snapshot_of(second).correction
    received = next(one for one in correction.amendments if (one.row, one.column) == ("total", "received"))
    assert received.new == received.old + 1
    assert (correction.number, correction.reason) == ("1/BC-TTPVHCC", "Nhập muộn một hồ sơ.")
    assert (second.number, second.version) == ("2/BC-TTPVHCC", 2)
    assert Report.objects.get(pk=first.pk).sha256 == first.sha256


def test_a_withdrawn_draft_leaves_its_trail_only(march):
    report = drafted(march)
    life.withdraw(report, seen=report.revision, actor=march.mai, at=APRIL)
    assert not report.entries.exists() and not report.cells.exists()
    assert [event.deed for event in report.events.all()] == [ReportDeed.MAKE, ReportDeed.WITHDRAW]


# ── Found again ──────────────────────────────────────────────────────────────────────────
def test_verify_reports_names_what_was_forged(march):
    report, out = published(march), StringIO()
    call_command("verify_reports", stdout=out)
    assert "1 báo cáo" in out.getvalue()
    with append_only.lift(connection):
        Report.objects.update(content=bytes(report.content).replace(b"H98.03", b"H98.04"))
        report.cells.filter(row_key="total", column_key="late").update(value=41)
        report.files.filter(extension="pdf").update(content=b"%PDF-1.7")
        report.entries.filter(pk=report.entries.first().pk).update(columns=1 << 9)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_reports", stdout=out)
    told = out.getvalue()
    for words in ("1/BC-TTPVHCC", "SHA-256", "total, late", "tệp pdf", "danh sách"):
        assert words in told


def petitions(world: World) -> set[str]:
    """Let two people ask on Monday, one of them about a dossier, and be declined too late. Return the numbers."""
    what = {"kind": FeedbackKind.QUESTION, "subject": "Giờ làm việc", "words": "Mấy giờ?"}
    said = Petition(agency=world.department, name="Bảy", address="Phường Thử", **what)
    about = replace(said, dossier=Dossier.objects.earliest("pk"))
    asked = {"actor": None, "at": instant(MONDAY, "10:00"), "calendar": world.calendar}
    received = [receive(one, key=uuid4(), **asked) for one in (said, about)]
    for one in received:
        refuse(one, reason="Trùng.", seen=one.revision, actor=world.ha, at=instant(MONDAY + timedelta(days=20)))
    return {one.number for one in received}


@pytest.mark.parametrize("kind", ["phan-anh", "diem-chat-luong"])
def test_a_petition_stands_in_the_list_under_its_number_whether_about_a_dossier_or_not(march, kind):
    numbers = petitions(march)
    report = drafted(march, kind)
    listed = ReportEntry.objects.filter(report=report, code__startswith="PA-")
    assert {(entry.code, entry.dossier_id) for entry in listed} == {(number, None) for number in numbers}
    assert checked(march, report).state == ReportState.CHECKED


# ── Letters about new reports ────────────────────────────────────────────────────────────
def test_nobody_is_written_to_who_has_not_confirmed_and_one_press_ends_it(march, mailoutbox):
    for email in ("doc@test.test", "khac@test.test"):
        subscribing.ask(email, kind="", language="vi", at=APRIL)
    assert letters.send_due(at=APRIL, limit=10) == 2
    assert all("xác nhận" in letter.body for letter in mailoutbox)
    wanted = Subscription.objects.get(email="doc@test.test")
    subscribing.confirm(wanted, at=APRIL)
    report = published(march)
    assert letters.send_due(at=APRIL, limit=10) == 1
    told = mailoutbox[-1]
    assert told.to == ["doc@test.test"]
    assert f"/cong-bo/{report.slug}/" in told.body
    assert str(wanted.key) in told.extra_headers["List-Unsubscribe"]
    assert letters.send_due(at=APRIL + timedelta(days=1), limit=10) == 0
    subscribing.end(wanted.key, at=APRIL)
    published(march, "bieu-ii-06a")
    assert letters.send_due(at=APRIL, limit=10) == 0


def test_a_letter_that_fails_is_tried_again_and_given_up_at_last(march, monkeypatch):
    subscribing.ask("doc@test.test", kind="", language="vi", at=APRIL)

    def refuse(_message):
        raise OSError("máy chủ thư không trả lời")

    monkeypatch.setattr(letters.EmailMessage, "send", refuse)
    at, tried = APRIL, 0
    while letters.send_due(at=at, limit=10):
        at, tried = at + timedelta(days=1), tried + 1
    assert tried == len(letters.PAUSES) + 1
    assert SubscriptionLetter.objects.get().state == LetterState.FAILED


def test_one_address_is_asked_to_confirm_three_times_a_week_at_most(db):
    for kind in ("", "ban-tin", "thu-tuc", "linh-vuc"):
        subscribing.ask("doc@test.test", kind=kind, language="vi", at=APRIL)
    assert SubscriptionLetter.objects.count() == subscribing.MOST_REQUESTS
