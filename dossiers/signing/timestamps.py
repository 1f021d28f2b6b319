"""A time-stamp authority over HTTP (RFC 3161, 3.4): it attests that a digest existed at a time of its own clock."""

from dataclasses import dataclass
from urllib.request import Request, urlopen

from django.utils.translation import gettext as _

from dossiers.signing.errors import KeyUnavailable

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"


@dataclass(frozen=True, slots=True)
class HttpTimeAuthority:
    """An authority at an address."""

    address: str
    timeout: float = 10

    def attest(self, request: bytes) -> bytes:
        """Return the DER answer to a DER request."""
        asked = Request(  # noqa: S310 — the address is the operator's own
            self.address, data=request, headers={"Content-Type": QUERY}, method="POST"
        )
        try:
            with urlopen(asked, timeout=self.timeout) as answer:  # noqa: S310
                content: bytes = answer.read(1024 * 1024)
                kind = answer.headers.get_content_type()
        except OSError as error:
            raise KeyUnavailable(_("Dịch vụ dấu thời gian chưa trả lời. Ông/Bà thực hiện lại sau ít phút.")) from error
        if kind != REPLY:
            raise KeyUnavailable(_("Dịch vụ dấu thời gian trả lời không đúng quy cách."))
        return content
