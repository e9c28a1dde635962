"""Django settings: every value that changes from one place to another comes from `env.py`."""

from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from cnrs_coop.settings import accounts
from cnrs_coop.settings.env import MODES, Environment, kept_secret
from cnrs_coop.settings.logs import logging_settings
from cnrs_coop.settings.mail import EXAMPLE as MAIL_EXAMPLE
from cnrs_coop.settings.mail import mail_settings
from cnrs_coop.settings.work import celery_settings

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = Environment()

# -- which house this is ---------------------------------------------------------------------------
MODE = env.choice("MODE", MODES, "demonstration")
IS_PRODUCTION = MODE == "production"
IS_DEMONSTRATION = MODE == "demonstration"
DEBUG = False
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).resolve()

# where the web process listens, and with how many processes
HOST = env.text("HOST", "127.0.0.1")
PORT = env.integer("PORT", 8000, at_least=1, at_most=65535)
WEB_WORKERS = env.integer("WEB_WORKERS", 2, at_least=1)

# the directorate and the platform have changed names before: never a literal in a template
PLATFORM_NAME = env.text("PLATFORM_NAME", "CoopIntEer")
DIRECTORATE_NAME = env.text("DIRECTORATE_NAME", "Derci")
ORGANISATION_NAME = env.text("ORGANISATION_NAME", "CNRS")

REDIS_SCHEMES, MAIL_SCHEMES = ("redis", "rediss", "unix"), ("smtp", "smtps")
if IS_PRODUCTION:
    SECRET_KEY = env.secret("SECRET_KEY")
    ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", expects="the host names served, separated by commas")
    SITE_URL = env.url("SITE_URL", ("https",), example="https://coopinteer.example.org")
    DATABASE_URL = env.url("DATABASE_URL", ("postgres", "postgresql"), example="postgres://user:password@host/name")
    REDIS_URL = env.url("REDIS_URL", REDIS_SCHEMES, example="redis://host:6379/0")
    EMAIL_URL = env.url("EMAIL_URL", MAIL_SCHEMES, example=MAIL_EXAMPLE)
else:
    SECRET_KEY = env.text("SECRET_KEY", "") or kept_secret(DATA_DIR / "secret-key")
    ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", expects="host names")
    # localhost, not 127.0.0.1: passkeys need a name
    SITE_URL = env.url("SITE_URL", ("http", "https"), f"http://localhost:{PORT}", example="http://localhost:8000")
    DATABASE_URL = env.url(
        "DATABASE_URL",
        ("sqlite", "postgres", "postgresql"),
        f"sqlite:///{DATA_DIR / 'coopinteer.sqlite3'}",
        example="postgres://user:password@host/name",
    )
    REDIS_URL = env.url("REDIS_URL", REDIS_SCHEMES, "", example="redis://host:6379/0")
    EMAIL_URL = env.url("EMAIL_URL", MAIL_SCHEMES, "", example=MAIL_EXAMPLE)

# -- apps, in the order of the layers (top first) ----------------------------------------------------
LOCAL_APPS = [
    "cnrs_coop",
    "portal",
    "funding",
    "evaluation",
    "proposals",
    "instruments",
    "notifications",
    "documents",
    "directory",
    "workflow",
    "wording",
]
INSTALLED_APPS = [
    *LOCAL_APPS,
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.orcid",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "cnrs_coop.middleware.Probes",
    "cnrs_coop.logs.RequestId",
    "cnrs_coop.middleware.ReceivedAt",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cnrs_coop.middleware.PersonLanguage",
    "cnrs_coop.middleware.PersonStanding",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "directory.middleware.SecondFactor",
]

ROOT_URLCONF = "cnrs_coop.urls"
WSGI_APPLICATION = "cnrs_coop.wsgi.application"
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
                "cnrs_coop.context.house",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "wording.templatetags.still",
            ],
        },
    }
]

# -- data ------------------------------------------------------------------------------------------
DATABASES = {"default": dj_database_url.parse(DATABASE_URL or "sqlite://:memory:", conn_max_age=60)}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
IS_EMBEDDED = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if IS_EMBEDDED:
    # without IMMEDIATE, two writers get "database is locked" instead of waiting for each other
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["OPTIONS"] = {
        # seconds: whoever waits for a page is told soon that the database is away
        "connect_timeout": 5,
        # the whole house holds in memory: a row read by its place costs no more than the next one; no statement is
        # long enough to be worth compiling; and a row read with the dozen that it names is read in the order written:
        # weighing every order of eight tables took ten times as long as reading them
        "options": "-c random_page_cost=1.1 -c jit=off -c join_collapse_limit=4",
        **DATABASES["default"].get("OPTIONS", {}),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = DATA_DIR / "files"

# -- files that people send: `documents/intake.py` ----------------------------------------------------
UPLOAD_MOST_BYTES = env.integer("UPLOAD_MOST_MEGABYTES", 20, at_least=1, at_most=500) * 1_000_000
FILE_UPLOAD_HANDLERS = [
    # first: what passes the limit goes no further
    "documents.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 5
# an antivirus that looks at every file: unix:///run/clamav/clamd.ctl or tcp://host:3310; none when empty
CLAMD_URL = env.url("CLAMD_URL", ("unix", "tcp"), "", example="unix:///run/clamav/clamd.ctl")
# the registry that a publication is looked up in by its DOI, asked for CSL JSON; nobody is asked when empty
DOI_RESOLVER = env.url("DOI_RESOLVER", ("https", "http"), "", example="https://registry.example")
# documents of a carrier's own choice: how many in one dossier, of how many pages each
MOST_ANNEXES = env.integer("MOST_ANNEXES", 5, at_least=0, at_most=50)
MOST_ANNEX_PAGES = env.integer("MOST_ANNEX_PAGES", 20, at_least=1, at_most=500)
# files taken out of a dossier, and never filed, are deleted after so many days
FILES_KEPT_DAYS = env.integer("FILES_KEPT_DAYS", 30, at_least=1)

CACHES = {
    "default": {"BACKEND": "cnrs_coop.cache.PatientRedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    # shared by all processes: rate limits count on it
    else {"BACKEND": "cnrs_coop.cache.EmbeddedCache", "LOCATION": "cache"},
    # pieces of the layout that read alike on many pages: in the memory of each process, nothing of anybody
    "layout": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "layout",
               "OPTIONS": {"MAX_ENTRIES": 2000}},
    # versions received, as pages print them: they never change; some 20 kB each
    "filed": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "filed",
              "OPTIONS": {"MAX_ENTRIES": 500}},
}  # fmt: skip

# -- people ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "directory.Person"
LOGIN_URL = "account_login"
# every capital name of accounts.py is a setting
globals().update({name: value for name, value in vars(accounts).items() if name.isupper()})
LOGIN_REDIRECT_URL = "/"
# staff prove themselves twice wherever real dossiers are; the demonstration cannot ask it of its shared accounts
SECOND_FACTOR_REQUIRED = IS_PRODUCTION
MFA_TOTP_ISSUER = PLATFORM_NAME
# WebAuthn trusts http only on localhost
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_PRODUCTION
SOCIALACCOUNT_PROVIDERS = accounts.providers(env)
# who answers people about their personal data
DATA_PROTECTION_EMAIL = env.text("DATA_PROTECTION_EMAIL", "data-protection@example.org")
# how many proxies stand in front and may be believed about the caller's address
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXY_COUNT", 1 if IS_PRODUCTION else 0)
SESSION_ENGINE = "directory.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# -- language and time: stored in UTC, shown in Paris time and in the reader's ------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

# -- static files ----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": f"cnrs_coop.statics.{'HashedAndCompressed' if IS_PRODUCTION else 'Hashed'}"},
}

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# -- security --------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        # Bootstrap's select arrows and the second factor's QR code are data: images
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF, *accounts.origins(env, SOCIALACCOUNT_PROVIDERS)],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if IS_PRODUCTION:
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    CSRF_TRUSTED_ORIGINS = [SITE_URL]

# -- mail and background work: see notifications ------------------------------------------------------
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "coopinteer@example.org")
# every answer of the mail server is waited for this long, in seconds
EMAIL_TIMEOUT = 10
# after so many seconds a mail claimed by a worker that was killed is taken up by another
MAIL_LEASE_SECONDS = env.integer("MAIL_LEASE_SECONDS", 120, at_least=1)
# without a mail server, never in production, mails are kept there
MAIL_FOLDER: Path | None = None if IS_PRODUCTION or EMAIL_URL else DATA_DIR / "mails"
globals().update(mail_settings(env, EMAIL_URL))
globals().update(celery_settings(REDIS_URL))

# -- logs ------------------------------------------------------------------------------------------
LOG_LEVEL = env.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "WARNING")
LOGGING = logging_settings(is_json=IS_PRODUCTION, level=LOG_LEVEL)

env.check()
# nobody else on this machine reads it
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
