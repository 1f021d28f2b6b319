"""Mai writes a new procedure with its process by keyboard alone; one that contradicts itself is not kept."""

from datetime import date

from playwright.sync_api import Locator, expect

from dossiers.tests.cast import MONDAY_MORNING
from procedures.models import ChangeKind, ProcedureChange
from procedures.records import problems_of
from procedures.services import decisions

CODE = "9.000777"


def test_mai_writes_a_whole_procedure_by_keyboard(clock, open_browser, world, mai):
    decision = begun_decision(mai)
    editor = open_browser(mai)
    editor.go_to("procedures:change_edit", decision.slug, CODE)
    editor.sees(CODE)
    editor.reads("Chưa có tên thủ tục.")

    def named(name: str) -> Locator:
        return editor.page.locator(f"[name='{name}']")

    def type_all(texts: dict[str, str]) -> None:
        for name, text in texts.items():
            editor.type(named(name), text)

    def add(rows: str) -> None:
        """Press the button under some rows; the first field of the new row has the focus at once."""
        editor.reach(editor.page.locator(f"button[value='add {rows}']"))
        editor.page.keyboard.press("Enter")
        expect(editor.page.locator(f"#{rows} :focus")).to_have_count(1)

    def keeps(words: str) -> None:
        editor.page.keyboard.press("F8")
        editor.reads(words)

    type_all({"name": "Cấp thẻ đấu giá viên", "sector": "Bổ trợ tư pháp", "agencies-n1-agency": "Sở Tư pháp"})
    for name, value in (("audience", "citizen"), ("level", "province")):
        editor.tick(editor.page.locator(f"[name='{name}'][value='{value}']"))
    editor.reach(named("service_level"))
    editor.page.keyboard.press("Home")
    editor.tick(named("four_step"))
    type_all({"steps": "Người đề nghị nộp hồ sơ.", "limits-n1-amount": "5"})
    editor.reach(named("limits-n1-unit"))
    editor.page.keyboard.press("ArrowDown")
    add("fees")
    type_all({"fees-n1-name": "Phí thẩm định", "fees-n1-amount": "800.000"})
    type_all({"required_documents-n1-name": "Tờ khai", "required_documents-n1-originals": "1"})
    add("required_documents")
    type_all({"required_documents-n2-name": "Bằng tốt nghiệp", "required_documents-n2-certified_copies": "1"})
    type_all({"results-n1-name": "Thẻ đấu giá viên"})
    type_all({"legal_bases-n1-number": "01/2016/QH14", "legal_bases-n1-name": "Luật Đấu giá tài sản"})
    editor.press(editor.button("Chia theo mẫu"))
    editor.reads("Đã phân bổ 5 ngày trong 5 ngày.")
    editor.judge_page()

    # The line under the stages follows every key; what does not add up is not kept, and nothing is lost.
    editor.type(named("processes-n1-stages-n2-days"), "4")
    editor.reads("Đã phân bổ 6 ngày trong 5 ngày.")
    keeps("Chưa lưu được")
    editor.judge_page()
    editor.reach(editor.link("khác thời hạn giải quyết"))
    editor.page.keyboard.press("Enter")
    editor.type(named("processes-n1-stages-n2-days"), "3")
    editor.reads("Đã phân bổ 5 ngày trong 5 ngày.")
    keeps("Đã lưu bản soạn")
    editor.reads("Đủ nội dung để ban hành")
    editor.judge_page()
    record = ProcedureChange.objects.get(code=CODE).record
    assert problems_of(record, complete=True) == []
    assert [paper["name"] for paper in record["required_documents"]] == ["Tờ khai", "Bằng tốt nghiệp"]
    assert len(record["ways"]) == 3 and record["ways"][0]["fees"][0]["amount"] == 800_000


def begun_decision(mai):
    page = decisions.FirstPage(
        number="12/QĐ-UBND", title="Công bố thủ tục", issuer="UBND tỉnh Thử", effective_on=date(2027, 1, 4)
    )
    decision = decisions.enter(page, actor=mai, at=MONDAY_MORNING)
    decisions.add_changes(decision, [CODE], kind=ChangeKind.CREATE, actor=mai, at=MONDAY_MORNING)
    return decision
