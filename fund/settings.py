"""Every environment variable of the product, read once and typed.

`DATABASE_URL` is the application's ordinary role; `DATABASE_OWNER_URL` the role that owns the
tables and runs migrations (`manage.py migrate --database=owner`). `manage.py` sets both to the
embedded server when they are not given.
"""

import secrets
from pathlib import Path
from typing import Any

from botocore.config import Config
from environs import Env

from fund import logs
from fund.documents import limits

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = env.bool("DEBUG", False)
SANDBOX = env.bool("SANDBOX", False)
# Without one, each process makes up its own: nobody stays signed in, and nobody can forge a link.
SECRET_KEY = env.str("SECRET_KEY", "") or secrets.token_urlsafe(48)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost"])
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])

INSTALLED_APPS = [
    "fund",
    "applications",
    "disbursements",
    "reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "fund.web.middleware.RequestLog",
    "fund.web.middleware.PrivacyHeaders",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "fund.web.compressed.Compressed",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fund.web.middleware.LargestRequest",
    "fund.web.middleware.SaysWhereNext",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fund.web.secondstep.middleware.Sessions",
    "fund.web.language.middleware.Language",
]

ROOT_URLCONF = "fund.urls"
WSGI_APPLICATION = "fund.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fund.web.context.page",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["fund.web.templatetags.fund", "django.templatetags.i18n"],
        },
    }
]
FORM_RENDERER = "fund.web.forms.Renderer"


def _database(name: str, default: str) -> dict[str, Any]:
    config: dict[str, Any] = dict(env.dj_db_url(name, default))
    config["ENGINE"] = "fund.postgres"
    config["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)
    config["CONN_HEALTH_CHECKS"] = True
    config.setdefault("OPTIONS", {})["options"] = (
        "-c jit=off -c lock_timeout=15s -c pg_trgm.word_similarity_threshold=0.3"
    )
    return config


DATABASES = {
    "default": _database("DATABASE_URL", "postgres://fund_app@127.0.0.1/fund"),
    "owner": _database("DATABASE_OWNER_URL", "postgres://fund_owner@127.0.0.1/fund"),
}
DATABASE_ROUTERS = ["fund.routing.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False
SILENCED_SYSTEM_CHECKS = ["fields.W904"]

AUTH_USER_MODEL = "fund.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "fund.web.adapter.InvitedOnly"
ACCOUNT_FORMS = {
    "login": "fund.web.signin.SignIn",
    "reset_password": "fund.web.signin.ForgottenPassword",
    "reset_password_from_key": "fund.web.signin.ChoosePassword",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = (
    False
    if env.bool("NO_SIGN_IN_LIMITS", False)
    else {
        "login_failed": "10/m/ip,5/5m/key",
        "reset_password": "10/m/ip,3/5m/key",
        "letter_code": "10/m/ip,60/h/ip",
    }
)
# Whose tries are counted: behind our proxy, the address that it passes on.
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.bool("BEHIND_PROXY", False))
MFA_ADAPTER = "fund.web.secondstep.adapter.SealedFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "fund.web.secondstep.forms.Code",
    "reauthenticate": "fund.web.secondstep.forms.CodeAgain",
    "activate_totp": "fund.web.secondstep.forms.FirstCode",
    "add_webauthn": "fund.web.secondstep.forms.NewPasskey",
}
MFA_TOTP_ISSUER = "Support Fund"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_RECOVERY_CODES_SHOW_ONCE = True
# A passkey asks for a finger, a face or a PIN: an open screen and a touch are not enough.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SANDBOX
# Seal second steps and sessions in the database (fund/keyring.py): the first seals, each opens.
SEALING_KEYS: list[str] = env.list("SEALING_KEYS", [])
FRESH_MINUTES = env.int("FRESH_MINUTES", 15)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
# A session ends after so long without a page, and after so many hours in any case.
SESSION_COOKIE_AGE = env.int("SESSION_IDLE_MINUTES", 30) * 60
SESSION_HOURS = env.int("SESSION_HOURS", 10)
# Tries are counted in one table for all processes; fund/migrations makes it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "fund_tries",
        "KEY_FUNCTION": "fund.keyed.name_in_table",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # a flood of tries pushes no count out
    }
}
SESSION_ENGINE = "fund.web.sealedsessions"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_AGE = None  # until the browser is closed: a phone keeps no trace for a year

SECURE_COOKIES = env.bool("SECURE_COOKIES", not (DEBUG or SANDBOX))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", False)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 0 if SANDBOX or DEBUG else 31_536_000)
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", False) else None
)
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
LARGEST_REQUEST_BYTES = limits.LARGEST_TOGETHER_BYTES + DATA_UPLOAD_MAX_MEMORY_SIZE
FILE_UPLOAD_HANDLERS = ["fund.documents.intake.InMemory"]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "fund.formats"
TIME_ZONE = env.str("TIME_ZONE", "America/New_York")
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / ".data" / "static"


def _private_store(bucket: str, folder: str) -> dict[str, Any]:
    """An S3 bucket if one is named, else a folder that only this account reads."""
    if not bucket:
        return {"BACKEND": "fund.vault.files.PrivateFolder", "OPTIONS": {"location": folder}}
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.str("S3_ENDPOINT_URL", None),
            "region_name": env.str("S3_REGION", None),
            "default_acl": None,
            "file_overwrite": True,
            "object_parameters": {"ContentType": "application/octet-stream"},
            "client_config": Config(
                connect_timeout=3,
                read_timeout=15,
                retries={"total_max_attempts": 2, "mode": "standard"},
            ),
        },
    }


FILES_DIR = env.str("FILES_DIR", str(BASE_DIR / ".data" / "files"))
STORAGES: dict[str, Any] = {
    "default": _private_store(env.str("S3_BUCKET", ""), f"{FILES_DIR}/documents"),
    "keys": _private_store(env.str("S3_KEYS_BUCKET", ""), f"{FILES_DIR}/wrapped-keys"),
    "staticfiles": {"BACKEND": "fund.web.static.Versioned"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 86_400
WHITENOISE_ALLOW_ALL_ORIGINS = False

# The key-encryption keys: AWS KMS, or a folder that belongs into no backup of the database.
VAULT_KMS_PREFIX = env.str("VAULT_KMS_PREFIX", "")
VAULT_KMS_REGION = env.str("VAULT_KMS_REGION", None)
VAULT_KMS_ENDPOINT_URL = env.str("VAULT_KMS_ENDPOINT_URL", None)
VAULT_KEYS_DIR = env.str("VAULT_KEYS_DIR", str(BASE_DIR / ".data" / "keys"))
VAULT_MEMORY_SECONDS = env.int("VAULT_MEMORY_SECONDS", 60)
# How long a backup of the key store or of the key folder lives, at most.
VAULT_BACKUP_DAYS = env.int("VAULT_BACKUP_DAYS", 35)

# The audit trail's checkpoints (`manage.py verify`). Only the worker needs the signing key; the
# public keys that count are pinned where the trail is verified. All are 32 bytes in base64.
AUDIT_SIGNING_KEY = env.str("AUDIT_SIGNING_KEY", "")
AUDIT_PUBLIC_KEYS: list[str] = env.list("AUDIT_PUBLIC_KEYS", [])
PROVERS = [
    "fund.proof.trail.prove",
    "fund.proof.ledger.prove",
    "applications.proof.prove",
    "reports.proof.prove",
]
# What turns a card's code into all that the database keeps of it; several, the newest first.
FUND_CODE_KEY: list[str] = env.list("FUND_CODE_KEY", [])

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.str("EMAIL_HOST", "127.0.0.1")
EMAIL_PORT = env.int("EMAIL_PORT", 1025)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Support Fund <no-reply@fund.example>")
# Text messages to colleagues, off without a gateway (fund/notices/channels.py).
SMS_GATEWAY_URL = env.str("SMS_GATEWAY_URL", "")
SMS_GATEWAY_TOKEN = env.str("SMS_GATEWAY_TOKEN", "")

STRIPE_API_BASE = env.str("STRIPE_API_BASE", "https://api.stripe.com")
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", "")
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET", "")
STRIPE_FINANCIAL_ACCOUNT = env.str("STRIPE_FINANCIAL_ACCOUNT", "fa_sandbox")

PAYER_NAME = env.str("PAYER_NAME", "Support Fund")
PAYER_ADDRESS = env.list("PAYER_ADDRESS", ["PO Box 1", "Augusta, ME 04330"])
PAYER_BANK = env.str("PAYER_BANK", "The bank named on this check stock")
WORKER_CONCURRENCY = env.int("WORKER_CONCURRENCY", 4)

LOGGING = logs.config(env.str("LOG_LEVEL", "WARNING"))
DEFAULT_EXCEPTION_REPORTER = "fund.web.errors.NothingQuoted"
