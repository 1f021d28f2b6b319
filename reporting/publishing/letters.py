"""Sends what subscribers are to read: due rows are taken one by one, and what fails is tried again later."""

from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from reporting.models import LetterState, SubscriptionLetter
from reporting.periods import parse_period
from reporting.reports.kinds import BY_KEY

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
"""How long to wait after each failure; after the last one a letter is given up."""

LEASE = timedelta(minutes=5)
"""For so long a letter that is being sent is nobody else's."""


def send_due(*, at: datetime, limit: int) -> int:
    """Send the letters that are due, at most so many; return how many were tried."""
    due = SubscriptionLetter.objects.filter(state=LetterState.WAITING, next_try_at__lte=at).order_by(
        "next_try_at", "pk"
    )
    tried = 0
    for pk in due.order_by("next_try_at", "pk").values_list("pk", flat=True)[:limit]:
        # Whoever moves the time first has the letter.
        if due.filter(pk=pk).update(next_try_at=at + LEASE, attempts=F("attempts") + 1):
            _send(SubscriptionLetter.objects.select_related("subscription", "report__scope").get(pk=pk), at=at)
            tried += 1
    return tried


def _send(letter: SubscriptionLetter, *, at: datetime) -> None:
    columns: dict[str, Any] = {"state": LetterState.SENT, "sent_at": at, "error": ""}
    if letter.subscription.ended_at is None:
        try:
            written(letter).send()
        except OSError as error:
            columns = _after_failure(letter, error, at=at)
    SubscriptionLetter.objects.filter(pk=letter.pk).update(**columns)


def _after_failure(letter: SubscriptionLetter, error: OSError, *, at: datetime) -> dict[str, Any]:
    words = str(error)[:300]
    if letter.attempts > len(PAUSES):
        return {"state": LetterState.FAILED, "error": words}
    return {"next_try_at": at + PAUSES[letter.attempts - 1], "error": words}


def written(letter: SubscriptionLetter) -> EmailMessage:
    """Return a letter in the language of its subscriber; sent twice it carries the same Message-ID."""
    subscription = letter.subscription
    end_url = _url("reporting:unsubscribe", subscription.key)
    _name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    with translation.override(subscription.language):
        subject, text = _about_report(letter) if letter.report else _to_confirm(letter)
        foot = _("Thôi nhận thư: %(url)s") % {"url": end_url}
    return EmailMessage(
        subject,
        f"{text}\n\n{foot}\n",
        to=[subscription.email],
        headers={
            "Message-ID": f"<bao-cao-{letter.pk}-{subscription.key}@{sender.rpartition('@')[2] or 'localhost'}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": subscription.language,
            # One press in the mail program ends it (RFC 8058).
            "List-Unsubscribe": f"<{end_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _to_confirm(letter: SubscriptionLetter) -> tuple[str, str]:
    url = _url("reporting:subscription", letter.subscription.key)
    return _("Xác nhận nhận báo cáo mới qua thư"), _(
        "Có người đã đăng ký cho địa chỉ này nhận báo cáo mới của tỉnh. Nếu là Ông/Bà, xin mở đường dẫn sau và bấm xác"
        " nhận trong 7 ngày:\n\n%(url)s\n\nNếu không phải, xin bỏ qua thư này: sẽ không có thư nào được gửi nữa."
    ) % {"url": url}


def _about_report(letter: SubscriptionLetter) -> tuple[str, str]:
    report = letter.report
    assert report is not None  # noqa: S101 — asked by the caller
    facts = {
        "title": BY_KEY[report.kind].title,
        "period": parse_period(report.period).name,
        "number": report.number,
        "url": _url("reporting:published_report", report.slug),
        "reason": report.reason,
    }
    subject = _("%(title)s, %(period)s") % facts
    if report.reason:
        return subject, _("Bản đính chính số %(number)s đã công bố. Lý do: %(reason)s\n\n%(url)s") % facts
    return subject, _("Báo cáo số %(number)s đã công bố:\n\n%(url)s") % facts


def _url(name: str, *arguments: Any) -> str:
    return f"{settings.PORTAL_URL}{reverse(name, args=arguments)}"
