"""The leader's dashboard at the scale of a province: its statements, and the time that the database takes for them."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User

TIMES = 5
PAGES = {"leader's dashboard": "reporting:dashboard", "wall screen": "reporting:wall", "leader's list": "dossiers:lead"}


def measure(write: Callable[[str], object]) -> None:
    """Open each page of the province's leader a few times, and write the quickest."""
    client = Client(HTTP_HOST=settings.ALLOWED_HOSTS[0])
    client.force_login(User.objects.get(email="ha@demo.test"), backend=settings.AUTHENTICATION_BACKENDS[0])
    for name, page in PAGES.items():
        tried = [_opened(client, reverse(page)) for _time in range(TIMES)]
        in_database, whole, statements = min(tried)
        write(
            f"| {name}, {statements} statements | {in_database * 1000:.0f} ms in the database |"
            f" {whole * 1000:.0f} ms in all |"
        )


def _opened(client: Client, address: str) -> tuple[float, float, int]:
    """Return the seconds that statements took, the seconds in all, and the number of statements."""
    spent: list[float] = []

    def timed(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, parameters, many, context)
        finally:
            spent.append(time.perf_counter() - began)

    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(timed))
        began = time.perf_counter()
        answer = client.get(address, secure=True)
        whole = time.perf_counter() - began
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}.")
    return sum(spent), whole, len(spent)
