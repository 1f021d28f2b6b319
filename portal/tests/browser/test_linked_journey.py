"""A linked request: An asks once, the first dossier is granted by officers, and the next ones open by themselves."""

from dossiers.models import LinkedDraft, LinkedRequest
from dossiers.tests.cast import loaded
from dossiers.tests.files import pdf
from dossiers.tests.linking import BIRTH, INSURANCE, RESIDENCE, dossier_of, newborn_group, part_of
from dossiers.workflow import Action, Status
from portal.tests.browser.person import file_named


def test_one_request_opens_the_dossiers_of_several_agencies(clock, open_browser, world, an, binh, chi, dung):
    newborn_group(world)
    citizen = open_browser(an)
    request = _asked_once(citizen)
    birth = dossier_of(request, BIRTH)
    assert birth.status == Status.SUBMITTED
    assert part_of(request, RESIDENCE).dossier is None

    clock.wait(minutes=30)
    clerk = open_browser(binh)
    _does(clerk, birth, Action.RECEIVE)
    officer = open_browser(chi)
    _does(officer, birth, Action.TAKE)
    officer.go_to("dossiers:move", birth.code, "propose")
    officer.choose(officer.field("Đồng ý giải quyết"))
    officer.key("F8")
    officer.reads(f"Đã trình hồ sơ {birth.code}")
    approver = open_browser(dung)
    _does(approver, birth, Action.APPROVE)
    assert loaded(birth).status == Status.RESULT_READY

    # The result of the first opened the others, at two agencies, in the same moment.
    agencies = {dossier_of(request, code).agency.code for code in (RESIDENCE, INSURANCE)}
    assert agencies == {world.commune.code, world.department.code}
    citizen.go_to("dossiers:linked", request.code)
    citizen.reads(*(dossier_of(request, code).code for code in (BIRTH, RESIDENCE, INSURANCE)))

    _does(clerk, birth, Action.HAND_OVER)
    assert loaded(birth).status == Status.RETURNED


def _asked_once(citizen):
    citizen.go_to("dossiers:linked_start", "khai-sinh")
    citizen.press(citizen.button("Bắt đầu"))
    key = LinkedDraft.objects.get().key
    citizen.go_to("dossiers:linked_draft_parts", key)
    citizen.press(citizen.button("Lưu và tiếp tục"))
    citizen.go_to("dossiers:linked_draft_declaration", key)
    citizen.type(citizen.field("Số điện thoại"), "0912 345 678")
    citizen.press(citizen.button("Lưu và tiếp tục"))
    citizen.go_to("dossiers:linked_draft_documents", key)
    papers = citizen.page.locator(".papers__paper").filter(has=citizen.page.locator("input[type=file]"))
    for number in range(papers.count()):
        citizen.attach(papers.nth(number).locator("input[type=file]"), file_named(f"giay-to-{number}.pdf", pdf()))
        citizen.press(papers.nth(number).locator(".upload button"))
        citizen.reads(f"giay-to-{number}.pdf")
    citizen.go_to("dossiers:linked_draft_review", key)
    citizen.tick(citizen.page.get_by_role("checkbox"))
    citizen.press(citizen.button("Nộp một lần"))
    request = LinkedRequest.objects.get()
    citizen.reads(request.code)
    return request


def _does(person, dossier, action):
    """Let somebody do what an action asks for, which is nothing but to confirm it."""
    person.go_to("dossiers:move", dossier.code, action.value.replace("_", "-"))
    person.reads(dossier.code)
    person.key("F8")
    person.reads(dossier.code)
