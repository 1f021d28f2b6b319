"""The documentation of the API in a real browser: ours alone, and nothing that our own policy forbids."""

import pytest
from playwright.sync_api import Page

from dossiers.tests.cast import World


@pytest.mark.django_db(transaction=True)
def test_the_documentation_shows_itself_from_our_own_files_and_tries_a_request(
    page: Page, live_server, world: World
) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{live_server.url}/api/")
    page.get_by_text("Tìm thủ tục").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    page.get_by_text("Cấp chứng chỉ hành nghề đấu giá").first.wait_for()
    assert not complaints
    assert all(url.startswith((live_server.url, "data:", "blob:")) for url in asked), asked
