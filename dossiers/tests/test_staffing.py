"""Whoever leaves a post orphans no queue, and a workbook of posts is tried before it is written."""

import io
from datetime import timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import AdministrativeEvent, Post, Role, User
from dossiers.access import allowed_actions
from dossiers.errors import InvalidInput, NotAllowed, StaleDossier
from dossiers.models import Consultation
from dossiers.services import feedback, staffing
from dossiers.services.deputising import record_absence
from dossiers.staffing_file import COLUMNS, bring
from dossiers.tests.cast import MONDAY, MONDAY_MORNING, instant
from dossiers.tests.world import loaded
from dossiers.workflow import Action, Status

TUESDAY = instant(MONDAY + timedelta(days=1), "10:00")
TODAY = TUESDAY.date()


@pytest.fixture
def admin(world):
    return User.objects.create_user("quantri@test.test", full_name="Lý Quản Trị", is_staff=True)


@pytest.fixture
def nam(world):
    """A second appraiser of the department."""
    nam = User.objects.create_user("nam@test.test", full_name="Bùi Văn Nam")
    Post.objects.create(user=nam, role=Role.APPRAISER, agency=world.department, valid_from=MONDAY)
    return nam


def end(post, *, successor=None, actor, words="Quyết định điều động số 45", seen=0):
    return staffing.end_post(post, successor=successor, words=words, seen=seen, actor=actor, at=TUESDAY)


def taken(world, dossier_in):
    return world.act(dossier_in(Status.IN_APPRAISAL), Action.TAKE, at=instant(MONDAY, "10:00"))


# ── Leaving ──────────────────────────────────────────────────────────────────────────────
def test_what_a_leaver_appraises_goes_to_the_successor(world, dossier_in, chi, nam, admin):
    dossier, waiting = taken(world, dossier_in), dossier_in(Status.SUPPLEMENTING)
    moved = end(chi.posts.get(), successor=nam, actor=admin)
    assert {one.code for one in moved} == {dossier.code, waiting.code}
    for one in (dossier, waiting):
        one = loaded(one)
        assert one.officer == nam
        event = one.events.order_by("-ordinal").first()
        assert (event.action, event.actor) == (Action.ASSIGN, admin) and "số 45" in event.words
    assert loaded(waiting).holder == world.an
    post = Post.objects.get(user=chi)
    assert post.valid_to == TODAY - timedelta(days=1)
    assert AdministrativeEvent.objects.get(subject=f"post:{post.pk}").action == "ended"
    assert not allowed_actions(User.objects.get(pk=chi.pk), loaded(dossier), at=TUESDAY)


def test_without_a_successor_it_goes_to_the_shared_queue(world, dossier_in, chi, nam, admin):
    dossier = taken(world, dossier_in)
    end(chi.posts.get(), actor=admin)
    assert loaded(dossier).officer is None and loaded(dossier).holder is None
    assert Action.TAKE in [permit.move.action for permit in allowed_actions(nam, loaded(dossier), at=TUESDAY)]


def test_what_the_successor_cannot_take_goes_to_the_shared_queue(world, dossier_in, chi, nam, dung, admin):
    dossier = taken(world, dossier_in)
    days = {"first_on": TODAY, "last_on": TODAY, "reason": "Nghỉ phép"}
    record_absence(nam, world.department, **days, actor=dung, at=TUESDAY)
    end(chi.posts.get(), successor=nam, actor=admin)
    assert loaded(dossier).officer is None


@pytest.mark.parametrize("name", ["binh", "chi", "dung", "giang"])
def test_the_last_of_a_role_leaves_only_to_a_successor(world, dossier_in, admin, name):
    dossier_in(Status.IN_APPRAISAL)
    person = getattr(world, name)
    post = person.posts.get()
    with pytest.raises(InvalidInput) as refused:
        end(post, actor=admin)
    assert refused.value.field == "successor"
    assert Post.objects.get(pk=post.pk).valid_to is None
    successor = next(one for one in (world.ha, world.mai) if one != person)
    end(post, successor=successor, actor=admin)
    assert Post.objects.filter(user=successor, role=post.role, agency=post.agency, valid_from=TODAY).exists()


def test_the_last_of_a_role_may_leave_when_nothing_is_open(world, dossier_in, giang, admin):
    dossier_in(Status.RETURNED)
    assert end(giang.posts.get(), actor=admin) == []


def test_petitions_in_hand_go_to_a_leader_who_may_take_them_else_to_all_who_are_left(world, admin):
    first, second = (User.objects.create_user(f"{name}@test.test", full_name=name) for name in ("Lâm", "Liễu"))
    for leader in (first, second):
        leader.posts.create(role=Role.LEADER, agency=world.department, valid_from="2020-01-01")

    def in_hand():
        said = feedback.Petition(
            kind="question",
            agency=world.department,
            subject="Giờ làm việc",
            words="Mấy giờ?",
            name="Bảy",
            address="Thôn 1",
        )
        sent = feedback.receive(said, key=uuid4(), actor=None, at=MONDAY_MORNING, calendar=world.calendar)
        feedback.accept(sent, seen=sent.revision, actor=first, at=MONDAY_MORNING, calendar=world.calendar)
        return sent

    handed, post = in_hand(), first.posts.get()
    assert list(staffing.queue_of(post, today=TUESDAY.date()).feedback) == [handed]
    end(post, successor=second, actor=admin)
    handed.refresh_from_db()
    assert handed.handler == second
    said = handed.events.order_by("-pk").first()
    assert said.is_internal and "Liễu" in said.words
    end(second.posts.get(), actor=admin)
    handed.refresh_from_db()
    assert handed.handler is None and handed.status == "in_hand"


def test_the_last_appraiser_does_not_leave_questions_of_other_agencies_to_nobody(world, admin):
    asked = world.receive_walk_in(world.confirmation, agency=world.commune)
    Consultation.objects.create(
        dossier=asked,
        agency=world.department,
        question="Có tranh chấp không?",
        asked_by=world.khoa,
        asked_at=MONDAY_MORNING,
        due_at=TUESDAY,
    )
    post = world.chi.posts.get()
    queue = staffing.queue_of(post, today=TUESDAY.date())
    assert (queue.consultations, queue.waiting, queue.needs_successor) == (1, 0, True)
    with pytest.raises(InvalidInput):
        end(post, actor=admin)


def test_stand_ins_end_with_the_post(world, chi, nam, dung, admin):
    post = chi.posts.get()
    days = {"valid_from": MONDAY, "valid_to": MONDAY + timedelta(days=9), "stands_in_for": post, "delegation": "UQ 1"}
    stand_in = Post.objects.create(user=dung, role=Role.APPRAISER, agency=world.department, **days)
    end(post, actor=admin)
    stand_in.refresh_from_db()
    assert stand_in.valid_to == MONDAY


def test_only_administrators_end_posts_and_only_as_they_saw_them(world, chi, nam, dung, admin):
    post = chi.posts.get()
    with pytest.raises(NotAllowed):
        end(post, actor=dung)
    with pytest.raises(StaleDossier):
        end(post, actor=admin, seen=5)
    with pytest.raises(InvalidInput) as refused:
        end(post, actor=admin, words=" ")
    assert refused.value.field == "words"


def test_the_page_shows_what_hangs_on_a_post_and_hands_it_over(world, dossier_in, chi, nam, admin, client, monkeypatch):
    monkeypatch.setattr("dossiers.views.staffing.timezone.now", lambda: TUESDAY)
    dossier, post = taken(world, dossier_in), chi.posts.get()
    client.force_login(admin)
    page = reverse("dossiers:end_post", args=[post.pk])
    assert dossier.code in client.get(page).content.decode()
    assert client.post(page, {"seen": 0, "words": "", "successor": ""}).status_code == 422
    assert client.post(page, {"seen": 9, "words": "QĐ 45", "successor": nam.pk}).status_code == 409
    assert client.post(page, {"seen": 0, "words": "QĐ 45", "successor": nam.pk}).status_code == 302
    assert loaded(dossier).officer == nam
    client.force_login(chi)
    assert client.get(page).status_code == 403


# ── A workbook ───────────────────────────────────────────────────────────────────────────
def workbook(*rows):
    book = openpyxl.Workbook()
    book.active.append([str(label) for label in COLUMNS.values()])
    for row in rows:
        book.active.append([row.get(name, "") for name in COLUMNS])
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


HOA = {
    "full_name": "Nguyễn Thị Hòa",
    "email": "hoa@test.test",
    "role": "Chuyên viên thụ lý",
    "agency": "H98.03",
    "valid_from": "01/03/2026",
}


def test_a_trial_writes_nothing_and_the_second_import_changes_nothing(world, admin):
    trial = bring(workbook(HOA), is_trial=True, actor=admin, at=TUESDAY)
    assert (trial.new_posts, trial.new_people, trial.wrong) == (1, 1, 0)
    assert not User.objects.filter(email="hoa@test.test").exists()
    bring(workbook(HOA), is_trial=False, actor=admin, at=TUESDAY)
    again = bring(workbook(HOA), is_trial=False, actor=admin, at=TUESDAY)
    assert (again.new_posts, again.verdicts[0].does) == (0, "Đã có, không đổi gì")
    assert Post.objects.filter(user__email="hoa@test.test").count() == 1
    assert AdministrativeEvent.objects.filter(action="imported").count() == 1


def test_one_person_may_come_with_several_posts(world, admin):
    trial = bring(workbook(HOA, {**HOA, "role": "approver"}), is_trial=False, actor=admin, at=TUESDAY)
    assert (trial.new_posts, trial.new_people) == (2, 1)


def test_each_wrong_row_says_why_and_then_nothing_is_written(world, admin):
    rows = (
        HOA,
        {**HOA, "email": "sai"},
        {**HOA, "role": "Vua"},
        {**HOA, "agency": "H0"},
        {**HOA, "role": "clerk"},
        {**HOA, "valid_from": "99/99/2026"},
    )
    trial = bring(workbook(*rows), is_trial=True, actor=admin, at=TUESDAY)
    assert [bool(verdict.errors) for verdict in trial.verdicts] == [False, True, True, True, True, True]
    with pytest.raises(InvalidInput, match="5 dòng sai"):
        bring(workbook(*rows), is_trial=False, actor=admin, at=TUESDAY)
    assert not User.objects.filter(email="hoa@test.test").exists()


@pytest.mark.parametrize("content", [b"", b"MZ", b"a,b,c"])
def test_what_is_no_workbook_is_refused(world, admin, content):
    with pytest.raises(InvalidInput) as refused:
        bring(io.BytesIO(content), is_trial=True, actor=admin, at=TUESDAY)
    assert refused.value.field == "file"


def test_the_page_tries_writes_and_offers_a_template_that_it_takes(world, admin, client):
    client.force_login(admin)
    page = reverse("dossiers:import_posts")
    assert client.get(page).status_code == 200
    assert client.post(page, {"viec": "thu"}).status_code == 422
    wrong = SimpleUploadedFile("a.xlsx", workbook({**HOA, "role": "Vua"}).read())
    answer = client.post(page, {"viec": "ghi", "file": wrong})
    assert answer.status_code == 422 and "không có vai trò này" in answer.content.decode()
    answer = client.get(reverse("dossiers:posts_template"))
    template = SimpleUploadedFile("mau.xlsx", b"".join(answer.streaming_content))
    assert client.post(page, {"viec": "thu", "file": template}).context["trial"].new_posts == 1
    right = SimpleUploadedFile("a.xlsx", workbook(HOA).read())
    assert client.post(page, {"viec": "ghi", "file": right}).status_code == 302
    assert User.objects.filter(email="hoa@test.test").exists()
