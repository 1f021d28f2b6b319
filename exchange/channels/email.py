"""Letters by SMTP, through Django's mail settings."""

import hashlib
import smtplib
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils.translation import gettext as _

from exchange.channels.contract import Message, NoSuchRecipient, Permanent, Receipt, Report, Temporary


@dataclass(frozen=True, slots=True)
class Email:
    """The mail server of the settings. A letter sent twice carries the same Message-ID: a mailbox shows one."""

    may_repeat: bool = True

    def send(self, message: Message, *, key: str, at: datetime) -> Receipt:
        """Hand a letter to the mail server, as plain text and as a simple page."""
        number = message_id(key)
        letter = EmailMultiAlternatives(
            message.subject,
            message.text,
            to=[message.recipient],
            # Nobody's absence note need answer a machine (RFC 3834).
            headers={"Message-ID": number, "Auto-Submitted": "auto-generated", "Content-Language": message.language},
            connection=get_connection(),
        )
        if message.html:
            letter.attach_alternative(message.html, "text/html")
        try:
            letter.send()
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(*next(iter(error.recipients.values()))) from error
        except (smtplib.SMTPDataError, smtplib.SMTPHeloError, smtplib.SMTPConnectError) as error:
            raise _answered(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPAuthenticationError as error:
            raise Temporary(_("Máy chủ thư không chấp nhận tài khoản gửi.")) from error
        except smtplib.SMTPSenderRefused as error:
            raise Temporary(_("Máy chủ thư không chấp nhận địa chỉ gửi.")) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Temporary(_("Không kết nối được với máy chủ thư.")) from error
        return Receipt(number, _("Máy chủ thư đã nhận, Message-ID %(number)s") % {"number": number})

    def report(self, reference: str) -> Report:
        """Return nothing: a mail server tells nobody whether a letter was read."""
        return Report()


def message_id(key: str) -> str:
    """Return the Message-ID of the letter with a key, always the same."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    domain = address.rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def _refusal(code: int, words: Any) -> Exception:
    """Return what it means that the server does not take this recipient (RFC 5321, 4.2.1)."""
    if 500 <= code < 600:
        return NoSuchRecipient(
            _("Máy chủ thư báo không có hộp thư này (%(code)d %(words)s).") % {"code": code, "words": _plain(words)}
        )
    return Temporary(
        _("Máy chủ thư đề nghị gửi lại sau (%(code)d %(words)s).") % {"code": code, "words": _plain(words)},
        # A full mailbox or greylisting concerns this letter alone.
        tells_of_channel=False,
    )


def _answered(code: int, words: Any) -> Exception:
    detail = {"code": code, "words": _plain(words)}
    if 500 <= code < 600:
        return Permanent(_("Máy chủ thư từ chối thư (%(code)d %(words)s).") % detail)
    return Temporary(_("Máy chủ thư đề nghị gửi lại sau (%(code)d %(words)s).") % detail)


def _plain(words: Any) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    return " ".join(text.split())[:150]
