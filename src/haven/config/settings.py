"""Settings: everything that differs between installations is read from the environment.

A value may also stand in a file: `NAME_FILE=/run/secrets/name` serves for `NAME`.
"""

from pathlib import Path
from typing import Any

import dj_database_url
import structlog
from django.utils.translation import gettext_lazy as _
from environs import FileAwareEnv, validate

from haven.config.home import home, secret_key
from haven.core.accounts import university

env = FileAwareEnv(strip_whitespace=True)

HAVEN_HOME = home()
DEBUG = env.bool("HAVEN_DEBUG", False)
SECRET_KEY = env.str("HAVEN_SECRET_KEY", "") or secret_key(HAVEN_HOME)
SECRET_KEY_FALLBACKS: list[str] = env.list("HAVEN_SECRET_KEY_FALLBACKS", [])
# Without a name set by the operator only this machine is answered.
ALLOWED_HOSTS = env.list("HAVEN_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("HAVEN_TRUSTED_ORIGINS", [])
HTTPS = env.bool("HAVEN_HTTPS", False)
# Counted from the right of X-Forwarded-For: how many proxies of one's own stand before Haven.
PROXIES = env.int("HAVEN_PROXIES", 0)
BASE_URL = env.str("HAVEN_BASE_URL", "http://localhost:8000")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "haven.ui",
    "haven.core.text",
    "haven.core.accounts",
    "haven.core.audit",
    "haven.core.jobs",
    "haven.core.mail",
    "haven.core.imports",
    "haven.core.privacy",
    "haven.commons.organisation",
    "haven.commons.people",
    "haven.commons.engagement",
    "haven.commons.surveys",
    "haven.commons.pathways",
    "haven.community.welcome",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "haven.core.accounts.middleware.LeaveToSignIn",
    "haven.config.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "haven.config.middleware.PersonsLanguage",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "haven.config.middleware.CurrentActor",
    "haven.config.middleware.RefuseBadInput",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "haven.config.urls"
WSGI_APPLICATION = "haven.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).resolve().parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "haven.config.context.haven",
            ],
        },
    }
]
FORM_RENDERER = "haven.ui.forms.HavenFormRenderer"

SQLITE_OPTIONS = {
    # Stock settings lose writes under load; see the developer's notes on databases.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;"
        "PRAGMA cache_size=-32000; PRAGMA mmap_size=134217728; PRAGMA foreign_keys=ON;"
    ),
}  # A page asks the same questions over and over: PostgreSQL plans them once per connection.
POSTGRESQL_OPTIONS = {"server_side_binding": True, "prepare_threshold": 3}

DATABASES = {
    "default": dj_database_url.parse(
        env.str("DATABASE_URL", "") or f"sqlite:///{HAVEN_HOME / 'haven.sqlite3'}",
        conn_max_age=600,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASES["default"]["OPTIONS"] = POSTGRESQL_OPTIONS | DATABASES["default"].get("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default"],
    }
}
# A worker that has not been heard of for this long is taken for dead; it reports three times as often.
JOB_LEASE_SECONDS = env.int("HAVEN_JOB_LEASE_SECONDS", 30)
JOB_ATTEMPTS = env.int("HAVEN_JOB_ATTEMPTS", 5)

LANGUAGE_CODE = env.str("HAVEN_LANGUAGE", "nl")
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "haven_language"
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "locale"]
TIME_ZONE = env.str("HAVEN_TIME_ZONE", "Europe/Brussels")
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = HAVEN_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "haven.config.static.ManifestWhenCollected"},
}
MEDIA_ROOT = HAVEN_HOME / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
# The largest file that Haven takes in, in bytes.
UPLOAD_LIMIT = 200_000_000

# A folder into which the registrar drops files, taken every night at this hour; none: nothing is watched.
WATCHED_FOLDER = env.str("HAVEN_WATCHED_FOLDER", "")
WATCHED_HOUR = env.int("HAVEN_WATCHED_HOUR", 3, validate=validate.Range(0, 23))
# A file is whole once nothing of it has changed for so many seconds.
WATCHED_QUIET = env.int("HAVEN_WATCHED_QUIET", 60, validate=validate.Range(0))
# After so many nights without a file its readers are told, once; 0: never.
WATCHED_NIGHTS = env.int("HAVEN_WATCHED_NIGHTS", 3, validate=validate.Range(0))
# Who reads the reports instead of the university's officers.
WATCHED_REPORT: list[str] = env.list("HAVEN_WATCHED_REPORT", [])

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "front"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "haven.core.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "haven.core.accounts.adapters.SocialAccountAdapter"
MFA_ADAPTER = "haven.core.accounts.adapters.MFAAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# The university says which address is whose; an account cannot take another.
ACCOUNT_MAX_EMAIL_ADDRESSES = 1
# Per account strict, per address loose: a whole campus signs in from behind one address in the same week.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "300/m/ip,5/300s/key",
    "request_login_code": "600/m/ip,3/m/key",
    "reset_password": "300/m/ip,5/m/key",
    "reset_password_from_key": "300/m/ip",
    "signup": "600/m/ip",
}
MFA_RATE_LIMITS = {"webauthn_login": "600/m/ip"}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {"request_login_code": "haven.core.accounts.forms.RequestLoginCodeForm"}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = "Haven"
# Browsers treat http://localhost as secure; anywhere else a passkey needs HTTPS.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# A form that leads to the university would break form-action of our Content-Security-Policy; connecting
# another account stays a form all the same: see LeaveToSignIn.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False
OIDC_SERVER_URL = env.str("HAVEN_OIDC_URL", "")
SOCIALACCOUNT_PROVIDERS = university.sign_in(
    url=OIDC_SERVER_URL,
    name=env.str("HAVEN_OIDC_NAME", "University account"),
    client_id=env.str("HAVEN_OIDC_CLIENT_ID", ""),
    secret=env.str("HAVEN_OIDC_SECRET", ""),
)

EMAIL_BACKEND = "haven.core.mail.backend.OutboxBackend"
# How letters leave the outbox: smtp://user:password@host:587/?tls=true, or files in HAVEN_HOME/mail.
MAIL_URL = env.str("HAVEN_MAIL_URL", "")
DEFAULT_FROM_EMAIL = env.str("HAVEN_MAIL_FROM", "haven@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where letters that cannot be delivered come back to, when not to their sender.
MAIL_BOUNCES_TO = env.str("HAVEN_MAIL_BOUNCES_TO", "")
# The mailbox where they are read: imaps://user:password@host/INBOX; none: see `haven bounces`.
BOUNCES_URL = env.str("HAVEN_BOUNCES_URL", "")

# The head of the record is also written here, on another disk or machine, so that a cut tail shows.
AUDIT_HEAD_FILE = env.str("HAVEN_AUDIT_HEAD_FILE", "") or str(HAVEN_HOME / "audit-heads.log")

SESSION_COOKIE_NAME = "haven_session"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
# Frames are refused by the Content-Security-Policy; a preload list is the domain owner's to enter.
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W021"]

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer()
            if env.bool("HAVEN_LOG_JSON", False)
            else structlog.dev.ConsoleRenderer(
                # A traceback with local variables would write people's data into the log.
                colors=False,
                exception_formatter=structlog.dev.plain_traceback,
            ),
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("HAVEN_LOG_LEVEL", "WARNING")},
    # A refusal or a page that is not there is an answer, not an error.
    "loggers": {"django.request": {"level": "ERROR"}},
}
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
