"""Settings that every installation shares, and all that one machine needs: `make run` starts with these.

DEBUG is off here; `dev` turns it on, `production` takes the rest from the environment and refuses to start without it.
Every name below that is read with `env` can be set in the environment or in a file `.env` beside manage.py.
"""

from pathlib import Path

import dj_database_url
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from newsroom.settings.environment import ROOT, env
from newsroom.settings.sign_in import *  # noqa: F403

VAR = Path(env.text("NEWSROOM_VAR", str(ROOT / "var")))  # the database, uploads and the secret key of one machine


def secret_key_of_this_machine() -> str:
    """The key in var/secret_key, made on the first start, so that sessions outlive a restart."""
    path = VAR / "secret_key"
    if not path.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text().strip()


DEBUG = False
SECRET_KEY = env.text("SECRET_KEY", "") or secret_key_of_this_machine()
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")

# The publication
SITE_NAME = env.text("SITE_NAME", "Newsroom")
SITE_DESCRIPTION = env.text("SITE_DESCRIPTION", "News, sport, culture and life, reported with care.")
LANGUAGE_CODE = env.text("LANGUAGE_CODE", "en-gb")
TIME_ZONE = env.text("TIME_ZONE", "Africa/Lagos")  # the newsroom's own: addresses, dates and schedules are in it
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [ROOT / "locale"]

INSTALLED_APPS = [
    "newsroom",
    "articles",
    "comments",
    "readers",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    *SIGN_IN_PROVIDERS,  # noqa: F405
    "articles.apps.DeskConfig",  # Django's admin with the newsroom's own site object
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "newsroom.compression.CompressionMiddleware",  # outermost: what the page cache keeps is compressed already
    "newsroom.pagecache.middleware.PageCacheMiddleware",  # outside all that writes a header, so that copies carry them
    "django.middleware.security.SecurityMiddleware",
    "newsroom.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # after the security headers, so that static files carry them too
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "readers.middleware.LeavingMiddleware",  # after messages, since it leaves one
    "articles.middleware.PreviousAddressMiddleware",  # innermost: it only sees the 404 of the site's own pages
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsroom.views.site",
            ],
        },
    },
]

# SQLite serves one machine well once a write takes its lock at BEGIN and readers do not wait for writers:
# without IMMEDIATE, 58 % of concurrent writes ended in "database is locked".
DATABASES = {"default": dj_database_url.parse(env.text("DATABASE_URL", f"sqlite:///{VAR / 'newsroom.sqlite3'}"))}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["CONN_MAX_AGE"] = 600  # seconds; opening the file and reading its schema costs milliseconds
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 5,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
        ),
    }
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": env.number("DATABASE_POOL", 8)}

# `default` belongs to the sign-in rate limits, which only hold when every process shares it.
REDIS_URL = env.text("REDIS_URL", "")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "newsroom_cache"}
    ),
}

# The page cache: on; parts (shared parts of pages alone are remembered); off
PAGE_CACHE = env.choice("PAGE_CACHE", "on", "parts", "off")
PAGE_CACHE_DIR = env.text("PAGE_CACHE_DIR", str(VAR / "pages"))
PAGE_CACHE_NAME = env.text("PAGE_CACHE_NAME", "newsroom")  # what its keys begin with where several sites share a Redis
PAGE_CACHE_SECONDS = env.number("PAGE_CACHE_SECONDS", 600)  # a page is made anew after these even if nothing changed
PAGE_CACHE_MEMORY_BYTES = env.number("PAGE_CACHE_MEMORY_BYTES", 64_000_000)  # in each process
PAGE_CACHE_PLACES = env.number("PAGE_CACHE_PLACES", 16_384)  # files in PAGE_CACHE_DIR, a page of about 15 kB in each
PAGE_CACHE_QUERY = ("page", "sort")  # names in a query that change what a public page shows; all others do not
# Cookies beside the session's that change a page: a notice its reader has to see, and how they like to read
PAGE_CACHE_COOKIES = ("messages", "comfort")
# For a CDN: how long it may keep a page (more than a second only if it is told of purges, see docs/operating.md), how
# long it may go on showing one while the site is down, and the headers that name a page's tags, with what stands
# between these.
CDN_SECONDS = env.number("CDN_SECONDS", 1)
CDN_STALE_IF_ERROR_SECONDS = env.number("CDN_STALE_IF_ERROR_SECONDS", 3600)
CDN_TAG_HEADERS = {"Surrogate-Key": " ", "Cache-Tag": ","}

# People; how they sign in is in sign_in.py
AUTH_USER_MODEL = "readers.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# What is personal: the modules that take it out and erase it, the one with the account itself last
PERSONAL_DATA = ["articles.privacy", "comments.privacy", "readers.privacy"]
ACCOUNT_LEAVING_HOURS = env.number("ACCOUNT_LEAVING_HOURS", 24)  # from asking to delete an account until it is erased
ACCOUNT_LEAVING_RATE = env.text(
    "ACCOUNT_LEAVING_RATE", "10/1d"
)  # how often somebody may ask, or be mailed a code for it
ACCOUNT_ARCHIVE_RATE = env.text("ACCOUNT_ARCHIVE_RATE", "10/1h")  # how often somebody may take out all their data
PROFILE_RATE = env.text("PROFILE_RATE", "120/5m")  # choices of what one's page shows
PROFILE_COMMENTS_PER_PAGE = env.number("PROFILE_COMMENTS_PER_PAGE", 20)

# Where readers find the site, for the links of its mail; production makes it of ALLOWED_HOSTS
SITE_ADDRESS = env.text("SITE_ADDRESS", "http://127.0.0.1:8000")

# Mail: the console until a server is named
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"{SITE_NAME} <news@localhost>")

# Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# Browsers are told to be strict
SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:", "blob:"],  # blob: the desk shows a dropped picture before it is uploaded
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'self'"],  # the desk's preview is a frame of our own
    "form-action": ["'self'", *SIGN_IN_FORM_ACTIONS],  # noqa: F405
}
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"  # for browsers too old for frame-ancestors; the others go by that alone
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "newsroom.views.csrf_failure"

# Limits; every one may be changed here or, where it is read with env, in the environment
STORIES_PER_PAGE = env.number("STORIES_PER_PAGE", 20)
STORIES_LISTED_WITH = ["conversation"]  # what other apps keep of a story, one row each, that its card shows
SEARCH_MAX_CHARACTERS = env.number("SEARCH_MAX_CHARACTERS", 200)
SEARCH_MAX_WORDS = env.number("SEARCH_MAX_WORDS", 12)
STORY_OLD_AFTER_DAYS = env.number("STORY_OLD_AFTER_DAYS", 30)  # from then on a story says how old it is
WORDS_PER_MINUTE = env.number(
    "WORDS_PER_MINUTE", 230
)  # reading time; Brysbaert 2019 measured 238 for English non-fiction
IMAGE_MAX_BYTES = env.number("IMAGE_MAX_BYTES", 15_000_000)
IMAGE_MAX_PIXELS = env.number("IMAGE_MAX_PIXELS", 50_000_000)

# For You and what is most read; docs/for-you.md
FOR_YOU_STORIES = env.number("FOR_YOU_STORIES", 23)  # on the page of a signed-in reader; 2, 5, 8 … fill its last row
FOR_YOU_SHARED_SECONDS = env.number("FOR_YOU_SHARED_SECONDS", 240)  # so long lists of what is most read are kept
MOST_READ_STORIES = env.number("MOST_READ_STORIES", 10)  # in each list of what is most read
MOST_DISCUSSED_DAYS = env.number("MOST_DISCUSSED_DAYS", 7)  # so old a story listed as most discussed may be
TASTE_HALF_LIFE_DAYS = env.number("TASTE_HALF_LIFE_DAYS", 12)  # so long until a read counts half for the reader's taste
BEACON_RATE = env.text("BEACON_RATE", "120/1m")  # stories read from one address that are counted, in each process
STANCES_MOST = env.number("STANCES_MOST", 500)  # sections, topics and authors that one reader follows or mutes
LEANING_RATE = env.text(
    "LEANING_RATE", "120/1m"
)  # a reader's follows, mutes, "less like this" and saved stories: how many in how long
PLACE_RATE = env.text("PLACE_RATE", "60/1m")  # places one reader's stories may tell, in each process
SAVED_STORIES = env.number("SAVED_STORIES", 1000)  # stories that one reader keeps for later
OFFLINE_STORIES = env.number("OFFLINE_STORIES", 100)  # of them, the latest are kept in the browser for want of a net
LIVE_DAYS = env.number("LIVE_DAYS", 28)  # For You chooses among the stories of so many days
LIVE_STORIES = env.number("LIVE_STORIES", 10_000)  # and at most so many of them, the newest
LIVE_SECONDS = env.number("LIVE_SECONDS", 60)  # so old may be what a process knows of them
READS_COUNTED_DAYS = env.number("READS_COUNTED_DAYS", 8)  # so long the counts of stories read are kept

# The conversation
COMMENT_MAX_CHARACTERS = env.number("COMMENT_MAX_CHARACTERS", 5_000)
COMMENT_EDIT_MINUTES = env.number("COMMENT_EDIT_MINUTES", 10)  # so long one's own words may be changed, marked "Edited"
COMMENT_RATE = env.text("COMMENT_RATE", "5/5m")  # a reader's comments: how many in how long; the newsroom has no limit
COMMENT_REPEAT_HOURS = env.number("COMMENT_REPEAT_HOURS", 24)  # the same words elsewhere within these are held
COMMENT_MAX_LINKS = env.number("COMMENT_MAX_LINKS", 2)  # a comment with more waits for a moderator
COMMENT_FIRST_HELD = env.number("COMMENT_FIRST_HELD", 2)  # so many comments of a new account wait; 0: none
COMMENT_REJECTIONS_HELD = env.number("COMMENT_REJECTIONS_HELD", 3)  # who had so many turned down is read first; 0: off
COMMENT_REJECTIONS_DAYS = env.number("COMMENT_REJECTIONS_DAYS", 30)  # within these days
COMMENT_LEARN_FROM = env.number("COMMENT_LEARN_FROM", 50)  # decisions of each kind before the score counts; 0: off
COMMENT_LIKE_RATE = env.text("COMMENT_LIKE_RATE", "60/1m")  # a reader's likes: how many in how long
COMMENT_REPORT_RATE = env.text("COMMENT_REPORT_RATE", "20/1h")  # a reader's reports
COMMENT_REPORTS_HIDE = env.number(
    "COMMENT_REPORTS_HIDE", 3
)  # this weight of reports folds it away; a new reporter's is 1
COMMENT_REPORTS_REMEMBERED = env.number("COMMENT_REPORTS_REMEMBERED", 50)  # of a reporter's latest, for the weight
COMMENT_HEAT = env.text("COMMENT_HEAT", "20/10m")  # a thread with more answers in that time slows down; empty: off
COMMENT_HEAT_MINUTES = env.number("COMMENT_HEAT_MINUTES", 30)  # so long
COMMENT_HEAT_PAUSE_MINUTES = env.number("COMMENT_HEAT_PAUSE_MINUTES", 5)  # between two comments of one person in it
COMMENT_SLOW_MINUTES = env.number("COMMENT_SLOW_MINUTES", 60)  # between two comments of who was slowed by a moderator
COMMENT_BULK = env.number("COMMENT_BULK", 500)  # comments removed at one press
COMMENT_UNDO_HOURS = env.number("COMMENT_UNDO_HOURS", 24)  # so long a moderator's decision can be undone
COMMENT_POLL_SECONDS = env.number("COMMENT_POLL_SECONDS", 30)  # an open page asks so often for new comments; 0: never
COMMENT_PICKS = env.number("COMMENT_PICKS", 5)  # of the newsroom under one story
COMMENT_THREADS_PER_PAGE = env.number("COMMENT_THREADS_PER_PAGE", 25)
COMMENT_REPLIES_SHOWN = env.number("COMMENT_REPLIES_SHOWN", 3)  # of a thread under its story; the rest is one link away
COMMENT_THREAD_PAGE = env.number("COMMENT_THREAD_PAGE", 50)  # replies on a page that shows one thread

# What is due: the commands that `do_due` goes through, and mail of every kind
DUE = ["send_notices", "send_digests", "erase_accounts"]
DUE_SECONDS = env.number("DUE_SECONDS", 30)  # `serve` has it done so often; 0: it does not
MAIL_UNSURE_MINUTES = env.number("MAIL_UNSURE_MINUTES", 10)  # a mail under way for longer lost its sender
MAIL_RETRY_MINUTES = env.number("MAIL_RETRY_MINUTES", 15)  # until what the mail server refused is tried again

# Notices
NOTICES_PER_PAGE = env.number("NOTICES_PER_PAGE", 30)
NOTICE_TRY_HOURS = env.number("NOTICE_TRY_HOURS", 48)  # since it was written; what is refused later is given up

# The digest by mail
DIGEST_HOUR = env.number("DIGEST_HOUR", 7)  # at which it goes, by the newsroom's own clock
DIGEST_WEEKDAY = env.number("DIGEST_WEEKDAY", 0)  # of the weekly one: 0 Monday … 6 Sunday
DIGEST_STORIES = env.number("DIGEST_STORIES", 10)  # in one digest at most
DIGEST_TOPICS = env.number("DIGEST_TOPICS", 50)  # chosen for one digest at most
DIGEST_CONFIRM_DAYS = env.number("DIGEST_CONFIRM_DAYS", 7)  # so long the link that begins a digest works
DIGEST_CONFIRM_RATE = env.text("DIGEST_CONFIRM_RATE", "3/1d")  # such links mailed to one reader: how many in how long

MESSAGE_TAGS = {10: "debug", 20: "info", 25: "success", 30: "warning", 40: "error"}
LANGUAGES = [(LANGUAGE_CODE, _("English"))]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
}

env.check()
