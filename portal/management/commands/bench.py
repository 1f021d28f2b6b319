"""Measure the main operations beside their floors, in one run, on PostgreSQL; `python3 run.py bench` calls it."""

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http.cookies import SimpleCookie
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from portal.bench import dashboards, exports, imports, nights, reports
from portal.bench.load import Call, Measured, measure, send, summary

WORKERS = 2
START_SECONDS = 60
WARMING_CALLS = 24


class Command(BaseCommand):
    help = "Đo các thao tác chính bên cạnh mức sàn, trên PostgreSQL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--requests", type=int, default=400, help="số lần mỗi thao tác (mặc định 400)")
        parser.add_argument("--dossiers", type=int, default=600, help="số hồ sơ của tỉnh trình diễn")
        parser.add_argument("--clerk", action="store_true", help="chỉ đo một cán bộ tiếp nhận gõ phím trên trình duyệt")
        parser.add_argument("--walk-ins", type=int, default=40, help="số lượt tiếp nhận (mặc định 40)")
        parser.add_argument(
            "--history",
            type=int,
            nargs="+",
            default=[],
            metavar="N",
            help="chỉ đo số liệu hằng đêm, bảng điều hành và nhập lịch sử, lần lượt ở mỗi số hồ sơ phát sinh",
        )
        parser.add_argument("--inside", action="store_true", help="đang chạy trên cơ sở dữ liệu tạm")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Chỉ đo trên PostgreSQL: đặt DATABASE_URL.")
        if options["inside"]:
            if options["history"]:
                self.measure_history(sorted(options["history"]))
            elif options["clerk"]:
                self.measure_clerk(options["walk_ins"])
            else:
                self.measure_all(options["requests"])
            return
        inside = ["--clerk", "--walk-ins", str(options["walk_ins"])] if options["clerk"] else []
        inside += ["--history", *map(str, options["history"])] if options["history"] else []
        with temporary_database(os.environ["DATABASE_URL"]) as address:
            environment = {**os.environ, "DATABASE_URL": address, "SECRET_KEY": secrets.token_urlsafe(50)}
            manage = [sys.executable, "manage.py"]
            for command in (
                ["migrate", "--verbosity", "0"],
                ["createcachetable"],
                ["load_demo", "--dossiers", str(options["dossiers"])],
                ["bench", "--inside", "--requests", str(options["requests"]), *inside],
            ):
                subprocess.run([*manage, *command], cwd=settings.BASE_DIR, env=environment, check=True)  # noqa: S603 — our own commands

    def measure_history(self, sizes: Sequence[int]) -> None:
        """Measure nights, dashboards and reports at each size, one after the other, then the ways in and out."""
        for before, size in pairwise([0, *sizes]):
            if size > before:
                call_command("generate_dossiers", size - before)
            with connection.cursor() as cursor:
                # What the database does by itself within the hour.
                cursor.execute("VACUUM ANALYZE")
            nights.measure(self.stdout.write)
            dashboards.measure(self.stdout.write)
            reports.measure(self.stdout.write)
        exports.measure(self.stdout.write)
        imports.measure(self.stdout.write)

    def measure_all(self, count: int) -> None:
        """Measure everything and print it as the table of `docs/benchmarks.md`."""
        from portal.bench import floor, scenarios

        floor.create_tables()
        process = scenarios.walk_in_process()
        clerk, appraiser, citizen = (scenarios.SignedIn(user) for user in scenarios.people(process))
        scenarios.open_queue(process, clerk.user)
        with ExitStack() as servers:
            bare = servers.enter_context(server("portal.bench.floor:application()"))
            portal = servers.enter_context(server("portal.wsgi:application"))
            self.line("floor: bare insert", *spent(bare, floor_inserts(count)), None, 2)
            self.line("floor: bare page, 30 rows", *spent(bare, floor_pages(count)), None, 1)
            for scenario, floor_of in (
                (scenarios.intake(process, clerk, count), floor_inserts),
                (scenarios.submission(process, citizen, count), floor_inserts),
                (scenarios.move(process, clerk, appraiser, count), floor_inserts),
                (scenarios.tracking(process, clerk, count), floor_pages),
                (scenarios.work_list(appraiser, count), floor_pages),
            ):
                found, cpu_ms = spent(portal, scenario.calls)
                # Each beside a floor of its own minute: whatever else the machine does slows both.
                beside, _cpu_ms = spent(bare, floor_of(count))
                self.line(scenario.name, found, cpu_ms, beside, scenario.statements)
            memory = [f"{megabytes:.0f} MB" for megabytes in portal.worker_megabytes()]
        received = [scenarios.received(process, clerk.user) for _i in range(count)]
        for name, operation in (
            ("walk-in intake, service alone", lambda: scenarios.received(process, clerk.user)),
            ("online submission, service alone", lambda: scenarios.submitted(process, citizen.user)),
            ("one move (take), service alone", lambda: scenarios.take(received.pop(), appraiser.user)),
        ):
            self.line(name, *alone(count, operation))
        self.stdout.write(f"\nResident memory of each web worker after the run: {', '.join(memory)}")

    def measure_clerk(self, count: int) -> None:
        """Measure how long an intake takes a person; the network is cut twice, beside the figures."""
        from dossiers.models import Dossier, IntakeReceipt
        from portal.bench import counter_morning, scenarios

        browser = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
        if not browser:
            raise CommandError("Cần Chromium: đặt CHROMIUM.")
        clerk = scenarios.SignedIn(counter_morning.communal_clerk())
        before = Dossier.objects.count()
        with server("portal.wsgi:application") as portal:
            cookies = {name: morsel.value for name, morsel in SimpleCookie(clerk.cookies).items()}
            site = f"http://127.0.0.1:{portal.port}"
            found = counter_morning.walk_ins(site, cookies, browser=browser, count=count)
        received = Dossier.objects.count() - before
        newest = IntakeReceipt.objects.order_by("-pk").values_list("register_number", flat=True)[:count]
        self.stdout.write("| who | walk-ins | median | 90 % within | longest |\n|---|---|---|---|---|")
        for title, some in (
            ("all", found),
            ("card scanned", [one for one in found if one.has_card]),
            ("all of it typed", [one for one in found if not one.has_card]),
        ):
            if len(some) > 1:
                self.stdout.write(counter_morning.summary_line(title, some))
        has_gap = max(newest) - min(newest) + 1 != len(newest)
        self.stdout.write(
            f"{received} dossiers of {count} walk-ins; slips {'WITH A GAP' if has_gap else 'without a gap'}."
        )
        if received != count or has_gap:
            raise CommandError("Số hồ sơ không khớp số lượt tiếp nhận.")

    def line(
        self,
        name: str,
        found: Measured,
        cpu_ms: float,
        beside: Measured | None = None,
        statements: int | None = None,
    ) -> None:
        """Print one line of the table."""
        ratio = f"{found.per_second / beside.per_second:.2f}" if beside else ""
        self.stdout.write(
            f"| {name:34} | {found.per_second:7.0f} | {found.p50_ms:7.1f} | {found.p95_ms:7.1f} | {ratio:>5} |"
            f" {cpu_ms:7.1f} | {statements if statements is not None else '':>3} |"
        )


def floor_inserts(count: int) -> list[Call]:
    """Return inserts of the floor."""
    return [floor_call() for _i in range(count)]


def floor_pages(count: int) -> list[Call]:
    """Return requests for the page of the floor."""
    return [Call("GET", "/page")] * count


def spent(server: "Server", calls: Sequence[Call]) -> tuple[Measured, float]:
    """Measure calls; return with it the processor time of one, in milliseconds of the web workers.

    That figure is the one to compare between two days: what else the machine does hardly changes it. The first calls
    are not counted: with them each worker loads what the operation needs.
    """
    measure(server.port, calls[:WARMING_CALLS])
    before = server.worker_seconds()
    counted = calls[WARMING_CALLS:]
    found = measure(server.port, counted)
    return found, (server.worker_seconds() - before) / len(counted) * 1000


def floor_call() -> Call:
    """Return one insert of the floor."""
    body = f'{{"code": "{secrets.token_hex(12)}", "applicant": "Nguyễn Thị Minh Khai", "address": "phường Hòa Thuận"}}'
    return Call("POST", "/create", body.encode(), (("Content-Type", "application/json"),))


def alone(count: int, operation: Callable[[], object]) -> tuple[Measured, float]:
    """Time an operation in this process, one after the other; return with it the processor time of one."""
    operation()
    times = []
    began, cpu_before = time.perf_counter(), time.process_time()
    for _i in range(count - 1):
        start = time.perf_counter()
        operation()
        times.append(time.perf_counter() - start)
    return summary(times, time.perf_counter() - began), (time.process_time() - cpu_before) / len(times) * 1000


class Server:
    """A gunicorn of two sync workers on a free port."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def workers(self) -> list[int]:
        """Return the process ids of the workers."""
        return [
            int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]

    def worker_megabytes(self) -> list[float]:
        """Return the resident memory of each worker."""
        return [resident_megabytes(pid) for pid in self.workers()]

    def worker_seconds(self) -> float:
        """Return the processor time that the workers have taken together."""
        return sum(processor_seconds(pid) for pid in self.workers())


def resident_megabytes(pid: int) -> float:
    """Return the resident memory of a process."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def processor_seconds(pid: int) -> float:
    """Return the processor time of a process, its own and the system's for it."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def server(application: str) -> Iterator[Server]:
    """Serve an application on this machine while the body runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS)]
    command += ["--no-control-socket", "--log-level", "error"]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR)  # noqa: S603 — our own server
    try:
        wait_for(port, process)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise CommandError("Máy chủ dừng ngay khi khởi động.")
        try:
            send(port, Call("GET", "/healthz"))
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise CommandError("Máy chủ không trả lời.")


@contextmanager
def temporary_database(address: str) -> Iterator[str]:
    """Make a database beside the given one for the time of the run."""
    name = f"motcua_bench_{secrets.token_hex(4)}"
    administrator = psycopg2.connect(address)
    administrator.autocommit = True
    with administrator.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        base, _question, query = address.partition("?")
        yield re.sub(r"/[^/]*$", f"/{name}", base) + (f"?{query}" if query else "")
    finally:
        with administrator.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        administrator.close()
