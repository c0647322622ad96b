"""All settings, read from the environment; nonsense stops the start with the name of the variable."""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
VAR_DIR.mkdir(exist_ok=True)

env = Env()
env.read_env(str(BASE_DIR / ".env"))

# What this site is ------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", False)
PRACTICE = env.bool("PRACTICE", False)
SECRET_KEY = env.str("SECRET_KEY")
if len(SECRET_KEY) < 32:
    raise ValueError("SECRET_KEY must have at least 32 characters; `make run` writes one into .env")
SITE_URL = env.str("SITE_URL", "http://localhost:8000").rstrip("/")
if not SITE_URL.startswith(("http://", "https://")):
    raise ValueError(f"SITE_URL must be a full address such as https://preis.example, not {SITE_URL!r}")
SITE_NAME = "Niedersächsischer Integrationspreis"
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])

# The house --------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "config",  # only for the commands that know several apps
    "certificates",
    "jury",
    "prize",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",  # passkeys
    "django.forms",  # the renderer falls back on Django's own widget templates
    "csp",
    "django_htmx",  # for its htmx, which the wizard saves with
    "django_q",
    "import_export",
]
MIDDLEWARE = [
    "prize.middleware.ArrivalMiddleware",  # first: nothing may wait before the moment is kept
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "prize.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "prize.middleware.RequestSizeMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "prize.middleware.ConflictMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

# What is put together from several apps: plain functions by dotted path, lower floors never import upper ones.
NAVIGATION = [  # request -> list of prize.navigation.Entry
    "prize.navigation.entries",
    "jury.navigation.entries",
    "certificates.navigation.entries",
]
COCKPIT = [  # (request, edition) -> prize.navigation.Section or None
    "prize.cockpit.section",
    "jury.cockpit.section",
    "certificates.cockpit.section",
    "certificates.cockpit.receipts_section",
]
COCKPIT_LEAVES_OUT = [  # steps that „Zuletzt geschehen“ leaves to a section of their own
    "jury.models.SHEET_STEPS",
    "certificates.models.RECEIPT_STEPS",
]
START_PAGES = [  # user -> url or None: where somebody finds themselves after the sign-in; the first answer counts
    "prize.navigation.start_page",
    "jury.navigation.start_page",
]
CALL_SECTIONS = [  # (request, edition) -> prize.navigation.Section or None, on the public page of the call
    "jury.cockpit.call_section",
]
APPLICATION_SECTIONS = [  # (request, application) -> prize.navigation.Section or None, on the office's application page
    "prize.cockpit.proposals_of_application",
    "jury.cockpit.application_section",
    "certificates.cockpit.receipts_of_application",
    "certificates.cockpit.application_section",
]
EDITION_TEXTS = [  # edition -> prize.models.edition_text.Source: what is told in other languages
    "prize.models.edition_text.of_call",
    "jury.cockpit.texts_of_criteria",
    "prize.models.edition_text.of_form",
]
HISTORY_WORDS = [  # {step: words}: how the history's steps are called
    "prize.models.history.WORDS",
    "prize.models.proposal_state.HISTORY_WORDS",
    "jury.models.HISTORY_WORDS",
    "certificates.models.HISTORY_WORDS",
]
APPLICATION_READERS = [  # user -> Q over Application: who else may read an application and its files
    "jury.models.readable_applications",
]
AWARD_WAITS = [  # () -> (condition over Award, words): what must be over before an award can be closed
    "jury.models.while_scoring",
]
STATUS_SECTIONS = [  # (request, application) -> prize.navigation.Section or None, on the applicant's own page
    "certificates.cockpit.status_section",
]
AFTER_FILING = [  # (application, *, letter, by, at) -> None, inside the filing's transaction; letter may be None
    "certificates.actions.after_filing",
]
ENCLOSURES = [  # letter -> prize.models.letter.Enclosure or None: a file that goes with it
    "certificates.actions.enclosure_of",
]
AFTER_STEP = [  # (candidacy, step, *, by, at, facts) -> None, inside the step's transaction
    "certificates.actions.after_step",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "prize.navigation.context",
            ],
            "builtins": ["prize.templatetags.dates"],  # the filter `date`, in the order of each language
        },
    },
]
FORM_RENDERER = "prize.forms.renderer.KernRenderer"

# Data -------------------------------------------------------------------------------------------
DATABASES = {"default": env.dj_db_url("DATABASE_URL", "") if env.str("DATABASE_URL", "") else {}}
if not DATABASES["default"]:
    DATABASES["default"] = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR_DIR / "db.sqlite3",
    }
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: a writer waits at BEGIN instead of failing at its first write ("database is locked").
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The sign-in rate limits need one cache for all server processes: the database is shared, local memory is not.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
if env.str("CACHE_URL", ""):
    CACHES["default"] = env.dj_cache_url("CACHE_URL")
MEDIA_ROOT = VAR_DIR / "files"  # never below the web root; served by prize.views only
FILE_UPLOAD_HANDLERS = [
    "prize.forms.upload_limit.LimitHandler",  # first: what is too large reaches neither memory nor disk
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = env.str("FILE_UPLOAD_TEMP_DIR", "") or None  # best on the disk of MEDIA_ROOT: films are moved
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
CLAMAV_SOCKET = env.str("CLAMAV_SOCKET", "")  # a path or host:port; empty: uploads are not scanned
ATTACHMENT_MAX_BYTES = env.int("ATTACHMENT_MAX_MB", 10) * 1024 * 1024  # the site's bound; a question may ask for less
VIDEO_MAX_BYTES = env.int("VIDEO_MAX_MB", 100) * 1024 * 1024  # films are never read into memory
REQUEST_MAX_BYTES = env.int("REQUEST_MAX_MB", 300) * 1024 * 1024  # of a whole request; more is not even read
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS: list[Path | tuple[str, Path]] = [BASE_DIR / "static"]
KERN_DIR = BASE_DIR / "node_modules" / "@kern-ux" / "native" / "dist"
HAS_KERN = KERN_DIR.is_dir()
if HAS_KERN:
    STATICFILES_DIRS.append(("kern", KERN_DIR))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# People -----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "prize.User"
AUTHENTICATION_BACKENDS = ["prize.accounts.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 10}),
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "prize.accounts.Adapter"
ACCOUNT_FORMS = {
    "request_login_code": "prize.accounts.SignInForm",
    "confirm_login_code": "prize.accounts.CodeForm",
    "login": "prize.accounts.PasswordSignInForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # without it the sign-in by password would ask for none
ACCOUNT_EMAIL_VERIFICATION = "none"  # the mailed code is the verification
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "prize.accounts.PasskeyAdapter"
MFA_FORMS = {"add_webauthn": "prize.accounts.PasskeyForm", "login_webauthn": "prize.accounts.PasskeySignInForm"}
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_REAUTHENTICATION_REQUIRED = False  # prize.views.account.fresh_only asks, also of those who have mailed codes only
ACCOUNT_RATE_LIMITS = {  # besides allauth's own
    "reminder": "20/h/ip",
    "late_code": "10/10m/user,60/h/ip",  # tries to redeem one
    "reminder_letter": "1/10m/key",  # key: the address that would get a letter
    "proposal": "20/h/ip",
    "proposal_letter": "5/h/key",  # as above
}

# Mail: settings in one place, they change in Django 6.2 -----------------------------------------
mail = env.dj_email_url("EMAIL_URL", "smtp://localhost:25")
if "EMAIL_BACKEND" not in mail:
    raise ValueError("EMAIL_URL must look like smtp://user:password@host:587/?tls=True")
EMAIL_BACKEND = mail["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = mail["EMAIL_HOST"], mail["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = mail["EMAIL_HOST_USER"], mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = mail["EMAIL_USE_TLS"], mail["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", "integrationspreis@localhost")
EMAIL_SUBJECT_PREFIX = ""
if PRACTICE:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "practice_mail"

# Background: work is rows; the cluster only wakes it up ------------------------------------------
WAKE_WORKER = "config.tasks.wake_worker"  # called after a commit that left a letter to send
WAKE_RECEIPTS = "config.tasks.wake_receipts"  # called after a commit that left a receipt to draw
SCHEDULES = {  # name -> (function, every so many minutes); made by manage.py set_up_schedules
    "deliver_letters": ("config.tasks.deliver_letters", 1),
    "make_receipts": ("config.tasks.make_receipts", 1),
    "remind": ("config.tasks.remind", 15),
    "erase_proposals": ("config.tasks.erase_proposals", 60),
}
Q_CLUSTER = {
    "name": "integrationspreis",
    "orm": "default",
    "workers": 1,
    "poll": 2,
    "timeout": 600,
    "retry": 700,
    "max_attempts": 5,
    "save_limit": 100,
    "catch_up": False,
    "bulk": 10,
}

# Language and time ------------------------------------------------------------------------------
LANGUAGE_CODE = "de"
LANGUAGES = [  # each by its own name: who cannot read the page finds theirs
    ("de", "Deutsch"),
    ("de-x-leicht", "Leichte Sprache"),
    ("en", "English"),
    ("uk", "Українська"),
    ("tr", "Türkçe"),
    ("ar", "العربية"),
    ("fa", "فارسی"),
]
LANG_INFO["de-x-leicht"] = {
    "bidi": False,
    "code": "de-x-leicht",
    "name": "Easy German",
    "name_local": "Leichte Sprache",
}
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
GERMAN_ONLY = ["/buero/", "/jury/", "/technik/", "/uebung/"]  # pages that speak German, whatever one has chosen
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"

# Safety -----------------------------------------------------------------------------------------
HTTPS = env.bool("HTTPS", True)
TRUST_REQUEST_START = env.bool("TRUST_REQUEST_START", False)  # a proxy in front sets X-Request-Start, see operations.md
CSRF_FAILURE_VIEW = "prize.views.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = ["{0.scheme}://{0.netloc}".format(urlsplit(SITE_URL))]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"prize": {"level": "INFO"}, "jury": {"level": "INFO"}, "certificates": {"level": "INFO"}},
}
