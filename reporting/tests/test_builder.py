"""Tables that leaders put together: every choice from the documented view, nothing personal, nobody else's agencies."""

import csv
import io
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier
from dossiers.tests.cast import MONDAY, instant
from dossiers.workflow import Status
from procedures.models import Channel
from reporting.builder.columns import BY_KEY, COLUMNS, Condition, Verdict
from reporting.builder.tables import MEASURES, Choice, headings, rows, total
from reporting.models import SavedTable

LATER = instant(MONDAY + timedelta(days=60), "09:00")
URL = "/bao-cao/tu-lap/"


@pytest.fixture
def history(world, dossier_in):
    """Dossiers in every status; some of those with a result early, some late."""
    for number, status in enumerate(Status):
        dossier_in(status, at=instant(MONDAY + timedelta(days=number % 4)))
    dossier_in(Status.RETURNED, channel=Channel.POSTAL)
    finished = Dossier.objects.filter(finished_on__isnull=False).order_by("pk")
    for number, dossier in enumerate(finished):
        due_on = dossier.finished_on + timedelta(days=number % 3 - 1)
        due_at = instant(due_on, "17:00")
        Dossier.objects.filter(pk=dossier.pk).update(original_due_on=due_on, original_due_at=due_at)
    return world


@pytest.fixture
def leader(world):
    client = Client()
    client.force_login(world.ha)
    with time_machine.travel(LATER):
        yield client


def listed(*keys: str, conditions: tuple[Condition, ...] = ()) -> list[tuple[object, ...]]:
    choice = Choice(columns=keys, conditions=conditions)
    return [tuple(one.value(row) for one in headings(choice)) for row in rows(choice, Dossier.objects.all())]


def test_every_column_shows_what_its_dossier_says(history):
    everything = listed(*BY_KEY)
    assert len(everything) == Dossier.objects.count()
    by_code = {row[0]: dict(zip(BY_KEY, row, strict=True)) for row in everything}
    for dossier in Dossier.objects.select_related("agency", "version__procedure"):
        shown = by_code[dossier.code]
        assert shown["agency"] == dossier.agency.name
        assert shown["procedure_code"] == dossier.version.procedure.code
        assert shown["channel"] == dossier.get_channel_display()
        assert (shown["received_on"], shown["due_on"]) == (dossier.received_on, dossier.original_due_on)
        assert shown["verdict"] == _verdict(dossier)
        if dossier.received_at and dossier.finished_at:
            days = (dossier.finished_at - dossier.received_at).total_seconds() / 86_400
            assert float(shown["elapsed_days"]) == pytest.approx(days, abs=0.006)
        late = shown["verdict"] == Verdict.LATE.label
        assert shown["late_days"] == ((dossier.finished_on - dossier.original_due_on).days if late else None)
    assert {row["verdict"] for row in by_code.values()} >= {"Trước hạn", "Đúng hạn", "Trễ hạn", None}


def _verdict(dossier: Dossier) -> str | None:
    if dossier.status not in {Status.RESULT_READY, Status.IN_DELIVERY, Status.RETURNED}:
        return None
    difference = (dossier.finished_on - dossier.original_due_on).days
    return str((Verdict.EARLY if difference < 0 else Verdict.LATE if difference else Verdict.ON_TIME).label)


def test_groups_add_up_to_the_list_and_the_total(history):
    for column in COLUMNS:
        if not column.may_group:
            continue
        choice = Choice(
            groups=(column.key, "status" if column.key == "channel" else "channel"),
            measures=tuple(measure.key for measure in MEASURES),
        )
        found = list(rows(choice, Dossier.objects.all()))
        assert sum(row["dossiers"] for row in found) == Dossier.objects.count(), column.key
        whole = total(choice, Dossier.objects.all())
        assert whole["dossiers"] == Dossier.objects.count()
        days = sum((row["elapsed_days_sum"] or timedelta() for row in found), timedelta())
        assert days.total_seconds() == pytest.approx(whole["elapsed_days_sum"].total_seconds())
        assert sum(row["supplement_rounds_sum"] for row in found) == whole["supplement_rounds_sum"]
        assert all(one.value(row) is None or one.value(row) != "" for row in found for one in headings(choice))


def test_conditions_narrow_the_table(history):
    late = Condition("verdict", "exact", "late")
    codes = {code for (code,) in listed("code", conditions=(late,))}
    by_days = {code for (code,) in listed("code", conditions=(Condition("late_days", "gte", 1),))}
    assert codes == by_days != set()
    assert listed("code", conditions=(Condition("late_days", "gte", 2),)) == []
    of_monday = listed("received_on", conditions=(Condition("received_on", "lte", MONDAY),))
    assert {day for (day,) in of_monday} == {MONDAY}


def test_the_page_shows_the_table_and_the_file_has_the_same_rows(history, leader):
    question = "groups=agency&groups=verdict&measures=elapsed_days_avg&channel=online&received_from=02/03/2026"
    page = leader.get(f"{URL}?{question}")
    assert page.status_code == 200
    answer = page.context["answer"]
    expected = Dossier.objects.filter(channel="online", received_on__gte=MONDAY).count()
    assert answer["foot"][2]["text"] == str(expected)
    content = b"".join(leader.get(f"{URL}bang.csv?{question}").streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(content)))
    assert lines[0] == ["Cơ quan", "Kết quả so với hạn", "Số hồ sơ", "Trung bình: Số ngày giải quyết"]
    assert sum(int(line[2]) for line in lines[1:]) == expected
    for form in ("xlsx", "ods"):
        assert b"".join(leader.get(f"{URL}bang.{form}?{question}").streaming_content)[:2] == b"PK"
    assert leader.get(f"{URL}bang.exe").status_code == 404


def test_nothing_personal_can_be_asked_for(history, leader):
    everything = "&".join(f"columns={key}" for key in BY_KEY)
    page = leader.get(f"{URL}?{everything}").content.decode()
    dossier = Dossier.objects.select_related("submitter").first()
    for words in (dossier.applicant_name, dossier.personal_id, dossier.phone, dossier.address):
        assert words
        assert words not in page
    for question in ("columns=applicant_name", "columns=password", "groups=code", "measures=personal_id_sum"):
        assert leader.get(f"{URL}?{question}").status_code == 400


def test_a_question_that_makes_no_sense_is_told_so_at_its_field(history, leader):
    for question in (
        "received_from=32/13/2026",
        "late_from=x",
        "groups=agency&groups=sector&groups=channel&groups=status",
        "agency=H99",
    ):
        page = leader.get(f"{URL}?{question}")
        assert page.status_code == 400
        assert 'class="error-summary"' in page.content.decode()


def test_a_leader_of_an_agency_sees_its_dossiers_and_nobody_else_comes_in(history):
    with time_machine.travel(LATER):
        for user, status in ((history.khoa, 200), (history.mai, 200), (history.binh, 403), (history.an, 403)):
            client = Client()
            client.force_login(user)
            page = client.get(URL)
            assert page.status_code == status, user
            if user == history.khoa:
                own = Dossier.objects.filter(agency=history.commune).count()
                assert page.context["answer"]["page"].paginator.count == own < Dossier.objects.count()


def test_a_long_table_costs_no_more_queries_than_a_short_one(
    world, dossier_in, leader, django_assert_num_queries, django_assert_max_num_queries
):
    dossier_in(Status.RETURNED)
    for question in ("", "groups=agency&groups=received_month&measures=late_days_sum"):
        with django_assert_max_num_queries(30) as short:
            leader.get(f"{URL}?{question}")
        for number in range(4):
            dossier_in(Status.RETURNED, at=instant(MONDAY + timedelta(days=number % 4)))
        with django_assert_num_queries(len(short)):
            leader.get(f"{URL}?{question}")


def test_a_table_is_kept_under_a_name_and_is_ones_own(history, leader):
    question = "groups=agency&received_from=02/03/2026"
    kept = leader.post(URL, {"viec": "luu", "loc": question, "name": "Theo cơ quan"}, follow=True)
    table = SavedTable.objects.get()
    assert (table.owner, table.name) == (history.ha, "Theo cơ quan")
    assert kept.context["answer"]["foot"]
    assert leader.post(URL, {"viec": "luu", "loc": question, "name": "Theo cơ quan"}).status_code == 422
    assert leader.post(URL, {"viec": "luu", "loc": question, "name": ""}).status_code == 422
    assert leader.post(URL, {"viec": "luu", "loc": "columns=password", "name": "x"}).status_code == 422

    other = Client()
    other.force_login(history.khoa)
    assert "Theo cơ quan" not in other.get(URL).content.decode()
    assert other.post(URL, {"viec": "xoa", "bang": table.pk}).status_code == 404
    assert leader.post(reverse("reporting:build"), {"viec": "xoa", "bang": table.pk}).status_code == 302
    assert not SavedTable.objects.exists()


def test_the_page_says_what_every_column_means():
    assert all(column.sentence and column.label for column in COLUMNS)
    assert date(2026, 3, 2) == MONDAY
