"""Settings of the one web process and the one jobs worker; all that varies comes from the environment.

MINZHENG_HOME       where data, keys and logs live (default: var/ beside the package)
DATABASE_URL        postgresql://…
MINZHENG_DEMO       1: made-up district with a page to enter as a made-up role; only ever served on loopback
MINZHENG_DISTRICT   a folder of districts/ (default: dazu)
MINZHENG_ADDRESS    the address people see, for QR codes (default: http://127.0.0.1:8000)
MINZHENG_HOSTS      comma-separated host names (default: loopback names)
"""

import os
from pathlib import Path

import dj_database_url
import yaml
from csp.constants import NONE, SELF

from minzheng.core.keyfile import django_secret

ROOT = Path(__file__).resolve().parents[3]
MINZHENG_HOME = Path(os.environ.get("MINZHENG_HOME", ROOT / "var")).resolve()
MINZHENG_DEMO = os.environ.get("MINZHENG_DEMO") == "1"
MINZHENG_DISTRICT = ROOT / "districts" / os.environ.get("MINZHENG_DISTRICT", "dazu")
DISTRICT = yaml.safe_load((MINZHENG_DISTRICT / "district.yaml").read_text("utf-8"))
BUREAU = DISTRICT["bureau"]
SITE_ADDRESS = os.environ.get("MINZHENG_ADDRESS", "http://127.0.0.1:8000")
LETTER_FONTS = [ROOT / "frontend/node_modules/@expo-google-fonts/noto-serif-sc" / w for w in ("400Regular", "700Bold")]

SECRET_KEY = django_secret(MINZHENG_HOME)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("MINZHENG_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
SECURE = os.environ.get("MINZHENG_HTTPS") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "minzheng.core",
    "minzheng.ui",
    "minzheng.casework",
    "minzheng.payments",
    "minzheng.fieldwork",
    "minzheng.monitoring",
    "minzheng.law",
    "minzheng.lines.assistance",
    "minzheng.office",
    "minzheng.portal",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "minzheng.core.access.middleware.ViewerMiddleware",
]
ROOT_URLCONF = "minzheng.config.urls"
WSGI_APPLICATION = "minzheng.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "minzheng.office.context.office",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL", "postgresql:///minzheng"), conn_max_age=600, conn_health_checks=True
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "core.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/office/"
LOGOUT_REDIRECT_URL = "/"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = MINZHENG_HOME / "files"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000

CSRF_FAILURE_VIEW = "minzheng.ui.pages.csrf_failure"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"procrastinate": {"level": "WARNING"}},
}
