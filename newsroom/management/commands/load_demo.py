"""manage.py load_demo: the demonstration accounts, stories and conversations."""

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Loads the demonstration newsroom: accounts, stories and conversations. Running it again adds nothing twice."
    requires_migrations_checks = True

    def handle(self, **options) -> None:
        # By name, since each app brings its own part and this package knows none of them.
        for part in ("load_demo_accounts", "load_demo_stories", "load_demo_comments"):
            call_command(part, verbosity=options["verbosity"], stdout=self.stdout, stderr=self.stderr)
