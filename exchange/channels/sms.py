"""Text messages under the office's brand name, through a gateway that speaks this small contract of our own.

    POST {url}/messages            Authorization: Bearer …, Idempotency-Key: …
         {"to": "84912345678", "from": "MOTCUA", "text": "…"}
      → 202 {"reference": "…"}     taken over; the same key again answers 200 with the same reference
      → 422 {"error": "no_such_number"} or another word: refused
      → 401, 403, 429, 5xx         not now
    GET  {url}/messages/{reference}
      → 200 {"state": "accepted" | "delivered" | "undeliverable", "at": ISO 8601}

A provider with another interface gets an adapter behind this address. See docs/deployment.md.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from exchange.channels.contract import Message, NoSuchRecipient, Permanent, Receipt, Report, Temporary
from exchange.channels.transport import Answer, AnswerLost, Network, Request, Transport, Unreachable

NO_SUCH_NUMBER = "no_such_number"


@dataclass(frozen=True, slots=True)
class SmsGateway:
    """The gateway at an address, with its token and the name under which messages arrive."""

    url: str
    token: str
    brand_name: str
    transport: Transport = field(default_factory=Network)
    may_repeat: bool = True

    def send(self, message: Message, *, key: str, at: datetime) -> Receipt:
        """Hand a text message over; the gateway takes the same key once."""
        body = {"to": message.recipient.removeprefix("+"), "from": self.brand_name, "text": message.text}
        answer = self._ask("POST", "messages", body, {"Idempotency-Key": key})
        if answer.status == 422:
            error = str(self._read(answer).get("error", ""))
            if error == NO_SUCH_NUMBER:
                raise NoSuchRecipient(_("Nhà mạng báo số điện thoại này không tồn tại."))
            raise Permanent(_("Cổng tin nhắn từ chối: %(error)s.") % {"error": error[:100]})
        if answer.status not in {200, 202}:
            raise self._not_now(answer)
        reference = str(self._read(answer).get("reference", ""))
        if not reference:
            raise Temporary(_("Cổng tin nhắn trả lời không có số tham chiếu."))
        return Receipt(reference, _("Cổng tin nhắn đã nhận, số tham chiếu %(number)s") % {"number": reference})

    def report(self, reference: str) -> Report:
        """Return what the network reported about a message."""
        answer = self._ask("GET", f"messages/{quote(reference, safe='')}")
        if answer.status != 200:
            raise self._not_now(answer)
        read = self._read(answer)
        match read.get("state"):
            case "delivered":
                at = _moment(read.get("at"))
                proof = _("Nhà mạng báo đã đến máy, số tham chiếu %(number)s") % {"number": reference}
                return Report(has_arrived=True, at=at, proof=proof)
            case "undeliverable":
                return Report(is_undeliverable=True, proof=_("Nhà mạng báo không đến được máy."))
            case _:
                return Report()

    def _ask(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
        request = Request(
            method,
            f"{self.url.rstrip('/')}/{path}",
            {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", **(headers or {})},
            json.dumps(body, ensure_ascii=False).encode() if body is not None else b"",
        )
        try:
            return self.transport(request)
        except Unreachable as error:
            raise Temporary(_("Không kết nối được với cổng tin nhắn.")) from error
        except AnswerLost as error:
            # The gateway knows the key, so asking again is safe.
            raise Temporary(_("Cổng tin nhắn không trả lời kịp.")) from error

    def _not_now(self, answer: Answer) -> Temporary:
        if answer.status in {401, 403}:
            return Temporary(_("Cổng tin nhắn không chấp nhận mã truy cập."))
        if answer.status == 429:
            return Temporary(_("Cổng tin nhắn đề nghị gửi chậm lại."))
        return Temporary(_("Cổng tin nhắn báo lỗi %(status)d.") % {"status": answer.status})

    def _read(self, answer: Answer) -> dict[str, Any]:
        try:
            return answer.json()
        except AnswerLost as error:
            raise Temporary(_("Không đọc được trả lời của cổng tin nhắn.")) from error


def _moment(text: Any) -> datetime | None:
    """Return an aware instant of the partner's, or None when it sent none that can be read."""
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return at if at.tzinfo else None
