"""One walk of a person through the pages; what several tests ask of each page is noted on one visit.

The populated world is the same in every test, so a page that this process has seen says the same again.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.db import connection
from django.test import Client

from portal.tests.addresses import Populated
from portal.tests.found_forms import FoundForm, forms_of


@dataclass(frozen=True)
class Visit:
    """What one page was to one person: how it answered, the forms on it, what it wrote into the database."""

    address: str
    status: int
    forms: tuple[FoundForm, ...]
    written: tuple[str, ...]


SEE_ALL = ("an", "binh", "")
WORK = ("/xu-ly/", "/quay/", "/lanh-dao/", "/bien-tap/", "/ho-so/", "/tai-khoan/ho-so/")
"""Where officers' pages differ; the rest is the same for everybody with an account."""

WRITES = re.compile(r"^\s*(?:INSERT|UPDATE|DELETE|REPLACE|MERGE|TRUNCATE|CREATE|DROP|ALTER)\b", re.IGNORECASE)
BOOKKEEPING = re.compile(r"django_session|portal_cache|dossiers_fileopening")
"""Who is signed in, how often somebody has asked, which officer opened a citizen's paper."""

_visits: dict[tuple[str, str], Visit] = {}


def addresses_of(name: str, populated: Populated) -> list[str]:
    """Return where one of the cast looks around; a stranger has no name."""
    return [one for one in populated.all_addresses() if name in SEE_ALL or one.startswith(WORK)]


def visits(client: Client, addresses: Iterable[str], *, name: str) -> Iterator[Visit]:
    """Yield what each page is to one of the cast, who is signed in already."""
    client.raise_request_exception = False
    for address in addresses:
        if (name, address) not in _visits:
            _visits[name, address] = _visit(client, address)
        yield _visits[name, address]


def _visit(client: Client, address: str) -> Visit:
    written: list[str] = []

    def note(execute: Any, sql: str, *more: Any) -> Any:
        if WRITES.match(sql) and not BOOKKEEPING.search(sql):
            written.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(note):
        answer = client.get(address)
        if answer.streaming:
            b"".join(answer.streaming_content)
    forms = () if answer.streaming else tuple(forms_of(answer, address))
    return Visit(address, answer.status_code, forms, tuple(written))


EVERYWHERE = ("/ngon-ngu/", "/tai-khoan/dang-xuat/")
"""Forms that stand in the head of each page; tried once."""

DESKS = ("/quay/", "/xu-ly/", "/lanh-dao/", "/bien-tap/")
"""What officers alone meet; they share the rest with An, who tries it."""


def forms_met_by(client: Client, populated: Populated, *, name: str) -> dict[str, FoundForm]:
    """Return every form that a person meets on their way through the pages, by where it is sent and with what."""
    desks_only = name not in ("an", "")
    addresses = [
        one
        for one in addresses_of(name, populated)
        if not one.startswith(("/api/", "/ui/")) and (not desks_only or one.startswith(DESKS))
    ]
    met: dict[str, FoundForm] = {}
    for form in (form for visit in visits(client, addresses, name=name) for form in visit.forms):
        target = urlsplit(form.action).path
        shape = target if target.startswith(EVERYWHERE) else f"{target} {sorted(form.kinds)}"
        met.setdefault(shape, form)
    return met
