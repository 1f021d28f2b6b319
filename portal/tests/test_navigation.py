"""Everybody finds in the head of each page what they work with, and it costs next to nothing."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import NoReverseMatch, reverse

from accounts.models import Role
from accounts.tests.people import citizen, officer
from portal import context


@pytest.fixture(autouse=True)
def _whole_portal(monkeypatch):
    """Every room is there, at an address made of its name."""
    monkeypatch.setattr(context, "_address", lambda name: f"/{name.replace(':', '/')}/")


def seen_by(user, rf, path="/"):
    request = rf.get(path)
    request.user = user
    return context.navigation(request)


def names(entries):
    return [str(entry["label"]) for entry in entries]


def test_a_stranger_finds_what_is_public_without_a_query(rf, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        entries = seen_by(AnonymousUser(), rf)
    assert names(entries) == ["Thủ tục", "Tra cứu hồ sơ", "Thống kê"]


def test_a_citizen_finds_their_own_dossiers_with_one_query(rf, db, django_assert_num_queries):
    user = citizen()
    with django_assert_num_queries(1):
        entries = seen_by(user, rf)
    assert names(entries) == ["Thủ tục", "Tra cứu hồ sơ", "Hồ sơ của tôi", "Thống kê"]


@pytest.mark.parametrize(
    ("roles", "own"),
    [
        ([Role.CLERK], ["Quầy", "Gọi số", "Tiếp nhận hồ sơ", "Sổ theo dõi", "Thông báo"]),
        ([Role.APPRAISER], ["Hồ sơ cần xử lý"]),
        ([Role.APPROVER, Role.SEAL_KEEPER], ["Hồ sơ cần xử lý", "Mẫu kết quả"]),
        (
            [Role.LEADER],
            [
                *("Điều hành", "Theo dõi, đôn đốc", "Phản ánh", "Sổ theo dõi"),
                *("Báo cáo", "Lịch làm việc", "Thông báo"),
            ],
        ),
        (
            [Role.LEADER, Role.CLERK],
            [
                *("Quầy", "Gọi số", "Tiếp nhận hồ sơ", "Sổ theo dõi", "Thông báo"),
                *("Điều hành", "Theo dõi, đôn đốc", "Phản ánh", "Báo cáo", "Lịch làm việc"),
            ],
        ),
    ],
)
def test_an_officer_finds_the_desks_of_their_posts(rf, db, roles, own):
    assert names(seen_by(officer(*roles), rf)) == [*own, "Thủ tục", "Thống kê"]


def test_an_administrator_finds_what_only_they_look_after(rf, db):
    user = officer(Role.LEADER)
    user.is_staff = True
    assert "Quản trị" in names(seen_by(user, rf))


def test_the_entry_of_the_present_page_is_marked_and_only_that(rf, db):
    entries = seen_by(officer(Role.CLERK), rf, "/dossiers/intake_choose/1.000001/")
    assert [str(entry["label"]) for entry in entries if entry["current"]] == ["Tiếp nhận hồ sơ"]
    assert not any(entry["current"] for entry in seen_by(AnonymousUser(), rf, "/ui/"))


def test_a_page_without_navigation_asks_nothing(rf, db, django_assert_num_queries):
    request = rf.get("/")
    request.user = citizen()
    with django_assert_num_queries(0):
        assert context.portal(request)["province_name"]


def test_a_room_that_is_not_installed_has_no_entry(monkeypatch, rf, db):
    def reverse_or_not(name):
        if name.startswith("reporting"):
            raise NoReverseMatch
        return reverse("healthz")

    monkeypatch.undo()
    monkeypatch.setattr(context, "reverse", reverse_or_not)
    assert "Thống kê" not in names(seen_by(AnonymousUser(), rf))
