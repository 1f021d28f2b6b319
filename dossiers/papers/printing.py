"""From a frozen input to a PDF: what is printed becomes words, and nothing else reaches the typesetter."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from agencies.typesetting import date_of_paper, qr_svg, typeset
from dossiers.papers.parts import Link

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def printed(template: str, paper: "DataclassInstance", *, at: datetime) -> bytes:
    """Return a paper as PDF; the same input and instant give the same bytes. Official papers are in Vietnamese."""
    with override("vi"):
        return typeset(template, words_of(paper), at=at)


def words_of(value: Any) -> Any:
    """Return what a template takes: rows as mappings, moments in their spellings, addresses with their QR code."""
    if isinstance(value, Link):
        return {"address": value.address, "svg": qr_svg(value.address)}
    if isinstance(value, datetime):
        return _spellings(value)
    if is_dataclass(value):
        return {field.name: words_of(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: words_of(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [words_of(one) for one in value]
    return value if value is None or isinstance(value, bool | int) else str(value)


def moment(at: datetime) -> str:
    """Return an instant as the forms write it: “16 giờ 40 phút, ngày 05 tháng 02 năm 2026”."""
    local = timezone.localtime(at)
    return f"{local:%H} giờ {local:%M} phút, {date_of_paper(local)}"


def tracking_link(code: str = "") -> Link:
    """Return the address of the look-up page, with the code filled in; the second secret is never in an address."""
    query = f"?ma={code}" if code else ""
    return Link(settings.PORTAL_URL + reverse("dossiers:track") + query)


def domestic(phone: str) -> str:
    """Return a telephone number as people here write it."""
    return f"0{phone[3:]}" if phone.startswith("+84") else phone


def _spellings(at: datetime) -> dict[str, str]:
    local = timezone.localtime(at)
    return {
        "moment": moment(at),
        "date": date_of_paper(local),
        "short": f"{local:%H:%M}, {local:%d/%m/%Y}",
        "day": f"{local:%d/%m/%Y}",
        "year": f"{local:%Y}",
    }
