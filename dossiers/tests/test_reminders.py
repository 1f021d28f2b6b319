"""Reminders: a leader urges, the unit hears and answers, the leader closes or urges again."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from dossiers.access_to_reminders import get_reminder
from dossiers.errors import InvalidInput, NotAllowed, StaleDossier
from dossiers.models import Reminder
from dossiers.papers.reminder import reminder_of, reminder_pdf
from dossiers.queries import owed
from dossiers.queries import reminders as queries
from dossiers.services import reminders as services
from dossiers.tests.cast import MONDAY, instant
from dossiers.workflow import Action, Status
from exchange.models import Notice

NOON = instant(MONDAY + timedelta(days=8), "12:00")
THURSDAY = MONDAY + timedelta(days=10)


def remind(world, dossiers, *, actor=None, key=None, at=NOON, **changed):
    arguments = {"person": None, "words": "Giải quyết ngay.", "answer_on": THURSDAY} | changed
    return services.remind(
        dossiers, key=key or uuid4(), actor=actor or world.ha, at=at, calendar=world.calendar, **arguments
    )


def fresh(user):
    return User.objects.get(pk=user.pk)


# ── Sending ──────────────────────────────────────────────────────────────────────────────
def test_each_agency_gets_a_letter_of_its_own_and_hears_of_it(world, dossier_in, ha):
    here = dossier_in(Status.IN_APPRAISAL)
    there = world.receive_walk_in(world.confirmation, agency=world.commune)
    sent = remind(world, [here, there])
    assert [(one.agency, list(one.dossiers.all())) for one in sent] == [
        (world.department, [here]),
        (world.commune, [there]),
    ]
    assert [one.number for one in sent] == ["01/2026/ĐĐ-H98.03", "02/2026/ĐĐ-H98.03"]
    assert sent[0].answer_due_at == instant(THURSDAY, "17:00")
    told = Notice.objects.filter(kind="reminder").order_by("pk")
    assert [notice.facts["officers"] for notice in told] == [[world.dung.pk], [world.khoa.pk]]


def test_the_letter_is_printed_for_those_who_may_see_it(world, dossier_in, client):
    dossier = dossier_in(Status.IN_APPRAISAL)
    [sent] = remind(world, [dossier])
    letter = reminder_of(get_reminder(world.ha, sent.key, today=NOON.date()))
    assert (letter.head.number, letter.recipient) == (sent.number, world.department.name)
    assert [row.code for row in letter.rows] == [dossier.code] and letter.signatory.name == world.ha.full_name
    assert reminder_pdf(letter) == reminder_pdf(letter)
    page = reverse("dossiers:reminder_pdf", args=[sent.key])
    with time_machine.travel(NOON):
        client.force_login(world.dung)
        assert client.get(page).content.startswith(b"%PDF-")
        client.force_login(world.an)
        assert client.get(page).status_code == 404


def test_a_second_press_sends_nothing_more(world, dossier_in):
    dossier, key = dossier_in(Status.IN_APPRAISAL), uuid4()
    assert remind(world, [dossier], key=key) == remind(world, [dossier], key=key)
    assert (Reminder.objects.count(), Notice.objects.filter(kind="reminder").count()) == (1, 1)


def test_a_leader_of_an_agency_urges_their_own_people_only(world, dossier_in, khoa):
    with pytest.raises(NotAllowed):
        remind(world, [dossier_in(Status.IN_APPRAISAL)], actor=khoa)
    own = world.receive_walk_in(world.confirmation, agency=world.commune)
    [sent] = remind(world, [own], actor=khoa, person=world.lan)
    assert sent.person == world.lan and sent.sending_agency == world.commune


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"words": "  "}, "words"),
        ({"answer_on": MONDAY}, "answer_on"),
        ({"answer_on": MONDAY + timedelta(days=12)}, "answer_on"),
        ({"answer_on": MONDAY + timedelta(days=100)}, "answer_on"),
    ],
)
def test_a_letter_without_words_or_with_an_impossible_day_is_refused(world, dossier_in, changed, field):
    with pytest.raises(InvalidInput) as refused:
        remind(world, [dossier_in(Status.IN_APPRAISAL)], **changed)
    assert refused.value.field == field and not Reminder.objects.exists()


def test_somebody_of_another_agency_is_not_urged(world, dossier_in, khoa):
    with pytest.raises(InvalidInput, match="không giữ vị trí"):
        remind(world, [dossier_in(Status.IN_APPRAISAL)], person=khoa)


# ── Answering, closing ───────────────────────────────────────────────────────────────────
def test_the_unit_answers_once_and_the_leader_hears_and_closes(world, dossier_in, ha, dung):
    [sent] = remind(world, [dossier_in(Status.IN_APPRAISAL)])
    services.answer(sent, words="Đã giao chuyên viên, xong trong hôm nay.", actor=dung, at=NOON)
    assert Notice.objects.get(kind="reminder_answered").facts["officers"] == [ha.pk]
    with pytest.raises(StaleDossier):
        services.answer(sent, words="Lần nữa.", actor=dung, at=NOON)
    sent.refresh_from_db()
    services.close(sent, actor=ha, at=NOON)
    with pytest.raises(StaleDossier):
        services.close(sent, actor=ha, at=NOON)


@pytest.mark.parametrize("name", ["chi", "ha", "khoa", "binh", "giang"])
def test_nobody_else_answers(world, dossier_in, name):
    [sent] = remind(world, [dossier_in(Status.IN_APPRAISAL)])
    with pytest.raises(NotAllowed):
        services.answer(sent, words="Tôi trả lời.", actor=getattr(world, name), at=NOON)


def test_whoever_was_named_answers(world, dossier_in, chi):
    [sent] = remind(world, [dossier_in(Status.IN_APPRAISAL)], person=chi)
    services.answer(sent, words="Đang hoàn thiện.", actor=chi, at=NOON)
    with pytest.raises(NotAllowed):
        services.close(sent, actor=world.khoa, at=NOON)


def test_answers_that_are_overdue_are_counted_and_listed(world, dossier_in, ha, dung):
    late, answered = (remind(world, [dossier_in(Status.IN_APPRAISAL)])[0] for _ in range(2))
    services.answer(answered, words="Xong.", actor=dung, at=NOON)
    friday = instant(MONDAY + timedelta(days=11))
    counts = {str(debt.label): debt.count for debt in owed.debts(ha, at=friday)}
    assert (counts["Đôn đốc quá hạn trả lời"], counts["Đôn đốc đã trả lời"]) == (1, 1)
    for state, wanted in ((queries.OVERDUE, late), (queries.ANSWERED, answered)):
        shown = queries.reminder_list(ha, {"trang_thai": state}, page=1, at=friday)
        assert [row.number for row in shown.rows] == [wanted.number]


def test_a_dossier_shows_its_open_reminders_to_those_concerned(world, dossier_in, chi, dung, an):
    dossier = dossier_in(Status.IN_APPRAISAL)
    [sent] = remind(world, [dossier])
    assert [row.number for row in queries.of_dossier(dossier, dung, at=NOON)] == [sent.number]
    assert queries.of_dossier(dossier, an, at=NOON) == queries.of_dossier(dossier, chi, at=NOON) == ()
    services.close(sent, actor=world.ha, at=NOON)
    assert queries.of_dossier(dossier, dung, at=NOON) == ()


# ── The pages ────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def at_noon(monkeypatch):
    monkeypatch.setattr("dossiers.views.reminders.timezone.now", lambda: NOON)


def test_a_leader_ticks_writes_and_sends(world, dossier_in, client, ha, dung, at_noon):
    codes = [dossier_in(Status.IN_APPRAISAL).code for _ in range(2)]
    client.force_login(ha)
    page = client.get(reverse("dossiers:remind"), {"chon": codes})
    assert all(code in page.content.decode() for code in codes)
    typed = {"chon": codes, "key": str(uuid4()), "words": "", "answer_on": "12/03/2026", "person": ""}
    refused = client.post(reverse("dossiers:remind"), typed)
    assert refused.status_code == 422 and "12/03/2026" in refused.content.decode()
    answer = client.post(reverse("dossiers:remind"), {**typed, "words": "Làm ngay trong ngày."})
    sent = Reminder.objects.get()
    assert answer["Location"] == reverse("dossiers:reminder", args=[sent.key])

    client.force_login(dung)
    assert sent.number in client.get(reverse("dossiers:reminders")).content.decode()
    address = reverse("dossiers:answer_reminder", args=[sent.key])
    assert client.post(address, {"words": ""}).status_code == 422
    assert client.post(address, {"words": "Đã làm."}).status_code == 302
    stale = client.post(address, {"words": "Hai lần"})
    assert stale.status_code == 409 and "Hai lần" in stale.content.decode()

    client.force_login(ha)
    page = client.get(reverse("dossiers:reminder", args=[sent.key])).content.decode()
    assert "Đã làm." in page and "Đôn đốc tiếp" in page
    assert client.post(reverse("dossiers:close_reminder", args=[sent.key])).status_code == 302


def test_a_letter_of_others_is_not_found(world, dossier_in, client, khoa, at_noon):
    [sent] = remind(world, [dossier_in(Status.IN_APPRAISAL)])
    client.force_login(khoa)
    assert client.get(reverse("dossiers:reminder", args=[sent.key])).status_code == 404


def test_the_list_takes_as_many_queries_for_thirty_letters_as_for_one(
    world, dossier_in, client, ha, django_assert_max_num_queries, at_noon
):
    dossier = dossier_in(Status.IN_APPRAISAL)
    client.force_login(ha)
    client.get(reverse("dossiers:reminders"))
    spent = []
    for more in (1, 29):
        for _ in range(more):
            remind(world, [dossier])
        with django_assert_max_num_queries(12) as statements:
            client.get(reverse("dossiers:reminders"))
        spent.append(len(statements))
    assert spent[0] == spent[1]


def test_the_leader_is_offered_what_is_still_open(world, dossier_in, ha):
    open_one, over = dossier_in(Status.IN_APPRAISAL), dossier_in(Status.IN_APPRAISAL)
    [sent] = remind(world, [open_one, over])
    world.act(over, Action.WITHDRAW, at=NOON)
    page = queries.reminder_page(fresh(ha), sent, at=NOON)
    assert open_one.code in page.again_url and over.code not in page.again_url
