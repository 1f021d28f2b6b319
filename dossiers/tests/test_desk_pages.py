"""One dossier on an officer’s desk: what it shows, and each action through its page."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role, User
from dossiers import services
from dossiers.access import allowed_actions
from dossiers.models import DossierEvent, Outcome, StoredFile, SubmittedDocument
from dossiers.queries.buttons import KEYS, PAGES_OF_THEIR_OWN
from dossiers.tests.cast import GROUND, PDF, SESSION_QUERIES, DossierIn, World, loaded
from dossiers.tests.desk import FOLLOWING, TUESDAY, A, S, path, press, text_of
from dossiers.views.deeds import DEEDS
from dossiers.workflow import MOVES, Action, Status
from procedures.models import Channel


@pytest.fixture(autouse=True)
def _tuesday() -> Any:
    with time_machine.travel(TUESDAY, tick=False):
        yield


# ── The desk ─────────────────────────────────────────────────────────────────────────────
def test_every_action_of_the_workflow_has_a_page_a_key_and_words() -> None:
    at_desk = {move.action for move in MOVES if move.before is not None and move.roles}
    assert set(DEEDS) | set(PAGES_OF_THEIR_OWN) == set(KEYS) == at_desk
    for status in Status:
        keys = [KEYS[action] for action in {move.action for move in MOVES if move.before == status and move.roles}]
        assert len(set(keys)) == len(keys)
    assert not {"g", "j", "k", "u", "v", "i"} & set(KEYS.values()), "these move about"


def test_the_desk_shows_the_buttons_that_access_permits_in_every_status(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    shown = set()
    for status in Status:
        dossier = dossier_in(status)
        for person in ("binh", "chi", "dung", "giang", "ha", "khoa"):
            user = User.objects.get(pk=getattr(world, person).pk)
            client.force_login(user)
            answer = client.get(path(dossier))
            permitted = [permit.move.action for permit in allowed_actions(user, dossier, at=TUESDAY)]
            if answer.status_code == 200:
                buttons = [button.action for button in answer.context["page"].buttons]
                assert buttons == list(dict.fromkeys(permitted)), (status, person)
                shown.update(buttons)
            else:
                assert set(permitted) <= {A.ANSWER}, (status, person)
    assert {A.RECEIVE, A.ASSIGN, A.CONSULT, A.VERIFY, A.REPORT_VERIFICATION, A.CONFIRM_PAYMENT, A.EXTEND} <= shown
    assert {A.APPROVE, A.SIGN, A.SEAL, A.HAND_OVER, A.REOPEN, A.CLOSE_CONSULTATION, A.TAKE_BACK} <= shown


def test_the_desk_tells_an_officer_everything(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = world.act(dossier_in(S.IN_APPROVAL), A.SEND_BACK, at=TUESDAY, reason="Thiếu căn cứ.")
    client.force_login(world.chi)
    text = text_of(client.get(path(dossier)))
    for said in ("Thiếu căn cứ.", "Phạm Tiến Dũng", "chỉ trong cơ quan", "049090000127", "Luật Đấu giá tài sản"):
        assert said in text
    assert "Có bằng đại học một trong các ngành luật" in text
    assert "Ngày 1" in text, "the promised date explains itself"


def test_a_paper_is_read_beside_the_dossier(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.IN_APPRAISAL)
    client.force_login(world.chi)
    second = SubmittedDocument.objects.filter(dossier=dossier).order_by("pk")[1]
    whole = client.get(path(dossier), {"giay": second.pk})
    part = client.get(path(dossier), {"giay": second.pk}, headers={"HX-Request": "true", "HX-Target": "giay-to"})
    assert whole.context["viewed"]["pk"] == part.context["viewed"]["pk"] == second.pk
    assert "<html" not in text_of(part)
    address = f"/ho-so/{dossier.code}/tep/{second.file_id}/"
    assert address in text_of(part)
    assert b"".join(client.get(address).streaming_content) == PDF


def test_an_unknown_paper_shows_the_first(client: Client, world: World, dossier_in: DossierIn) -> None:
    client.force_login(world.chi)
    assert client.get(path(dossier_in(S.IN_APPRAISAL)), {"giay": "x<script>"}).context["viewed"] is not None


def test_the_approver_reads_the_draft_first(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.IN_APPRAISAL)
    services.propose(dossier, outcome=Outcome.GRANTED, reason="", file=world.scan, seen=2, actor=world.chi, at=TUESDAY)
    client.force_login(world.dung)
    assert client.get(path(dossier)).context["viewed"]["name"] == "Dự thảo kết quả"


def test_the_desk_takes_a_fixed_number_of_queries(
    client: Client, world: World, dossier_in: DossierIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    few = dossier_in(S.IN_APPRAISAL)
    many = dossier_in(S.RETURNED)
    many_papers = [
        SubmittedDocument(dossier=many, name=f"Giấy {n}", form="copy", file=world.scan, added_at=TUESDAY)
        for n in range(30)
    ]
    SubmittedDocument.objects.bulk_create(many_papers)
    client.force_login(world.binh)
    for dossier in (few, many):
        client.get(path(dossier))
        # One that is over has nothing to be asked about its moves.
        with django_assert_max_num_queries(12 + SESSION_QUERIES):
            client.get(path(dossier))


def test_an_officer_does_not_come_to_their_own_dossier(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.IN_APPRAISAL)
    client.force_login(world.an)
    answer = client.get(path(dossier))
    assert answer.status_code == 403
    assert "của chính Ông/Bà" in text_of(answer)
    assert "chỉ trong cơ quan" not in text_of(answer)


# ── Each action ──────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("person", "before", "action", "words", "after"), FOLLOWING, ids=lambda part: str(part)[:20])
def test_an_action_is_asked_for_and_done(
    client: Client,
    world: World,
    dossier_in: DossierIn,
    person: str,
    before: Status,
    action: Action,
    words: dict[str, str],
    after: Status,
) -> None:
    dossier = dossier_in(before)
    user = getattr(world, person)
    client.force_login(user)
    asked = client.get(path(dossier, action))
    assert asked.status_code == 200
    assert loaded(dossier).revision == dossier.revision, "asking changes nothing"
    answer = press(client, user, dossier, action, **words)
    assert answer.status_code == 302
    now = loaded(dossier)
    assert now.status == after
    event = DossierEvent.objects.get(dossier=dossier, ordinal=dossier.revision + 1)
    assert (event.action, event.actor, event.at) == (action, user, TUESDAY)
    for text in (words.get("reason"), words.get("words")):
        assert not text or event.words == text
    assert client.get(answer["Location"]).status_code == 200


def test_the_case_that_was_chosen_sets_the_promise(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.SUBMITTED)
    answer = press(client, world.binh, dossier, A.RECEIVE, case="2")
    assert answer["Location"] == f"/quay/da-tiep-nhan/{dossier.code}/"
    assert loaded(dossier).limit_amount == 10
    assert "thứ Ba, 17/03/2026, 17:00" in text_of(client.get(answer["Location"]))


def test_a_supplement_is_asked_for_paper_by_paper(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.IN_APPRAISAL)
    words = {
        "reason": "Hồ sơ chưa đủ.",
        "row-1-asked": "on",
        "row-1-reason": "Bản chụp mờ.",
        "row-1-ground": GROUND,
        "row-3-name": "Sơ yếu lý lịch",
        "row-3-reason": "Để xác minh.",
        "row-3-ground": "Điều 14",
    }
    assert press(client, world.chi, dossier, A.REQUEST_SUPPLEMENT, **words).status_code == 302
    request = dossier.supplement_requests.get()
    assert list(request.papers.values_list("name", "reason", "legal_ground")) == [
        ("Bằng tốt nghiệp đại học", "Bản chụp mờ.", GROUND),
        ("Sơ yếu lý lịch", "Để xác minh.", "Điều 14"),
    ]
    assert loaded(dossier).status == S.SUPPLEMENTING


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"row-0-asked": "on", "row-0-reason": "Mờ.", "row-0-ground": GROUND}, "lý do chung"),
        ({"reason": "Thiếu."}, "ít nhất một giấy tờ"),
        ({"reason": "Thiếu.", "row-0-asked": "on", "row-0-ground": GROUND}, "lý do cần bổ sung"),
        ({"reason": "Thiếu.", "row-0-asked": "on", "row-0-reason": "Mờ."}, "căn cứ yêu cầu"),
        ({"reason": "Thiếu.", "row-0-reason": "Mờ."}, "hoặc xóa lý do"),
    ],
)
def test_a_request_for_supplement_must_be_complete(
    client: Client, world: World, dossier_in: DossierIn, words: dict[str, str], said: str
) -> None:
    dossier = dossier_in(S.IN_APPRAISAL)
    answer = press(client, world.chi, dossier, A.REQUEST_SUPPLEMENT, **words)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert loaded(dossier).status == S.IN_APPRAISAL


def test_what_was_asked_for_is_taken_in_at_the_counter(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.SUPPLEMENTING, channel=Channel.IN_PERSON)
    key = f"paper-{dossier.supplement_requests.get().papers.get().pk}"
    missing = press(client, world.binh, dossier, A.SUPPLEMENT, words="Nộp tại quầy 3")
    assert missing.status_code == 422
    assert "Còn thiếu giấy tờ này" in text_of(missing)
    assert "Nộp tại quầy 3" in text_of(missing)
    scan = SimpleUploadedFile("quet.pdf", PDF, "application/pdf")
    words = {f"{key}-form": "original", f"{key}-quantity": "2", f"{key}-scan": scan}
    assert press(client, world.binh, dossier, A.SUPPLEMENT, **words).status_code == 302
    supplied = SubmittedDocument.objects.exclude(supplement=None).get(dossier=dossier)
    assert (supplied.form, supplied.quantity, supplied.file.name) == ("original", 2, "quet.pdf")
    assert loaded(dossier).status == S.IN_APPRAISAL


def test_a_dossier_is_discontinued_only_when_the_time_for_the_supplement_is_over(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    dossier = dossier_in(S.SUPPLEMENTING)
    early = press(client, world.chi, dossier, A.DISCONTINUE, reason="Quá hạn.")
    assert early.status_code == 403
    assert "Chưa hết thời hạn dành cho người nộp" in text_of(early)
    with time_machine.travel(dossier.answer_due_at + timedelta(minutes=1), tick=False):
        assert press(client, world.chi, dossier, A.DISCONTINUE, reason="Quá hạn.").status_code == 302
    assert loaded(dossier).status == S.DISCONTINUED


def test_a_proposal_keeps_its_draft_through_a_mistake(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.IN_APPRAISAL)
    draft = SimpleUploadedFile("du-thao.pdf", PDF, "application/pdf")
    wrong = press(client, world.chi, dossier, A.PROPOSE, outcome="denied", reason="Không đủ tuổi.", file=draft)
    assert wrong.status_code == 422
    assert "căn cứ pháp lý" in text_of(wrong)
    assert "Không đủ tuổi." in text_of(wrong)
    kept = wrong.context["form"]["kept"].value()
    right = {"outcome": "denied", "reason": "Không đủ tuổi.", "legal_ground": GROUND, "kept": kept}
    assert press(client, world.chi, dossier, A.PROPOSE, **right).status_code == 302
    result = loaded(dossier).result
    assert (result.outcome, result.file.name) == (Outcome.DENIED, "du-thao.pdf")
    assert StoredFile.objects.filter(name="du-thao.pdf").count() == 1


def test_a_note_of_a_file_is_worth_nothing_to_anybody_else(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.IN_APPRAISAL)
    draft = SimpleUploadedFile("du-thao.pdf", PDF, "application/pdf")
    kept = press(client, world.chi, dossier, A.PROPOSE, outcome="", file=draft).context["form"]["kept"].value()
    colleague = User.objects.create_user("yen@test.test", full_name="Ngô Hải Yến")
    colleague.posts.create(role=Role.APPRAISER, agency=world.department, valid_from="2020-01-01")
    assert press(client, colleague, dossier, A.PROPOSE, outcome="granted", kept=kept).status_code == 302
    assert loaded(dossier).result.file is None


def test_a_proposal_that_came_back_is_gone_on_with(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = world.act(dossier_in(S.IN_APPROVAL), A.SEND_BACK, at=TUESDAY)
    client.force_login(world.chi)
    form = client.get(path(dossier, A.PROPOSE)).context["form"]
    assert (form["outcome"].value(), form["reason"].value()) == ("granted", "Hồ sơ đủ điều kiện.")
