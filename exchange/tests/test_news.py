"""News of things that are no moves: whoever is meant hears of them, with or without a dossier."""

from datetime import datetime

import pytest
from django.utils import timezone

from dossiers.announcing import News, tell
from dossiers.tests.cast import World
from exchange.addressing import address_new
from exchange.models import Delivery, Notice

NOON = timezone.make_aware(datetime(2026, 3, 2, 12))

FEEDBACK = {
    "number": "PA-2026-0001",
    "what": "Phản ánh PA-2026-0001",
    "agency": "Sở Tư pháp",
    "answer_due": "17:00 ngày 23/03/2026",
    "judge_due": "17:00 ngày 04/03/2026",
    "link": "/phan-anh/PA-2026-0001/",
}


@pytest.mark.django_db
def test_who_has_no_dossier_hears_by_the_contact_they_left() -> None:
    to = {"name": "Nguyễn Văn Bảy", "phone": "+84912345678"}
    tell(News("feedback_received", "feedback:1:received", NOON, subject="feedback:1", facts={**FEEDBACK, "to": to}))
    address_new(at=NOON)

    sent = Delivery.objects.get()
    assert (sent.channel, sent.recipient, sent.recipient_name) == ("sms", "+84912345678", "Nguyễn Văn Bảy")
    assert sent.text.startswith("Phản ánh PA-2026-0001 đã được nhận.")
    assert sent.text.endswith("/phan-anh/PA-2026-0001/")
    assert "Bảy" not in sent.text


def test_named_officers_get_a_letter(world: World) -> None:
    facts = {**FEEDBACK, "officers": [world.ha.pk]}
    tell(News("feedback_in", "feedback:1:in", NOON, subject="feedback:1", facts=facts))
    address_new(at=NOON)

    letter = Delivery.objects.get()
    assert letter.recipient == world.ha.email
    assert "phải được xem xét trước 17:00 ngày 04/03/2026" in letter.text


@pytest.mark.django_db
def test_the_same_news_is_told_once() -> None:
    news = News("feedback_received", "feedback:1:received", NOON, subject="f", facts={**FEEDBACK, "to": {"name": "A"}})
    tell(news)
    tell(news)

    assert Notice.objects.count() == 1
