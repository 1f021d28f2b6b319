"""A leader's lists: what will probably be late, what is owed, and the files that say what the screen says."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.urls import reverse

from dossiers.models import Feedback, FeedbackStatus
from dossiers.papers.tables import Column, csv_lines, safe_text
from dossiers.queries import owed
from dossiers.queries.endangered import endangered
from dossiers.queries.leader import overview, watch_list
from dossiers.tests.cast import MONDAY, instant
from dossiers.tests.test_leader_pages import NOON_ON_TUESDAY, some_of_everything
from dossiers.workflow import Action, Status

__all__ = ["some_of_everything"]


# ── What will be late ────────────────────────────────────────────────────────────────────
def test_a_dossier_with_less_time_than_its_steps_need_is_endangered(world, dossier_in, ha):
    slow, quick = dossier_in(Status.IN_APPRAISAL), dossier_in(Status.AWAITING_SEAL)
    friday = instant(MONDAY + timedelta(days=4), "16:00")
    every = type(slow).objects.all()
    assert endangered(every, at=friday, calendar=world.calendar) == [slow.pk]
    assert overview(ha, at=friday).totals["nguy-co"] == 1
    assert [row.code for row in watch_list(ha, {"muc": "nguy-co"}, page=1, at=friday).rows] == [slow.code]
    near = instant(MONDAY, "09:00")
    assert watch_list(ha, {"muc": "nguy-co", "trong": "1"}, page=1, at=near).page.paginator.count == 0
    assert quick.pk not in endangered(every, at=friday, calendar=world.calendar)


# ── Whose ────────────────────────────────────────────────────────────────────────────────
def test_a_list_can_be_narrowed_to_one_officer(world, dossier_in, ha, chi):
    mine = world.act(dossier_in(Status.IN_APPRAISAL), Action.TAKE, at=instant(MONDAY, "10:00"))
    dossier_in(Status.IN_APPRAISAL)
    seen = overview(ha, at=NOON_ON_TUESDAY)
    assert [(name, counts["qua-han"]) for _key, name, counts in seen.people] == [(chi.full_name, 1)]
    narrowed = watch_list(ha, {"muc": "qua-han", "can_bo": str(chi.pk)}, page=1, at=NOON_ON_TUESDAY)
    assert [row.code for row in narrowed.rows] == [mine.code]


# ── What is owed ─────────────────────────────────────────────────────────────────────────
def petition(agency, number, *, answer_due_at, status=FeedbackStatus.NEW):
    return Feedback.objects.create(
        number=number,
        key=uuid4(),
        tracking_secret="AB12CD",
        kind="lateness",
        channel="portal",
        agency=agency,
        sender_name="Nguyễn Văn Bảy",
        sender_address="Phường Thử",
        subject="Hồ sơ chậm",
        words="Hồ sơ của tôi chậm.",
        status=status,
        received_at=instant(MONDAY),
        judge_due_at=instant(MONDAY + timedelta(days=2)),
        answer_due_at=answer_due_at,
    )


def test_petitions_without_an_answer_are_a_debt_and_each_number_has_its_list(world, ha, khoa):
    petition(world.department, "PA-1", answer_due_at=instant(MONDAY + timedelta(days=3)))
    petition(world.department, "PA-2", answer_due_at=instant(MONDAY + timedelta(days=30)))
    petition(world.commune, "PA-3", answer_due_at=instant(MONDAY), status=FeedbackStatus.REFUSED)
    late, waiting, *_others = owed.debts(ha, at=NOON_ON_TUESDAY)
    assert (late.count, waiting.count) == (1, 2)
    for debt, state in ((late, owed.LATE), (waiting, owed.OPEN)):
        shown = owed.feedback_list(ha, {"trang_thai": state}, page=1, at=NOON_ON_TUESDAY)
        assert shown.page.paginator.count == debt.count
    assert [debt.count for debt in owed.debts(khoa, at=NOON_ON_TUESDAY)] == [0, 0, 0, 0]


# ── Files ────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def at_noon(monkeypatch):
    monkeypatch.setattr("dossiers.views.leader.timezone.now", lambda: NOON_ON_TUESDAY)


def test_the_files_hold_the_rows_of_the_list(some_of_everything, client, ha, at_noon):
    client.force_login(ha)
    codes = [row.code for row in watch_list(ha, {"muc": "qua-han"}, page=1, at=NOON_ON_TUESDAY).rows]
    text = b"".join(client.get("/lanh-dao/danh-sach.csv?muc=qua-han").streaming_content).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text))
    assert head[0] == "Mã hồ sơ" and [row[0] for row in rows] == codes
    answer = client.get("/lanh-dao/danh-sach.xlsx?muc=qua-han")
    book = b"".join(answer.streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == codes


@pytest.mark.parametrize("name", ["lead_list", "lead_apologies", "lead_feedback", "reminders"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_every_list_of_a_leader_leaves_as_a_file(some_of_everything, client, ha, chi, name, form):
    client.force_login(ha)
    answer = client.get(reverse(f"dossiers:{name}_{form}"))
    assert answer.status_code == 200 and b"".join(answer.streaming_content)
    client.force_login(chi)
    answer = client.get(reverse(f"dossiers:{name}_{form}"))
    assert answer.status_code == (200 if name == "reminders" else 403)
    if answer.streaming:
        b"".join(answer.streaming_content)


@pytest.mark.parametrize("text", ["=1+1", "+84912", "-2", "@x", "\t=1"])
def test_no_cell_of_a_file_is_a_formula(text):
    assert not safe_text(text).startswith(("=", "+", "-", "@", "\t"))
    [_mark, _head, line] = csv_lines([Column("Cột", lambda row: row)], [text])
    assert line.strip('"\r\n').startswith("'") or not line.startswith(("=", "+", "-", "@"))
