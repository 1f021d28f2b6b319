"""From the front page on, by links and buttons and the keyboard: nobody at work types an address."""

import io
from datetime import timedelta

import openpyxl
import pytest
from playwright.sync_api import expect

from accounts.models import User
from agencies.models import CalendarChange, ChangeState, SecondSeal
from dossiers.staffing_file import COLUMNS
from dossiers.tests.cast import MONDAY, PASSWORD
from dossiers.tests.world import loaded
from dossiers.workflow import Status
from portal.tests.browser.person import Person, file_named

pytestmark = pytest.mark.one_database

HOA = {
    "full_name": "Nguyễn Thị Hòa",
    "email": "hoa@test.test",
    "role": "Chuyên viên thụ lý",
    "agency": "H98.03",
    "valid_from": "01/03/2026",
}


def at_work(open_browser, user, place) -> Person:
    """Sit down at the front page, and go where one works."""
    person = open_browser(user)
    person.go_to("home")
    follow(person, place)
    return person


def follow(person, words):
    """Follow a link anywhere on the page: of the head, of the way back, of the page itself."""
    person.press(person.page.get_by_role("link", name=words, exact=True).first)


def workbook(**row):
    book = openpyxl.Workbook()
    book.active.append([str(label) for label in COLUMNS.values()])
    book.active.append([row.get(name, "") for name in COLUMNS])
    file = io.BytesIO()
    book.save(file)
    return file_named("can-bo.xlsx", file.getvalue())


def test_an_administrator_brings_people_and_a_seal_and_reads_who_did_what(clock, open_browser, world):
    oanh = User.objects.create_user("oanh@test.test", PASSWORD, full_name="Lý Kim Oanh", is_staff=True)
    admin = at_work(open_browser, oanh, "Quản trị")
    admin.sees("Quản trị")
    admin.press(admin.link("Nhập vị trí từ bảng tính"))
    for button in ("Thử tệp", "Ghi vào hệ thống"):
        admin.attach(admin.page.locator("main [type=file]"), workbook(**HOA))
        admin.press(admin.button(button))
    admin.sees("Cán bộ và vị trí công tác")
    admin.reads("Đã ghi 1 vị trí, thêm 1 người.")
    admin.press(admin.link(HOA["full_name"]))
    admin.sees(HOA["full_name"])
    admin.reads("Chuyên viên thụ lý")

    follow(admin, "Quản trị")
    admin.press(admin.link("Con dấu thứ hai"))
    admin.sees("Con dấu thứ hai")
    admin.press(admin.page.locator("main .actions a.button--main"))
    admin.field("Cơ quan").select_option(label=world.commune.name)
    admin.type(admin.field("Số đăng ký con dấu"), "CD-02")
    admin.type(admin.field("Văn bản cho phép"), "Công văn 12/UBND-NC ngày 02/3/2026")
    admin.field("Nơi lưu giữ").select_option(label=world.commune_office.name)
    admin.field("Sử dụng từ ngày").fill("2026-03-02")
    admin.key("F8")
    admin.reads("Đã lưu.")
    assert SecondSeal.objects.filter(serial_number="CD-02").exists()

    follow(admin, "Quản trị")
    admin.press(admin.link("Nhật ký quản trị"))
    admin.reads("CD-02", HOA["full_name"])
    follow(admin, "Quản trị")
    admin.press(admin.link("Lịch làm việc"))
    admin.sees("Lịch làm việc năm 2026")


def test_mai_proposes_a_day_off_and_ha_applies_it(clock, open_browser, mai, ha):
    editor = at_work(open_browser, mai, "Lịch làm việc")
    editor.press(editor.link("Đề nghị thay đổi"))
    editor.type(editor.field("Số, ngày của văn bản"), "Công điện số 1/CĐ-UBND")
    editor.type(editor.field("Nội dung thay đổi"), "Nghỉ phòng chống bão số 3")
    editor.page.locator("[name=ngay-0-first]").fill(str(MONDAY + timedelta(days=1)))
    editor.page.locator("[name=ngay-0-kind]").select_option("closure")
    editor.type(editor.page.locator("[name=ngay-0-name]"), "bão số 3")
    editor.press(editor.button("Gửi đề nghị"))
    editor.reads("Đã ghi đề nghị.")

    leader = at_work(open_browser, ha, "Lịch làm việc")
    leader.press(leader.page.locator("main").get_by_role("link", name="Nghỉ phòng chống bão số 3").first)
    leader.sees("Nghỉ phòng chống bão số 3")
    leader.press(leader.button("Duyệt và áp dụng"))
    leader.reads("Đã áp dụng.")
    assert CalendarChange.objects.get().state == ChangeState.APPLIED


def test_dung_approves_what_waits_and_giang_seals_it(clock, open_browser, dung, giang, dossier_in):
    waiting = [dossier_in(Status.IN_APPROVAL) for _one in range(2)]
    clock.wait(hours=3)
    approver = at_work(open_browser, dung, "Hồ sơ cần xử lý")
    _decide_all(approver, "Phê duyệt")
    approver.reads(*[one.code for one in waiting])
    assert {loaded(one).status for one in waiting} == {Status.AWAITING_SEAL}

    clock.wait(minutes=30)
    keeper = at_work(open_browser, giang, "Hồ sơ cần xử lý")
    _decide_all(keeper, "đóng dấu")
    follow(keeper, "Hồ sơ cần xử lý")
    follow(keeper, "Sổ đóng dấu")
    keeper.sees("Sổ đóng dấu")
    keeper.reads(*[one.code for one in waiting])
    assert {loaded(one).status for one in waiting} == {Status.RESULT_READY}


def _decide_all(person, deed):
    """Tick a page of the queue, do one thing to it, and read what became of each."""
    person.press(person.link("Đánh dấu cả trang"))
    person.press(person.page.locator("main form button[name=viec]", has_text=deed).first)
    expect(person.page.locator("main button.button--main")).to_be_visible()
    person.key("F8")
    person.sees("kết quả từng hồ sơ")
