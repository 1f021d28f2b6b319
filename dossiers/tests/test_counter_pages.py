"""The counter's other pages: sheets by scan, the cash desk, the return desk, what is missing, what nobody collects."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from dossiers.models import Dossier, HandOverItem, HandOverSheet, PostalIntake, Result, Shipment
from dossiers.queries.returns import due_reminders
from dossiers.tests.cast import MONDAY, MONDAY_MORNING, SESSION_QUERIES, DossierIn, World, instant, loaded
from dossiers.tests.desk import text_of
from dossiers.tests.test_transfers import back_sheet, out_sheet
from dossiers.workflow import Action, Status
from procedures.models import Channel

TEN = instant(MONDAY, "10:00")
OUT, AGENCY = "/quay/ban-giao/", "/xu-ly/ban-giao/"


@pytest.fixture(autouse=True)
def _at_ten() -> Any:
    with time_machine.travel(TEN, tick=False):
        yield


@pytest.fixture
def clerk(world: World) -> Client:
    client = Client()
    client.force_login(world.binh)
    return client


@pytest.fixture
def officer(world: World) -> Client:
    client = Client()
    client.force_login(world.khoa)
    return client


# ── Sheets ───────────────────────────────────────────────────────────────────────────────
def test_papers_go_home_and_come_back(clerk: Client, officer: Client, world: World) -> None:
    first, second = world.receive_journey(), world.receive_journey()
    page = text_of(clerk.get(OUT))
    assert page.count("checked") == 2, "all that waits is chosen already"
    made = clerk.post(OUT, {"dossier": [first.code, second.code]})
    sheet = HandOverSheet.objects.get()
    assert made["Location"] == f"{OUT}{sheet.number}/"
    assert "Chưa nhận" in text_of(clerk.get(made["Location"]))
    assert clerk.get(f"/ban-giao/{sheet.number}.pdf")["Content-Type"] == "application/pdf"

    desk = f"{AGENCY}{sheet.number}/"
    assert sheet.number in text_of(officer.get(AGENCY))
    scanned = officer.post(desk, {"scan": f"https://mot-cua.test/tra-cuu/?ma={first.code}"}, follow=True)
    assert f"Đã nhận 1 hồ sơ: {first.code}" in text_of(scanned)
    again = text_of(officer.post(desk, {"scan": f"{first.code} H98.41-260302-9999"}, follow=True))
    assert "Đã nhận trước đó" in again and "Không có trên biên bản này" in again
    officer.post(desk, {"dossier": [second.code]})
    assert {loaded(one).status for one in (first, second)} == {Status.IN_APPRAISAL}

    at = TEN
    for action in (Action.TAKE, Action.PROPOSE, Action.APPROVE):
        first = world.act(loaded(first), action, at=at)
    assert first.status == Status.TO_CENTRE
    sent = officer.post(AGENCY, {"dossier": [first.code]})
    back = HandOverSheet.objects.get(kind="back")
    assert sent["Location"] == f"{AGENCY}{back.number}/"
    clerk.post(f"{OUT}{back.number}/", {"scan": first.code})
    assert loaded(first).status == Status.RESULT_READY


def test_an_item_is_refused_with_a_reason_that_is_not_lost(clerk: Client, officer: Client, world: World) -> None:
    dossier = world.receive_journey()
    sheet = out_sheet(world, [dossier])
    desk = f"{AGENCY}{sheet.number}/"
    assert "Lý do không nhận" in text_of(officer.get(desk, {"khong-nhan": dossier.code}))
    assert officer.post(desk, {"khong-nhan": dossier.code, "reason": " "}).status_code == 422
    assert officer.post(desk, {"khong-nhan": dossier.code, "reason": "Thiếu bản chính."}).status_code == 302
    assert "Thiếu bản chính." in text_of(clerk.get(OUT)), "the clerk sees why"
    assert officer.post(desk, {"khong-nhan": dossier.code, "reason": "Lần nữa."}).status_code == 422


def test_nobody_else_opens_or_makes_a_sheet(client: Client, clerk: Client, world: World) -> None:
    dossier = world.receive_journey()
    sheet = out_sheet(world, [dossier])
    for person in (world.chi, world.giang):
        client.force_login(person)
        assert client.get(f"{AGENCY}{sheet.number}/").status_code == 404
        assert client.get(f"/ban-giao/{sheet.number}.pdf").status_code == 404
    for person in (world.an, world.dung, world.ha):
        client.force_login(person)
        assert client.get(OUT).status_code == client.get(AGENCY).status_code == 403
        assert client.get(f"/ban-giao/{sheet.number}.pdf").status_code == 404
    assert clerk.post(f"{OUT}{sheet.number}/", {"scan": dossier.code}).status_code == 403, "who gives does not take"
    assert clerk.get(f"{OUT}BG-0/").status_code == 404
    assert loaded(dossier).status == Status.TO_AGENCY


def test_a_sheet_made_between_two_seconds_is_printed(clerk: Client, world: World) -> None:
    sheet = out_sheet(world, [world.receive_journey()], at=TEN + timedelta(microseconds=417))
    assert clerk.get(f"/ban-giao/{sheet.number}.pdf").content.startswith(b"%PDF")


def test_an_empty_choice_makes_no_sheet(clerk: Client, world: World) -> None:
    world.receive_journey()
    for chosen in ([], ["H98.41-260302-9999"], ["'; drop table"]):
        assert clerk.post(OUT, {"dossier": chosen}).status_code == 422
    assert not HandOverSheet.objects.exists()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_pages_of_sheets_take_a_fixed_number_of_queries(
    clerk: Client, officer: Client, world: World, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    on_sheet = [world.receive_journey() for _i in range(rows)]
    sheet = out_sheet(world, on_sheet)
    for _i in range(rows):
        world.receive_journey()
    clerk.get(OUT)
    with django_assert_num_queries(7 + SESSION_QUERIES):
        clerk.get(OUT)
    with django_assert_num_queries(4 + SESSION_QUERIES):
        officer.get(f"{AGENCY}{sheet.number}/")


# ── Missing, uncollected ─────────────────────────────────────────────────────────────────
def test_what_is_promised_today_and_not_here_is_seen(client: Client, clerk: Client, world: World) -> None:
    late, ready = loaded(world.receive_journey()), loaded(world.receive_walk_in(world.confirmation))
    for action in (Action.TAKE, Action.PROPOSE, Action.APPROVE):
        ready = world.act(ready, action, at=TEN)
    page = text_of(clerk.get("/quay/ket-qua-chua-ve/"))
    assert late.code in page and ready.code not in page
    assert "UBND phường Thử" in page
    client.force_login(world.ha)
    assert late.code in text_of(client.get("/quay/ket-qua-chua-ve/"))
    for person in (world.chi, world.an):
        client.force_login(person)
        assert client.get("/quay/ket-qua-chua-ve/").status_code == 403


def test_a_result_on_its_way_is_on_the_list_of_the_late(clerk: Client, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.TO_CENTRE)
    assert dossier.code in text_of(clerk.get("/quay/ket-qua-chua-ve/", {"muc": "tren-duong"}))


@pytest.mark.parametrize(
    ("day", "number"), [("2026-03-06", 0), ("2026-03-09", 1), ("2026-03-15", 1), ("2026-03-16", 2), ("2026-03-30", 3)]
)
def test_reminders_are_due_after_five_ten_and_twenty_working_days(dossier_in: DossierIn, day: str, number: int) -> None:
    dossier = dossier_in(Status.RESULT_READY)
    at = datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=MONDAY_MORNING.tzinfo)
    due = due_reminders(at)
    assert [(one.dossier, one.number) for one in due] == ([(dossier, number)] if number else [])
    assert len({one.key for one in due_reminders(at)} | {one.key for one in due}) == len(due)


def test_what_nobody_collects_is_listed_by_age_and_still_handed_out(
    clerk: Client, world: World, dossier_in: DossierIn
) -> None:
    old = dossier_in(Status.RESULT_READY)
    with time_machine.travel(instant(MONDAY + timedelta(days=14)), tick=False):
        clerk.force_login(world.binh)
        page = clerk.get("/quay/chua-nhan/", {"muc": "tu-10-ngay"})
        assert [(one.age, one.reminders) for one in page.context["page"].rows] == [(10, 2)]
        assert "2 trên 3 lần" in text_of(page)
        assert old.code not in text_of(clerk.get("/quay/chua-nhan/", {"muc": "tu-20-ngay"}))
        found = clerk.get("/quay/tra-ket-qua/", {"q": old.code.lower()})
        assert found["Location"] == f"/quay/tra-ket-qua/nguoi-nhan/?ma={old.code}"


# ── The return desk ──────────────────────────────────────────────────────────────────────
def test_a_scanned_code_opens_what_can_be_done(clerk: Client, dossier_in: DossierIn) -> None:
    ready, travelling, working = (
        dossier_in(status) for status in (Status.RESULT_READY, Status.IN_DELIVERY, Status.IN_APPRAISAL)
    )
    leads = {
        ready.code: f"/quay/tra-ket-qua/nguoi-nhan/?ma={ready.code}",
        f"http://x.test/tra-cuu/?ma={travelling.code}": f"/xu-ly/{travelling.code}/confirm-delivery/",
        working.code: f"/xu-ly/{working.code}/",
        "Nguyễn Văn An": "/quay/?q=Nguy%E1%BB%85n+V%C4%83n+An",
        "H98.03-000000-0000": "/quay/?q=H98.03-000000-0000",
    }
    for typed, address in leads.items():
        assert clerk.get("/quay/tra-ket-qua/", {"q": typed})["Location"] == address


def by_post(dossier_in: DossierIn) -> Dossier:
    dossier = dossier_in(Status.RESULT_READY)
    Dossier.objects.filter(pk=dossier.pk).update(return_method="postal")
    return loaded(dossier)


def test_one_postman_takes_several_results_with_one_record(clerk: Client, dossier_in: DossierIn) -> None:
    first, second, stays = (by_post(dossier_in) for _i in range(3))
    bundle = "/quay/tra-ket-qua/buu-chinh/"
    nobody = clerk.post(bundle, {f"item-{first.code}": "EH1VN"})
    assert nobody.status_code == 422 and "nhân viên bưu chính" in text_of(nobody)
    words = {f"item-{first.code}": "EH1VN", f"item-{second.code}": "EH1VN", f"item-{stays.code}": ""}
    done = text_of(clerk.post(bundle, words | {"postman_name": "Phan Văn Bưu"}, follow=True))
    assert "Đã giao 2 kết quả cho bưu chính" in done
    assert len(set(Shipment.objects.values_list("record_number", flat=True))) == 1
    assert [loaded(one).status for one in (first, second, stays)] == ["in_delivery", "in_delivery", "result_ready"]
    record = Shipment.objects.first().record_number
    assert clerk.get(f"{bundle}{record}.pdf")["Content-Type"] == "application/pdf"
    used = clerk.post(bundle, {f"item-{stays.code}": "EH1VN", "postman_name": "Phan Văn Bưu"}, follow=True)
    assert stays.code in text_of(used) and loaded(stays).status == "result_ready"


def test_a_paper_result_is_not_handed_over_electronically(clerk: Client, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.RESULT_READY)
    answer = clerk.post("/quay/tra-ket-qua/dien-tu/", {"dossier": [dossier.code]}, follow=True)
    assert "bản giấy, không trả điện tử được" in text_of(answer)
    assert loaded(dossier).status == Status.RESULT_READY


def test_electronic_results_are_handed_over_together(
    client: Client, clerk: Client, world: World, dossier_in: DossierIn
) -> None:
    first, second, paper = (dossier_in(Status.RESULT_READY) for _i in range(3))
    Result.objects.filter(dossier__in=[first, second]).update(is_electronic=True)
    page = text_of(clerk.get("/quay/tra-ket-qua/"))
    assert first.code in page and paper.code not in page
    codes = [first.code, second.code, paper.code]
    done = text_of(clerk.post("/quay/tra-ket-qua/dien-tu/", {"dossier": codes}, follow=True))
    assert "Đã trả điện tử 2 kết quả." in done and paper.code in done
    first = loaded(first)
    assert (first.status, first.result.handed_over_by) == (Status.RETURNED, "electronic")
    assert loaded(paper).status == Status.RESULT_READY
    client.force_login(world.an)
    assert "Đồng ý giải quyết" in text_of(client.get(f"/ho-so/{first.code}/"))


def test_the_return_desk_takes_a_fixed_number_of_queries(
    clerk: Client, dossier_in: DossierIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _rows in range(2):
        by_post(dossier_in)
        dossier_in(Status.IN_DELIVERY)
        clerk.get("/quay/tra-ket-qua/")
        with django_assert_num_queries(6 + SESSION_QUERIES):
            clerk.get("/quay/tra-ket-qua/")


# ── The cash desk ────────────────────────────────────────────────────────────────────────
def test_the_days_total_leaves_voided_receipts_out(clerk: Client, world: World) -> None:
    from dossiers.tests.test_fees import pay

    first, second = (loaded(world.receive_walk_in()) for _i in range(2))
    receipt = pay(world, first)
    pay(world, second)
    assert clerk.get("/quay/thu-phi/").context["page"].total == 1_600_000
    assert clerk.post(f"/quay/thu-phi/{receipt.number}/huy/", {"reason": ""}).status_code == 422
    assert clerk.post(f"/quay/thu-phi/{receipt.number}/huy/", {"reason": "Nhầm."}).status_code == 302
    assert clerk.post(f"/quay/thu-phi/{receipt.number}/huy/", {"reason": "Nhầm."}).status_code == 409
    page = clerk.get("/quay/thu-phi/", {"ngay": "2026-03-02"}).context["page"]
    assert (page.total, page.voided) == (800_000, 1)
    for nonsense in ("x", "9999-12-31", "0001-01-01"):
        assert clerk.get("/quay/thu-phi/", {"ngay": nonsense}).context["page"].day == MONDAY
    assert clerk.get("/quay/thu-phi/BL-0/huy/").status_code == 404


def test_another_counters_receipts_are_not_seen(officer: Client, world: World) -> None:
    from dossiers.tests.test_fees import pay

    receipt = pay(world, loaded(world.receive_walk_in()))
    assert not officer.get("/quay/thu-phi/").context["page"].receipts
    assert officer.get(f"/quay/thu-phi/{receipt.number}/huy/").status_code == 404


# ── Intake by post, with money ───────────────────────────────────────────────────────────
def test_what_the_post_brings_is_entered_with_its_record_and_its_money(clerk: Client, world: World) -> None:
    address = "/quay/tiep-nhan/9.000001/"
    form = clerk.get(address).context["form"]
    fee = next(name for name in form.fields if name.startswith("fee-") and name.endswith("-taken"))
    papers = [f"paper-{one.pk}" for one in world.certificate.required_documents.order_by("ordinal")[:2]]
    words = {
        "key": form["key"].value(),
        "applicant_kind": "person",
        "name": "Đỗ Thị Mận",
        "personal_id": "049170000311",
        "address": "Số 4, đường Lê Lợi",
        "return_method": "postal",
        "channel": "postal",
        "case": "1",
        fee: "on",
        **{f"{paper}-form": "original" for paper in papers},
    }
    missing = clerk.post(address, words)
    assert missing.status_code == 422
    assert {"record_number", "item_code", "postman_name", "signed_at"} <= missing.context["form"].errors.keys()
    words |= {"record_number": "12/BBGN", "item_code": "EB1VN", "postman_name": "Phan Văn Bưu"}
    future = clerk.post(address, words | {"signed_at": "11:00 02/03/2026"})
    assert "signed_at" in future.context["form"].errors
    done = clerk.post(address, words | {"signed_at": "08:30 02/03/2026"})
    assert done.status_code == 302
    dossier = Dossier.objects.get()
    assert (dossier.channel, dossier.received_at) == (Channel.POSTAL, instant(MONDAY, "08:30"))
    assert PostalIntake.objects.get().collected_amount == 800_000
    page = text_of(clerk.get(done["Location"]))
    assert "800.000 đồng" in page and "giao nhân viên bưu chính" in page
    assert not HandOverItem.objects.exists()


def test_the_way_back_is_seen_by_both(clerk: Client, officer: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.TO_CENTRE)
    assert dossier.code in text_of(officer.get(AGENCY))
    sheet = back_sheet(world, [dossier], at=TEN)
    assert sheet.number in text_of(clerk.get(OUT))
    assert officer.post(f"{AGENCY}{sheet.number}/", {"scan": dossier.code}).status_code == 403
