"""What beat asks for exists, and nights begin in Viet Nam."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from portal.celery import app


def test_every_scheduled_task_is_known_to_the_workers():
    app.loader.import_default_modules()

    asked = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert asked <= set(app.tasks)


def test_statistics_are_computed_half_an_hour_after_midnight_in_viet_nam():
    schedule = settings.CELERY_BEAT_SCHEDULE["nightly-statistics"]["schedule"]
    schedule.app = app
    schedule.nowfun = lambda: datetime(2026, 3, 2, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    last = datetime(2026, 3, 2, 0, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))

    assert schedule.remaining_estimate(last).total_seconds() == 12.5 * 60 * 60
