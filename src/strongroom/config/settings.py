"""Django's settings, made of what `core.environment` has read; docs/operating/settings.md lists them."""

from pathlib import Path

from strongroom.config.database import database_settings
from strongroom.core import crypto, keys
from strongroom.core.environment import installation

_found = installation.read()

BASE = Path(__file__).resolve().parent.parent

DATA_DIR = _found.data
"""The one data folder: the embedded database, blobs, staged uploads, keys."""
DEBUG = False
DEMO = _found.demo
SECRET_KEY = _found.secret_key or keys.load_or_create(DATA_DIR / "keys" / "secret-key")
SEALING_KEYS: list[str] = _found.sealing_keys or [
    keys.load_or_create(DATA_DIR / "keys" / "sealing-key", make=crypto.new_key)
]
"""What link addresses and link passwords are encrypted with; the first one seals, all of them unseal."""
BASE_URL = _found.base_url.origin if _found.base_url else ""
"""Where people reach the installation, without a slash; links and mail use it, never the Host header."""
MAIL_URL = _found.mail_url
"""The mail server, `smtp://user:password@host:587?tls=starttls`; without one mail waits."""
MAIL_FROM = _found.mail_from
"""Whom mail comes from: an address, with a name before it or without."""
MAIL_HELLO = _found.mail_hello
"""What is said in EHLO; empty: the host of BASE_URL."""
_HERE = ["localhost", "127.0.0.1", "[::1]"]
_OURS = ["*"] if DEMO or not _found.base_url else [_found.base_url.host, *_HERE]
ALLOWED_HOSTS = _found.allowed_hosts or _OURS
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL else []
TRUSTED_PROXIES: list[str] = _found.trusted_proxies

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "strongroom.audit",
    "strongroom.outbox",
    "strongroom.guard",
    "strongroom.directory",
    "strongroom.store",
    "strongroom.access",
    "strongroom.documents",
    "strongroom.work",
    "strongroom.licences",
    "strongroom.sharing",
    "strongroom.approvals",
    "strongroom.config.apps.StrongroomConfig",
]

MIDDLEWARE = [
    "strongroom.interfaces.common.answers.headers.HeadersMiddleware",
    "strongroom.interfaces.common.answers.health.HealthMiddleware",  # before anybody asks for the Host
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",  # Content-Length; /firm leads to /firm/
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "strongroom.interfaces.common.caller.signed_in.SignedInMiddleware",
    "strongroom.interfaces.common.answers.errors.ErrorsMiddleware",
]
CSRF_FAILURE_VIEW = "strongroom.interfaces.common.answers.errors.csrf_failure"

ROOT_URLCONF = "strongroom.config.urls"
WSGI_APPLICATION = "strongroom.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request"],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["strongroom.interfaces.kit.lean.Loader"],
                )
            ],
            "libraries": {"strongroom": "strongroom.interfaces.kit.templatetags.strongroom"},
        },
    },
    {
        "NAME": "compiled",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE / "components"],
        "OPTIONS": {"environment": "strongroom.interfaces.kit.compiled.environment"},
    },
]

DATABASE_URL = _found.database_url
DATABASES = {"default": database_settings(DATABASE_URL, pool_size=_found.database_pool)}

AUTH_USER_MODEL = "directory.Person"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # the e-mail is unique whatever its case: person_email_once
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = ["strongroom.directory.backend.PersonBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

SESSION_ENGINE = "strongroom.directory.sessions"
"""Keys are kept hashed (F-5)."""
HTTPS = BASE_URL.startswith("https://")
COOKIE_PREFIX = "__Host-" if HTTPS else ""
"""Browsers take such a cookie from this host over HTTPS only: no neighbour can put one under it."""
HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
"""How long browsers are told to come by HTTPS alone. Django's own setting needs to know of the proxy."""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}strongroom_session"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}strongroom_csrf"
SESSION_COOKIE_AGE = 14 * 24 * 3600

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
USE_I18N = False

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE / "static"]
WHITENOISE_USE_FINDERS = True
"""The built files are served from inside the package: there is no collecting step."""
WHITENOISE_IMMUTABLE_FILE_TEST = r"/static/built/[^/]+-[A-Za-z0-9_-]{8}\.[a-z0-9]+$"
"""Names with the hash that Vite puts in; they may be kept for ever."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PROCRASTINATE_IMPORT_PATHS = [
    "strongroom.interfaces.worker.tasks",
    "strongroom.interfaces.worker.mail",
    "strongroom.interfaces.worker.licences",
]

STAGING_DIR = DATA_DIR / "staging"
"""Where bytes are written before they are kept; on the disk of the blobs, so that keeping is a link."""
STORAGE_RESERVE = _found.storage_reserve
"""Bytes of the disk that uploads leave free for the database (at most a twentieth of the disk)."""
PRUNE_GRACE_HOURS = _found.prune_grace_hours
"""How long a blob must have been unused before `strongroom prune` removes it."""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "blobs": {
        "BACKEND": "strongroom.store.blobs.LocalBlobStorage",
        "OPTIONS": {"location": str(DATA_DIR / "blobs")},
    },
}

UPLOAD_LIMIT = _found.upload_limit
"""The largest file, in bytes."""
UPLOAD_EXPIRY_HOURS = _found.upload_expiry_hours
IMAGE_PIXEL_LIMIT = _found.image_pixel_limit
TRASH_RETENTION_DAYS = _found.trash_retention_days
ACCEL_REDIRECT_PREFIX = _found.accel_redirect_prefix
"""Behind nginx: the internal location that maps to the blob folder; empty: the server sends blocks."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024**2
SIGN_IN_TRIES = _found.sign_in_tries
"""Wrong passwords per address and per e-mail in fifteen minutes before the throttle answers."""

WEB_PROCESSES = _found.web_processes
"""None: one for each core, up to four."""
WEB_THREADS = _found.web_threads
WEB_PATIENCE = _found.web_patience
"""Seconds in which a client must move `WEB_FLOOR` bytes a second on the average."""
WEB_FLOOR = _found.web_floor

SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "strongroom.core.logs.LineFormatter",  # cuts addresses that open something
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": _found.log_level},
    "loggers": {"procrastinate": {"level": "WARNING"}},  # it tells of each task, twice
}
