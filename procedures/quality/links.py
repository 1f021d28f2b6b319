"""Whether the addresses of legal texts answer: the one part of the check that leaves the house, when asked to."""

import ipaddress
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.utils.translation import gettext as _

SECONDS = 6
AT_ONCE = 8
AGENT = "mot-cua-link-check"
REFUSES_HEAD = {HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED, HTTPStatus.FORBIDDEN}

Opener = Callable[[str], str]
"""Opens an address and returns why it does not answer, or nothing."""


def dead_links(urls: Iterable[str], opener: Opener) -> dict[str, str]:
    """Return the addresses that do not answer, each with the reason; each is tried once, some at a time."""
    wanted = sorted({url for url in urls if is_public_page(url)})
    with ThreadPoolExecutor(AT_ONCE) as threads:
        reasons = threads.map(opener, wanted)
        return {url: reason for url, reason in zip(wanted, reasons, strict=True) if reason}


def is_public_page(url: str) -> bool:
    """Say whether an address is one of the web: what a file brought must not make the server ask its own network."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or "." not in host:
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return not host.endswith((".local", ".internal", ".localhost"))


class _PublicRedirects(HTTPRedirectHandler):
    """Follows redirections to public pages only."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        """Return the request that follows a redirection, or nothing."""
        return super().redirect_request(req, fp, code, msg, headers, newurl) if is_public_page(newurl) else None


def ask(url: str) -> str:
    """Open an address for a moment and return why it does not answer, or nothing."""
    for method in ("HEAD", "GET"):
        request = Request(url, method=method, headers={"User-Agent": AGENT})  # noqa: S310 - http and https only
        try:
            with build_opener(_PublicRedirects).open(request, timeout=SECONDS):
                return ""
        except HTTPError as error:
            if method == "HEAD" and error.code in REFUSES_HEAD:
                continue
            return _("máy chủ trả lời %(code)s") % {"code": error.code}
        except (URLError, TimeoutError, OSError, ValueError) as error:
            return str(getattr(error, "reason", error))
    return ""
