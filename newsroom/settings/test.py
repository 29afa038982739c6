"""Settings of the test suite: quick hashing, mail in memory, files in a folder of the run's own."""

import os
import tempfile
from pathlib import Path

from newsroom.settings.base import *  # noqa: F403

SECRET_KEY = "only for tests"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="newsroom-media-"))
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_AUTOREFRESH = True
COMMENT_FIRST_HELD = 0  # most tests are of readers who are known here
LOGGING = {}
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":  # noqa: F405
    DATABASES["default"]["OPTIONS"].pop("pool", None)  # noqa: F405  a pool outlives the test database it points at
PAGE_CACHE_DIR = tempfile.mkdtemp(prefix="newsroom-pages-")
PAGE_CACHE_NAME = f"test-{os.getpid()}"  # each process of the run its own
