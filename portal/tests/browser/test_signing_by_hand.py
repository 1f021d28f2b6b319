"""What needs a real browser: ink on the pad; and a stranger with a file and no script."""

import pytest
from playwright.sync_api import expect

from dossiers.models import DrawnSignature
from dossiers.services.approval import approve, seal
from dossiers.services.signing import sign
from dossiers.tests.signing import equip, make_electronic
from dossiers.tests.world import loaded
from dossiers.workflow import Status
from portal.tests.browser.person import file_named


def test_a_citizen_signs_for_the_receipt_on_the_pad(clock, open_browser, world, binh, dossier_in):
    dossier = dossier_in(Status.IN_APPRAISAL)
    clock.wait(hours=1)
    clerk = open_browser(binh)
    clerk.go_to("dossiers:acknowledge", dossier.code, "giay-tiep-nhan")
    clerk.sees("Ký nhận")
    sheet = clerk.page.locator("canvas")
    expect(sheet).to_be_visible()

    # Nothing drawn, nothing kept.
    clerk.page.get_by_role("button", name="Xác nhận đã nhận").click()
    clerk.reads("Bàn ký còn trống")
    assert not DrawnSignature.objects.exists()

    box = sheet.bounding_box()
    mouse = clerk.page.mouse
    mouse.move(box["x"] + 40, box["y"] + 60)
    mouse.down()
    for step in range(30):
        mouse.move(box["x"] + 40 + 6 * step, box["y"] + 60 + (20 if step % 4 < 2 else -10))
    mouse.up()
    clerk.page.get_by_role("button", name="Xác nhận đã nhận").click()
    clerk.reads("Đã lưu chữ ký nhận")

    drawn = DrawnSignature.objects.get()
    assert len(drawn.strokes[0]["points"]) > 8
    assert drawn.device.startswith("mouse; ")
    assert drawn.officer == binh


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without"])
def test_a_stranger_checks_a_result_that_they_hold(
    clock, open_browser, world, dossier_in, settings, tmp_path, has_scripts
):
    equip(world, settings, tmp_path)
    dossier = make_electronic(loaded(dossier_in(Status.IN_APPROVAL)), actor=world.chi, at=clock.at)
    at = clock.wait(hours=2)
    approve(dossier, seen=dossier.revision, actor=world.dung, at=at)
    dossier = loaded(dossier)
    sign(dossier, seen=dossier.revision, actor=world.dung, at=at)
    dossier = loaded(dossier)
    seal(dossier, seen=dossier.revision, actor=world.giang, at=at)
    dossier = loaded(dossier)
    with dossier.result.file.content.open("rb") as file:
        content = file.read()
    clock.wait(days=1)

    stranger = open_browser(has_scripts=has_scripts)
    stranger.go_to("dossiers:check_paper")
    stranger.sees("Kiểm tra văn bản điện tử")
    chosen = stranger.page.get_by_label("Tệp văn bản (PDF)")
    chosen.set_input_files(file_named("giay-chung-nhan.pdf", content))
    stranger.page.get_by_role("button", name="Kiểm tra tệp").click()
    stranger.sees("Kết quả kiểm tra văn bản")
    stranger.reads("Chữ ký số hợp lệ", "trùng khớp từng byte", "Phạm Tiến Dũng", dossier.result.number)

    stranger.go_to("dossiers:check_issued", dossier.result.verification_code)
    stranger.sees(dossier.result.number)
    changed = bytearray(content)
    changed[500] ^= 1
    chosen.set_input_files(file_named("giay-chung-nhan.pdf", bytes(changed)))
    stranger.page.get_by_role("button", name="Kiểm tra tệp").click()
    stranger.sees("Kết quả kiểm tra văn bản")
    stranger.reads("Chữ ký số không hợp lệ", "không trùng khớp")
