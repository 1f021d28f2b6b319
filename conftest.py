"""What every test of this project stands on: isolation from the installation, and the browser."""

import contextlib
import gc
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# Playwright's event loop runs in the thread of the tests, which Django would otherwise refuse to query from.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(Path(__file__).parent / "var" / "cache" / "hypothesis"))

# The cast of the whole suite: world, an … khoa, dossier_in.
pytest_plugins = ["dossiers.tests.cast"]

CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
BROWSER_FIXTURES = {"page", "context", "browser", "new_context"}
CRAWLS = {"test_bad_input.py", "test_house_rules.py"}
"""Where a test opens every page there is."""
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}
LAUNCH_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
]

hypothesis.settings.register_profile("mot-cua", deadline=None, database=None)
hypothesis.settings.load_profile("mot-cua")


def chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--catalogue", metavar="FOLDER", help="also read the real records-*.jsonl.gz in this folder")
    parser.addoption("--on-the-database", action="store_true", help="leave out what touches no database")
    parser.addoption("--hostile", metavar="FOLDER", help="also hand in the files of this folder (manifest.csv)")
    parser.addoption("--deadline-cases", metavar="FILE", help="also answer the deadline cases in this file")


# ── Isolation ────────────────────────────────────────────────────────────────────────────
def pytest_configure(config: pytest.Config) -> None:
    """Point every part that keeps something at a place of its own, before Django uses it."""
    from django.conf import settings

    worker = os.environ.get("PYTEST_XDIST_WORKER", "single")
    folder = Path(tempfile.mkdtemp(prefix=f"mot-cua-test-{worker}-"))
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))

    settings.MEDIA_ROOT = str(folder / "media")
    settings.EXCHANGE = {**settings.EXCHANGE, "fakes": str(folder / "partners")}
    # The fastest one: these passwords protect nothing.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }

    # A live server has a static handler of its own; searching thousands of files for each client costs seconds.
    settings.WHITENOISE_USE_FINDERS = False

    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # A file, as in an installation: the threads of a live server each have their connection and their lock.
        database["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
        database.setdefault("TEST", {})["NAME"] = str(folder / "test.sqlite3")
    else:
        run = os.environ.get("MOT_CUA_TEST_DATABASE") or os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
        # What a test leaves behind need not outlive a power cut.
        database["OPTIONS"] = {**database.get("OPTIONS", {}), "options": "-c synchronous_commit=off"}
        database.setdefault("TEST", {})["NAME"] = run if run.startswith("test_") else f"test_mot_cua_{run[:12]}"

    settings.CACHES["default"]["KEY_PREFIX"] = f"test-{folder.name}"
    settings.CELERY_TASK_DEFAULT_QUEUE = f"test-{folder.name}"
    if settings.CELERY_BROKER_URL.startswith("safefs:"):
        messages, control = folder / "broker", folder / "broker" / "control"
        control.mkdir(parents=True)
        for name in ("data_folder_in", "data_folder_out", "processed_folder"):
            settings.CELERY_BROKER_TRANSPORT_OPTIONS[name] = str(messages)
        settings.CELERY_BROKER_TRANSPORT_OPTIONS["control_folder"] = str(control)
    else:
        config.add_cleanup(lambda: _forget_in_redis(settings.CELERY_BROKER_URL, f"*{folder.name}*"))

    _empty_quickly()


def _forget_in_redis(url: str, pattern: str) -> None:
    """Remove the queue of this run; other runs share the server."""
    import redis

    with redis.Redis.from_url(url) as client:
        if keys := list(client.scan_iter(pattern, count=1000)):
            client.delete(*keys)


KEPT_WHEN_EMPTYING = {"django_migrations", "django_content_type", "auth_permission"}
"""What migrating wrote, the same for each test."""


def _empty_quickly() -> None:
    """Let a transactional test end by deleting every row.

    Django would truncate all of them, which takes PostgreSQL seconds, and then write every permission anew.
    """
    from django.db import connection, transaction
    from django.test import TransactionTestCase

    def emptied(_test: TransactionTestCase) -> None:
        # One transaction, so that lifting the rules and setting them again waits for the disk once.
        with transaction.atomic(), append_only_lifted(connection), connection.cursor() as cursor:
            tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
            for table in sorted({*tables} - KEPT_WHEN_EMPTYING):
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            else:
                # Keys begin at 1 again, as some tests expect of a database of their own.
                cursor.execute("DELETE FROM sqlite_sequence")

    TransactionTestCase._fixture_teardown = emptied


def append_only_lifted(connection: Any) -> AbstractContextManager[Any]:
    try:
        from dossiers import append_only
        from reporting import append_only as published
    except ImportError:
        return contextlib.nullcontext()
    lifted = contextlib.ExitStack()
    lifted.enter_context(append_only.lift(connection))
    lifted.enter_context(published.lift(connection))
    return lifted


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """Let Django migrate the file that is there: a copy of the migrated database, or none yet."""
    from django.db import connection

    return django_db_keepdb or connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def migrated_database(django_db_modify_db_settings: None, django_db_blocker: Any) -> Iterator[Any]:
    """Begin with a copy of the migrated database; who finds none makes it, while the others wait."""
    from django.db import connection

    from portal.tests.schema import one_at_a_time, schema_of

    schema = schema_of(connection)
    with contextlib.ExitStack() as turn:
        turn.enter_context(one_at_a_time(schema.folder))
        with django_db_blocker.unblock():
            is_kept = schema.begin_with_it()

        def made() -> None:
            if not is_kept:
                schema.keep()
            turn.close()

        yield made


@pytest.fixture(scope="session")
def django_db_setup(
    migrated_database: Callable[[], None], django_db_setup: None, django_db_blocker: Any
) -> Iterator[None]:
    """End what still talks to the test database when it is to be dropped: a browser's last answer may be on its way."""
    from django.db import connection

    with django_db_blocker.unblock():
        migrated_database()
    yield

    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )


@pytest.fixture(autouse=True)
def _forgetful_cache(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """Leave no counter of a rate limit to the next test; what a rolled-back test cached is gone already."""
    yield
    from django.conf import settings
    from django.core.cache import cache

    cache_settings = settings.CACHES["default"]
    if cache_settings["BACKEND"].endswith("RedisCache"):
        client = cache._cache.get_client(write=True)
        # Not clear(): it would empty the cache of the other test processes, too.
        if keys := list(client.scan_iter(f"{cache_settings['KEY_PREFIX']}:*", count=1000)):
            client.delete(*keys)
    elif {"transactional_db", "live_server"} & set(request.fixturenames) or _is_transactional(request.node):
        with django_db_blocker.unblock():
            cache.clear()


@pytest.fixture(autouse=True)
def _worker_among_tests(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a worker begin with nothing to do, and take back what it does to the logs of its process.

    What earlier tests asked of a worker would keep it busy for minutes; it silences all warnings from then on.
    """
    if not request.node.get_closest_marker("broker"):
        yield
        return
    from portal.celery import app

    root = logging.getLogger()
    level, handlers = root.level, [*root.handlers]
    app.control.purge()
    yield
    root.setLevel(level)
    root.handlers[:] = handlers


def _is_transactional(node: pytest.Item) -> bool:
    marker = node.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))


# ── The browser ──────────────────────────────────────────────────────────────────────────
def pytest_report_header() -> list[str]:
    from django.conf import settings

    database = settings.DATABASES["default"]["ENGINE"].rsplit(".", 1)[-1]
    broker = settings.CELERY_BROKER_URL.split(":", 1)[0]
    return [f"database: {database}, broker: {broker}, chromium: {chromium() or 'NONE, browser tests do not run'}"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that drive a browser, and leave out those that cannot run or would say nothing new."""
    for test in items:
        if BROWSER_FIXTURES & set(getattr(test, "fixturenames", ())):
            test.add_marker(pytest.mark.browser)
    # The longest first: none of them is left for one process to finish while the others have nothing to do.
    items.sort(key=lambda test: not (test.path.name in CRAWLS or test.get_closest_marker("browser")))
    if config.getoption("--on-the-database"):
        # What touches no database says the same on another one.
        elsewhere = [test for test in items if not _touches_the_database(test)]
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [test for test in items if test not in set(elsewhere)]
    if chromium():
        return
    without = [test for test in items if test.get_closest_marker("browser")]
    if without and CI:
        raise pytest.UsageError("CI=true, and there is no Chromium for the browser tests.")
    if without:
        config.hook.pytest_deselected(items=without)
        items[:] = [test for test in items if test not in without]


def pytest_collection_finish() -> None:
    """Look for garbage less often, and never in what is there for the whole run: an eighth of the time went there."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def _touches_the_database(test: pytest.Item) -> bool:
    if test.get_closest_marker("one_database"):
        return False
    fixtures = set(getattr(test, "fixturenames", ()))
    return bool(test.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium(), "args": LAUNCH_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "locale": "vi-VN",
        "timezone_id": "Asia/Ho_Chi_Minh",
        "viewport": {"width": 1280, "height": 900},
    }
