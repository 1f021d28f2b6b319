"""An submits from a telephone: the network goes away in the middle, and the rest is done on another device."""

import gzip
from datetime import date

from playwright.sync_api import expect

from dossiers.models import Declaration, Dossier, DossierDraft
from dossiers.tests.cast import CONFIRMATION
from dossiers.tests.files import picture
from dossiers.tests.test_declaring import SECTIONS
from portal.tests.browser.person import PHONE, file_named
from procedures.services import publish_version

MOST_BYTES = 100_000
"""What a page of text may weigh on its way to a telephone, compressed."""

DIPLOMA = "Ảnh chụp giấy khai sinh"

PROCEDURE = {
    **CONFIRMATION,
    "declaration": SECTIONS,
    "required_documents": [*CONFIRMATION["required_documents"], {"name": DIPLOMA, "copies": 1}],
}


def said(person):
    """Return what the page says of its own saving."""
    return person.page.locator("[data-autosave-said]")


def test_what_is_typed_survives_a_lost_connection_and_is_gone_on_with_elsewhere(clock, open_browser, world, an):
    version = publish_version(PROCEDURE, valid_from=date(2026, 3, 1))
    phone = open_browser(an)
    phone.page.set_viewport_size(PHONE)
    phone.go_to("dossiers:start", version.procedure.code)
    phone.sees(version.name)
    phone.press(phone.button("Bắt đầu"))
    phone.press(phone.link("Chọn cơ quan giải quyết"))
    phone.choose(phone.field(world.commune.name))
    phone.press(phone.button("Lưu và tiếp tục"))
    draft = DossierDraft.objects.get()

    # Typing is kept without any press; a question under a condition comes with its answer.
    phone.press(phone.link("Điền tờ khai"))
    phone.sees("Điền tờ khai")
    phone.reads("Điền sẵn từ hồ sơ cá nhân")
    expect(phone.field("Họ và tên vợ hoặc chồng")).to_be_hidden()
    phone.choose(phone.field("Có"))
    phone.type(phone.field("Họ và tên vợ hoặc chồng"), "Trần Thị Bưởi")
    expect(said(phone)).to_contain_text("Đã lưu lúc")
    draft.refresh_from_db()
    assert draft.declaration["khai-spouse"] == "Trần Thị Bưởi"

    # The network goes away: the page says so, loses nothing, and sends what it kept when the network is back.
    phone.page.context.set_offline(True)
    phone.type(phone.field("Ngày sinh"), "01/02/1990")
    expect(said(phone)).to_contain_text("Mất kết nối")
    phone.reach(phone.button("Lưu và tiếp tục").last)
    phone.page.keyboard.press("Enter")
    expect(said(phone)).to_contain_text("Mất kết nối")
    phone.page.context.set_offline(False)
    expect(said(phone)).to_contain_text("Đã lưu lúc")
    draft.refresh_from_db()
    assert draft.declaration["khai-born_on"] == "01/02/1990"

    # Another device has it all, and changes something; the telephone is told and overwrites nothing.
    desk = open_browser(an)
    desk.go_to("dossiers:draft_answers", draft.key)
    expect(desk.field("Ngày sinh")).to_have_value("01/02/1990")
    desk.type(desk.field("Số bản"), "3")
    desk.press(desk.button("Lưu và tiếp tục").last)
    desk.sees(version.name)
    phone.type(phone.field("Số bản"), "2")
    expect(said(phone)).to_contain_text("máy khác")
    phone.press(phone.button("Lưu và tiếp tục").last)
    phone.sees("Hai bản khác nhau")
    phone.press(phone.link("Dùng bản đã lưu"))
    expect(phone.field("Số bản")).to_have_value("3")

    # A photograph is sent as it is chosen; one that a network cut stops is sent again by itself.
    desk.press(desk.link("Đính kèm giấy tờ"))
    desk.page.context.set_offline(True)
    place = desk.page.locator(".papers__paper")
    desk.attach(place.locator("input[type=file]:visible"), file_named("giay-khai-sinh.jpg", picture("JPEG")))
    expect(place.get_by_role("button", name="Gửi lại")).to_be_visible()
    desk.page.context.set_offline(False)
    expect(place.get_by_role("link", name="giay-khai-sinh.jpg")).to_be_visible()
    expect(place).to_contain_text("1 trang")
    desk.sees("Đính kèm giấy tờ")
    desk.press(desk.link("Xong phần giấy tờ"))

    # The rest, and the receipt.
    desk.press(desk.link("Khai thông tin"))
    desk.type(desk.field("Số điện thoại"), "0912 345 678")
    desk.type(desk.field("Địa chỉ"), "Số 5, đường Trần Phú")
    desk.press(desk.button("Lưu và tiếp tục"))
    desk.press(desk.link("Kiểm tra và nộp"))
    desk.sees("Kiểm tra lại trước khi nộp")
    desk.reads("Trần Thị Bưởi", "01/02/1990", "giay-khai-sinh.jpg")
    desk.tick(desk.page.get_by_role("checkbox"))
    desk.press(desk.button("Nộp hồ sơ"))
    desk.sees("Đã nộp hồ sơ")
    desk.reads("giay-khai-sinh.jpg", CONFIRMATION["required_documents"][0]["name"])
    dossier = Dossier.objects.get()
    assert Declaration.objects.get(dossier=dossier).answers["copies"] == "3"
    assert dossier.documents.count() == 2


def test_a_page_of_a_submission_weighs_at_most_a_hundred_kilobytes(clock, open_browser, world, an):
    version = publish_version(PROCEDURE, valid_from=date(2026, 3, 1))
    first = open_browser(an)
    first.go_to("dossiers:start", version.procedure.code)
    first.press(first.button("Bắt đầu"))
    key = DossierDraft.objects.get().key
    weights = {}
    for name in ("draft", "draft_agency", "draft_answers", "draft_declaration", "draft_documents"):
        # A browser of its own: nothing is there already.
        weights[name] = weight_of(open_browser(an), f"dossiers:{name}", key)
    weights["start"] = weight_of(open_browser(an), "dossiers:start", version.procedure.code)
    assert max(weights.values()) <= MOST_BYTES, weights


def weight_of(person, name, *arguments):
    """Return the bytes of a page and all that it loads as a server sends them: text compressed, fonts as they are."""
    answers = []
    person.page.on("response", lambda answer: answers.append(answer))
    person.go_to(name, *arguments)
    person.page.wait_for_load_state("networkidle")
    person.page.evaluate("document.fonts.ready")
    return sum(_bytes(answer) for answer in answers if answer.ok)


def _bytes(answer):
    body = answer.body()
    is_packed = answer.headers.get("content-type", "").startswith(("font/", "image/jpeg"))
    return len(body) if is_packed else len(gzip.compress(body, 6))
