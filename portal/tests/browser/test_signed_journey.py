"""A four-step dossier whose result is a file: received, signed, sealed, downloaded, and checked by a stranger."""

from playwright.sync_api import expect

from dossiers.models import Signature
from dossiers.tests.cast import loaded
from dossiers.tests.signing import equip
from dossiers.workflow import Action, Status
from portal.tests.browser.person import file_named

ELECTRONIC = "Kết quả là bản điện tử"


def test_a_result_is_signed_sealed_downloaded_and_checked(
    clock, open_browser, world, binh, chi, dung, giang, an, dossier_in, settings, tmp_path
):
    equip(world, settings, tmp_path)
    assert world.letter
    dossier = dossier_in(Status.SUBMITTED)
    clock.wait(hours=1)
    clerk = open_browser(binh)
    clerk.go_to("dossiers:desk", dossier.code)
    clerk.sees(dossier.code)
    clerk.key("t")
    clerk.sees(Action.RECEIVE.label)
    clerk.key("F8")
    clerk.sees("Đã tiếp nhận hồ sơ")

    clock.wait(minutes=30)
    _proposed(open_browser(chi), dossier)
    clock.wait(minutes=30)
    approver = open_browser(dung)
    approver.go_to("dossiers:desk", dossier.code)
    approver.sees(dossier.code)
    approver.key("d")
    approver.sees(Action.APPROVE.label)
    expect(approver.field("Ký số ngay khi phê duyệt")).to_be_checked()
    approver.key("F8")
    approver.reads(f"Đã phê duyệt hồ sơ {dossier.code}")
    assert loaded(dossier).status == Status.AWAITING_SEAL

    clock.wait(minutes=30)
    keeper = open_browser(giang)
    keeper.go_to("dossiers:desk", dossier.code)
    keeper.sees(dossier.code)
    keeper.key("c")
    keeper.reads(f"Đã cấp số, đóng dấu kết quả hồ sơ {dossier.code}")
    assert loaded(dossier).status == Status.RESULT_READY
    assert [signature.signed_by for signature in Signature.objects.order_by("pk")] == [dung, giang]

    clock.wait(minutes=30)
    clerk.go_to("dossiers:return_desk")
    clerk.sees("Trả kết quả")
    clerk.press(clerk.button("Trả điện tử các kết quả đã chọn"))
    clerk.reads("Đã trả điện tử 1 kết quả")
    assert loaded(dossier).status == Status.RETURNED
    _downloaded_and_checked(open_browser(an), open_browser(), dossier)


def _proposed(officer, dossier):
    officer.go_to("dossiers:desk", dossier.code)
    officer.sees(dossier.code)
    officer.key("n")
    officer.reads(f"Ông/Bà đã nhận xử lý hồ sơ {dossier.code}")
    officer.key("p")
    officer.sees(Action.PROPOSE.label)
    officer.choose(officer.field("Đồng ý giải quyết"))
    officer.tick(officer.page.get_by_label(ELECTRONIC))
    officer.key("F8")
    officer.reads(f"Đã trình hồ sơ {dossier.code}")
    assert loaded(dossier).result.is_electronic


def _downloaded_and_checked(citizen, stranger, dossier):
    """What An downloads is what anybody can check; one changed byte, and they are told."""
    citizen.go_to("dossiers:detail", dossier.code)
    citizen.sees(dossier.version.name)
    result = loaded(dossier).result
    content = citizen.opened(citizen.page.locator(f'a[href*="{result.file.pk}"]').first)
    assert content.startswith(b"%PDF-")
    for file, answer in (
        (content, "Tệp không thay đổi một byte nào kể từ chữ ký cuối cùng."),
        (content.replace(b"%PDF-1", b"%PDF-2", 1), "Không dùng tệp này."),
    ):
        stranger.go_to("dossiers:check_paper")
        stranger.sees("Kiểm tra")
        stranger.attach(stranger.page.locator('input[type="file"]'), file_named("ket-qua.pdf", file))
        stranger.press(stranger.button("Kiểm tra tệp"))
        stranger.sees("Kết quả kiểm tra văn bản")
        stranger.reads(answer)
