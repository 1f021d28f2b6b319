"""A full morning at the counter: keys alone, the network cut twice, and not one dossier too many or too few."""

from itertools import islice

import pytest
from playwright.sync_api import expect

from dossiers.models import Dossier, IntakeReceipt, PaymentReceipt
from portal.bench.clerk import KeyboardClerk, cut_after, cut_before, visitors

WALK_INS = 40

LETTERS = "chung chi dau gia"
KEPT = """async () => {
  // To ask for a base that is not there would make one.
  if (!(await indexedDB.databases()).length) return 0;
  return new Promise(tell => {
    const asked = indexedDB.open("mot-cua-quay");
    asked.onsuccess = () => {
      const count = asked.result.transaction("forms").objectStore("forms").count();
      count.onsuccess = () => { asked.result.close(); tell(count.result); };
    };
  });
}"""
"""How many forms this browser keeps."""


@pytest.mark.one_database
def test_forty_walk_ins_and_two_cuts_make_forty_dossiers(clock, open_browser, world, binh):
    person = open_browser(binh)
    clerk = KeyboardClerk(person.page, person.site)
    clerk.sit_down()
    waiting = list(islice(visitors(without_card=6), WALK_INS))
    cuts = {3: cut_before, 7: cut_after}
    slips = [
        clerk.receive(visitor, letters=LETTERS, sending=(lambda cut=cuts[turn]: cut(clerk)) if turn in cuts else None)
        for turn, visitor in enumerate(waiting)
    ]
    assert sum(slip.endswith("?lai=1") for slip in slips) == 1, "what arrived before the cut is said to be here already"

    dossiers = Dossier.objects.order_by("pk")
    assert [one.personal_id for one in dossiers] == [visitor.personal_id for visitor in waiting]
    assert list(IntakeReceipt.objects.order_by("pk").values_list("register_number", flat=True)) == list(
        range(1, WALK_INS + 1)
    )
    paid = PaymentReceipt.objects.order_by("pk").values_list("number", "dossier", "total")
    assert list(paid) == [
        (f"BL-H98.01.01-2026-{turn:06d}", one.pk, 800_000) for turn, one in enumerate(dossiers, start=1)
    ]
    assert person.page.evaluate(KEPT) == 0, "nothing of anybody stays in the browser"
    clerk.print_slip()


def test_a_tab_that_closes_loses_nothing_and_signing_out_leaves_nothing(clock, open_browser, world, binh):
    person = open_browser(binh)
    clerk = KeyboardClerk(person.page, person.site)
    clerk.sit_down()
    visitor = next(visitors())
    clerk.fill_in(visitor, letters=LETTERS)
    address = person.page.url
    person.page.locator("form[data-kept]").wait_for()

    person.page.goto("about:blank")
    person.page.goto(address)
    expect(person.page.locator("[data-left-behind]")).to_be_visible()
    person.judge_page()
    person.page.keyboard.press("Control+ArrowUp")
    expect(person.field("Số định danh cá nhân")).to_have_value(visitor.personal_id)
    expect(person.field("Số điện thoại")).to_have_value(visitor.phone)
    person.key("F8")
    person.sees("Đã tiếp nhận hồ sơ")
    assert Dossier.objects.get().personal_id == visitor.personal_id

    clerk.fill_in(visitor, letters=LETTERS)
    person.reads("cùng thủ tục chưa giải quyết xong")
    person.page.locator("form[data-kept]").wait_for()
    assert person.page.evaluate(KEPT) == 1
    person.turns_the_page(lambda: person.page.get_by_role("button", name="Đăng xuất").press("Enter"))
    person.page.goto(person.site)
    assert person.page.evaluate(KEPT) == 0
