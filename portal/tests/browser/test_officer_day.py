"""A day at the desks with the keyboard alone: Chi works through her list, Dũng decides, Giang reads her book."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from dossiers.models import InternalNote, SavedView
from dossiers.services import assign
from dossiers.tests.cast import loaded
from dossiers.workflow import Action, Status


@pytest.fixture(autouse=True)
def _nobody_is_here(db):
    cache.clear()


def test_chi_finds_works_notes_and_goes_on_by_keys_alone(clock, open_browser, world, chi, dung, dossier_in):
    near = dossier_in(Status.IN_APPRAISAL, at=clock.at)
    for dossier in (near, dossier_in(Status.IN_APPRAISAL)):
        assign(dossier, officer=chi, seen=dossier.revision, actor=dung, at=clock.at)
    clock.wait(hours=1)
    officer = open_browser(chi)
    officer.go_to("dossiers:inbox", query="?muc=cua-toi&tinh_trang=in_appraisal")
    officer.sees("Hồ sơ cần xử lý")
    officer.reads("các bước còn lại thường mất")

    # A choice of filters gets a name and a digit.
    officer.reach(officer.page.locator(".saved-views summary"))
    officer.page.keyboard.press("Enter")
    officer.type(officer.field("Tên bộ lọc"), "Đang thẩm định")
    officer.key("Enter")
    officer.reads("Đã lưu bộ lọc “Đang thẩm định”.")
    assert SavedView.objects.get(user=chi).query == "muc=cua-toi&tinh_trang=in_appraisal"
    officer.go_to("dossiers:inbox")
    officer.key("1")
    expect(officer.page.locator(".saved-views__view[aria-current]")).to_contain_text("Đang thẩm định")
    officer.judge_page()

    # j, o: the dossier; a note; its papers one after the other.
    officer.page.keyboard.press("j")
    officer.key("o")
    officer.sees(near.code)
    shown = officer.page.locator(".reader__bar")
    expect(shown).to_contain_text("(1/")
    officer.page.keyboard.press(".")
    expect(shown).to_contain_text("(2/")
    officer.page.keyboard.press(",")
    expect(shown).to_contain_text("(1/")
    officer.type(officer.field("Ghi chú cho đồng nghiệp"), "Chờ Phòng Hộ tịch gọi lại.")
    officer.press(officer.button("Ghi chú"))
    officer.reads("Đã ghi chú cho đồng nghiệp.", "Chờ Phòng Hộ tịch gọi lại.")
    assert InternalNote.objects.get().author == chi

    # Dũng opens it too, and hears of Chi; later she hears of him.
    approver = open_browser(dung)
    approver.go_to("dossiers:desk", near.code)
    approver.reads(f"{chi.full_name} cũng đang mở hồ sơ này từ 9:00.")
    approver.judge_page()

    # Ctrl+K: a move of this dossier, without diacritics.
    officer.page.keyboard.press("Control+k")
    expect(officer.page.locator("#palette [role=combobox]")).to_be_focused()
    officer.page.keyboard.type("trinh phe")
    expect(officer.page.locator("#palette [role=option]")).to_have_count(1)
    officer.key("Enter")
    officer.sees(Action.PROPOSE.label)
    # g x: back to the list.
    officer.page.keyboard.press("Escape")
    officer.page.keyboard.press("g")
    officer.key("x")
    officer.sees("Hồ sơ cần xử lý")


def test_dung_sends_back_from_the_queue_and_giang_reads_her_book(clock, open_browser, dung, giang, dossier_in):
    dossier, sealed = dossier_in(Status.IN_APPROVAL), dossier_in(Status.RESULT_READY)
    clock.wait(hours=3)
    approver = open_browser(dung)
    approver.go_to("dossiers:inbox", query="?muc=cho-phe-duyet")
    approver.reads("Lê Quỳnh Chi: Hồ sơ đủ điều kiện.")
    approver.tick(approver.page.get_by_label(f"Đánh dấu hồ sơ {dossier.code}"))
    approver.press(approver.button("Trả lại các hồ sơ đã đánh dấu"))
    approver.sees("Trả lại")
    approver.key("F8")
    approver.reads("Ông/Bà ghi rõ lý do trả lại.")
    approver.type(approver.field("Lý do trả lại"), "Bổ sung căn cứ.")
    approver.key("F8")
    approver.reads(dossier.code)
    approver.judge_page()
    assert loaded(dossier).status == Status.IN_APPRAISAL

    keeper = open_browser(giang)
    keeper.go_to("dossiers:inbox")
    keeper.page.keyboard.press("Control+k")
    expect(keeper.page.locator("#palette [role=combobox]")).to_be_focused()
    keeper.page.keyboard.type("so dong")
    expect(keeper.page.locator("#palette [role=option]")).to_have_count(1)
    keeper.key("Enter")
    keeper.sees("Sổ đóng dấu")
    keeper.reads(sealed.code, "01/KQ-H98.03", "Hoàng Hương Giang")
    keeper.go_to("palette")
    keeper.sees("Bảng lệnh")
