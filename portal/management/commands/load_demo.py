"""`manage.py load_demo`: found the demo province in an empty database."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.utils import timezone

from accounts.models import Post
from agencies import calendars
from agencies.models import Agency, OneStopOffice
from dossiers.popularity import count_dossiers
from dossiers.services import apology_drafts, warnings
from exchange.outbox import quiet_until
from portal.demo import (
    aftermath,
    bulletins,
    decisions,
    groups,
    guided_choices,
    hall,
    history,
    keys,
    letters,
    people,
    procedures,
    province,
    rules,
)
from reporting.dashboards.forecasts import forecast_between
from reporting.holdings import keep_holdings
from reporting.services import compute_statistics

PEOPLE_FILE = "demo_people.txt"
MIDNIGHT = time(0)
FORECAST_DAYS = 60
"""How many past days of the demo have their forecast of lateness, so that its hit rate can be seen."""

MINIMUM_DAYS = 300
"""The cast's prepared dossiers reach this far back."""


@contextmanager
def whole_or_nothing() -> Iterator[None]:
    """Let the transactions inside do without savepoints: a fault in any of them undoes the whole load.

    Each service opens one, and a year has twenty thousand.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size=-131072")
    connection.savepoint = lambda: None  # type: ignore[method-assign]
    try:
        yield
    finally:
        del connection.savepoint


class Command(BaseCommand):
    """Load the demo province whole or not at all; on a loaded database change nothing."""

    help = "Loads the demo province An Hòa: agencies, officers, catalogue, and a year of dossiers up to yesterday."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--seed", type=int, default=2026, help="the same seed gives the same province (2026)")
        parser.add_argument("--today", type=date.fromisoformat, help="the day after the history ends (today)")
        parser.add_argument("--dossiers", type=int, default=1600, help="how many dossiers there are about (1600)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the help says."""
        if OneStopOffice.objects.filter(code=province.CENTRE_CODE).exists():
            self.stdout.write("Tỉnh An Hòa đã có trong cơ sở dữ liệu; không có gì thay đổi.")
            return
        if Agency.objects.exists():
            raise CommandError("Cơ sở dữ liệu đã có cơ quan khác; chỉ nạp tỉnh mẫu vào cơ sở dữ liệu trống.")
        began = monotonic()
        today = options["today"] or timezone.localdate()
        # What the history tells was told when it happened.
        with transaction.atomic(), whole_or_nothing(), quiet_until(timezone.now()):
            self._load(seed=options["seed"], today=today, count=options["dossiers"])
        self.stdout.write("Số liệu thống kê …")
        count_dossiers()
        run = compute_statistics(until=today - timedelta(days=1), at=timezone.now(), rebuild=True).run
        if run is not None:
            keep_holdings(run)
        forecast_between(today - timedelta(days=FORECAST_DAYS), today)
        published = bulletins.publish_bulletins(first=self._first_day(today), today=today)
        self.stdout.write(f"{published} báo cáo đã công bố.")
        self.stdout.write(f"Đã nạp tỉnh An Hòa trong {monotonic() - began:.0f} giây.")

    def _load(self, *, seed: int, today: date, count: int) -> None:
        chance = Random(seed)  # noqa: S311 — a reproducible province, not a secret
        founded_at = province.noon_of(province.TWO_TIERS_FROM)
        self.stdout.write("Tỉnh An Hòa: cơ quan, bộ phận một cửa, lịch làm việc …")
        an_hoa = province.found_province(at=founded_at)
        passwords = people.new_passwords()
        posts = people.appoint_cast(an_hoa, passwords=passwords)
        posts += people.appoint_officers(an_hoa, chance)
        published = procedures.publish_catalogue()
        rules.rule_the_clock()
        decisions.issue_earlier_decision()
        groups.found_groups(on=province.TWO_TIERS_FROM)
        guided_choices.load_guided_choices()
        self.stdout.write(f"{len(an_hoa.agencies)} cơ quan, {len(posts)} vị trí công tác, {len(published)} thủ tục.")
        self._live(an_hoa, posts, chance, today=today, count=count)
        until = calendars.calendar_of(None).at(today, MIDNIGHT)
        warnings.sweep(at=until)
        apology_drafts.sweep(at=until)
        decisions.issue_coming_decision(today=today)
        decisions.begin_draft(today=today)
        people.write_people(Path(settings.VAR_DIR) / PEOPLE_FILE, passwords)

    def _first_day(self, today: date) -> date:
        return max(today - timedelta(days=365), province.TWO_TIERS_FROM)

    def _live(self, an_hoa: province.Province, posts: list[Post], chance: Random, *, today: date, count: int) -> None:
        calendar = calendars.calendar_of(None)
        first = self._first_day(today)
        if today - first < timedelta(days=MINIMUM_DAYS):
            raise CommandError(f"Lịch sử mẫu bắt đầu từ {first:%d/%m/%Y}; hãy chọn --today muộn hơn.")
        citizens = people.register_citizens(chance, max(20, count // 8), on=first)
        staff = people.staff_of(posts)
        people.leave_and_stand_ins(staff, today=today)
        people.act_for_others(citizens, at=province.noon_of(max(first, today - timedelta(days=30))))
        keys.make_keys(at=timezone.now(), agency_codes={agency for agency, _code in letters.WRITTEN})
        letters.write_letters(an_hoa, staff, at=province.noon_of(first))
        an, until = people.an_as_citizen(), calendar.at(today, MIDNIGHT)
        history.live_through(
            an_hoa,
            staff,
            citizens,
            an,
            count=count,
            first=first,
            until=until,
            chance=chance,
            calendar=calendar,
            report=lambda month, acts: self.stdout.write(f"  tháng {month}: {acts} việc"),
        )
        calendar = calendars.calendar_of(None)
        aftermath.live_on(an_hoa, staff, an, calendar, first=first, until=until, count=count)
        hall.open_halls(an_hoa, staff, chance=Random(count), calendar=calendar, today=today)  # noqa: S311 — as above
