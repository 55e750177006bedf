"""Settings, from environment variables named WATERSMEET_* (listed by `watersmeet doctor`)."""

import base64
import os
from pathlib import Path

from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from watersmeet.base.db import ring
from watersmeet.config import database, told

DATA = told.path("WATERSMEET_DATA", Path("data"))
WATERSMEET_DATA = DATA
WATERSMEET_KEYS = told.path("WATERSMEET_KEYS", DATA / "keys.json")
WATERSMEET_DEMO = told.switch("WATERSMEET_DEMO")
WATERSMEET_ADDRESS = told.address("WATERSMEET_ADDRESS", "http://127.0.0.1:8000")
WATERSMEET_LEASE = told.seconds("WATERSMEET_LEASE", 60)  # seconds a worker may hold a posting
WATERSMEET_HTTPS = WATERSMEET_ADDRESS.startswith("https://")

DEBUG = False
# At its first use: a question for help makes no key ring.
SECRET_KEY = SimpleLazyObject(lambda: base64.b64encode(ring.read(WATERSMEET_KEYS).secrets["django"]).decode())
ALLOWED_HOSTS = told.listed("WATERSMEET_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [WATERSMEET_ADDRESS]

DATABASES = {"default": database.read(told.words("WATERSMEET_DATABASE"), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "watersmeet.base.db",
    "watersmeet.base.files",
    "watersmeet.design",
    "watersmeet.audit",
    "watersmeet.outbox",
    "watersmeet.accounts",
    "watersmeet.records.partnerships",
    "watersmeet.records.voices",
    "watersmeet.records.directory",
    "watersmeet.records.people",
    "watersmeet.records.safety",
    "watersmeet.records.plans",
    "watersmeet.records.referrals",
    "watersmeet.records.outcomes",
    "watersmeet.records.memory",
    "watersmeet.evidence.runs",
    "watersmeet.evidence.showings",
    "watersmeet.evidence.pages",
    "watersmeet.desk",
    "watersmeet.demo",
    "watersmeet.config",
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
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "watersmeet.config.middleware.OpenedKeys",
    "watersmeet.config.middleware.WhoActs",
    "watersmeet.config.middleware.Problems",
    "watersmeet.config.middleware.Policy",
]
ROOT_URLCONF = "watersmeet.config.urls"
WSGI_APPLICATION = "watersmeet.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "watersmeet.config.jinja2.environment",
            "context_processors": ["watersmeet.config.context.page"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",  # allauth's own pages fall back on it
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

# Language and time
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]  # another joins when its catalogue is finished
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"

# What is served with the pages
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [Path(__file__).parent.parent / "design" / "assets"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MANIFEST_STRICT = False

# Signing in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/work/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_TEMPLATE_EXTENSION = "jinja"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_ADAPTER = "watersmeet.accounts.sign_in.Adapter"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "reset_password": "5/5m/ip,3/5m/key"}  # wrong passwords: sign_in.Adapter
ACCOUNT_SESSION_REMEMBER = False  # many share a computer
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody can make us write to strangers
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {"reset_password": "watersmeet.accounts.pages.forms.NewPasswordForm"}
MFA_ADAPTER = "watersmeet.accounts.second_factor.Adapter"
MFA_FORMS = {"authenticate": "watersmeet.accounts.pages.forms.CodeForm"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Watersmeet"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute out
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # one email each, by a constraint on Lower("email"), which the check cannot read
    "urls.W002",  # the directory API answers its base with and without a slash
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},  # throttles live here: a flood must not push them out
    }
}

# Cookies and headers
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = WATERSMEET_HTTPS
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # no-referrer makes browsers post "Origin: null", which the CSRF check refuses
SECURE_HSTS_SECONDS = 31_536_000 if WATERSMEET_HTTPS else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# What browsers send: one file a form, in memory alone
FILE_UPLOAD_HANDLERS = ["watersmeet.base.files.uploads.InMemory"]
DATA_UPLOAD_MAX_NUMBER_FILES = 2

# Messages leave by the outbox alone; Django's own mail is used by its email sender.
EMAIL_BACKEND = told.words("WATERSMEET_MAIL", "watersmeet.exchange.notify.postbox.Postbox")
EMAIL_TIMEOUT = 20  # seconds for each word of a mail server: one that says nothing holds up its own message alone
DEFAULT_FROM_EMAIL = told.words("WATERSMEET_MAIL_FROM", "Watersmeet <no-reply@watersmeet.example>")
ANYMAIL = {name.removeprefix("ANYMAIL_"): value for name, value in os.environ.items() if name.startswith("ANYMAIL_")}

# Where services are searched; "semantic" is the index, and then ranked by meaning (the extra `semantic`)
WATERSMEET_SEARCH = told.one_of("WATERSMEET_SEARCH", ("index", "semantic", "database"), "index")
# Whether the worker asks the web pages of listings if they answer
WATERSMEET_WEBSITES = told.one_of("WATERSMEET_WEBSITES", ("ask", "leave"), "leave" if WATERSMEET_DEMO else "ask")
# Texts: "postbox", "console", "govuk", or "none"
WATERSMEET_TEXTS = told.one_of(
    "WATERSMEET_TEXTS", ("none", "postbox", "console", "govuk"), "postbox" if WATERSMEET_DEMO else "none"
)
WATERSMEET_GOVUK_KEY = told.words("WATERSMEET_GOVUK_KEY")
WATERSMEET_GOVUK_TEMPLATE = told.words("WATERSMEET_GOVUK_TEMPLATE")
WATERSMEET_GOVUK_ADDRESS = told.address("WATERSMEET_GOVUK_ADDRESS", "https://api.notifications.service.gov.uk")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discreet": {"()": "watersmeet.config.logs.Discreet"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "propagate": True}},  # not by mail: Django's mail carries whole requests
}
