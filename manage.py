#!/usr/bin/env python
"""The site's command line. Settings for one machine are the default; DJANGO_SETTINGS_MODULE chooses others."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings.base")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(str(error))  # says all there is to mend; forty lines of calls above it would hide that
