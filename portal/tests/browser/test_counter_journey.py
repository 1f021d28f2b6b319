"""Bình at the counter, with both hands on the keyboard."""

from playwright.sync_api import expect

from dossiers.models import DocumentForm, Dossier
from dossiers.tests.cast import GROUND, loaded
from dossiers.workflow import Status
from portal.tests.browser.person import file_named, words_of

CARD = "049170000311|201234567|ĐỖ THỊ MẬN|15081970|Nữ|Số 7, đường Lê Lợi, phường Thử, tỉnh Thử|01012022"
FORM = "Tờ khai đề nghị cấp chứng chỉ"


def test_somebody_without_an_account_is_served_on_one_screen(clock, open_browser, world, binh):
    clerk = open_browser(binh)
    clerk.go_to("dossiers:counter")
    clerk.sees("Quầy tiếp nhận và trả kết quả")
    clerk.key("t")
    clerk.sees("Tiếp nhận hồ sơ tại quầy")
    clerk.page.keyboard.type("chung chi dau gia")
    expect(clerk.link(world.confirmation.name)).to_have_count(0)
    clerk.key("Enter")

    # The card fills the form; the phone is typed; the papers are all there.
    clerk.sees(world.certificate.name)
    clerk.page.keyboard.press("F4")
    clerk.page.keyboard.type(CARD)
    clerk.page.keyboard.press("Enter")
    expect(clerk.field("Họ và tên, hoặc tên tổ chức")).to_have_value("Đỗ Thị Mận")
    expect(clerk.field("Số định danh cá nhân")).to_have_value("049170000311")
    expect(clerk.field("Số điện thoại")).to_be_focused()
    clerk.page.keyboard.type("0905 123 456")
    clerk.page.keyboard.press("F9")
    expect(clerk.field(f"Đã nhận {FORM}")).to_be_focused()
    expect(clerk.field("Họ và tên, hoặc tên tổ chức")).to_have_value("Đỗ Thị Mận")
    clerk.reads("09/03/2026")
    clerk.judge_page()

    # A disguised scan takes nothing else with it.
    scan = clerk.field(f"Bản quét {FORM}")
    clerk.attach(scan, file_named("to-khai.pdf", b"MZ this is a program"))
    clerk.page.keyboard.press("F8")
    expect(clerk.page.locator(".error-summary")).to_be_focused()
    expect(clerk.page.locator(".error-summary")).to_contain_text("to-khai.pdf")
    expect(clerk.field("Số điện thoại")).to_have_value("0905 123 456")
    expect(clerk.field(f"Đã nhận {FORM}")).to_have_value(DocumentForm.ORIGINAL)
    clerk.sees(world.certificate.name)
    assert not Dossier.objects.exists()

    # Received once, and the slip says until when.
    clerk.key("F8")
    clerk.sees("Đã tiếp nhận hồ sơ")
    dossier = Dossier.objects.get()
    clerk.reads(dossier.code, dossier.tracking_secret, "09/03/2026")
    slip = words_of(clerk.opened(clerk.link("In giấy tiếp nhận và hẹn trả")))
    assert all(said in slip for said in (dossier.code, "Đỗ Thị Mận", "09/03/2026", dossier.tracking_secret))
    clerk.key("t")
    clerk.sees("Tiếp nhận hồ sơ tại quầy")


def test_what_came_online_is_received_or_refused_with_the_reason(clock, open_browser, binh, dossier_in):
    first, second = dossier_in(Status.SUBMITTED), dossier_in(Status.SUBMITTED)
    clock.wait(hours=1)
    clerk = open_browser(binh)
    clerk.go_to("dossiers:counter")
    expect(clerk.page.get_by_role("link", name="Trực tuyến chờ kiểm tra")).to_contain_text("2")
    clerk.sees("Quầy tiếp nhận và trả kết quả")
    clerk.open_first_row()
    clerk.sees(first.code)
    clerk.key("t")
    clerk.sees("Tiếp nhận")
    clerk.key("F8")
    clerk.sees("Đã tiếp nhận hồ sơ")
    clerk.reads(first.code, "09/03/2026")
    slip = words_of(clerk.opened(clerk.link("In giấy tiếp nhận và hẹn trả")))
    assert first.code in slip and "09/03/2026" in slip
    assert loaded(first).status == Status.IN_APPRAISAL

    clerk.key("t")
    expect(clerk.page.get_by_role("link", name="Trực tuyến chờ kiểm tra")).to_contain_text("1")
    clerk.open_first_row()
    clerk.key("x")
    clerk.sees("Từ chối tiếp nhận")
    clerk.type(clerk.field("Lý do từ chối"), "Tờ khai chưa ký tên.")
    clerk.key("F8")
    clerk.reads("Ông/Bà ghi căn cứ pháp lý.")
    expect(clerk.field("Lý do từ chối")).to_have_value("Tờ khai chưa ký tên.")
    clerk.sees("Từ chối tiếp nhận")
    clerk.type(clerk.field("Căn cứ pháp lý"), GROUND)
    clerk.key("F8")
    clerk.reads(f"Đã từ chối tiếp nhận hồ sơ {second.code}")
    assert loaded(second).status == Status.REFUSED


def test_a_result_is_handed_over_to_whoever_comes_for_it(clock, open_browser, binh, dossier_in):
    dossier = dossier_in(Status.RESULT_READY)
    clock.wait(hours=5)
    clerk = open_browser(binh)
    clerk.go_to("dossiers:counter")
    clerk.press(clerk.page.get_by_role("link", name="Chờ trả kết quả"))
    clerk.judge_page()
    clerk.open_first_row()
    clerk.sees(dossier.code)
    clerk.key("q")
    clerk.sees("Trả kết quả cho người dân")
    expect(clerk.field("Họ tên người nhận kết quả")).to_have_value("Nguyễn Văn An")
    clerk.type(clerk.field("Họ tên người nhận kết quả"), "Nguyễn Thị Hòa")
    clerk.key("F8")
    clerk.reads("Người nhận không phải chủ hồ sơ")
    clerk.sees("Trả kết quả cho người dân")
    clerk.type(clerk.field("Giấy ủy quyền hoặc giấy giới thiệu"), "Giấy ủy quyền ngày 01/03/2026")
    clerk.key("F8")
    clerk.reads(f"Đã trả kết quả hồ sơ {dossier.code}")
    assert loaded(dossier).result.collected_by_name == "Nguyễn Thị Hòa"
