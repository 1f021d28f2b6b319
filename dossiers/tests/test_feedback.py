"""Feedback and petitions: sent, judged, answered and published, each within its term and without the sender's name."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from dossiers import feedback_tracking as tracking
from dossiers.errors import InvalidInput, NotAllowed
from dossiers.feedback_access import feedback_led_by
from dossiers.models import Feedback, FeedbackEvent, FeedbackKind, FeedbackStatus
from dossiers.petitions import DEEDS, OPEN
from dossiers.public_words import personal_in
from dossiers.queries.feedback import feedback_desk
from dossiers.services import feedback as services
from dossiers.services.feedback import Petition, StaleFeedback
from dossiers.tests.cast import MONDAY, MONDAY_MORNING, SESSION_QUERIES, DossierIn, World, instant
from dossiers.tests.files import pdf
from dossiers.tracking import NothingFound, TooManyTries
from dossiers.workflow import Status
from exchange.models import Notice

S = FeedbackStatus
TODAY = MONDAY


def petition(world: World, **changed: Any) -> Petition:
    given = {
        "kind": FeedbackKind.QUESTION,
        "agency": world.department,
        "subject": "Giờ tiếp nhận hồ sơ",
        "words": "Sáng thứ Bảy có nhận hồ sơ không?",
        "name": "Nguyễn Văn Bảy",
        "address": "Phường Thử, tỉnh Thử",
        "phone": "+84912345678",
    }
    return Petition(**{**given, **changed})


def sent(world: World, *, at: Any = MONDAY_MORNING, actor: User | None = None, **changed: Any) -> Feedback:
    return services.receive(petition(world, **changed), key=uuid4(), actor=actor, at=at, calendar=world.calendar)


def who(world: World, feedback: Feedback, *, at: Any = MONDAY_MORNING) -> dict[str, Any]:
    return {"seen": feedback.revision, "actor": world.ha, "at": at}


def day(number: int, clock: str = "17:00") -> Any:
    return instant(MONDAY.replace(day=number), clock)


# ── Terms ────────────────────────────────────────────────────────────────────────────────
def test_the_terms_are_working_days_of_the_agency(world: World) -> None:
    feedback = sent(world)
    assert feedback.number == "PA-2026-0001"
    assert (feedback.judge_due_at, feedback.answer_due_at) == (day(4), day(23))
    services.answer(feedback, words="Có, từ 7 giờ 30.", **who(world, feedback), calendar=world.calendar)
    assert feedback.publish_due_at == day(4)


def test_waiting_for_the_sender_does_not_count(world: World) -> None:
    feedback = sent(world)
    services.ask(feedback, question="Ở bộ phận nào?", **who(world, feedback), calendar=world.calendar)
    services.clarify(
        feedback, words="Ở Sở.", seen=feedback.revision, actor=None, at=day(5, "09:00"), calendar=world.calendar
    )
    feedback.refresh_from_db()
    assert feedback.status == S.IN_HAND
    assert feedback.answer_due_at == day(25), "Tuesday and Wednesday were waited for"


def test_after_five_working_days_nothing_is_asked_any_more(world: World) -> None:
    feedback = sent(world)
    late = who(world, feedback, at=day(10, "09:00"))
    with pytest.raises(InvalidInput):
        services.ask(feedback, question="Ở bộ phận nào?", **late, calendar=world.calendar)


def test_where_it_is_forwarded_the_terms_begin_anew(world: World) -> None:
    feedback = sent(world)
    later = who(world, feedback, at=day(3, "09:00"))
    services.forward(feedback, to=world.commune, reason="Thuộc phường.", **later, calendar=world.calendar)
    assert (feedback.agency, feedback.status) == (world.commune, S.NEW)
    assert (feedback.judge_due_at, feedback.answer_due_at) == (day(5), day(24))
    with pytest.raises(InvalidInput):
        services.forward(
            feedback, to=world.commune, reason="Lại.", **who(world, feedback, at=day(3)), calendar=world.calendar
        )


# ── Steps ────────────────────────────────────────────────────────────────────────────────
def test_from_a_question_to_a_published_answer(world: World) -> None:
    feedback = sent(world)
    services.accept(feedback, **who(world, feedback), calendar=world.calendar)
    services.answer(feedback, words="Có, từ 7 giờ 30.", **who(world, feedback), calendar=world.calendar)
    texts = {"public_words": feedback.words, "public_answer": feedback.answer}
    services.publish(feedback, **texts, **who(world, feedback))
    services.say_satisfied(feedback, is_satisfied=True, actor=None, at=MONDAY_MORNING)
    after = list(FeedbackEvent.objects.filter(feedback=feedback).values_list("status_after", flat=True))
    assert after == [S.NEW, S.IN_HAND, S.ANSWERED, S.PUBLISHED, S.PUBLISHED]
    kinds = Notice.objects.filter(subject=f"feedback:{feedback.pk}").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["feedback_received", "feedback_in", "feedback_moved", "feedback_answered"]


@time_machine.travel(MONDAY_MORNING)
def test_files_come_with_a_petition_are_checked_and_reach_only_sender_and_handlers(
    client: Client, world: World, an: User
) -> None:
    given = {
        "key": str(uuid4()),
        "kind": "question",
        "agency": world.department.code,
        "subject": "Quầy đóng cửa",
        "words": "Xem ảnh.",
        "name": "Nguyễn Văn An",
        "address": "Thôn 1",
    }

    def file(content: bytes, name: str = "anh.pdf") -> SimpleUploadedFile:
        return SimpleUploadedFile(name, content, content_type="application/pdf")

    client.force_login(an)
    send = reverse("dossiers:send_feedback")
    wrong = client.post(send, {**given, "files": [file(pdf()), file(b"MZ\x90 not a pdf", "hong.pdf")]})
    assert wrong.status_code == 422 and "hong.pdf" in wrong.content.decode() and not Feedback.objects.exists()
    assert client.post(send, {**given, "files": [file(pdf())] * 6}).status_code == 422
    client.post(send, {**given, "files": [file(pdf()), file(pdf(), "hai.pdf")]})
    feedback = Feedback.objects.get()
    first = feedback.files.first()
    assert feedback.files.count() == 2 and first is not None
    own = reverse("dossiers:own_feedback_file", args=[feedback.number, first.file_id])
    at_the_desk = reverse("dossiers:petition_file", args=[feedback.number, first.file_id])
    assert own in client.get(reverse("dossiers:own_feedback", args=[feedback.number])).content.decode()
    assert b"".join(client.get(own)) == pdf() and client.get(at_the_desk).status_code == 404
    client.force_login(world.ha)
    assert b"".join(client.get(at_the_desk)) == pdf() and client.get(own).status_code == 404
    assert at_the_desk in client.get(reverse("dossiers:feedback_petition", args=[feedback.number])).content.decode()
    secret = {"number": feedback.number, "secret": feedback.tracking_secret}
    tracked = client.post(reverse("dossiers:track_feedback"), secret).content.decode()
    assert "anh.pdf" in tracked and own not in tracked
    services.ask(feedback, question="Quầy nào?", **who(world, feedback), calendar=world.calendar)
    client.force_login(an)
    clarified = {"viec": "lam-ro", "seen": feedback.revision, "words": "Quầy 2.", "files": [file(pdf(), "ba.pdf")]}
    client.post(reverse("dossiers:own_feedback", args=[feedback.number]), clarified)
    assert feedback.files.count() == 3


def test_every_status_has_its_deeds_and_the_final_ones_none() -> None:
    assert set(DEEDS) == set(S)
    assert set(OPEN) == {S.NEW, S.AWAITING_SENDER, S.IN_HAND, S.ANSWERED}


def test_of_two_leaders_the_second_is_told(world: World) -> None:
    feedback = sent(world)
    other = Feedback.objects.get(pk=feedback.pk)
    services.accept(feedback, **who(world, feedback), calendar=world.calendar)
    with pytest.raises(StaleFeedback):
        services.refuse(other, reason="Không thuộc thẩm quyền.", **who(world, other))


@pytest.mark.parametrize("field", ["name", "address", "subject", "words"])
def test_without_name_address_and_content_the_law_takes_nothing(world: World, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        sent(world, **{field: " "})
    assert refused.value.field == field
    assert not Feedback.objects.exists()


def test_two_presses_send_one(world: World) -> None:
    key = uuid4()
    for _press in range(2):
        services.receive(petition(world), key=key, actor=None, at=MONDAY_MORNING, calendar=world.calendar)
    assert Feedback.objects.count() == 1


# ── Who handles it ───────────────────────────────────────────────────────────────────────
def test_leaders_of_the_agency_and_of_the_province_handle_it(world: World) -> None:
    here, there = sent(world), sent(world, agency=world.commune)
    assert set(feedback_led_by(world.ha, today=TODAY)) == {here, there}
    assert set(feedback_led_by(world.khoa, today=TODAY)) == {there}
    for name in ("an", "binh", "chi", "dung", "mai"):
        assert not feedback_led_by(getattr(world, name), today=TODAY).exists()
    seen = {"seen": here.revision, "actor": world.khoa, "at": MONDAY_MORNING}
    with pytest.raises(NotAllowed):
        services.accept(here, **seen, calendar=world.calendar)


def test_whom_it_is_about_neither_handles_nor_sees_it(world: World) -> None:
    """Khoa leads the commune, and received and decided there what the sender complains of."""
    dossier = world.receive_walk_in(world.confirmation, agency=world.commune)
    about = {"agency": world.commune, "dossier": dossier}
    complaint = sent(world, kind=FeedbackKind.CONDUCT, **about)
    question = sent(world, kind=FeedbackKind.QUESTION, **about)
    assert set(feedback_led_by(world.khoa, today=TODAY)) == {question}
    assert set(feedback_led_by(world.ha, today=TODAY)) == {complaint, question}
    told = Notice.objects.get(subject=f"feedback:{complaint.pk}", kind="feedback_in")
    assert told.facts["officers"] == [world.ha.pk]


def test_nobody_handles_what_they_sent(world: World) -> None:
    sent(world, actor=world.ha)
    assert not feedback_led_by(world.ha, today=TODAY).exists()


# ── What becomes public ──────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sáng thứ Bảy có nhận hồ sơ không, từ 7 giờ 30?", []),
        ("Tôi là nguyen van bay ở phường Thử", ["Nguyễn Văn Bảy"]),
        ("Gọi tôi 0912 345 678", ["số điện thoại"]),
        ("Thư bay@vidu.vn", ["thư điện tử"]),
        ("CCCD 049090000127", ["số định danh"]),
        ("Hồ sơ H98.03-260302-0001 chậm", ["mã hồ sơ"]),
        ("Nộp 1.250.000 đồng ngày 02/03/2026", []),
    ],
)
def test_what_tells_who_somebody_is_is_found(text: str, found: list[str]) -> None:
    assert personal_in(text, names=["Nguyễn Văn Bảy"]) == found


def test_what_names_the_sender_is_not_published(world: World) -> None:
    feedback = sent(world)
    services.answer(feedback, words="Có.", **who(world, feedback), calendar=world.calendar)
    words = "Ông Nguyễn Văn Bảy hỏi giờ làm việc."
    with pytest.raises(InvalidInput) as refused:
        services.publish(feedback, public_words=words, public_answer="Có.", **who(world, feedback))
    assert refused.value.field == "public_words"
    assert Feedback.objects.get().published_at is None


def published(world: World) -> Feedback:
    feedback = sent(world)
    services.answer(feedback, words="Có, từ 7 giờ 30.", **who(world, feedback), calendar=world.calendar)
    texts = {"public_words": "Thứ Bảy có làm việc không?", "public_answer": "Có, buổi sáng."}
    services.publish(feedback, **texts, **who(world, feedback))
    return feedback


def test_anybody_reads_question_and_answer_and_nobody_the_sender(client: Client, world: World) -> None:
    feedback = published(world)
    sent(world, words="Chưa trả lời")
    text = client.get("/phan-anh/").content.decode()
    assert "Thứ Bảy có làm việc không?" in text
    assert "Có, buổi sáng." in text
    for secret in (feedback.sender_name, feedback.subject, feedback.words, feedback.number, "Chưa trả lời"):
        assert secret not in text.replace(f"q-{feedback.number}", "")
    assert "Thứ Bảy có làm việc không?" not in client.get("/phan-anh/?loai=conduct").content.decode()


# ── Pages ────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def _tuesday() -> Any:
    with time_machine.travel(MONDAY_MORNING + timedelta(days=1), tick=False):
        yield


def typed(world: World, **changed: str) -> dict[str, str]:
    return {
        "key": str(uuid4()),
        "kind": "lateness",
        "agency": world.department.code,
        "subject": "Chậm trả kết quả",
        "words": "Hồ sơ đã quá hẹn hai ngày.",
        "name": "Nguyễn Văn Bảy",
        "address": "Phường Thử, tỉnh Thử",
        **changed,
    }


@pytest.mark.usefixtures("_tuesday")
def test_a_stranger_sends_and_follows_with_number_and_secret(client: Client, world: World) -> None:
    answer = client.post("/phan-anh/gui/", typed(world))
    feedback = Feedback.objects.get()
    assert feedback.number in answer.content.decode()
    assert feedback.tracking_secret in answer.content.decode()
    codes = {"number": feedback.number.lower(), "secret": feedback.tracking_secret}
    assert "Chờ xem xét" in client.post("/phan-anh/tra-cuu/", codes).content.decode()
    assert client.post("/phan-anh/tra-cuu/", {**codes, "secret": "AAAAAAAA"}).status_code == 404

    services.ask(feedback, question="Hồ sơ nào?", **who(world, feedback), calendar=world.calendar)
    asked = client.post("/phan-anh/tra-cuu/", codes).content.decode()
    assert "Hồ sơ nào?" in asked
    assert world.ha.full_name not in asked
    seen = str(feedback.revision)
    empty = client.post("/phan-anh/tra-cuu/", {**codes, "viec": "lam-ro", "seen": seen, "words": ""})
    assert empty.status_code == 422
    client.post("/phan-anh/tra-cuu/", {**codes, "viec": "lam-ro", "seen": seen, "words": "Hồ sơ cấp chứng chỉ."})
    feedback.refresh_from_db()
    assert feedback.status == S.IN_HAND
    services.answer(feedback, words="Đã trả hôm nay.", **who(world, feedback), calendar=world.calendar)
    assert "Đã trả hôm nay." in client.post("/phan-anh/tra-cuu/", codes).content.decode()
    client.post("/phan-anh/tra-cuu/", {**codes, "viec": "chua-hai-long"})
    assert Feedback.objects.get().is_satisfied is False


@pytest.mark.usefixtures("_tuesday")
def test_a_dossier_is_named_with_its_secret_or_as_ones_own(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    refused = client.post("/phan-anh/gui/", typed(world, code=dossier.code, secret="AAAAAAAA"))
    assert refused.status_code == 422
    assert "Hồ sơ đã quá hẹn hai ngày." in refused.content.decode()
    client.post("/phan-anh/gui/", typed(world, code=dossier.code, secret=dossier.tracking_secret))
    client.force_login(world.an)
    own = client.get(f"/phan-anh/gui/?ho-so={dossier.code}").content.decode()
    assert f'value="{dossier.code}"' in own
    assert world.an.full_name in own
    assert client.post("/phan-anh/gui/", typed(world, code=dossier.code)).status_code == 302
    assert list(Feedback.objects.values_list("dossier", "sender").order_by("pk")) == [
        (dossier.pk, None),
        (dossier.pk, world.an.pk),
    ]
    mine = Feedback.objects.get(sender=world.an)
    assert mine.number in client.get("/phan-anh/cua-toi/").content.decode()
    assert client.get(f"/phan-anh/cua-toi/{mine.number}/").status_code == 200
    client.force_login(world.khoa)
    assert client.get(f"/phan-anh/cua-toi/{mine.number}/").status_code == 404


@pytest.mark.usefixtures("_tuesday")
def test_a_flood_is_stopped(client: Client, world: World) -> None:
    answers = [client.post("/phan-anh/gui/", typed(world)).status_code for _time in range(11)]
    assert answers == [200] * 10 + [429]


def test_guessing_a_secret_is_stopped(world: World) -> None:
    feedback = sent(world)
    for guess in range(10):
        with pytest.raises(NothingFound):
            tracking.look_up(feedback.number, f"AAAAAAA{guess}", client=str(guess), at=MONDAY_MORNING)
    with pytest.raises(TooManyTries):
        tracking.look_up(feedback.number, feedback.tracking_secret, client="x", at=MONDAY_MORNING)


@pytest.mark.usefixtures("_tuesday")
def test_the_desk_puts_first_what_is_due_first_and_says_what_is_late(client: Client, world: World) -> None:
    later = sent(world, subject="Hỏi sau")
    late = sent(world, subject="Hỏi trước", at=instant(MONDAY - timedelta(days=5)))
    waiting = sent(world, subject="Đang hỏi lại")
    services.ask(waiting, question="Gì?", **who(world, waiting), calendar=world.calendar)
    client.force_login(world.ha)
    text = client.get("/phan-anh/xu-ly/").content.decode()
    assert text.index(late.number) < text.index(later.number) < text.index(waiting.number)
    assert "Quá hạn" in text
    services.refuse(late, reason="Trùng phản ánh khác.", **who(world, late))
    assert late.number in client.get("/phan-anh/xu-ly/?muc=xong").content.decode()


@pytest.mark.usefixtures("_tuesday")
def test_a_leader_takes_each_step_on_its_page(client: Client, world: World) -> None:
    feedback = sent(world)
    client.force_login(world.ha)
    base = f"/phan-anh/xu-ly/{feedback.number}/"
    assert client.get(base).status_code == 200
    assert client.post(f"{base}tra-loi/", {"seen": "1", "answer": ""}).status_code == 422
    assert client.post(f"{base}tra-loi/", {"seen": "9", "answer": "Có."}).status_code == 409
    assert client.post(f"{base}tra-loi/", {"seen": "1", "answer": "Có."}).status_code == 302
    assert client.get(f"{base}chuyen/").status_code == 302, "an answered one is forwarded no more"
    words = {"seen": "2", "public_words": "Ông Nguyễn Văn Bảy hỏi", "public_answer": "Có."}
    refused = client.post(f"{base}cong-khai/", words)
    assert refused.status_code == 422
    assert "Nguyễn Văn Bảy" in refused.content.decode()
    words["public_words"] = "Có nhận hồ sơ thứ Bảy không?"
    assert client.post(f"{base}cong-khai/", words).status_code == 302
    assert Feedback.objects.get().status == S.PUBLISHED
    client.force_login(world.chi)
    assert client.get("/phan-anh/xu-ly/").status_code == 403
    assert client.get(base).status_code == 404


@pytest.mark.usefixtures("_tuesday")
def test_a_clerk_writes_down_what_came_by_phone(client: Client, world: World) -> None:
    client.force_login(world.binh)
    assert client.post("/phan-anh/xu-ly/ghi-nhan/", typed(world)).status_code == 422, "how it came is needed"
    answer = client.post("/phan-anh/xu-ly/ghi-nhan/", typed(world, channel="phone"))
    feedback = Feedback.objects.get()
    assert (feedback.channel, feedback.sender) == ("phone", None)
    assert feedback.tracking_secret in answer.content.decode()
    client.force_login(world.an)
    assert client.get("/phan-anh/xu-ly/ghi-nhan/").status_code == 403


@pytest.mark.parametrize("rows", [1, 30])
def test_the_lists_take_the_same_queries_for_one_and_for_thirty(
    client: Client, world: World, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _row in range(rows):
        published(world)
        sent(world, actor=world.an)
    with django_assert_num_queries(6):
        feedback_desk(User.objects.get(pk=world.ha.pk), is_over=False, page=1, at=MONDAY_MORNING)
    client.get("/phan-anh/")
    with django_assert_num_queries(3):
        client.get("/phan-anh/")
    client.force_login(world.an)
    client.get("/phan-anh/cua-toi/")
    with django_assert_num_queries(4 + SESSION_QUERIES):
        client.get("/phan-anh/cua-toi/")
