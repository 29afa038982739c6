#!/usr/bin/env python
"""The site's command line. Settings for one machine are the default; DJANGO_SETTINGS_MODULE chooses others."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings.base")
    execute_from_command_line(sys.argv)
