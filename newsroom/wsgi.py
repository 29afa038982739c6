"""The WSGI entry that the production server loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings.base")
django_application = get_wsgi_application()

from newsroom.pagecache.front import Front  # noqa: E402  it reads the settings

application = Front(django_application)
