"""The lists of officers: counts equal lists, filters say what the row says, queries do not grow with the rows."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from dossiers.deadlines import Standing
from dossiers.models import Dossier
from dossiers.path import STANDING_LABELS, standing_badge
from dossiers.queries.worklist import standing_condition, text_condition
from dossiers.tests.cast import MONDAY, MONDAY_MORNING, SESSION_QUERIES, DossierIn, World, instant
from dossiers.workflow import Action, Status
from procedures.models import Channel

TUESDAY = MONDAY_MORNING + timedelta(days=1)
OWN_TABS = ("cua-toi", "hang-cho", "vang-mat")
WAITING_TABS = ("cho-bo-sung", "cho-y-kien", "xac-minh", "cho-nop-tien", "cho-ban-giao", "da-trinh")
APPROVER_TABS = ("cho-phe-duyet", "cho-ky-so", "cho-dong-y", "cho-phan-cong")


@pytest.fixture(autouse=True)
def _tuesday() -> Any:
    with time_machine.travel(TUESDAY, tick=False):
        yield


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


# ── Counts and lists ─────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("person", "address", "tabs"),
    [
        ("binh", "/quay/", ["cho-kiem-tra", "cho-tra", "nguoi-nop-bo-sung", "moi-ho-so"]),
        ("chi", "/xu-ly/", [*OWN_TABS, *WAITING_TABS, "tat-ca", "da-xong"]),
        ("dung", "/xu-ly/", [*APPROVER_TABS, "tat-ca", "da-xong"]),
        ("giang", "/xu-ly/", ["cho-dong-dau", "cho-chuyen-ket-qua", "tat-ca", "da-xong"]),
        ("ha", "/xu-ly/", ["tat-ca", "da-xong"]),
    ],
)
def test_each_tab_counts_what_it_lists(
    client: Client, world: World, dossier_in: DossierIn, person: str, address: str, tabs: list[str]
) -> None:
    for status in Status:
        dossier_in(status)
    dossier_in(Status.SUBMITTED)
    signed_in(client, getattr(world, person))
    for tab in tabs:
        work = client.get(address, {"muc": tab}).context["work"]
        assert work.tab.slug == tab
        assert work.counts[tab] == len(work.rows)
        assert list(work.counts) == tabs
    assert sum(work.counts.values()) > 0


def test_an_appraiser_finds_what_is_theirs_first_and_else_the_shared_queue(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    signed_in(client, world.chi)
    waiting = dossier_in(Status.IN_APPRAISAL)
    assert client.get("/xu-ly/").context["work"].tab.slug == "hang-cho"
    world.act(waiting, Action.TAKE, at=instant(MONDAY, "10:00"))
    work = client.get("/xu-ly/").context["work"]
    assert (work.tab.slug, [row.code for row in work.rows]) == ("cua-toi", [waiting.code])


def test_the_most_endangered_stands_first_and_what_waits_for_the_citizen_last(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    late = dossier_in(Status.IN_APPRAISAL, at=MONDAY_MORNING - timedelta(days=14))
    paused = dossier_in(Status.SUPPLEMENTING, at=MONDAY_MORNING - timedelta(days=21))
    today = dossier_in(Status.IN_APPROVAL, at=MONDAY_MORNING - timedelta(days=6))
    new = dossier_in(Status.IN_APPRAISAL)
    rows = signed_in(client, world.chi).get("/xu-ly/", {"muc": "tat-ca"}).context["work"].rows
    assert [row.code for row in rows] == [late.code, today.code, new.code, paused.code]
    assert rows[0].standing.tone == "bad"


def test_nobody_finds_their_own_dossier_in_a_work_list(client: Client, world: World, dossier_in: DossierIn) -> None:
    mine = dossier_in(Status.IN_APPRAISAL)
    Dossier.objects.filter(pk=mine.pk).update(submitter=world.chi)
    work = signed_in(client, world.chi).get("/xu-ly/", {"muc": "tat-ca"}).context["work"]
    assert work.rows == []


def test_another_agency_sees_nothing_of_it(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier_in(Status.IN_APPRAISAL)
    signed_in(client, world.khoa)
    assert client.get("/xu-ly/", {"muc": "tat-ca"}).context["work"].rows == []
    assert client.get("/quay/", {"muc": "moi-ho-so"}).context["work"].rows == []


# ── Filters ──────────────────────────────────────────────────────────────────────────────
INSTANTS = [
    MONDAY_MORNING,
    instant(MONDAY, "16:59"),
    instant(MONDAY, "17:30"),
    instant(MONDAY, "23:59"),
    *[MONDAY_MORNING + timedelta(days=day, hours=day % 3) for day in range(1, 15)],
]


def test_the_filter_of_standing_says_what_each_row_says(world: World, dossier_in: DossierIn) -> None:
    for days in (0, -1, -3, -4, -5, -7, -14):
        begun = MONDAY_MORNING + timedelta(days=days)
        dossier_in(Status.IN_APPRAISAL, at=begun)
        dossier_in(Status.IN_APPRAISAL, version=world.confirmation, at=begun)
    dossier_in(Status.SUPPLEMENTING)
    dossier_in(Status.RESULT_READY)
    dossiers = list(Dossier.objects.all())
    for at in INSTANTS:
        badges = {dossier.code: standing_badge(dossier, at=at, calendar=world.calendar) for dossier in dossiers}
        for standing in Standing:
            by_row = {code for code, badge in badges.items() if badge and badge.label == STANDING_LABELS[standing]}
            condition = standing_condition(standing, at=at, calendar=world.calendar)
            by_sql = set(Dossier.objects.filter(condition).values_list("code", flat=True))
            assert by_sql == by_row, (standing, at)


SAID = {
    "do thi man": True,
    "Đỗ Thị Mận": True,
    "mận": True,
    "MAN": True,
    "an": False,
    "049170000311": True,
    "0491700003": True,
    "0900 000 311": True,
    "+84 900 000 311": True,
    "0900000127": False,
    "H98.03-260302-0001": True,
    "h98.03-260302": True,
    "260302-0001": True,
    "311": False,
    "'; drop table": False,
    "%": False,
    "\u200bmận ": True,
}


def test_a_dossier_is_found_by_what_a_person_at_the_counter_says(dossier_in: DossierIn) -> None:
    dossier_in(Status.IN_APPRAISAL, channel=Channel.IN_PERSON)
    assert {typed: Dossier.objects.filter(text_condition(typed)).exists() for typed in SAID} == SAID


def test_who_looks_for_somebody_looks_in_every_list(client: Client, world: World, dossier_in: DossierIn) -> None:
    ready = dossier_in(Status.RESULT_READY, channel=Channel.IN_PERSON)
    dossier_in(Status.SUBMITTED)
    work = signed_in(client, world.binh).get("/quay/", {"q": "man"}).context["work"]
    assert [row.code for row in work.rows] == [ready.code]
    assert work.counts == {"cho-kiem-tra": 0, "cho-tra": 1, "nguoi-nop-bo-sung": 0, "moi-ho-so": 1}


def test_tabs_keep_the_filter_and_count_under_it(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier_in(Status.IN_APPRAISAL)
    dossier_in(Status.IN_APPRAISAL, version=world.confirmation)
    asked = {"thu_tuc": "9.000002", "muc": "hang-cho"}
    work = signed_in(client, world.chi).get("/xu-ly/", asked).context["work"]
    assert work.counts["hang-cho"] == len(work.rows) == 1
    assert "thu_tuc=9.000002" in work.tabs[0]["url"]


def test_a_filter_that_makes_no_sense_is_said_and_breaks_nothing(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    dossier_in(Status.IN_APPRAISAL)
    signed_in(client, world.chi)
    for asked in (
        {"thu_tuc": "0.000000"},
        {"han": "never"},
        {"q": "x" * 500},
        {"q": "\x00"},
        {"muc": "khong-co"},
        {"page": "-1"},
        {"page": "²"},
    ):
        answer = client.get("/xu-ly/", asked)
        assert (answer.status_code, len(answer.context["work"].rows)) == (200, 1), asked


# ── Cost ─────────────────────────────────────────────────────────────────────────────────
LISTS = [
    ("binh", "/quay/?muc=moi-ho-so"),
    ("binh", "/quay/?q=nguyen"),
    ("chi", "/xu-ly/?muc=hang-cho"),
    ("chi", "/xu-ly/?muc=hang-cho&han=in_time&q=nguyen"),
    ("ha", "/xu-ly/?muc=tat-ca"),
]


@pytest.mark.parametrize("rows", [1, 30])
def test_a_list_takes_the_same_queries_for_one_and_for_thirty(
    client: Client,
    world: World,
    dossier_in: DossierIn,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for _row in range(rows):
        dossier_in(Status.IN_APPRAISAL)
    for person, address in LISTS:
        signed_in(client, getattr(world, person)).get(address)
        # An inbox offers who appraises and the views with a name, and says who has written; an appraiser hears how many
        # opinions are owed.
        inbox = 3 * address.startswith("/xu-ly/")
        with django_assert_num_queries(6 + inbox + (person == "chi") + SESSION_QUERIES):
            answer = client.get(address)
        assert len(answer.context["work"].rows) == rows, address


def test_a_list_goes_on_after_thirty_rows(client: Client, world: World, dossier_in: DossierIn) -> None:
    for _row in range(31):
        dossier_in(Status.IN_APPRAISAL)
    signed_in(client, world.chi)
    second = client.get("/xu-ly/", {"muc": "hang-cho", "page": "2"}).context["work"]
    assert (second.counts["hang-cho"], len(second.rows)) == (31, 1)


def test_the_submission_that_must_be_answered_first_stands_first_with_its_time_left(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    new = dossier_in(Status.SUBMITTED)
    old = dossier_in(Status.SUBMITTED, at=MONDAY_MORNING - timedelta(days=7))
    rows = signed_in(client, world.binh).get("/quay/").context["work"].rows
    assert [row.code for row in rows] == [old.code, new.code]
    assert [row.waiting.tone for row in rows] == ["bad", "warn"]
