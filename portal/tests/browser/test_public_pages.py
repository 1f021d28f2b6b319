"""Somebody without an account reads what is public, and follows a dossier by its two codes."""

import pytest
from playwright.sync_api import expect

from dossiers.workflow import Status

WRONG_SECRET = "AAAAAAAA"


@pytest.fixture
def stranger(clock, open_browser, world):
    return open_browser()


PUBLIC = [
    ("home", "Mọi thủ tục, một cửa"),
    ("help", "Trợ giúp"),
    ("procedures:list", "Thủ tục hành chính"),
    ("dossiers:track", "Tra cứu hồ sơ"),
    ("reporting:months", "Kết quả giải quyết"),
    ("account_login", "Đăng nhập"),
    ("account_signup", "Đăng ký"),
    ("account_reset_password", "mật khẩu"),
]


def test_everybody_can_use_what_is_public(stranger):
    for name, heading in PUBLIC:
        stranger.go_to(name)
        stranger.sees(heading)


def test_a_page_that_is_not_there_says_so_in_the_same_dress(stranger):
    answer = stranger.page.goto(f"{stranger.site}/khong-co-trang-nay/")
    assert answer.status == 404
    stranger.sees("Không có trang này")


def test_a_procedure_is_found_from_the_front_page_and_read(stranger, world):
    stranger.go_to("home")
    stranger.type(stranger.page.locator("main [type=search]"), "xac nhan ho tich")
    stranger.key("Enter")
    stranger.sees("Thủ tục hành chính")
    stranger.press(stranger.link(world.confirmation.name))
    stranger.sees(world.confirmation.name)
    stranger.reads("Trong ngày làm việc", "Tờ khai xác nhận thông tin hộ tịch", "9.000002")
    stranger.press(stranger.link("Nộp trực tuyến"))
    stranger.sees("Đăng nhập")


def test_two_codes_show_how_far_a_dossier_is_and_nobody_s_name(stranger, dossier_in):
    for status in (Status.SUBMITTED, Status.SUPPLEMENTING, Status.AWAITING_SEAL, Status.REFUSED):
        dossier = dossier_in(status)
        secret = dossier.tracking_secret
        stranger.go_to("dossiers:track")
        stranger.type(stranger.field("Mã hồ sơ"), dossier.code.lower())
        stranger.type(stranger.field("Mã bí mật tra cứu"), f"{secret[:4]} {secret[4:]}")
        stranger.key("Enter")
        stranger.sees(dossier.code)
        stranger.reads(status.label)
        shown = stranger.page.content()
        assert not [told for told in personal_words(dossier) if told in shown]
        assert secret not in stranger.page.url


def personal_words(dossier):
    """Return what would say who applies or who works on it."""
    officers = ["Trần Thị Bình", "Lê Quỳnh Chi", "Phạm Tiến Dũng", "Hoàng Hương Giang"]
    number, phone = dossier.personal_id, dossier.phone.removeprefix("+84")
    return [dossier.applicant_name, "Nguyễn", number, number[-4:], phone, dossier.email, dossier.address, *officers]


def test_a_wrong_secret_and_a_wrong_code_are_answered_alike(stranger, dossier_in):
    dossier = dossier_in(Status.IN_APPRAISAL)
    answers = []
    for code, secret in ((dossier.code, WRONG_SECRET), ("H98.03-260302-9999", dossier.tracking_secret)):
        stranger.go_to("dossiers:track", query=f"?ma={code}")
        expect(stranger.field("Mã hồ sơ")).to_have_value(code)
        stranger.type(stranger.field("Mã bí mật tra cứu"), secret)
        stranger.key("Enter")
        expect(stranger.field("Mã hồ sơ")).to_have_value(code)
        answers.append(stranger.page.get_by_role("alert").inner_text())
        stranger.sees("Tra cứu hồ sơ")
    assert answers[0] == answers[1]
    assert "Không có hồ sơ nào" in answers[0]


def test_what_is_suggested_while_one_types_is_reached_by_keyboard(stranger, world):
    stranger.go_to("home")
    field = stranger.page.locator("main [type=search]")
    stranger.type(field, "xac nhan ho ti")
    suggestion = stranger.page.locator("main .suggestions a").first
    expect(suggestion).to_contain_text(world.confirmation.name)
    expect(stranger.page.locator("main .search [role=status]")).to_contain_text("gợi ý")
    stranger.page.keyboard.press("Escape")
    expect(suggestion).to_be_hidden()
    expect(field).to_be_focused()
    stranger.page.keyboard.press("ArrowDown")
    stranger.key("Enter")
    stranger.sees(world.confirmation.name)
