"""Hà looks at what is late, and everybody at what a month has come to."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from dossiers.tests.cast import instant
from dossiers.workflow import Action, Status
from portal.tests.browser.person import number_in
from procedures.models import Channel
from reporting.services import compute_statistics

APRIL_20 = date(2026, 4, 20)


@pytest.fixture
def spring(world, dossier_in, clock):
    """Seven weeks of two agencies: late, soon due, standing still, unanswered, paused, over."""
    for status in (Status.IN_APPRAISAL, Status.IN_APPROVAL, Status.SUBMITTED, Status.SUPPLEMENTING, Status.REFUSED):
        dossier_in(status)
    dossier_in(Status.RETURNED, channel=Channel.POSTAL)
    dossier_in(Status.WITHDRAWN, at=instant(date(2026, 3, 23)))
    late = dossier_in(Status.AWAITING_SEAL, at=instant(date(2026, 3, 24)))
    world.act(late, Action.SEAL, at=instant(date(2026, 4, 2)))
    world.receive_walk_in(world.confirmation, agency=world.commune)
    dossier_in(Status.IN_APPRAISAL, at=instant(date(2026, 4, 15)))
    clock.set(APRIL_20, "09:00")
    return world


def test_each_number_opens_the_list_that_it_counts(spring, open_browser, ha):
    leader = open_browser(ha)
    leader.go_to("dossiers:lead")
    leader.sees("Theo dõi, đôn đốc")
    dossiers = reverse("dossiers:lead_list")
    links = leader.page.locator(f"main .tiles a[href^='{dossiers}'], main td.numeric a[href^='{dossiers}']")
    numbers = {link.get_attribute("href"): number_in(link.inner_text()) for link in links.all()}
    assert len(numbers) >= 10 and sum(numbers.values()) > 15
    for address, number in numbers.items():
        leader.page.goto(leader.site + address)
        expect(leader.page.locator("caption")).to_contain_text(f"{number} hồ sơ")
        expect(leader.page.locator("table [scope=row] a")).to_have_count(number)
    leader.judge_page()
    leader.go_to("dossiers:lead")
    leader.press(leader.page.locator("main .tiles a").first)
    leader.sees("Quá hạn")
    leader.page.keyboard.press("j")
    leader.key("Enter")
    leader.reads("Đang giữ hồ sơ")
    leader.judge_page()


def test_a_month_adds_up_on_the_page_and_in_the_file(spring, open_browser, clock):
    compute_statistics(until=date(2026, 4, 19), at=clock.at)
    reader = open_browser()
    reader.go_to("reporting:months")
    reader.sees("Kết quả giải quyết")
    reader.press(reader.page.locator(f"main a[href='{reverse('reporting:month', args=['2026-03'])}']").first)
    reader.sees("Tháng 3/2026")
    whole = []
    for name in ("by-agency", "by-channel"):
        table = reader.page.locator(f"table:has(#{name}-caption)")
        rows, foot = figures(table.locator("tbody tr")), figures(table.locator("tfoot tr"))
        assert len(rows) > 1
        assert [sum(column) for column in zip(*rows, strict=True)] == foot[0]
        for figure in [*rows, *foot]:
            total, carried, received, resolved, early, on_time, late, open_ones, in_time, overdue, *others = figure
            assert total == carried + received == resolved + open_ones + sum(others)
            assert resolved == early + on_time + late and open_ones == in_time + overdue
        whole.append(foot[0])
    # Of the nine that came in March one has not been answered yet.
    assert whole[0] == whole[1] and whole[0][0] == 8
    file = csv.DictReader(io.StringIO(reader.opened(reader.link("Tải tệp CSV")).decode("utf-8-sig")))
    [line] = [line for line in file if line["breakdown"] == "whole"]
    assert int(line["in_all"]) == whole[0][0]


def figures(rows):
    """Return the counts of each row, without its name and its percentage."""
    return [[number_in(cell) for cell in row.locator("td").all_inner_texts()[:-1]] for row in rows.all()]
