"""Hà urges a late agency and gets her answer; Oanh appoints a successor and rewrites a letter."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Post, User
from dossiers.models import Reminder
from dossiers.tests.cast import MONDAY, PASSWORD, instant
from dossiers.tests.world import loaded
from dossiers.workflow import Action, Status

TUESDAY = MONDAY + timedelta(days=8)


@pytest.fixture
def late(world, dossier_in, clock):
    """A dossier of Chi's that was due yesterday."""
    dossier = world.act(dossier_in(Status.IN_APPRAISAL), Action.TAKE, at=instant(MONDAY, "10:00"))
    clock.set(TUESDAY, "09:00")
    return dossier


def test_a_leader_urges_and_the_unit_answers(late, open_browser, ha, dung):
    leader = open_browser(ha)
    leader.go_to("dossiers:lead")
    leader.sees("Theo dõi, đôn đốc")
    leader.press(leader.page.locator("main .tiles a").first)
    leader.sees("Quá hạn")
    leader.tick(leader.field(f"Đánh dấu hồ sơ {late.code}"))
    leader.press(leader.button("Đôn đốc các hồ sơ đã đánh dấu"))
    leader.sees("Soạn văn bản đôn đốc")
    leader.key("F8")
    leader.reads("Ông/Bà ghi nội dung đôn đốc.")
    leader.type(leader.field("Nội dung đôn đốc"), "Đề nghị giải quyết ngay trong hôm nay.")
    leader.key("F8")
    sent = Reminder.objects.get()
    leader.sees(sent.number)

    unit = open_browser(dung)
    unit.go_to("dossiers:reminders")
    unit.sees("Văn bản đôn đốc")
    unit.open_first_row()
    unit.reads("Đề nghị giải quyết ngay")
    unit.type(unit.field("Nội dung trả lời"), "Đã chỉ đạo, xong trước 17 giờ.")
    unit.key("F8")
    unit.reads("Đã gửi trả lời đôn đốc.")

    leader.go_to("dossiers:lead")
    leader.press(leader.page.locator("main .tiles a", has_text="Đôn đốc đã trả lời"))
    leader.open_first_row()
    leader.reads("xong trước 17 giờ")
    leader.press(leader.button("Kết thúc đôn đốc"))
    leader.reads("Đã kết thúc việc đôn đốc.")
    leader.judge_page()


def test_an_administrator_hands_a_queue_over_and_writes_words(late, world, open_browser, chi):
    oanh = User.objects.create_user("oanh@test.test", PASSWORD, full_name="Lý Kim Oanh", is_staff=True)
    admin = open_browser(oanh)
    admin.go_to("manage")
    admin.sees("Quản trị")
    admin.press(admin.link("Cán bộ và vị trí công tác"))
    admin.sees("Cán bộ và vị trí công tác")
    admin.press(admin.link(chi.full_name))
    admin.sees(chi.full_name)
    admin.press(admin.link("Kết thúc"))
    admin.sees("Kết thúc vị trí công tác")
    admin.reads(late.code, "người cuối cùng giữ vai trò")
    admin.field("Người nhận bàn giao").select_option(label=world.ha.full_name)
    admin.type(admin.field("Lý do, căn cứ"), "Quyết định 45/QĐ-STP")
    admin.key("F8")
    admin.reads("bàn giao 1 hồ sơ")
    assert loaded(late).officer == world.ha and Post.objects.get(user=chi).valid_to == date(2026, 3, 9)

    admin.go_to("exchange:wording", "received", "vi")
    admin.sees("Đã tiếp nhận, hẹn ngày trả")
    admin.type(admin.field("Nội dung thư"), "Hồ sơ {{ ma }} đã nhận.")
    admin.key("F8")
    admin.reads("không có dữ liệu: ma")
    admin.type(admin.field("Nội dung thư"), "Hồ sơ {{ code }} đã nhận.")
    admin.key("F8")
    admin.reads("Đã lưu", "Hồ sơ H98.03-260302-0001 đã nhận.")
    admin.judge_page()
    for name in ("administration:trail", "administration:seal_list", "dossiers:import_posts"):
        admin.go_to(name)
        admin.judge_page()
    admin.go_to("administration:trail")
    expect(admin.page.locator("main tbody tr").first).to_contain_text("Thêm mới")
    assert admin.page.goto(admin.site + reverse("admin:index"))
