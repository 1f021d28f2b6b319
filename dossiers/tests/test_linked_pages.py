"""A citizen asks once for several procedures, and follows them as one thing; officers see that there are others."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import CitizenProfile
from dossiers.models import Dossier, LinkedDraft, LinkedRequest, StoredFile
from dossiers.services import mandates
from dossiers.tests.cast import MONDAY_MORNING, World
from dossiers.tests.files import pdf
from dossiers.tests.linking import (
    BIRTH,
    INSURANCE,
    RESIDENCE,
    ask,
    dossier_of,
    newborn_group,
    part_of,
    record,
    resolve,
    stranger,
)
from dossiers.tests.test_submission_pages import DECLARATION
from dossiers.workflow import Action
from procedures.models import LinkedGroup, LinkedPart, Procedure
from procedures.queries.groups import AskedPaper, group_terms
from procedures.services import publish_version

TUESDAY = MONDAY_MORNING + timedelta(days=1)


@pytest.fixture(autouse=True)
def _tuesday() -> Any:
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.fixture
def group(world: World) -> LinkedGroup:
    return newborn_group(world, is_insurance_optional=True)


@pytest.fixture
def an_client(client: Client, world: World) -> Client:
    client.force_login(world.an)
    return client


def start(client: Client, group: LinkedGroup) -> LinkedDraft:
    response = client.post(reverse("dossiers:linked_start", args=[group.code]))
    assert response.status_code == 302
    return LinkedDraft.objects.get(pk=UUID(response["Location"].split("/")[-2]))


def page(name: str, draft: LinkedDraft) -> str:
    return reverse(f"dossiers:linked_draft{name}", args=[draft.key])


def asked(draft: LinkedDraft) -> list[AskedPaper]:
    return group_terms(draft.group, today=TUESDAY.date(), left_out=draft.left_out).asked


def attach(client: Client, draft: LinkedDraft, paper: AskedPaper, content: bytes | None = None) -> Any:
    file = SimpleUploadedFile("a.pdf", pdf() if content is None else content, content_type="application/pdf")
    return client.post(page("_documents", draft), {"paper": paper.key, f"paper-{paper.key}-file": file})


def ready(client: Client, group: LinkedGroup, **choices: str) -> LinkedDraft:
    draft = start(client, group)
    assert client.post(page("_parts", draft), choices).status_code == 302
    assert client.post(page("_declaration", draft), DECLARATION).status_code == 302
    draft.refresh_from_db()
    for paper in asked(draft):
        assert attach(client, draft, paper).status_code == 302
    return draft


# ── Asking ───────────────────────────────────────────────────────────────────────────────
def test_a_citizen_declares_once_and_hands_in_each_paper_once(an_client: Client, group: LinkedGroup) -> None:
    draft = ready(an_client, group, **{f"want-{INSURANCE}": "on"})
    papers = an_client.get(page("_documents", draft)).content.decode()
    assert papers.count("Căn cước của cha hoặc mẹ</h2>") == 1
    assert "Không phải nộp “Giấy khai sinh của trẻ”" in papers
    review = an_client.get(page("_review", draft)).content.decode()
    assert "Ủy ban nhân dân phường Thử" in review
    response = an_client.post(page("_review", draft), {"is_true": "on"}, follow=True)
    request = LinkedRequest.objects.get()
    text = response.content.decode()
    assert request.code in text
    assert dossier_of(request, BIRTH).tracking_secret in text
    assert "“Đăng ký thường trú”, “Cấp thẻ bảo hiểm y tế” tự mở" in text
    assert not LinkedDraft.objects.exists()
    assert StoredFile.objects.count() == len(asked(draft)) == 4


def test_an_optional_part_that_is_left_out_takes_its_papers_with_it(an_client: Client, group: LinkedGroup) -> None:
    draft = ready(an_client, group)
    assert "Tờ khai bảo hiểm" not in an_client.get(page("_documents", draft)).content.decode()
    an_client.post(page("_review", draft), {"is_true": "on"})
    names = LinkedRequest.objects.get().parts.values_list("procedure__code", flat=True)
    assert set(names) == {BIRTH, RESIDENCE}


def test_parts_of_the_same_agencies_are_asked_for_their_agency_once(an_client: Client, world: World) -> None:
    group = newborn_group(world)
    both = {"agencies": ["H98.03", "H98.41"]}
    for code, name in ((BIRTH, "Đăng ký khai sinh"), (RESIDENCE, "Đăng ký thường trú")):
        publish_version(record(code, name, "H98.03", "Tờ khai") | both, valid_from=TUESDAY.date())
    draft = start(an_client, group)
    text = an_client.get(page("_parts", draft)).content.decode()
    assert "Cơ quan giải quyết “Đăng ký khai sinh” và “Đăng ký thường trú”" in text
    missing = an_client.post(page("_parts", draft), {})
    assert missing.status_code == 422
    assert "Ông/Bà chọn một cơ quan." in missing.content.decode()
    an_client.post(page("_parts", draft), {f"agency-{BIRTH}": "H98.41"})
    draft.refresh_from_db()
    assert draft.agencies == {BIRTH: "H98.41", RESIDENCE: "H98.41"}


def test_a_holder_of_a_mandate_asks_once_in_the_givers_name_and_only_where_it_reaches(
    an_client: Client, group: LinkedGroup, world: World
) -> None:
    draft = start(an_client, group)
    assert "Chọn chủ hồ sơ" not in an_client.get(page("", draft)).content.decode(), "there is nobody to choose"
    giver = stranger()
    CitizenProfile.objects.create(user=giver, personal_id="001090000123", born_on=date(1990, 1, 1), address="Thôn 1")
    term = (TUESDAY.date(), TUESDAY.date() + timedelta(days=30))
    birth, residence = Procedure.objects.in_bulk([BIRTH, RESIDENCE], field_name="code").values()
    narrow = mandates.give(world.an, mandates.Scope(*term, procedures=[birth]), actor=giver, at=TUESDAY)
    wide = mandates.give(world.an, mandates.Scope(*term, procedures=[birth, residence]), actor=giver, at=TUESDAY)
    group.parts.filter(procedure__code=INSURANCE).delete()
    offered = an_client.get(page("_party", draft)).content.decode()
    assert f"uy-quyen-{wide.code}" in offered and f"uy-quyen-{narrow.code}" not in offered
    assert an_client.post(page("_party", draft), {"party": f"uy-quyen-{narrow.code}"}).status_code == 422
    an_client.post(page("_party", draft), {"party": f"uy-quyen-{wide.code}"})
    assert "Điền sẵn từ ủy quyền" in an_client.get(page("_declaration", draft)).content.decode()
    an_client.post(page("_declaration", draft), DECLARATION | {"name": "Người Khác", "personal_id": "001090000999"})
    for paper in asked(draft):
        assert attach(an_client, draft, paper).status_code == 302
    assert an_client.post(page("_review", draft), {"is_true": "on"}).status_code == 302
    request = LinkedRequest.objects.get()
    dossier = dossier_of(request, BIRTH)
    assert (dossier.mandate, dossier.applicant_name, dossier.personal_id) == (wide, "Người Lạ", "001090000123")
    for action in (Action.RECEIVE, Action.TAKE, Action.PROPOSE, Action.APPROVE):
        dossier = world.act(dossier, action, at=TUESDAY)
    assert dossier_of(request, RESIDENCE).mandate == wide, "what opens later is in the same name"


def test_the_one_declaration_is_saved_while_it_is_typed_and_never_overwritten(
    an_client: Client, group: LinkedGroup
) -> None:
    draft = start(an_client, group)
    in_passing = {"headers": {"Prefer": "return=minimal"}}
    seen = an_client.get(page("_declaration", draft)).context["seen"]
    first = an_client.post(page("_declaration", draft), DECLARATION | {"phone": "12", "seen": seen}, **in_passing)
    assert first.status_code == 200 and first.json()["seen"] != seen
    draft.refresh_from_db()
    assert draft.declaration["phone"] == "12" and not draft.is_declared
    other = an_client.post(page("_declaration", draft), DECLARATION | {"phone": "13", "seen": seen})
    assert other.status_code == 409 and "Hai bản khác nhau" in other.content.decode()
    draft.refresh_from_db()
    assert draft.declaration["phone"] == "12"


def test_a_second_press_leads_to_the_request_of_the_first(an_client: Client, group: LinkedGroup) -> None:
    draft = ready(an_client, group)
    first = an_client.post(page("_review", draft), {"is_true": "on"})
    second = an_client.post(page("_review", draft), {"is_true": "on"})
    assert first["Location"] == second["Location"] == an_client.get(page("", draft))["Location"]
    assert (LinkedRequest.objects.count(), Dossier.objects.count()) == (1, 1)


def test_nothing_typed_is_lost_and_nothing_unfinished_is_submitted(an_client: Client, group: LinkedGroup) -> None:
    draft = start(an_client, group)
    wrong = an_client.post(page("_declaration", draft), DECLARATION | {"phone": "12"})
    assert wrong.status_code == 422
    assert 'value="12"' in an_client.get(page("_declaration", draft)).content.decode()
    refused = attach(an_client, draft, asked(draft)[0], b"MZ\x90\x00 not a pdf")
    assert refused.status_code == 422
    assert "a.pdf" in refused.content.decode()
    assert an_client.post(page("_review", draft), {"is_true": "on"})["Location"] == page("", draft)
    assert start(an_client, group) == draft, "a draft is gone on with"
    assert not Dossier.objects.exists()


def test_a_file_is_taken_back_and_a_draft_thrown_away(an_client: Client, group: LinkedGroup) -> None:
    draft = ready(an_client, group)
    attached = draft.documents.first()
    an_client.post(page("_documents", draft), {"remove": attached.pk})
    assert draft.documents.count() == len(asked(draft)) - 1
    assert an_client.get(page("_discard", draft)).status_code == 405
    an_client.post(page("_discard", draft))
    assert not LinkedDraft.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_group_that_cannot_be_asked_for_says_so(an_client: Client, group: LinkedGroup) -> None:
    Procedure.objects.get(code=RESIDENCE).versions.update(valid_to=MONDAY_MORNING.date())
    assert "tạm dừng tiếp nhận" in an_client.get(reverse("dossiers:linked_start", args=[group.code])).content.decode()
    response = an_client.post(reverse("dossiers:linked_start", args=[group.code]), follow=True)
    assert response.redirect_chain[-1][0] == reverse("procedures:group", args=[group.code])
    assert not LinkedDraft.objects.exists()


DRAFT_PAGES = ["", "_parts", "_declaration", "_documents", "_review", "_discard"]


@pytest.mark.parametrize("name", DRAFT_PAGES)
def test_another_persons_draft_does_not_exist(client: Client, world: World, group: LinkedGroup, name: str) -> None:
    client.force_login(world.an)
    draft = start(client, group)
    client.force_login(stranger())
    for address in (page(name, draft), reverse(f"dossiers:linked_draft{name}", args=[uuid4()])):
        assert client.get(address).status_code in (404, 405)
        assert client.post(address, DECLARATION | {"is_true": "on"}).status_code in (404, 405)
    assert LinkedDraft.objects.exists()


# ── Following ────────────────────────────────────────────────────────────────────────────
def test_the_page_shows_each_agencys_dossier_and_what_opens_when(
    an_client: Client, world: World, group: LinkedGroup
) -> None:
    request = ask(world, group)
    address = reverse("dossiers:linked", args=[request.code])
    text = an_client.get(address).content.decode()
    assert "sẽ mở khi có kết quả: “Đăng ký khai sinh”" in text
    assert "Đã có kết quả 0 trong 3 phần việc." in text
    resolve(world, dossier_of(request, BIRTH), at=TUESDAY)
    world.act(dossier_of(request, INSURANCE), Action.RECEIVE, at=TUESDAY)
    text = an_client.get(address).content.decode()
    assert "Đã có kết quả 1 trong 3 phần việc." in text
    for code in (BIRTH, RESIDENCE, INSURANCE):
        assert dossier_of(request, code).code in text
    assert "còn 2 ngày làm việc" in text, "the insurance's clock"


def test_after_a_refusal_the_citizen_is_told_why_and_what_to_do(
    an_client: Client, world: World, group: LinkedGroup
) -> None:
    request = ask(world, group)
    resolve(world, dossier_of(request, BIRTH), at=TUESDAY, actions=[Action.REFUSE])
    text = an_client.get(reverse("dossiers:linked", args=[request.code])).content.decode()
    assert "“Đăng ký khai sinh”: không được giải quyết, nên các phần sau không mở." in text
    assert "không mở, vì không có kết quả: “Đăng ký khai sinh”" in text
    assert reverse("dossiers:linked_start", args=[group.code]) in text


def test_the_list_shows_a_request_as_one_entry(an_client: Client, world: World, group: LinkedGroup) -> None:
    request = ask(world, group)
    listed = reverse("dossiers:linked", args=[request.code])
    assert an_client.get("/ho-so/").content.decode().count(listed) == 1
    resolve(world, dossier_of(request, BIRTH), at=TUESDAY)
    text = an_client.get("/ho-so/").content.decode()
    assert text.count(listed) == 1
    assert text.index("Cần Ông/Bà làm") < text.index(listed), "its birth certificate waits to be collected"
    assert text.count("Yêu cầu liên thông") + text.count("need__title") == 1
    assert reverse("dossiers:detail", args=[dossier_of(request, BIRTH).code]) + "#result" in text


@pytest.mark.parametrize("more", [0, 5])
def test_pages_ask_the_same_for_one_part_and_for_six(
    an_client: Client, world: World, group: LinkedGroup, more: int
) -> None:
    """Numbers, not a comparison: both runs must give the same."""
    others = [f"9.00002{number}" for number in range(more)]
    for code in others:
        publish_version(record(code, f"Thủ tục {code}", "H98.03", "Tờ khai"), valid_from=world.regime.valid_from)
    if more:
        LinkedPart.objects.bulk_create(
            LinkedPart(group=group, ordinal=10 + number, wave=1, procedure=Procedure.objects.get(code=code))
            for number, code in enumerate(others)
        )
    else:
        group.parts.exclude(procedure__code=BIRTH).delete()
    draft = start(an_client, group)
    request = ask(world, group)
    for address, expected in (
        (reverse("dossiers:linked", args=[request.code]), 5),
        (reverse("dossiers:mine"), 10),
        (page("", draft), 13),
        (page("_documents", draft), 9),
        (reverse("procedures:group", args=[group.code]), 8),
    ):
        an_client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert an_client.get(address).status_code == 200
        asked_for_it = [query["sql"] for query in queries if not _is_of_the_frame(query["sql"])]
        assert len(asked_for_it) == expected, (address, asked_for_it)


def _is_of_the_frame(sql: str) -> bool:
    """Say whether a statement reads who is signed in, which every page does."""
    return any(table in sql for table in ("django_session", "portal_cache", "accounts_post", 'FROM "accounts_user"'))


@pytest.mark.parametrize("name", ["linked", "linked_submitted"])
def test_another_persons_request_does_not_exist(client: Client, world: World, group: LinkedGroup, name: str) -> None:
    address = reverse(f"dossiers:{name}", args=[ask(world, group).code])
    for person in (stranger(), world.binh, world.chi, world.ha, world.khoa):
        client.force_login(person)
        assert client.get(address).status_code == 404
    client.logout()
    assert reverse("account_login") in client.get(address)["Location"]


# ── What a dossier tells of the others ───────────────────────────────────────────────────
def test_dossier_pages_tell_of_the_request_and_open_nothing_else(
    client: Client, world: World, group: LinkedGroup
) -> None:
    request = ask(world, group)
    birth = dossier_of(request, BIRTH)
    client.force_login(world.an)
    own = client.get(reverse("dossiers:detail", args=[birth.code])).content.decode()
    assert reverse("dossiers:linked", args=[request.code]) in own
    client.force_login(world.binh)
    desk = client.get(reverse("dossiers:desk", args=[birth.code])).content.decode()
    assert request.code in desk
    assert "UBND phường Thử" in desk
    assert reverse("dossiers:linked", args=[request.code]) not in desk
    resolve(world, birth, at=TUESDAY)
    residence = dossier_of(request, RESIDENCE)
    assert client.get(reverse("dossiers:desk", args=[residence.code])).status_code == 404, "another agency's"


def test_withdrawing_says_what_it_means_for_the_other_parts(
    an_client: Client, world: World, group: LinkedGroup
) -> None:
    request = ask(world, group)
    birth = dossier_of(request, BIRTH)
    asked_why = an_client.get(reverse("dossiers:withdraw", args=[birth.code])).content.decode()
    assert "sẽ không mở: Đăng ký thường trú; Cấp thẻ bảo hiểm y tế" in asked_why
    resolve(world, birth, at=TUESDAY)
    residence = dossier_of(request, RESIDENCE)
    asked_why = an_client.get(reverse("dossiers:withdraw", args=[residence.code])).content.decode()
    assert "vẫn được giải quyết bình thường" in asked_why


def test_a_part_that_could_not_open_leads_to_its_own_procedure(
    an_client: Client, world: World, group: LinkedGroup
) -> None:
    request = ask(world, group)
    part = part_of(request, RESIDENCE)
    changed = record(RESIDENCE, "Đăng ký thường trú", "H98.41", "Giấy tờ mới", days=3)
    publish_version(changed, valid_from=TUESDAY.date())
    resolve(world, dossier_of(request, BIRTH), at=TUESDAY)
    text = an_client.get(reverse("dossiers:linked", args=[request.code])).content.decode()
    part.refresh_from_db()
    assert part.obstacle in text
    assert reverse("procedures:detail", args=[RESIDENCE]) in text
