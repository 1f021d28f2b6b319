"""The published months: open to everybody, adding up, as page and as file; blocked when they do not add up."""

import csv
import io
import re
from datetime import date

import pytest
from django.urls import reverse

from dossiers.papers.tables import safe_text
from dossiers.tests.cast import MONDAY, instant
from dossiers.workflow import Action, Status
from procedures.models import Channel
from reporting.identities import Identity
from reporting.models import DailyFigure
from reporting.periods import month
from reporting.queries import KEYS, month_figures, month_totals, newest_published, published_months
from reporting.services import compute_statistics
from reporting.tables import COLUMNS, csv_rows

MARCH, APRIL = month(2026, 3), month(2026, 4)
LATER = instant(date(2901, 1, 1))


@pytest.fixture
def spring(world, dossier_in):
    """Two months of two agencies on three channels, computed to the middle of May."""
    dossier_in(Status.REFUSED)
    dossier_in(Status.RETURNED)
    dossier_in(Status.SUPPLEMENTING, channel=Channel.POSTAL)
    dossier_in(Status.IN_APPRAISAL)
    world.receive_walk_in(world.confirmation, agency=world.commune)
    late = dossier_in(Status.AWAITING_SEAL)
    world.act(late, Action.SEAL, at=instant(date(2026, 4, 2)))
    dossier_in(Status.RETURNED, at=instant(date(2026, 4, 6)))
    compute_statistics(until=date(2026, 5, 15), at=LATER)
    return world


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


# ── The figures ──────────────────────────────────────────────────────────────────────────
def test_a_dossier_finished_after_the_period_was_still_in_progress_in_it(world, dossier_in):
    dossier = dossier_in(Status.AWAITING_SEAL, at=instant(date(2026, 3, 30)))
    compute_statistics(until=date(2026, 3, 31), at=LATER)
    before = month_figures(MARCH).whole
    world.act(dossier, Action.SEAL, at=instant(date(2026, 4, 2)))
    compute_statistics(until=date(2026, 4, 30), at=LATER, rebuild=True)
    assert month_figures(MARCH).whole == before
    assert before["in_time"] == 1


def test_every_row_adds_up_and_the_sum_over_agencies_and_channels_is_the_whole(spring):
    for period in (MARCH, APRIL, month(2026, 5)):
        figures = month_figures(period)
        assert figures.adds_up and figures.whole.adds_up
        assert all(row.adds_up for row in [*figures.by_agency, *figures.by_channel])
        for key in KEYS:
            assert sum(row[key] for row in figures.by_agency) == figures.whole[key]
            assert sum(row[key] for row in figures.by_channel) == figures.whole[key]


def test_the_list_of_months_says_what_each_month_says(spring):
    totals = month_totals()
    assert [total.period for total in totals] == [month(2026, 5), APRIL, MARCH] == published_months()
    for total in totals:
        figures = month_figures(total.period)
        assert (total.whole, total.last_day, total.adds_up) == (figures.whole, figures.last_day, figures.adds_up)
    assert [total.is_complete for total in totals] == [False, True, True]
    assert newest_published() == totals[1]


@pytest.mark.parametrize("more", [1, 30])
def test_the_number_of_statements_does_not_depend_on_the_rows(spring, django_assert_num_queries, more):
    for number in range(more):
        for day in (date(2026, 2, 27), MONDAY, date(2026, 3, 31)):
            DailyFigure.objects.create(day=day, agency=_agency(number), channel=Channel.ONLINE, in_time=1)
    with django_assert_num_queries(4):
        month_figures(MARCH)
    with django_assert_num_queries(5):
        month_totals()


def _agency(number):
    from agencies.models import Agency

    code = f"H98.{100 + number}"
    return Agency.objects.get_or_create(
        code=code, defaults={"name": f"Cơ quan {code}", "short_name": code, "kind": "department", "level": "province"}
    )[0]


# ── The pages ────────────────────────────────────────────────────────────────────────────
def test_everybody_reads_the_months_without_signing_in(spring, client):
    page = text_of(client.get(reverse("reporting:months")))
    assert "Tháng 3/2026" in page and "Đến hết ngày 15/05/2026" in page
    assert f'href="{reverse("reporting:month", args=["2026-03"])}"' in page


def test_the_front_page_opens_onto_the_newest_complete_month(spring, client, django_assert_num_queries):
    page = text_of(client.get(reverse("home")))
    assert f'href="{reverse("reporting:month", args=["2026-04"])}"' in page and "100,00" not in page
    with django_assert_num_queries(3):
        newest_published()


def test_before_the_first_night_the_list_says_so(client, db):
    assert newest_published() is None
    assert "Chưa có số liệu" in text_of(client.get(reverse("reporting:months")))


def test_the_page_of_a_month_shows_its_balance_its_tables_and_its_definitions(spring, client):
    page = text_of(client.get(reverse("reporting:month", args=["2026-03"])))
    for words in (
        "Số liệu cân đối",
        "Sở Tư pháp",
        "UBND phường Thử",
        "Bưu chính công ích",
        "Mỗi con số đếm gì",
        "Tổng cộng",
    ):
        assert words in page
    assert "Từ ngày 01/03/2026 đến hết ngày 31/03/2026." in page
    assert "Tháng 4/2026" in page  # the next one


def test_a_month_that_is_not_over_says_until_when_it_counts(spring, client):
    page = text_of(client.get(reverse("reporting:month", args=["2026-05"])))
    assert "đến hết ngày 15/05/2026; tháng chưa hết" in page


@pytest.mark.parametrize("slug", ["2026-06", "2025-12", "2026-13", "abc", "2026-3"])
def test_a_month_without_figures_is_not_found(spring, client, slug):
    assert client.get(f"/thong-ke/{slug}/").status_code == 404
    assert client.get(f"/thong-ke/{slug}.csv").status_code == 404


def test_nothing_is_written_by_looking(spring, client):
    assert client.post(reverse("reporting:month", args=["2026-03"])).status_code == 405


# ── The file ─────────────────────────────────────────────────────────────────────────────
def test_the_file_holds_the_figures_of_the_page(spring, client):
    response = client.get(reverse("reporting:month_csv", args=["2026-03"]))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "thong-ke-2026-03.csv" in response["Content-Disposition"]
    text = response.content.decode("utf-8-sig")
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(text)))
    figures = month_figures(MARCH)
    assert len(rows) == len(figures.by_agency) + len(figures.by_channel) + 1
    (whole,) = (row for row in rows if row["breakdown"] == "whole")
    for column in COLUMNS:
        by_agency = sum(int(row[column.key]) for row in rows if row["breakdown"] == "agency")
        assert by_agency == int(whole[column.key]) == column.of(figures.whole)
    assert whole["kept_percent"] == str(figures.whole.kept_rate)


@pytest.mark.parametrize("name", ["=1+1", "+84", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1"])
def test_no_spreadsheet_takes_a_name_for_a_formula(name):
    assert safe_text(name).startswith("'")


def test_no_cell_of_the_file_is_a_formula(spring):
    spring.commune.name = "=HYPERLINK(A1)"
    spring.commune.save()
    cells = [cell for row in csv_rows(month_figures(MARCH)) for cell in row]
    assert "'=HYPERLINK(A1)" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", " "))]


# ── What does not add up ─────────────────────────────────────────────────────────────────
def test_a_corrupted_cell_blocks_publication_and_names_the_identity(spring, client):
    DailyFigure.objects.filter(day=MONDAY, agency=spring.commune).update(received=2)
    broken = month_figures(MARCH).broken
    assert [(each.finding.identity, each.agency, each.finding.expected, each.finding.found) for each in broken] == [
        (Identity.BALANCE, "UBND phường Thử", 2, 1)
    ]
    page = text_of(client.get(reverse("reporting:month", args=["2026-03"])))
    assert "chưa được công bố" in page and str(Identity.BALANCE.label) in page
    assert "UBND phường Thử, Trực tiếp, ngày 31/03/2026: phải còn 2 hồ sơ, bảng ghi 1." in page
    assert "Tải tệp CSV" not in page and "Tổng cộng" not in page
    assert client.get(reverse("reporting:month_csv", args=["2026-03"])).status_code == 409


def test_a_corrupted_month_is_not_published_in_the_list_and_its_neighbours_are(spring, client):
    DailyFigure.objects.filter(day=date(2026, 4, 6)).update(early=7)
    assert [(total.period, total.adds_up) for total in month_totals()] == [
        (month(2026, 5), True),
        (APRIL, False),
        (MARCH, True),
    ]
    assert newest_published().period == MARCH
    assert "Chưa công bố: số liệu không cân đối" in text_of(client.get(reverse("reporting:months")))


def test_what_the_nightly_run_found_blocks_the_month_although_its_sums_agree(spring, client):
    middle = DailyFigure.objects.filter(day=date(2026, 5, 15)).first()
    middle.in_time += 1
    middle.save()
    compute_statistics(until=date(2026, 5, 16), at=LATER)
    (broken,) = month_figures(month(2026, 5)).broken
    assert broken.finding.identity is Identity.CONTINUITY and broken.finding.day == date(2026, 5, 16)
    page = text_of(client.get(reverse("reporting:month", args=["2026-05"])))
    assert "ngày 16/05/2026" in page


def test_a_rebuild_publishes_the_month_again(spring, client):
    DailyFigure.objects.filter(day=MONDAY).update(received=9)
    compute_statistics(until=date(2026, 5, 15), at=LATER, rebuild=True)
    assert month_figures(MARCH).adds_up
    assert client.get(reverse("reporting:month_csv", args=["2026-03"])).status_code == 200


# ── The list behind each figure ──────────────────────────────────────────────────────────
def lists_of(client, slug: str) -> list[tuple[str, int]]:
    page = client.get(f"/thong-ke/{slug}/").content.decode().replace("&amp;", "&")
    links = re.findall(r'href="(/thong-ke/danh-sach/[^"]+)">\s*([\d.]+)\s*<', page)
    return [(address, int(number)) for address, number in links]


def test_for_a_leader_every_published_figure_opens_the_list_that_it_counts(spring, client):
    client.force_login(spring.ha)
    for slug in ("2026-03", "2026-05"):
        lists = lists_of(client, slug)
        assert lists
        for address, number in lists:
            assert client.get(address).context["listing"].page.paginator.count == number, address


def test_the_head_of_one_agency_opens_the_lists_of_that_agency_alone(spring, client):
    client.force_login(spring.khoa)
    lists = lists_of(client, "2026-03")
    assert lists and all(f"co-quan={spring.commune.code}" in address for address, _number in lists)
    assert all(client.get(address).status_code == 200 for address, _number in lists)


def test_a_citizen_sees_the_figures_without_lists(spring, client):
    assert not lists_of(client, "2026-03")
    client.force_login(spring.an)
    assert not lists_of(client, "2026-03")
