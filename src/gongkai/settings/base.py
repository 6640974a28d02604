"""Settings of every installation. What an administrator may change comes from gongkai.environment."""

import secrets
from pathlib import Path
from urllib.parse import unquote, urlparse

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from gongkai import environment

PACKAGE = Path(__file__).resolve().parents[1]
VAR = environment.var_folder()
MODE = environment.read("GONGKAI_MODE")
DEMONSTRATION = MODE == "demonstration"
DEBUG = False


def _secret() -> str:
    given = environment.read("GONGKAI_SECRET")
    if given:
        return given
    path = VAR / "secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


SITE_ADDRESS_TOLD = VAR / "site-address"


def _site_address() -> str:
    """What was set. A demonstration whose address nobody set is where `gongkai run` last listened; so every process
    makes the same links, whichever port was free."""
    told = SITE_ADDRESS_TOLD
    if DEMONSTRATION and not environment.is_set("GONGKAI_SITE_ADDRESS") and told.exists():
        return told.read_text("utf-8").strip()
    return environment.read("GONGKAI_SITE_ADDRESS").rstrip("/")


def _database(address: str) -> dict:
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR / "gongkai.sqlite3",
            "OPTIONS": {
                # writers queue at BEGIN instead of failing half-way through a transaction
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;",
            },
        }
    parts = urlparse(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 8, "timeout": 10},
            # no query here runs for a minute; compiling the longer ones first took 14 s where they take one
            "options": "-c jit=off",
        },
    }


SECRET_KEY = _secret()
ALLOWED_HOSTS = environment.read("GONGKAI_HOSTS").split(",")
DATABASES = {"default": _database(environment.read("GONGKAI_DATABASE"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

FOUNDATION = ["calendar", "jobs", "numbering", "orgs", "ledger", "vault", "files"]
KERNEL = [
    "ui",
    "figures",
    "clocks",
    "casework",
    "letters",
    "catalogue",
    "records",
    "redaction",
    "publishing",
    "search",
]
DOMAINS = ["foi"]
OVERSIGHT = ["reporting", "collecting", "overview"]
FACES = ["portal", "desk", "openapi"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "csp",
    *(f"gongkai.foundation.{name}" for name in FOUNDATION),
    *(f"gongkai.kernel.{name}" for name in KERNEL),
    *(f"gongkai.domains.{name}" for name in DOMAINS),
    *(f"gongkai.oversight.{name}" for name in OVERSIGHT),
    *(f"gongkai.faces.{name}" for name in FACES),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "gongkai.faces.desk.middleware.KeepPosts",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "gongkai.faces.urls"
WSGI_APPLICATION = "gongkai.faces.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "gongkai.faces.desk.context.desk",
            ],
            "builtins": ["gongkai.kernel.ui.templatetags.ui"],
        },
    }
]

AUTH_USER_MODEL = "orgs.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # one colleague's slip never locks out a whole office
AXES_VERBOSE = False
LOGIN_URL = "/desk/sign-in/"
LOGIN_REDIRECT_URL = "/desk/"
SESSION_COOKIE_AGE = 8 * 3600

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
_NODE = environment.ROOT / "frontend" / "node_modules"
STATICFILES_DIRS = [
    (f"vendor/{name}", path)
    for name, path in [
        ("bootstrap", _NODE / "bootstrap" / "dist"),
        ("htmx", _NODE / "htmx.org" / "dist"),
        ("jodit", _NODE / "jodit" / "es2018"),
    ]
    if path.exists()
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# Letters: two weights of the shipped font; var/fonts is searched besides (rare characters, a face of one's own).
_SERIF = _NODE / "@expo-google-fonts" / "noto-serif-sc"
LETTER_FONTS = [
    _SERIF / "400Regular" / "NotoSerifSC_400Regular.ttf",
    _SERIF / "700Bold" / "NotoSerifSC_700Bold.ttf",
]
LETTER_FONTS_MORE = VAR / "fonts"

FILES_ROOT = VAR / "files"
SITE_ROOT = VAR / "site"
INDEX_ROOT = VAR / "index"
SITE_ADDRESS = _site_address()
UPLOAD_LIMIT = int(environment.read("GONGKAI_UPLOAD_LIMIT_MB")) * 1024 * 1024
API_RATE = int(environment.read("GONGKAI_API_RATE"))
APPLY_PER_ADDRESS = int(environment.read("GONGKAI_APPLY_PER_ADDRESS"))
APPLY_PER_IDENTITY = int(environment.read("GONGKAI_APPLY_PER_IDENTITY"))
PROXIES = int(environment.read("GONGKAI_PROXIES"))
MAILBOX_HOST = environment.read("GONGKAI_MAILBOX_HOST")
MAILBOX_PORT = int(environment.read("GONGKAI_MAILBOX_PORT"))
MAILBOX_USER = environment.read("GONGKAI_MAILBOX_USER")
MAILBOX_PASSWORD_FILE = environment.read("GONGKAI_MAILBOX_PASSWORD_FILE")
MAILBOX_FOLDER = environment.read("GONGKAI_MAILBOX_FOLDER")
MAILBOX_ORGAN = environment.read("GONGKAI_MAILBOX_ORGAN")
MAILBOX_TLS = environment.flag("GONGKAI_MAILBOX_TLS")
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
LEDGER_KEY = VAR / "keys" / "ledger-signing.pem"
LEDGER_HEADS = Path(environment.read("GONGKAI_LEDGER_HEADS") or VAR / "ledger-heads.jsonl")
VAULT_KEYS = Path(environment.read("GONGKAI_VAULT_KEYS") or VAR / "keys")
VAULT_CIPHER = environment.read("GONGKAI_VAULT_CIPHER")

# Nothing is ever loaded from another host; Jodit and Bootstrap set inline styles.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:"],
        "font-src": [SELF, "data:"],
        "object-src": [NONE],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
        "base-uri": [SELF],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
