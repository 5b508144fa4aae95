"""Django's settings, read from the environment with typed readers; docs/operating/settings.md lists them.

`X_FILE` instead of a setting `X` names a file that holds its value (for secrets).
"""

from pathlib import Path

from environs import FileAwareEnv

from strongroom.config.database import database_settings
from strongroom.core import crypto, keys

env = FileAwareEnv(strip_whitespace=True)

BASE = Path(__file__).resolve().parent.parent

DATA_DIR = Path(env.str("STRONGROOM_DATA", "./data")).resolve()
"""The one data folder: the embedded database, blobs, staged uploads, keys."""
DEBUG = False
DEMO = env.bool("STRONGROOM_DEMO", default=False)
SECRET_KEY = env.str("SECRET_KEY", "") or keys.load_or_create(DATA_DIR / "keys" / "secret-key")
SEALING_KEYS: list[str] = env.str("SEALING_KEYS", "").split() or [
    keys.load_or_create(DATA_DIR / "keys" / "sealing-key", make=crypto.new_key)
]
"""What link addresses and link passwords are encrypted with; the first one seals, all of them unseal."""
BASE_URL = env.str("BASE_URL", "").rstrip("/")
"""Where people reach the installation; links and mail use it, never the Host header."""
MAIL_URL = env.str("MAIL_URL", "")
"""The mail server, `smtp://user:password@host:587?tls=starttls`; without one mail waits."""
MAIL_FROM = env.str("MAIL_FROM", "")
"""Whom mail comes from: an address, with a name before it or without."""
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS",
    ["*"]
    if DEMO or not BASE_URL
    else [BASE_URL.split("/")[2].split(":")[0], "localhost", "127.0.0.1"],
)
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL else []
TRUSTED_PROXIES: list[str] = env.list("TRUSTED_PROXIES", [])

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

DATABASE_URL = env.str("DATABASE_URL", "")
DATABASES = {"default": database_settings(DATABASE_URL, pool_size=env.int("DATABASE_POOL", 16))}

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
STORAGE_RESERVE = env.int("STORAGE_RESERVE", 256 * 1024**2)
"""Bytes of the disk that uploads leave free for the database (at most a twentieth of the disk)."""
PRUNE_GRACE_HOURS = env.int("PRUNE_GRACE_HOURS", 24)
"""How long a blob must have been unused before `strongroom prune` removes it."""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "blobs": {
        "BACKEND": "strongroom.store.blobs.LocalBlobStorage",
        "OPTIONS": {"location": str(DATA_DIR / "blobs")},
    },
}

UPLOAD_LIMIT = env.int("UPLOAD_LIMIT", 5 * 1024**3)
"""The largest file, in bytes."""
UPLOAD_EXPIRY_HOURS = env.int("UPLOAD_EXPIRY_HOURS", 48)
IMAGE_PIXEL_LIMIT = env.int("IMAGE_PIXEL_LIMIT", 100_000_000)
TRASH_RETENTION_DAYS = env.int("TRASH_RETENTION_DAYS", 30)
ACCEL_REDIRECT_PREFIX = env.str("ACCEL_REDIRECT_PREFIX", "")
"""Behind nginx: the internal location that maps to the blob folder; empty: the server sends blocks."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024**2
SIGN_IN_TRIES = env.int("SIGN_IN_TRIES", 10)
"""Wrong passwords per address and per e-mail in fifteen minutes before the throttle answers."""

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
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {"procrastinate": {"level": "WARNING"}},  # it tells of each task, twice
}
