"""The calendar on the screen: an editor proposes, a leader sees what moves and decides; everybody else reads or not."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from agencies.models import CalendarChange, CalendarDay, ChangeState
from dossiers.models import DossierEvent
from dossiers.tests.cast import MONDAY, instant
from dossiers.tests.test_calendar_moves import proposed
from dossiers.workflow import Action

AT = instant(MONDAY, "16:00")


@pytest.fixture
def at_four():
    with time_machine.travel(AT, tick=False):
        yield


pytestmark = pytest.mark.usefixtures("world", "at_four")


def day_row(n, **typed):
    usual = {"level": "province", "agency": "", "kind": "closure", "name": "bão số 3"}
    return {f"ngay-{n}-{name}": value for name, value in {**usual, **typed}.items()}


def typed_change(*rows, hours=(), **more):
    fields = {
        "decision": "Công điện số 1/CĐ-UBND",
        "words": "Nghỉ phòng chống bão số 3",
        "ngay-TOTAL_FORMS": str(len(rows) + 1),
        "ngay-INITIAL_FORMS": "0",
        "gio-TOTAL_FORMS": str(len(hours) + 1),
        "gio-INITIAL_FORMS": "0",
    }
    # The last row of each sort stays as the browser sends an empty one.
    for n, row in enumerate([*rows, {"kind": "day_off", "name": "", "first": ""}]):
        fields |= day_row(n, **row)
    for n, row in enumerate([*hours, {"level": "province", "agency": "", "weekday": "", "sessions": ""}]):
        fields |= {f"gio-{n}-{name}": value for name, value in row.items()}
    return fields | more


def signed_in(client, user):
    client.force_login(user)
    return client


def text_of(answer):
    return answer.content.decode()


# ── Reading ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_officer_reads_the_year_with_its_hours_and_days(client, world):
    text = text_of(signed_in(client, world.chi).get(reverse("dossiers:calendar"), {"nam": "2026"}))
    assert "Lịch làm việc năm 2026" in text
    assert "Thứ Hai 16/02/2026 – thứ Sáu 20/02/2026" in text
    assert "Thông báo số 9441/TB-BNV năm 2025" in text
    assert "07:30–11:30, 13:30–17:00" in text
    assert "Đề nghị thay đổi" not in text


def test_a_citizen_and_a_stranger_do_not(client, world):
    address = reverse("dossiers:calendar")
    assert client.get(address).status_code == 302
    assert signed_in(client, world.an).get(address).status_code == 403


def test_a_year_that_does_not_exist_shows_this_one(client, world):
    for asked in ("1800", "abcd", "٢٠٢٦", "99999"):
        assert "năm 2026" in text_of(signed_in(client, world.ha).get(reverse("dossiers:calendar"), {"nam": asked}))


def test_in_october_the_coming_year_is_called_for(client, world):
    signed_in(client, world.mai)
    assert "Cần xác nhận" not in text_of(client.get(reverse("dossiers:calendar")))
    with time_machine.travel(instant(date(2026, 10, 1), "09:00"), tick=False):
        client.force_login(world.mai)
        assert "Lịch nghỉ của năm 2027 chưa được xác nhận" in text_of(client.get(reverse("dossiers:calendar")))


def test_the_page_costs_the_same_for_many_days_and_changes(client, world, django_assert_max_num_queries):
    signed_in(client, world.ha)
    client.get(reverse("dossiers:calendar"))
    for _each in range(15):
        proposed(world)
    with django_assert_max_num_queries(10):
        client.get(reverse("dossiers:calendar"))


# ── Proposing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_editor_proposes_and_a_leader_applies(client, world, django_capture_on_commit_callbacks, monkeypatch):
    woken = []
    monkeypatch.setattr("dossiers.views.calendar.recalendar.delay", lambda: woken.append(True))
    dossier = world.receive_walk_in()
    swap = {"first": "2026-03-07", "kind": "makeup", "name": "làm bù", "stands_for": "2026-03-03"}
    friday = {"level": "agency", "agency": "H98.41", "weekday": "4", "sessions": "07:30-11:30"}
    typed = typed_change({"first": "2026-03-03", "last": "2026-03-04"}, swap, hours=[friday])
    answer = signed_in(client, world.mai).post(reverse("dossiers:calendar_propose"), typed)
    change = CalendarChange.objects.get()
    assert answer["Location"] == reverse("dossiers:calendar_change", args=[change.number])
    assert len(change.rows) == 4
    assert not CalendarDay.objects.filter(day=date(2026, 3, 3)).exists()
    own = text_of(client.get(answer["Location"]))
    assert "Người đề nghị không được tự duyệt" in own or "Chỉ lãnh đạo" in own
    assert "Duyệt và áp dụng" not in own

    page = text_of(signed_in(client, world.ha).get(answer["Location"]))
    assert dossier.code in page and "17:00 09/03/2026" in page and "17:00 10/03/2026" in page
    csv = client.get(reverse("dossiers:calendar_moved", args=[change.number]))
    assert dossier.code in csv.content.decode("utf-8-sig")
    with django_capture_on_commit_callbacks(execute=True):
        applied = client.post(reverse("dossiers:calendar_apply", args=[change.number]), {"seen": "1"})
    assert applied.status_code == 302
    assert woken == [True]
    from dossiers.tasks import recalendar

    assert recalendar() == "1 dossiers moved, 0 appointments cancelled"
    after = text_of(client.get(answer["Location"]))
    assert "Đã áp dụng" in after and "của 1 hồ sơ" in after
    assert DossierEvent.objects.get(dossier=dossier, action=Action.RECALENDAR).actor == world.ha


@pytest.mark.parametrize(
    ("rows", "more", "words"),
    [
        ([], {}, "ít nhất một ngày"),
        ([{"first": "2026-03-03"}], {"decision": " "}, "số và ngày của văn bản"),
        ([{"first": "2026-03-03"}], {"words": ""}, "nội dung thay đổi"),
        ([{"first": "", "name": "bão"}], {}, "Ông/Bà chọn ngày"),
        ([{"first": "2026-03-03", "last": "2026-03-01"}], {}, "Ngày cuối phải sau ngày đầu"),
        ([{"first": "2026-03-03", "name": ""}], {}, "ghi tên hoặc lý do"),
        ([{"first": "2026-03-03", "level": "agency"}], {}, "Chọn cơ quan"),
        ([{"first": "2026-03-03"}, {"first": "2026-03-03"}], {}, "hai lần"),
        ([{"first": "2026-03-03", "kind": "custom_sessions", "sessions": "sáng"}], {}, "Không đọc được giờ"),
        ([{"first": "2026-03-03", "last": "2026-04-03"}, {"first": "2026-04-04", "last": "2026-04-10"}], {},
         "khoảng trống"),
    ],
)  # fmt: skip
def test_a_proposal_that_makes_no_sense_is_refused_and_what_was_typed_is_kept(client, world, rows, more, words):
    answer = signed_in(client, world.mai).post(reverse("dossiers:calendar_propose"), typed_change(*rows, **more))
    text = text_of(answer)
    assert answer.status_code == 422
    assert words in text
    assert all(row["first"] in text for row in rows)
    assert not CalendarChange.objects.exists()


def test_more_rows_can_be_asked_for_and_what_was_typed_is_kept(client, world):
    typed = typed_change({"first": "2026-03-03", "name": "bão số 3"}, **{"them-dong": "1"})
    answer = signed_in(client, world.mai).post(reverse("dossiers:calendar_propose"), typed)
    text = text_of(answer)
    assert answer.status_code == 200
    assert 'value="2026-03-03"' in text and "Công điện số 1/CĐ-UBND" in text
    assert 'name="ngay-4-first"' in text  # four empty ones behind it
    assert not CalendarChange.objects.exists()


@pytest.mark.parametrize("year", [2027, 2028])
def test_a_year_is_confirmed_from_what_is_expected_of_it(client, world, year):
    signed_in(client, world.mai)
    form = client.get(reverse("dossiers:calendar_propose"), {"nam": str(year)}).context["days"]
    typed = {"decision": f"Thông báo số 1/TB-BNV năm {year - 1}", "words": f"Lịch nghỉ năm {year}"}
    for rows, prefix in ((form, "ngay"), (None, "gio")):
        typed |= {f"{prefix}-TOTAL_FORMS": str(len(rows.initial) if rows else 0)}
        typed |= {f"{prefix}-INITIAL_FORMS": typed[f"{prefix}-TOTAL_FORMS"]}
    for n, row in enumerate(form.initial):
        typed |= {f"ngay-{n}-{name}": value.isoformat() if isinstance(value, date) else value or ""
                  for name, value in row.items()}  # fmt: skip
    assert client.post(reverse("dossiers:calendar_propose"), typed).status_code == 302
    change = CalendarChange.objects.get()
    signed_in(client, world.ha).post(reverse("dossiers:calendar_apply", args=[change.number]), {"seen": "1"})
    of_year = CalendarDay.objects.filter(day__year=year, until_revision=None)
    assert of_year.count() >= 11
    assert all(day.is_confirmed and day.decision.startswith("Thông báo số 1") for day in of_year)


def test_only_an_editor_proposes(client, world):
    for person in (world.ha, world.dung, world.binh, world.an):
        assert signed_in(client, person).get(reverse("dossiers:calendar_propose")).status_code == 403
        answer = client.post(reverse("dossiers:calendar_propose"), typed_change({"first": "2026-03-03"}))
        assert answer.status_code == 403
    assert not CalendarChange.objects.exists()


# ── Deciding ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_else_decides(client, world):
    change = proposed(world)
    for person in (world.mai, world.chi, world.khoa):
        signed_in(client, person)
        for name in ("calendar_apply", "calendar_decline"):
            answer = client.post(
                reverse(f"dossiers:{name}", args=[change.number]), {"seen": "1", "reason": "Không cần"}
            )
            assert answer.status_code == 403
    change.refresh_from_db()
    assert change.state == ChangeState.PROPOSED


def test_of_two_decisions_the_second_is_told(client, world):
    change = proposed(world)
    signed_in(client, world.ha)
    address = reverse("dossiers:calendar_apply", args=[change.number])
    assert client.post(address, {"seen": "7"}).status_code == 409
    assert client.post(address, {"seen": "một"}).status_code == 409
    assert client.post(address, {"seen": "1"}).status_code == 302
    again = client.post(address, {"seen": "2"})
    assert again.status_code == 409
    assert "vừa được người khác" in text_of(again)


def test_a_change_is_declined_with_a_reason(client, world):
    change = proposed(world)
    signed_in(client, world.ha)
    address = reverse("dossiers:calendar_decline", args=[change.number])
    answer = client.post(address, {"reason": ""})
    assert (answer.status_code, "Ông/Bà ghi rõ lý do" in text_of(answer)) == (422, True)
    assert client.post(address, {"reason": "Bão đã đổi hướng"}).status_code == 302
    assert "Bão đã đổi hướng" in text_of(client.get(reverse("dossiers:calendar_change", args=[change.number])))
    assert client.get(reverse("dossiers:calendar_moved", args=[change.number])).status_code == 404


def test_a_proposal_that_the_calendar_has_overtaken_says_so(client, world):
    first, second = proposed(world), proposed(world)
    signed_in(client, world.ha)
    CalendarChange.objects.filter(pk=second.pk).update(
        rows=[{**second.rows[0], "kind": "makeup", "stands_for": "2026-03-03", "day": "2026-03-07"}]
    )
    text = text_of(client.get(reverse("dossiers:calendar_change", args=[second.number])))
    assert "không còn phù hợp" in text and "Duyệt và áp dụng" not in text
    assert client.get(reverse("dossiers:calendar_change", args=[first.number + 999])).status_code == 404
