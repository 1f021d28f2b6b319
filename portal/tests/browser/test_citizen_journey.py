"""An asks for a certificate online: from opening an account to the result, and what goes wrong on the way."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from dossiers.models import Dossier, DossierDraft
from dossiers.tests.cast import GROUND, MONDAY, PASSWORD, loaded
from dossiers.tests.files import pdf
from dossiers.workflow import Action, Status
from portal.tests.browser.person import file_named, words_of

DISGUISED = file_named("bang-tot-nghiep.pdf", b"<html><script>alert(1)</script></html>")
ADDRESS = "Số 5, đường Trần Phú, phường Hòa Thuận, tỉnh An Hòa"
FORM, DIPLOMA = "Tờ khai đề nghị cấp chứng chỉ", "Bằng tốt nghiệp đại học"


def scan(name):
    return file_named(name, pdf())


def paper(citizen, name):
    """Return the place of one paper among those to attach."""
    heading = citizen.page.get_by_role("heading", name=name, exact=True)
    return citizen.page.locator(".papers__paper").filter(has=heading)


def attach(citizen, name, file):
    """Attach a file to one paper: where scripts run, the page of a draft sends it by itself."""
    place = paper(citizen, name)
    # Without scripts the camera of a telephone has a field of its own beside this one.
    control = place.locator("input[type=file]:not([capture]):visible")
    if citizen.has_scripts and place.locator("form[data-upload]").count():
        with citizen.page.expect_response(lambda answer: answer.request.method == "POST"):
            citizen.attach(control, file)
        return
    citizen.attach(control, file)
    citizen.press(place.locator(".upload button"))


def begin(citizen, version):
    """Begin a submission, as somebody who found the procedure."""
    citizen.go_to("procedures:detail", version.procedure.code)
    citizen.press(citizen.button("Nộp trực tuyến"))


def declare(citizen):
    """Declare what is not known yet."""
    citizen.press(citizen.link("Khai thông tin"))
    citizen.type(citizen.field("Số điện thoại"), "0912 345 678")
    citizen.press(citizen.button("Lưu và tiếp tục"))


def test_an_opens_an_account_and_follows_a_dossier_to_its_result(clock, open_browser, world):
    citizen = open_browser()

    # An account, and the procedure, typed without diacritics.
    citizen.go_to("account_signup")
    citizen.type(citizen.field("Họ và tên"), "Nguyễn Hoài An")
    citizen.type(citizen.field("Số định danh cá nhân"), "049 090 000 444")
    citizen.type(citizen.field("Số điện thoại"), "0912 345 678")
    citizen.type(citizen.field("Thư điện tử"), "hoai.an@test.test")
    citizen.type(citizen.page.get_by_label("Mật khẩu", exact=True), PASSWORD)
    citizen.type(citizen.field("Nhập lại mật khẩu"), PASSWORD)
    citizen.press(citizen.button("Đăng ký"))
    citizen.sees("Hồ sơ của tôi")
    citizen.press(citizen.link("Tìm thủ tục cần làm"))
    citizen.type(citizen.page.get_by_label("Ông/Bà cần làm việc gì?"), "chung chi dau gia")
    expect(citizen.page.locator("#found-count")).to_contain_text("1")
    expect(citizen.link(world.confirmation.name)).to_have_count(0)
    citizen.sees("Thủ tục hành chính")
    citizen.press(citizen.link(world.certificate.name))
    citizen.sees(world.certificate.name)
    citizen.reads("800.000", "05 ngày làm việc")
    citizen.press(citizen.button("Nộp trực tuyến"))

    # The task list: what is typed is kept, also where it is not right yet.
    citizen.sees(world.certificate.name)
    citizen.reads("Chưa nộp", "Chưa làm được")
    citizen.press(citizen.link("Khai thông tin"))
    citizen.sees("Khai thông tin")
    expect(citizen.field("Họ và tên, hoặc tên tổ chức")).to_have_value("Nguyễn Hoài An")
    expect(citizen.field("Số định danh cá nhân")).to_have_value("049090000444")
    citizen.type(citizen.field("Nội dung yêu cầu"), "Cấp lần đầu")
    citizen.press(citizen.button("Lưu và tiếp tục"))
    citizen.reads("Ông/Bà nhập địa chỉ", "được giữ lại")
    expect(citizen.field("Nội dung yêu cầu")).to_have_value("Cấp lần đầu")
    citizen.sees("Khai thông tin")
    citizen.type(citizen.field("Địa chỉ"), ADDRESS)
    citizen.press(citizen.button("Lưu và tiếp tục"))

    # The papers, one of them disguised.
    citizen.press(citizen.link("Đính kèm giấy tờ"))
    attach(citizen, FORM, scan("tờ khai.pdf"))
    citizen.reads("Đã đính kèm “tờ khai.pdf”")
    attach(citizen, DIPLOMA, DISGUISED)
    expect(paper(citizen, DIPLOMA)).to_contain_text("bang-tot-nghiep.pdf")
    expect(citizen.page.get_by_role("status").filter(has_text="không phải PDF").first).to_be_attached()
    expect(paper(citizen, FORM)).to_contain_text("tờ khai.pdf")
    citizen.sees("Đính kèm giấy tờ")
    attach(citizen, DIPLOMA, scan("bang-tot-nghiep.pdf"))
    citizen.reads("Đã đính kèm “bang-tot-nghiep.pdf”")
    citizen.press(citizen.link("Xong phần giấy tờ"))
    citizen.press(citizen.link("Kiểm tra và nộp"))

    # Once more everything, the promise, and two presses.
    citizen.sees("Kiểm tra lại trước khi nộp")
    citizen.reads("Cấp lần đầu", ADDRESS, "tờ khai.pdf", "bang-tot-nghiep.pdf")
    citizen.press(citizen.button("Nộp hồ sơ"))
    citizen.reads("Ông/Bà đánh dấu vào lời cam đoan")
    citizen.tick(citizen.page.get_by_role("checkbox"))
    citizen.reach(citizen.button("Nộp hồ sơ"))
    citizen.turns_the_page(lambda: [citizen.page.keyboard.press("Enter"), citizen.page.keyboard.press("Enter")])
    citizen.sees("Đã nộp hồ sơ")
    dossier = Dossier.objects.get()
    citizen.reads(dossier.code, dossier.tracking_secret)
    assert dossier.submitter == User.objects.get(email="hoai.an@test.test")
    assert dossier.content == "Cấp lần đầu" and dossier.address == ADDRESS
    assert not DossierDraft.objects.exists()

    # Before reception there is no receipt; afterwards it opens.
    citizen.press(citizen.link("Xem hồ sơ"))
    citizen.sees(world.certificate.name)
    expect(citizen.link("Giấy tiếp nhận")).to_have_count(0)
    dossier = world.act(loaded(dossier), Action.RECEIVE, at=clock.wait(hours=1))
    citizen.page.reload()
    receipt = words_of(citizen.opened(citizen.link("Giấy tiếp nhận (PDF)")))
    assert dossier.code in receipt and "Nguyễn Hoài An" in receipt and "09/03/2026" in receipt
    citizen.reads("09/03/2026")
    citizen.sees(world.certificate.name)

    # A supplement is asked for, once; the clock stops until it is there.
    dossier = world.act(dossier, Action.TAKE, at=clock.wait(hours=1))
    dossier = world.act(dossier, Action.REQUEST_SUPPLEMENT, at=clock.wait(hours=1))
    citizen.go_to("dossiers:mine")
    citizen.sees("Hồ sơ của tôi")
    citizen.reads("Cần Ông/Bà làm")
    citizen.press(citizen.link(world.certificate.name).first)
    citizen.reads("Hồ sơ chờ Ông/Bà", "Đồng hồ đang dừng")
    citizen.sees(world.certificate.name)
    citizen.press(citizen.link("Bổ sung giấy tờ"))
    citizen.sees("Bổ sung giấy tờ")
    citizen.reads("Tờ khai chưa có chữ ký.", GROUND)
    citizen.press(citizen.button("Gửi bổ sung"))
    citizen.sees("Bổ sung giấy tờ")
    expect(citizen.page.get_by_role("alert").first).to_contain_text(FORM)
    attach(citizen, FORM, scan("to-khai-da-ky.pdf"))
    citizen.reads("Đã đính kèm “to-khai-da-ky.pdf”")
    clock.set(MONDAY.replace(day=3), "09:00")
    citizen.press(citizen.button("Gửi bổ sung"))
    citizen.reads("Đã gửi giấy tờ bổ sung", "to-khai-da-ky.pdf")
    assert loaded(dossier).status == Status.IN_APPRAISAL

    # The decision stays inside until it is sealed; then the result is here.
    dossier = world.act(loaded(dossier), Action.PROPOSE, at=clock.wait(hours=1), file=world.scan)
    dossier = world.act(dossier, Action.APPROVE, at=clock.wait(hours=1))
    citizen.page.reload()
    expect(citizen.page.get_by_role("heading", name="Kết quả", exact=True)).to_have_count(0)
    dossier = world.act(dossier, Action.SEAL, at=clock.wait(minutes=10))
    citizen.page.reload()
    citizen.sees(world.certificate.name)
    citizen.reads("Mời Ông/Bà nhận kết quả tại")
    result = citizen.page.locator("section").filter(has=citizen.page.get_by_role("heading", name="Kết quả", exact=True))
    assert citizen.opened(result.get_by_role("link")).startswith(b"%PDF")
    world.act(dossier, Action.HAND_OVER, at=clock.wait(minutes=30))
    citizen.page.reload()
    citizen.reads("Người nhận: Nguyễn Hoài An")
    citizen.sees(world.certificate.name)


def test_an_signs_in_where_the_password_is_right(clock, open_browser, world):
    citizen = open_browser()
    citizen.go_to("dossiers:mine")
    citizen.sees("Đăng nhập")
    citizen.type(citizen.field("Thư điện tử"), "an@test.test")
    citizen.type(citizen.field("Mật khẩu"), "không-phải-mật-khẩu")
    citizen.key("Enter")
    expect(citizen.page.get_by_role("alert").first).to_be_visible()
    expect(citizen.field("Thư điện tử")).to_have_value("an@test.test")
    citizen.sees("Đăng nhập")
    citizen.type(citizen.field("Mật khẩu"), PASSWORD)
    citizen.key("Enter")
    citizen.sees("Hồ sơ của tôi")
    citizen.press(citizen.page.get_by_role("link", name="Nguyễn Văn An"))
    citizen.judge_page()
    citizen.press(citizen.page.get_by_role("button", name="Đăng xuất"))
    citizen.go_to("dossiers:mine")
    expect(citizen.page.get_by_role("heading", level=1)).to_contain_text("Đăng nhập")


def test_pressed_in_two_windows_a_submission_is_one_dossier(clock, open_browser, world, an):
    citizen = open_browser(an)
    begin(citizen, world.confirmation)
    citizen.press(citizen.link("Chọn cơ quan giải quyết"))
    citizen.judge_page()
    citizen.choose(citizen.field(world.commune.name))
    citizen.key("Enter")
    declare(citizen)
    citizen.press(citizen.link("Đính kèm giấy tờ"))
    attach(citizen, "Tờ khai xác nhận thông tin hộ tịch", scan("to-khai.pdf"))
    citizen.press(citizen.link("Xong phần giấy tờ"))
    citizen.press(citizen.link("Kiểm tra và nộp"))
    first, second = citizen.page, citizen.page.context.new_page()
    second.goto(first.url)
    for window in (first, second):
        citizen.page = window
        citizen.tick(window.get_by_role("checkbox"))
    for window in (first, second):
        citizen.page = window
        citizen.press(citizen.button("Nộp hồ sơ"))
        expect(window.get_by_role("heading", level=1)).to_contain_text("Đã nộp hồ sơ")
    dossier = Dossier.objects.get()
    assert dossier.agency == world.commune and dossier.phone == "+84912345678"
    assert dossier.code in first.inner_text("main") and dossier.code in second.inner_text("main")


def test_without_scripts_everything_is_submitted_all_the_same(clock, open_browser, world, an):
    citizen = open_browser(an, has_scripts=False)
    citizen.go_to("procedures:list")
    citizen.page.get_by_label("Ông/Bà cần làm việc gì?").fill("dau gia")
    citizen.button("Tìm").click()
    citizen.link(world.certificate.name).click()
    citizen.button("Nộp trực tuyến").click()
    citizen.link("Khai thông tin").click()
    citizen.field("Số điện thoại").fill("12")
    citizen.button("Lưu và tiếp tục").click()
    expect(citizen.field("Số điện thoại")).to_have_value("12")
    citizen.field("Số điện thoại").fill("0912345678")
    citizen.button("Lưu và tiếp tục").click()
    citizen.link("Đính kèm giấy tờ").click()
    for name, file in ((FORM, scan("to-khai.pdf")), (DIPLOMA, DISGUISED), (DIPLOMA, scan("bang.pdf"))):
        paper(citizen, name).locator("input[type=file]:not([capture])").set_input_files(file)
        paper(citizen, name).locator(".upload button").click()
        expect(paper(citizen, name)).to_contain_text(file["name"])
    citizen.judge_page()
    citizen.link("Xong phần giấy tờ").click()
    citizen.link("Kiểm tra và nộp").click()
    citizen.page.get_by_role("checkbox").check()
    citizen.button("Nộp hồ sơ").click()
    expect(citizen.page.get_by_role("heading", level=1)).to_contain_text("Đã nộp hồ sơ")
    citizen.reads(Dossier.objects.get().code)


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.IN_APPRAISAL])
def test_an_withdraws_and_says_why(clock, open_browser, an, dossier_in, status):
    dossier = dossier_in(status)
    clock.wait(hours=2)
    citizen = open_browser(an)
    citizen.go_to("dossiers:detail", dossier.code)
    citizen.press(citizen.link("Rút hồ sơ"))
    citizen.press(citizen.button("Rút hồ sơ này"))
    citizen.reads("Ông/Bà ghi lý do rút hồ sơ.")
    citizen.sees("Rút hồ sơ")
    citizen.type(citizen.field("Lý do rút hồ sơ"), "Nộp nhầm thủ tục")
    citizen.press(citizen.button("Rút hồ sơ này"))
    citizen.reads(f"Đã rút hồ sơ {dossier.code}")
    citizen.judge_page()
    assert loaded(dossier).status == Status.WITHDRAWN


def test_of_a_page_that_is_out_of_date_the_words_are_kept(clock, open_browser, world, an, dossier_in):
    dossier = dossier_in(Status.AWAITING_SEAL)
    citizen = open_browser(an)
    answer = citizen.go_to("dossiers:detail", "H98.03-260302-9999")
    assert answer.status == 404
    dossier = dossier_in(Status.SUBMITTED)
    citizen.go_to("dossiers:withdraw", dossier.code)
    world.act(dossier, Action.RECEIVE, at=clock.wait(hours=1))
    citizen.type(citizen.field("Lý do rút hồ sơ"), "Nộp nhầm thủ tục")
    citizen.press(citizen.button("Rút hồ sơ này"))
    expect(citizen.field("Lý do rút hồ sơ")).to_have_value("Nộp nhầm thủ tục")
    citizen.sees("Rút hồ sơ")
    citizen.press(citizen.button("Rút hồ sơ này"))
    citizen.reads(f"Đã rút hồ sơ {dossier.code}")
