"""A dossier received in person that goes home to its department and comes back: every role, keyboard only."""

from playwright.sync_api import expect

from dossiers.models import Dossier, HandOverSheet
from dossiers.tests.cast import loaded
from dossiers.workflow import Status
from portal.tests.browser.person import words_of

CARD = "049170000311|201234567|ĐỖ THỊ MẬN|15081970|Nữ|Số 7, đường Lê Lợi, phường Thử, tỉnh Thử|01012022"


def test_papers_go_home_and_the_result_comes_back(clock, open_browser, world, binh, khoa):
    clerk = open_browser(binh)
    dossier = _received(clerk, world)
    sheet = _handed_over(clerk, dossier)

    clock.wait(minutes=40)
    officer = open_browser(khoa)
    _taken_by_scan(officer, dossier, sheet)
    _proposed(officer, dossier)

    clock.wait(minutes=40)
    approver = open_browser(world.lan)
    approver.go_to("dossiers:desk", dossier.code)
    approver.sees(dossier.code)
    approver.key("d")
    approver.sees("Phê duyệt")
    approver.key("F8")
    approver.reads(f"Đã phê duyệt hồ sơ {dossier.code}")
    assert loaded(dossier).status == Status.TO_CENTRE

    # A result that is approved and not here is seen by the counter.
    clerk.go_to("dossiers:missing_results")
    clerk.sees("Kết quả hứa hôm nay chưa về")
    clerk.reads(dossier.code)

    officer.go_to("dossiers:agency_hand_overs")
    officer.sees("Nhận hồ sơ giấy, chuyển kết quả")
    officer.key("F8")
    back = HandOverSheet.objects.get(kind="back")
    officer.sees(back.number)

    clock.wait(minutes=30)
    _returned(clerk, dossier, back)
    assert loaded(dossier).result.collected_by_name == "Đỗ Thị Mận"


def _received(clerk, world):
    clerk.go_to("dossiers:intake", "9.000002")
    clerk.sees(world.confirmation.name)
    clerk.page.keyboard.press("F4")
    clerk.page.keyboard.type(CARD)
    clerk.page.keyboard.press("Enter")
    expect(clerk.field("Họ và tên, hoặc tên tổ chức")).to_have_value("Đỗ Thị Mận")
    clerk.reach(clerk.field("Cơ quan giải quyết"))
    clerk.page.keyboard.press("ArrowDown")
    expect(clerk.field("Cơ quan giải quyết")).to_have_value("H98.41")
    clerk.page.keyboard.press("F9")
    clerk.key("F8")
    clerk.sees("Đã tiếp nhận hồ sơ")
    clerk.reads("phải bàn giao cho cơ quan giải quyết trong ngày")
    dossier = Dossier.objects.get()
    assert dossier.status == Status.TO_AGENCY
    return dossier


def _handed_over(clerk, dossier):
    clerk.press(clerk.link("Bàn giao hồ sơ giấy"))
    clerk.sees("Bàn giao hồ sơ giấy")
    clerk.reads(dossier.code)
    clerk.key("F8")
    sheet = HandOverSheet.objects.get()
    clerk.sees(sheet.number)
    paper = words_of(clerk.opened(clerk.link("In biên bản")))
    assert dossier.code in paper and "Đỗ Thị Mận" in paper
    return sheet


def _taken_by_scan(officer, dossier, sheet):
    officer.go_to("dossiers:inbox")
    officer.sees("Hồ sơ cần xử lý")
    officer.key("h")
    officer.sees("Nhận hồ sơ giấy, chuyển kết quả")
    officer.press(officer.link(sheet.number))
    officer.sees(sheet.number)
    officer.page.keyboard.type(f"{dossier.code}x")
    officer.key("Enter")
    officer.reads("Không có trên biên bản này")
    officer.page.keyboard.type(dossier.code)
    officer.key("Enter")
    officer.reads(f"Đã nhận 1 hồ sơ: {dossier.code}", "Biên bản đã nhận xong")
    officer.sees(sheet.number)
    assert loaded(dossier).status == Status.IN_APPRAISAL


def _proposed(officer, dossier):
    officer.go_to("dossiers:desk", dossier.code)
    officer.sees(dossier.code)
    officer.key("n")
    officer.sees(dossier.code)
    officer.key("p")
    officer.sees("Trình phê duyệt")
    officer.choose(officer.field("Đồng ý giải quyết"))
    officer.key("F8")
    officer.reads(f"Đã trình hồ sơ {dossier.code}")


def _returned(clerk, dossier, back):
    clerk.go_to("dossiers:hand_overs")
    clerk.press(clerk.link(back.number))
    clerk.sees(back.number)
    clerk.tick(clerk.field(dossier.code))
    clerk.key("F8")
    clerk.reads(f"Đã nhận 1 hồ sơ: {dossier.code}")
    assert loaded(dossier).status == Status.RESULT_READY

    clerk.go_to("dossiers:return_desk")
    clerk.sees("Trả kết quả")
    clerk.page.keyboard.type(dossier.code)
    clerk.key("Enter")
    clerk.sees("Trả kết quả cho người đến nhận")
    clerk.page.keyboard.press("F4")
    clerk.page.keyboard.type(CARD)
    clerk.key("Enter")
    expect(clerk.field("Họ tên người nhận")).to_have_value("Đỗ Thị Mận")
    clerk.key("F8")
    clerk.reads("Đã trả 1 kết quả cho Đỗ Thị Mận")
    assert loaded(dossier).status == Status.RETURNED
