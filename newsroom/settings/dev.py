"""Development on one's own machine: debug pages, auto-reload, plain static files."""

from newsroom.settings.base import *  # noqa: F403

DEBUG = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
PAGE_CACHE = "off"  # what was just edited is what is shown
