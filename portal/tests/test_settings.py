"""Production has no defaults for addresses and secrets; an embedded installation needs nothing."""

import os
import stat
import subprocess
import sys
from pathlib import Path

from django.conf import settings

PRODUCTION = {
    "PORTAL_MODE": "production",
    "SECRET_KEY": "a-secret-of-the-test-that-is-long-enough-and-has-many-different-letters",
    "DATABASE_URL": "postgresql://portal@localhost/portal",
    "REDIS_URL": "redis://localhost/0",
    "ALLOWED_HOSTS": "motcua.example",
    "PORTAL_URL": "https://motcua.example",
}


def settings_with(tmp_path: Path, expression: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Evaluate an expression over freshly loaded settings in an environment that holds only these variables."""
    return subprocess.run(
        [sys.executable, "-c", f"from django.conf import settings as s; print({expression})"],
        cwd=settings.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "PORTAL_VAR": str(tmp_path / "var"),
            "PYTHONUTF8": "1",
            **variables,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_names_everything_that_is_missing(tmp_path):
    started = settings_with(tmp_path, "s.DEBUG", PORTAL_MODE="production", REDIS_URL="redis://localhost/0")

    assert started.returncode != 0
    reason = started.stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured" in reason
    for name in ("SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS", "PORTAL_URL"):
        assert name in reason
    assert "REDIS_URL" not in reason


def test_production_takes_its_parts_from_the_environment(tmp_path):
    read = "[s.SECRET_KEY[:8], s.DATABASES['default']['CONN_MAX_AGE'], s.CELERY_BROKER_URL, s.CSRF_TRUSTED_ORIGINS]"
    started = settings_with(tmp_path, read, **PRODUCTION)

    assert started.stdout.strip() == "['a-secret', 600, 'redis://localhost/0', ['https://motcua.example']]"


def test_production_sends_cookies_over_https_only(tmp_path):
    read = "s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE and s.SECURE_SSL_REDIRECT and s.SECURE_HSTS_SECONDS > 0"

    assert settings_with(tmp_path, read, **PRODUCTION).stdout.strip() == "True"


def test_an_unknown_mode_is_refused(tmp_path):
    started = settings_with(tmp_path, "s.DEBUG", PORTAL_MODE="prod")

    assert started.returncode != 0
    assert "PORTAL_MODE" in started.stderr


def test_debug_cannot_be_switched_on(tmp_path):
    assert settings_with(tmp_path, "s.DEBUG", DEBUG="1", DJANGO_DEBUG="True").stdout.strip() == "False"


def test_an_embedded_installation_keeps_its_generated_secret_to_its_owner(tmp_path):
    first = settings_with(tmp_path, "s.SECRET_KEY").stdout
    second = settings_with(tmp_path, "s.SECRET_KEY").stdout

    assert first == second
    assert len(first.strip()) >= 50
    assert stat.S_IMODE((tmp_path / "var" / "secret_key").stat().st_mode) == 0o600


def test_database_url_overrides_the_embedded_database(tmp_path):
    started = settings_with(tmp_path, "s.DATABASES['default']['ENGINE']", DATABASE_URL="postgresql://localhost/x")

    assert started.stdout.strip() == "django.db.backends.postgresql"


def test_a_thousand_is_written_the_vietnamese_way():
    from django.utils import formats, translation

    with translation.override("vi"):
        assert formats.number_format(1234567.5, 2, force_grouping=True) == "1.234.567,50"
    with translation.override("en"):
        assert formats.number_format(1234567.5, 2, force_grouping=True) == "1,234,567.50"
