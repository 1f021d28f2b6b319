"""Zalo Notification Service: a sentence that Zalo has approved, sent to a phone number.

Zalo answers HTTP 200 to failures, too: only `error == 0` is success. What its codes mean here: domain 5.5. Nothing
personal goes to Zalo: the dossier's code, its status, an address of the portal.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from exchange.channels.contract import Message, NoSuchRecipient, Permanent, Receipt, Report, Temporary
from exchange.channels.transport import AnswerLost, Network, Request, Transport, Unreachable
from exchange.tokens import BeingRenewed, NoToken, Pair, Tokens

MESSAGE_URL = "https://business.openapi.zalo.me/message/template"
TOKEN_URL = "https://oauth.zaloapp.com/v4/oa/access_token"  # noqa: S105 - an address

SUCCESS = 0
NO_ZALO_ACCOUNT = -118
PHONE_INVALID = -108
TEMPLATE_WRONG = frozenset({-109, -111, -112})
TOKEN_EXPIRED = frozenset({-124, -220})


@dataclass(frozen=True, slots=True)
class ZaloNotices:
    """The office's account at Zalo. `templates` names the approved sentence of each language."""

    app_id: str
    secret_key: str
    templates: Mapping[str, str]
    tokens: Tokens
    transport: Transport = field(default_factory=Network)
    message_url: str = MESSAGE_URL
    token_url: str = TOKEN_URL
    may_repeat: bool = False
    """Zalo promises nowhere that a `tracking_id` is taken once."""

    def send(self, message: Message, *, key: str, at: datetime) -> Receipt:
        """Hand a notice over; a token that has expired is renewed once."""
        token = self._token(lambda: self.tokens.current())
        answer = self._deliver(message, key=key, token=token)
        if answer.get("error") in TOKEN_EXPIRED:
            token = self._token(lambda: self.tokens.renew(token, self._fetch, at=at))
            answer = self._deliver(message, key=key, token=token)
        error = answer.get("error")
        if error == SUCCESS:
            number = str((answer.get("data") or {}).get("msg_id", ""))
            return Receipt(number, _("Zalo đã nhận, msg_id %(number)s") % {"number": number})
        raise _failure(error, str(answer.get("message", "")))

    def report(self, reference: str) -> Report:
        """Return nothing: Zalo tells it to a public address, which the portal does not open."""
        return Report()

    def _deliver(self, message: Message, *, key: str, token: str) -> dict[str, Any]:
        body = {
            "phone": message.recipient.removeprefix("+"),
            "template_id": self.templates.get(message.language) or self.templates["vi"],
            "template_data": dict(message.parameters),
            "tracking_id": key,
        }
        headers = {"access_token": token, "Content-Type": "application/json"}
        request = Request("POST", self.message_url, headers, json.dumps(body, ensure_ascii=False).encode())
        try:
            answer = self.transport(request)
        except Unreachable as error:
            raise Temporary(_("Không kết nối được với Zalo.")) from error
        except AnswerLost as error:
            raise _unsure() from error
        if answer.status >= 500 or answer.status == 429:
            raise Temporary(_("Zalo báo lỗi %(status)d.") % {"status": answer.status})
        try:
            return answer.json()
        except AnswerLost as error:
            raise _unsure() from error

    def _token(self, ask: Any) -> str:
        try:
            token: str = ask()
        except NoToken as error:
            raise Temporary(_("Chưa có mã truy cập Zalo, hoặc mã đã hết hiệu lực.")) from error
        except BeingRenewed as error:
            raise Temporary(_("Mã truy cập Zalo đang được làm mới."), tells_of_channel=False) from error
        return token

    def _fetch(self, refresh_token: str) -> Pair:
        """Trade a refresh token, which can be used once, for a new pair."""
        form = {"refresh_token": refresh_token, "app_id": self.app_id, "grant_type": "refresh_token"}
        headers = {"secret_key": self.secret_key, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            answer = self.transport(Request("POST", self.token_url, headers, urlencode(form).encode())).json()
        except (Unreachable, AnswerLost) as error:
            raise Temporary(_("Không làm mới được mã truy cập Zalo.")) from error
        if not (answer.get("access_token") and answer.get("refresh_token")):
            raise Temporary(_("Zalo không cấp mã truy cập mới."))
        return Pair(access=str(answer["access_token"]), refresh=str(answer["refresh_token"]))


def _failure(error: Any, words: str) -> Exception:
    detail = {"code": error, "words": words[:100]}
    if error == NO_ZALO_ACCOUNT:
        return NoSuchRecipient(_("Số điện thoại này không dùng Zalo."))
    if error == PHONE_INVALID:
        return NoSuchRecipient(_("Zalo báo số điện thoại không đúng."))
    if error in TOKEN_EXPIRED:
        return Temporary(_("Zalo không chấp nhận mã truy cập vừa làm mới."))
    if error in TEMPLATE_WRONG:
        return Permanent(_("Mẫu tin Zalo không đúng (%(code)s %(words)s).") % detail)
    return Permanent(_("Zalo từ chối (%(code)s %(words)s).") % detail)


def _unsure() -> Permanent:
    """Return what it means that the request is out and no answer came: it may have arrived, so it is not repeated."""
    return Permanent(_("Zalo không trả lời: không rõ tin đã đến hay chưa."))
