"""manage.py foryou_replay: answers a recorded stream as For You would, to measure it."""

import json
import sys

from django.core.management.base import BaseCommand
from django.db import connection

from newsroom import bulk
from readers.replaying import replay


class Command(BaseCommand):
    help = (
        "Reads records (stories, reads, preferences, impressions; one line of JSON each) from standard input, plays "
        "them through this site's own code in an empty database of its own, and answers each impression with a line: "
        "scores, the order of the page, a reason for each story. The site's own data is not touched."
    )
    requires_system_checks = []

    def handle(self, **options) -> None:
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            with bulk.in_haste():
                for answer in replay(json.loads(line) for line in sys.stdin if line.strip()):
                    self.stdout.write(json.dumps(answer))
                    self.stdout.flush()
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)
