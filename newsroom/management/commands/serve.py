"""manage.py serve: everything from an empty folder to a running site on this machine."""

import hashlib
import json
import os
import socket
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from newsroom.settings.environment import env


class Command(BaseCommand):
    help = (
        "Prepares the database and the static files, loads the demonstration content into an empty site, and starts "
        "the production server. Running it again keeps all data and starts within seconds."
    )
    requires_system_checks = []  # the server checks as it starts; twice would be slow

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=0, help="processes (default: one a core, four at most)")
        parser.add_argument("--no-demo", action="store_true", help="leave an empty site empty")
        parser.add_argument("--prepare-only", action="store_true", help="stop before the server starts")

    def handle(self, *, host: str, port: int, workers: int, no_demo: bool, prepare_only: bool, **options) -> None:
        if not prepare_only:
            self._require_free(host, port)
        self._say("Preparing the database")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        self._collect_static()
        if not no_demo and not get_user_model().objects.exists():
            self._say("First start: loading the demonstration newsroom")
            call_command("load_demo", verbosity=options["verbosity"], stdout=self.stdout, stderr=self.stderr)
        if prepare_only:
            return
        self._welcome(f"http://{host}:{port}/")
        if settings.DUE_SECONDS:
            self._do_due(f"http://{host}:{port}")
        self._serve(host, port, workers or min(os.cpu_count() or 1, 4))

    def _say(self, words: str) -> None:
        self.stdout.write(f"• {words}")
        self.stdout.flush()

    def _require_free(self, host: str, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"Port {port} of {host} can't be used ({error.strerror}). "
                    f"Stop what runs there, or choose another: make run PORT={port + 1}"
                ) from error

    def _collect_static(self) -> None:
        # Hashing and compressing takes seconds, so it is done only when a file changed.
        stamp = Path(settings.STATIC_ROOT) / ".collected-from"
        sources = [
            (name, storage.path(name)) for finder in get_finders() for name, storage in finder.list(ignore_patterns=[])
        ]
        state = sorted((name, Path(path).stat().st_mtime_ns, Path(path).stat().st_size) for name, path in sources)
        digest = hashlib.sha256(json.dumps(state).encode()).hexdigest()
        if not stamp.exists() or stamp.read_text() != digest:
            self._say("Preparing style sheets and scripts")
            call_command("collectstatic", verbosity=0, interactive=False, clear=True)
            stamp.write_text(digest)

    def _welcome(self, address: str) -> None:
        self.stdout.write(f"\n  The site   {address}\n  The desk   {address}admin/\n")
        call_command("load_demo_accounts", list=True, stdout=self.stdout)
        self.stdout.write("  Mail, sign-in codes included, is printed here. Stop with Ctrl+C.\n\n")
        self.stdout.flush()

    def _do_due(self, address: str) -> None:
        """Does what is due, mail above all, in a process that ends with the server's, which takes this one's place."""
        watch = ["--watch", str(settings.DUE_SECONDS), "--beside", str(os.getpid())]
        own = {} if env.values.get("SITE_ADDRESS") else {"SITE_ADDRESS": address}
        subprocess.Popen([sys.executable, sys.argv[0], "do_due", *watch], env=os.environ | own)  # noqa: S603

    def _serve(self, host: str, port: int, workers: int) -> None:
        # Two blocking threads a worker: granian's own default let p99 rise to 213 ms on database pages.
        options = ["--interface", "wsgi", "--http", "1", "--no-ws", "--host", host, "--port", str(port)]
        options += ["--workers", str(workers), "--blocking-threads", "2", "--respawn-failed-workers"]
        options += ["--workers-kill-timeout", "10"]
        os.execv(sys.executable, [sys.executable, "-m", "granian", *options, "newsroom.wsgi:application"])  # noqa: S606
