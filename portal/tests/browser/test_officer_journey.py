"""Chi appraises, Dũng approves, Giang seals; Khoa, of another agency, finds nothing."""

from django.urls import reverse
from playwright.sync_api import expect

from dossiers.models import Outcome, SupplementRequest
from dossiers.queries.buttons import move_url
from dossiers.tests.cast import GROUND, loaded
from dossiers.tests.files import pdf
from dossiers.workflow import Action, Status
from portal.tests.browser.person import file_named

FORM = "Tờ khai đề nghị cấp chứng chỉ"


def test_chi_takes_a_dossier_asks_once_and_proposes(clock, open_browser, world, chi, dossier_in):
    dossier = dossier_in(Status.IN_APPRAISAL)
    clock.wait(hours=1)
    officer = open_browser(chi)
    officer.go_to("dossiers:inbox")
    officer.sees("Hồ sơ cần xử lý")
    expect(officer.page.get_by_role("link", name="Hàng chờ chung")).to_contain_text("1")
    officer.open_first_row()
    officer.sees(dossier.code)
    officer.reads(FORM, "09/03/2026")
    officer.key("n")
    officer.reads(f"Ông/Bà đã nhận xử lý hồ sơ {dossier.code}")
    assert loaded(dossier).holder == chi

    # One request, complete: which paper, why, on what ground.
    first, further = (
        officer.page.locator(f'main a[href*="{move_url(dossier.code, action)}"]')
        for action in (Action.REQUEST_SUPPLEMENT, Action.PREPARE_SUPPLEMENT)
    )
    expect(first).to_have_count(1)
    expect(further).to_have_count(0)
    officer.key("b")
    officer.sees(Action.REQUEST_SUPPLEMENT.label)
    officer.tick(officer.field(FORM))
    officer.key("F8")
    officer.reads("Ông/Bà ghi lý do chung", "Ông/Bà ghi lý do cần bổ sung giấy tờ này.", "Ông/Bà ghi căn cứ")
    expect(officer.field(FORM)).to_be_checked()
    officer.sees(Action.REQUEST_SUPPLEMENT.label)
    officer.type(officer.field("Lý do chung"), "Tờ khai chưa hợp lệ.")
    row = officer.page.locator(".wanted__row").filter(has=officer.page.get_by_label(FORM))
    officer.type(row.get_by_label("Cần bổ sung gì, vì sao"), "Chưa có chữ ký của người đề nghị.")
    officer.type(row.get_by_label("Căn cứ"), GROUND)
    officer.key("F8")
    officer.reads("Đã gửi phiếu yêu cầu bổ sung")
    paper = SupplementRequest.objects.get(dossier=dossier).papers.get()
    assert (paper.name, paper.reason, paper.legal_ground) == (FORM, "Chưa có chữ ký của người đề nghị.", GROUND)
    officer.go_to("dossiers:desk", dossier.code)
    officer.reads("Đồng hồ đang dừng", "Chưa có chữ ký của người đề nghị.")
    officer.sees(dossier.code)

    # The paper came; a further request would need consent, and the officer proposes, with the draft of the result.
    world.act(loaded(dossier), Action.SUPPLEMENT, at=clock.wait(hours=2))
    clock.wait(hours=1)
    officer.go_to("dossiers:desk", dossier.code)
    expect(further).to_have_count(1)
    expect(first).to_have_count(0)
    officer.key("p")
    officer.sees(Action.PROPOSE.label)
    officer.choose(officer.page.get_by_label(str(Outcome.GRANTED.label), exact=True))
    officer.type(officer.field("Nội dung đề xuất"), "Hồ sơ đủ điều kiện.")
    officer.attach(officer.field("Dự thảo kết quả"), file_named("chứng chỉ.pdf", pdf()))
    officer.key("F8")
    officer.reads(f"Đã trình hồ sơ {dossier.code}")
    officer.judge_page()
    dossier = loaded(dossier)
    assert dossier.status == Status.IN_APPROVAL and dossier.result.file.name == "chứng chỉ.pdf"


def test_dung_sends_back_then_approves_and_giang_seals(clock, open_browser, world, dung, giang, dossier_in):
    dossier = dossier_in(Status.IN_APPROVAL)
    clock.wait(hours=3)
    approver = open_browser(dung)
    approver.go_to("dossiers:inbox")
    approver.sees("Hồ sơ cần xử lý")
    approver.open_first_row()
    approver.sees(dossier.code)
    approver.key("l")
    approver.sees(Action.SEND_BACK.label)
    approver.key("F8")
    approver.reads("Ông/Bà ghi rõ lý do trả lại.")
    approver.type(approver.field("Lý do trả lại"), "Bổ sung căn cứ.")
    approver.key("F8")
    approver.reads(f"Đã trả lại hồ sơ {dossier.code}")

    world.act(loaded(dossier), Action.PROPOSE, at=clock.wait(hours=1))
    clock.wait(minutes=30)
    approver.go_to("dossiers:inbox")
    approver.open_first_row()
    approver.key("d")
    approver.sees(Action.APPROVE.label)
    approver.reads("Hồ sơ đủ điều kiện.")
    approver.key("F8")
    approver.reads(f"Đã phê duyệt hồ sơ {dossier.code}")

    clock.wait(minutes=30)
    keeper = open_browser(giang)
    keeper.go_to("dossiers:inbox")
    keeper.sees("Hồ sơ cần xử lý")
    keeper.open_first_row()
    keeper.sees(dossier.code)
    keeper.key("c")
    keeper.reads(f"Đã cấp số, đóng dấu kết quả hồ sơ {dossier.code}")
    keeper.judge_page()
    dossier = loaded(dossier)
    assert dossier.status == Status.RESULT_READY and dossier.result.number


def test_of_two_officers_the_second_is_told_and_keeps_the_words(clock, open_browser, world, dung, dossier_in):
    dossier = dossier_in(Status.IN_APPROVAL)
    clock.wait(hours=3)
    approver = open_browser(dung)
    approver.go_to("dossiers:move", dossier.code, "approve")
    world.act(dossier, Action.SEND_BACK, at=clock.wait(minutes=1))
    approver.type(approver.field("Ý kiến chỉ đạo"), "Trả kết quả trong tuần.")
    approver.key("F8")
    approver.reads("Hồ sơ đã thay đổi", "Trả kết quả trong tuần.")
    approver.judge_page()
    assert loaded(dossier).status == Status.IN_APPRAISAL


def test_khoa_of_another_agency_finds_nothing(clock, open_browser, khoa, dossier_in):
    dossier = dossier_in(Status.IN_APPRAISAL)
    clock.wait(hours=1)
    other = open_browser(khoa)
    for name, arguments in (
        ("dossiers:desk", [dossier.code]),
        ("dossiers:move", [dossier.code, "propose"]),
        ("dossiers:detail", [dossier.code]),
    ):
        assert other.go_to(name, *arguments).status == 404
        expect(other.page.get_by_role("heading", level=1)).to_contain_text("Không")
    other.judge_page()
    assert (
        other.page.context.request.get(other.site + reverse("dossiers:receipt_pdf", args=[dossier.code])).status == 404
    )
    other.go_to("dossiers:inbox", query="?muc=tat-ca")
    other.sees("Hồ sơ cần xử lý")
    expect(other.link(dossier.code)).to_have_count(0)
