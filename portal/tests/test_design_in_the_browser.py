"""The design in a real browser: usable by everybody, at any size, without a foreign host, and safe to press twice."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User

AXE_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def ui_page(page: Page, live_server, client) -> Page:
    """Open /ui/ as an administrator, and complain about whatever the browser complained about."""
    administrator = User.objects.create_user("quan-tri@example.vn", "x", full_name="Vũ Văn Quản", is_staff=True)
    client.force_login(administrator)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda sent: sent.url.startswith(live_server.url) or complaints.append(sent.url))
    page.goto(live_server.url + reverse("ui"))
    yield page
    assert not complaints


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_every_component(ui_page, scheme):
    ui_page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found = Axe().run(ui_page, options=AXE_RULES).response["violations"]
    assert not [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]


@pytest.mark.parametrize(("width", "text_size"), [(320, "100%"), (390, "200%"), (1280, "200%")])
def test_nothing_runs_out_of_a_narrow_window_or_of_large_text(ui_page, width, text_size):
    ui_page.set_viewport_size({"width": width, "height": 800})
    ui_page.evaluate(
        "size => { const sheet = new CSSStyleSheet(); sheet.replaceSync(`html { font-size: ${size} }`);"
        " document.adoptedStyleSheets = [sheet]; }",
        text_size,
    )
    assert ui_page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_second_press_sends_nothing(ui_page, live_server):
    sent = []

    def answer(route):
        sent.append(route.request.url)
        route.fulfill(status=204)  # the browser stays where it is

    ui_page.route("**" + reverse("account_logout"), answer)
    leave = ui_page.get_by_role("button", name="Đăng xuất")
    with ui_page.expect_response("**" + reverse("account_logout")):
        leave.click()
    expect(leave).to_be_disabled()
    ui_page.evaluate("document.querySelector('form[data-sending]').requestSubmit()")
    expect(leave).to_be_disabled()
    assert len(sent) == 1


def test_an_empty_file_is_refused_before_it_is_sent(ui_page):
    field = ui_page.locator("#id_sample-declaration")
    field.set_input_files({"name": "to-khai.pdf", "mimeType": "application/pdf", "buffer": b""})
    assert ui_page.get_by_role("alert").filter(has_text="Tệp này trống").is_visible()
    assert field.input_value() == ""
    assert field.get_attribute("aria-invalid") == "true"

    field.set_input_files({"name": "to-khai.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
    assert ui_page.get_by_text("Tệp này trống").count() == 0


def test_a_line_of_the_error_summary_leads_into_its_field(ui_page):
    ui_page.get_by_role("link", name="Số định danh cá nhân –").click()
    assert ui_page.evaluate("document.activeElement.id") == "id_wrong-personal_id"
    ui_page.get_by_role("link", name="Ông/Bà muốn nhận kết quả ở đâu?").click()
    assert ui_page.evaluate("document.activeElement.id") == "id_wrong-delivery_0"


def test_officers_press_a_function_key_for_a_button(ui_page):
    ui_page.evaluate(
        "document.querySelector('[aria-keyshortcuts=F8]').addEventListener('click', () => { window.pressed = true })"
    )
    ui_page.keyboard.press("F8")
    assert ui_page.evaluate("window.pressed")


def test_on_a_phone_the_menu_opens_without_a_script_and_closes_by_the_keyboard(ui_page):
    ui_page.set_viewport_size({"width": 390, "height": 800})
    leave = ui_page.get_by_role("button", name="Đăng xuất")
    assert not leave.is_visible()
    ui_page.get_by_role("button", name="Danh mục").click()
    assert leave.is_visible()
    ui_page.keyboard.press("Escape")
    assert not leave.is_visible()
