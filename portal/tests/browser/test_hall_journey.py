"""A morning in the waiting hall: a phone, a counter, the wall."""

from playwright.sync_api import expect

from dossiers.models import QueueTicket, TicketState
from dossiers.tests.hall import drawn, furnish
from dossiers.tests.world import MONDAY_MORNING


def test_a_number_is_drawn_on_a_phone_called_by_keys_and_shown_on_the_wall(clock, open_browser, world, binh):
    general, _special = furnish(world)
    visitor, clerk, wall = open_browser(), open_browser(binh), open_browser()

    drawn(world, MONDAY_MORNING)
    visitor.go_to("dossiers:hall_offices")
    visitor.sees("Lấy số thứ tự")
    visitor.press(visitor.link("Lấy số – Trung tâm"))
    visitor.sees("Lấy số tại Trung tâm")
    visitor.choose(visitor.field("Người cao tuổi"))
    visitor.press(visitor.button("Lấy số"))
    visitor.sees("Số thứ tự A002")
    visitor.reads("Ông/Bà là người tiếp theo.")

    wall.go_to("dossiers:call_screen", world.centre.code)
    wall.sees("Số đang gọi")
    wall.reads("Chưa gọi số nào.", "Đang chờ: 2")

    # The clerk sits down with one key and calls with another; the elderly go first.
    clock.wait(minutes=3)
    clerk.go_to("dossiers:caller")
    clerk.sees("Gọi số")
    clerk.key("1")
    clerk.sees("Gọi số – quầy 1")
    clerk.key("F8")
    expect(clerk.page.locator(".calling__label")).to_have_text("A002")
    clerk.judge_page()
    expect(wall.page.locator("[data-call]")).to_contain_text("A002")
    expect(wall.page.locator("[data-screen-says]")).to_have_text("Mời số A002 đến quầy số 1")
    expect(visitor.page.locator(".my-ticket__news")).to_contain_text("Mời Ông/Bà đến quầy số 1")
    expect(visitor.page.locator("[data-ticket-says]")).to_contain_text("Mời Ông/Bà đến quầy số 1")
    visitor.judge_page()
    wall.judge_page()

    # The intake of this visitor, back by the bar, and the next one who does not come.
    clerk.key("F9")
    clerk.sees("Tiếp nhận hồ sơ tại quầy")
    clerk.go_to("dossiers:caller")
    clerk.key("F8")
    expect(clerk.page.locator(".calling__label")).to_have_text("A001")
    clerk.key("F7")
    clerk.reads("Gọi không có mặt", "Đã quay lại, gọi")
    states = dict(QueueTicket.objects.values_list("label", "state"))
    assert states == {"A002": TicketState.SERVED, "A001": TicketState.ABSENT}
    assert general.tickets.get(label="A002").began_at == MONDAY_MORNING.replace(minute=3)
    expect(wall.page.locator(".calls__none")).to_be_visible()


def test_a_kiosk_works_without_scripts_and_returns_by_itself(clock, open_browser, world):
    furnish(world)
    kiosk = open_browser(has_scripts=False)
    kiosk.go_to("dossiers:kiosk", world.centre.code)
    kiosk.sees("Ông/Bà đến làm việc gì?")
    kiosk.press(kiosk.link("Hộ tịch"))
    kiosk.sees("Ông/Bà thuộc diện ưu tiên?")
    kiosk.press(kiosk.button("Không, lấy số thường"))
    kiosk.sees("Mời Ông/Bà lấy phiếu")
    kiosk.reads("B001")
    start = kiosk.page.locator("meta[http-equiv=refresh]").get_attribute("content")
    assert start == f"15; url=/lay-so/{world.centre.code}/may/"
    kiosk.press(kiosk.link("Xong"))
    kiosk.sees("Ông/Bà đến làm việc gì?")
