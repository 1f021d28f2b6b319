"""The settings of every installation, driven by the environment; `docs/deployment.md` says what each variable does.

`PORTAL_MODE=embedded` (the default) needs nothing: SQLite, a broker made of files and a generated secret live in
`var/`. `PORTAL_MODE=production` takes every address and secret from the environment, has no defaults for them, and
refuses to start without them. `DATABASE_URL` and `REDIS_URL` override the embedded parts in both modes.
"""

import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url
import structlog
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_levels
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("PORTAL_VAR", BASE_DIR / "var"))

# ── The mode, and what production must be told ───────────────────────────────────────────
MODE = os.environ.get("PORTAL_MODE", "embedded")
if MODE not in {"embedded", "production"}:
    raise ImproperlyConfigured(f"PORTAL_MODE must be 'embedded' or 'production', not {MODE!r}.")
PRODUCTION = MODE == "production"

_missing = [
    name
    for name in (
        "SECRET_KEY",
        "DATABASE_URL",
        "REDIS_URL",
        "ALLOWED_HOSTS",
        "PORTAL_URL",
    )
    if PRODUCTION and not os.environ.get(name)
]
if _missing:
    raise ImproperlyConfigured("PORTAL_MODE=production needs these environment variables: " + ", ".join(_missing) + ".")


def _words(name: str) -> list[str]:
    """Return the comma-separated words of an environment variable."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def _folder(name: str) -> Path:
    """Return a folder for embedded data, made for its owner only."""
    folder = VAR_DIR / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _installation_secret(name: str = "secret_key") -> str:
    """Return a secret of this embedded installation, generated once into a file that only its owner can read."""
    path = VAR_DIR / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        secret = path.read_text()
        if not secret:
            raise ImproperlyConfigured(f"{path} is empty: another process is starting, or delete it.") from None
        return secret
    with os.fdopen(descriptor, "w") as file:
        secret = secrets.token_urlsafe(50)
        file.write(secret)
    return secret


DEBUG = False
SECRET_KEY = os.environ.get("SECRET_KEY") or _installation_secret()
PORTAL_URL = os.environ.get("PORTAL_URL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}").rstrip("/")
PROVINCE_NAME = os.environ.get("PROVINCE_NAME", "tỉnh An Hòa")
ALLOWED_HOSTS = _words("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = _words("CSRF_TRUSTED_ORIGINS") or [PORTAL_URL]

# ── The rooms ────────────────────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "portal",
    "reporting",
    "exchange",
    "dossiers",
    "procedures",
    "accounts",
    "agencies",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth",
    "allauth.account",
    # Without its default site: ours is `portal.views.django_administration`.
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.compression.TextCompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "portal.stray_bytes.StrayBytesMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Everything is private until its view says @login_not_required.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.portal",
                "accounts.context.entrance",
            ],
        },
    },
]


# ── The database ─────────────────────────────────────────────────────────────────────────
# Never ATOMIC_REQUESTS: on SQLite each page would take the write lock.
def _database() -> dict[str, Any]:
    """Return the settings of the database that `DATABASE_URL` names, or of the embedded one."""
    url = os.environ.get("DATABASE_URL")
    database: dict[str, Any] = (
        dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
        if url
        else {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": _folder(".") / "db.sqlite3",
        }
    )
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["CONN_MAX_AGE"] = None
        database["OPTIONS"] = {
            # A writer that waits for the lock at its first statement cannot fail with "database is locked" later.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
        }
    else:
        # Compiling a statement takes PostgreSQL longer than running any of ours.
        database.setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
    return database


DATABASES = {"default": _database()}

# ── Cache and sessions ───────────────────────────────────────────────────────────────────
# Rate limits count in the cache, so it is shared by all processes.
REDIS_URL = os.environ.get("REDIS_URL")
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "mot-cua",
    }
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        # The default of 300 would throw away sessions and counters of rate limits on a busy morning.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 12 * 60 * 60

# ── People ───────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backend.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "full_name", "phone")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_FORMS = {
    "signup": "accounts.entrance.SignupForm",
    "login": "accounts.entrance.LoginForm",
    "reauthenticate": "accounts.entrance.ReauthenticateForm",
    "change_password": "accounts.entrance.ChangePasswordForm",
    "set_password": "accounts.entrance.SetPasswordForm",
    "reset_password": "accounts.entrance.ResetPasswordForm",
    "reset_password_from_key": "accounts.entrance.ResetPasswordKeyForm",
    "add_email": "accounts.entrance.AddEmailForm",
}
# Whether an address has an account is nobody else's business. Sign-up can keep that secret only where the address
# must be confirmed before anything else happens, that is, where mail leaves the building.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if os.environ.get("EMAIL_HOST") else "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# One address for each person: a new one replaces the old one once it is confirmed, and the password is asked again.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# A one-stop centre sits behind one address: all its officers sign in within the same minutes of the morning.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "30/m/ip,5/5m/key",
    # One-time codes: how many go to one phone or mailbox, and how often one may be answered.
    "send_code": "60/m/ip,4/10m/key",
    "try_code": "5/10m/key",
    # Naming another account, as an agent or a colleague.
    "name_account": "20/h/user",
    # Letters that ask to confirm a subscription to reports.
    "subscribe": "20/h/ip,3/h/key",
}
# An OpenID Connect provider as VNeID is; without an issuer there is no such way in (accounts/partner/contract.py).
SIGN_IN_PARTNER = {
    "issuer": os.environ.get("VNEID_ISSUER", "").rstrip("/"),
    "client_id": os.environ.get("VNEID_CLIENT_ID", "mot-cua"),
    "client_secret": os.environ.get("VNEID_CLIENT_SECRET", "" if PRODUCTION else "thu-nghiem"),
}
if PRODUCTION and SIGN_IN_PARTNER["issuer"] and not SIGN_IN_PARTNER["client_secret"]:
    raise ImproperlyConfigured("VNEID_ISSUER needs VNEID_CLIENT_ID and VNEID_CLIENT_SECRET.")
# Behind a reverse proxy every request comes from its address; it must append the visitor's to X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", "1" if PRODUCTION else "0"))
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False

MESSAGE_TAGS = {
    message_levels.DEBUG: "info",
    message_levels.INFO: "info",
    message_levels.SUCCESS: "ok",
    message_levels.WARNING: "warn",
    message_levels.ERROR: "bad",
}
"""The tones of the design."""

# ── Language, time, numbers ──────────────────────────────────────────────────────────────
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["portal.formats"]
USE_I18N = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# ── Files ────────────────────────────────────────────────────────────────────────────────
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else _folder("static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "portal.static_files.PublishedFilesFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
# Embedded: served straight from the source folders, nothing to collect. Production: collected, hashed, compressed.
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Citizens' papers. No address serves them: each goes out through a view that asks `access`.
MEDIA_ROOT = os.environ.get("MEDIA_ROOT") or _folder("media")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
UPLOAD_MAX_FILE_SIZE = 20 * 1024 * 1024
# Form fields without files. The editor's page of a procedure is the largest: some ministries ask for more than fifty
# papers, each a row of eleven fields and a place for a file.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 160

# ── Signing ──────────────────────────────────────────────────────────────────────────────
# Keys lie in files, on tokens or with a remote service; what opens them comes from here or from whoever signs.
SIGNING_TRUST = os.environ.get("SIGNING_TRUST") or _folder("signing/trust")
SIGNING_KEYS = os.environ.get("SIGNING_KEYS") or _folder("signing/keys")
SIGNING_PASSPHRASE = os.environ.get("SIGNING_PASSPHRASE") or (
    "" if PRODUCTION else _installation_secret("signing/passphrase")
)
SIGNING_PKCS11_MODULE = os.environ.get("SIGNING_PKCS11_MODULE", "")
SIGNING_PKCS11_PIN = os.environ.get("SIGNING_PKCS11_PIN", "")
SIGNING_SERVICE_URL = os.environ.get("SIGNING_SERVICE_URL", "").rstrip("/")
SIGNING_SERVICE_TOKEN = os.environ.get("SIGNING_SERVICE_TOKEN", "")
SIGNING_TIME_AUTHORITY = os.environ.get("SIGNING_TIME_AUTHORITY", "")

# ── E-mail ───────────────────────────────────────────────────────────────────────────────
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "mot-cua@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
if os.environ.get("EMAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = os.environ["EMAIL_HOST"]
    EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
    EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
    EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "1") == "1"
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = _folder("mail")

# ── Notices by SMS and Zalo ──────────────────────────────────────────────────────────────
# Without an address a trial hands messages to fake partners, which keep them as files; production has no such channel.
EXCHANGE: dict[str, Any] = {
    "fakes": None if PRODUCTION else str(_folder("partners")),
    "sms": {
        "url": os.environ.get("SMS_GATEWAY_URL", ""),
        "token": os.environ.get("SMS_GATEWAY_TOKEN", ""),
        "brand_name": os.environ.get("SMS_BRAND_NAME", ""),
    },
    "zalo": {
        "app_id": os.environ.get("ZALO_APP_ID", ""),
        "secret_key": os.environ.get("ZALO_SECRET_KEY", ""),
        "refresh_token": os.environ.get("ZALO_REFRESH_TOKEN", ""),
        "templates": {
            "vi": os.environ.get("ZALO_TEMPLATE_VI", ""),
            "en": os.environ.get("ZALO_TEMPLATE_EN", ""),
        },
    },
}

UNCOLLECTED_REMINDER_DAYS = tuple(
    int(days) for days in os.environ.get("UNCOLLECTED_REMINDER_DAYS", "5,10,20").split(",")
)
"""After how many working days at the return desk somebody is reminded of a result; each time once."""

# ── What a browser may do with our pages ─────────────────────────────────────────────────
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        # A browser checks where an answer to a form leads, too: to the sign-in partner.
        "form-action": [SELF, *([SIGN_IN_PARTNER["issuer"]] if SIGN_IN_PARTNER["issuer"] else [])],
        # Officers read a submitted paper in a frame beside the dossier.
        "frame-ancestors": [SELF],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"
# W019 asks for DENY; see frame-ancestors above.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True
    # A cookie of this name cannot be set by another host of the same domain.
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"

# ── The API ──────────────────────────────────────────────────────────────────────────────
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.session.SignedIn"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["agencies.api.strict.BoundedJSONParser"],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_FILTER_BACKENDS": ["agencies.api.strict.StrictFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "agencies.api.strict.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "60/min", "user": "300/min"},
    # A visitor is told from others by the address that our own proxy saw, never by what the visitor wrote there.
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "EXCEPTION_HANDLER": "portal.api_problems.problem_details",
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "API Một Cửa",
    "DESCRIPTION": (
        "Giải quyết thủ tục hành chính theo cơ chế một cửa, một cửa liên thông: danh mục thủ tục, tra cứu hồ sơ, hồ sơ"
        " của người đang đăng nhập và số liệu công bố.\n\n"
        "- Cùng quy tắc và quyền truy cập như các trang; trường hay tham số lạ bị từ chối, kèm tên.\n"
        "- Thời điểm theo ISO 8601 có múi giờ (`2026-03-02T08:00:00+07:00`); số tiền là số nguyên đồng.\n"
        "- Phần “Hồ sơ của tôi” dùng phiên đăng nhập của trang; yêu cầu ghi kèm tiêu đề `X-CSRFToken`.\n"
        "- Mọi lời từ chối là một văn bản `application/problem+json` (RFC 9457): `type`, `title`, `status`, `detail`"
        " và, khi dữ liệu chưa đúng, `errors` ghi từng trường."
    ),
    "VERSION": "1",
    "LICENSE": {"name": "EUPL-1.2"},
    "TAGS": [
        {"name": "Danh mục", "description": "Thủ tục, lĩnh vực, cơ quan; ai cũng xem được."},
        {"name": "Tra cứu", "description": "Tình trạng một hồ sơ theo mã và mã bí mật, không lộ thông tin cá nhân."},
        {"name": "Hồ sơ của tôi", "description": "Nộp, theo dõi, bổ sung, rút hồ sơ của người đang đăng nhập."},
        {"name": "Số liệu", "description": "Số liệu tháng đã công bố; ai cũng xem được."},
    ],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SORT_OPERATIONS": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "Action": "dossiers.workflow.Action",
        "Channel": "procedures.models.Channel",
        "DossierStatus": "dossiers.workflow.Status",
        "Level": "agencies.models.Level",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "portal.api_problems.describe_problems",
    ],
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "defaultModelsExpandDepth": 0},
}

# ── Background work ──────────────────────────────────────────────────────────────────────
# The broker only wakes a worker up: what must not be lost is a row in the database, and tasks may run twice.
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {"visibility_timeout": 3600}
else:
    _broker = _folder("broker")
    CELERY_BROKER_URL = "safefs://localhost//"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_broker),
        "data_folder_out": str(_broker),
        "processed_folder": str(_broker),
        "control_folder": str(_folder("broker/control")),
        "store_processed": False,
        "polling_interval": 0.2,
    }
    # Its exchange file has a race of its own, and nothing here needs remote control.
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 60 * 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "portal.tasks.record_heartbeat", "schedule": 60.0},
    "nightly-statistics": {
        "task": "reporting.tasks.nightly_statistics",
        "schedule": crontab(hour=0, minute=30),
    },
    # After the night's figures, before anybody comes to work; on a day off nothing is due.
    "draft-reports": {"task": "reporting.tasks.draft_reports", "schedule": crontab(hour=6, minute=30)},
    "report-letters": {"task": "reporting.tasks.send_letters", "schedule": 5 * 60.0},
    "forecast-lateness": {"task": "reporting.tasks.forecast_lateness", "schedule": crontab(hour=2, minute=0)},
    "watch-delays": {
        "task": "dossiers.tasks.watch_delays",
        "schedule": crontab(minute="*/15", hour="7-17"),
    },
    "usual-times": {"task": "dossiers.tasks.count_usual_times", "schedule": crontab(hour=1, minute=30)},
    # Dossiers that were received while a change of the calendar was being applied.
    "recalendar": {"task": "dossiers.tasks.recalendar", "schedule": 15 * 60.0},
    "sweep-notices": {"task": "exchange.tasks.sweep", "schedule": 60.0},
    "tell-watched": {"task": "exchange.tasks.tell_watched", "schedule": 5 * 60.0},
    "ask-reports": {"task": "exchange.tasks.ask_reports", "schedule": 10 * 60.0},
}


# ── Logs ─────────────────────────────────────────────────────────────────────────────────
def _without_request(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Drop the request object that Django attaches: it says nothing that the line does not, and may hold secrets."""
    event.pop("request", None)
    return event


_log_processors: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    _without_request,
    structlog.processors.TimeStamper(fmt="iso", utc=False),
]
structlog.configure(
    processors=[
        *_log_processors,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _log_processors,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *(
                    [
                        structlog.processors.format_exc_info,
                        structlog.processors.JSONRenderer(ensure_ascii=False),
                    ]
                    if PRODUCTION
                    else [
                        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
                    ]
                ),
            ],
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # Scanners ask for hosts that are not ours all day long.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        "fontTools": {"level": "WARNING"},
        # They write pages about every broken file that a stranger brings; the verdict says it in a line.
        "pyhanko": {"level": "CRITICAL"},
        "pyhanko_certvalidator": {"level": "CRITICAL"},
    },
}
