"""Where the hammer falls: a site in a folder of its own, on one machine or two, and the servers that answer for it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.benches import servers
from tests.benches.servers import ROOT

WORKERS = 2
FOREIGN = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "ALLOWED_HOSTS"}


@dataclass(frozen=True)
class Stage:
    """A site of its own. `machines` servers share `redis` (without it there is but one) and `database` (without it a
    file in the folder); each has a page cache folder of its own, and nothing else in common."""

    folder: Path
    database: str = ""
    redis: str = ""
    machines: int = 1

    def environment(self, machine: int = 0) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        chosen = {"DATABASE_URL": self.database, "REDIS_URL": self.redis}
        return (
            ours
            | {name: value for name, value in chosen.items() if value}
            | {
                "NEWSROOM_VAR": str(self.folder),
                "PAGE_CACHE": "on",
                "PAGE_CACHE_DIR": str(self.folder / f"pages-{machine}"),
                "PAGE_CACHE_NAME": self.folder.name,
                "LOG_LEVEL": "ERROR",
                "COMMENT_REJECTIONS_HELD": "0",  # whose comments are removed over and over is not held in the end
                "TIME_ZONE": _zone_where_it_is_noon(),
            }
        )

    @contextmanager
    def running(self) -> Iterator[list[str]]:
        """The production servers as `manage.py serve` starts them. Gives their addresses. Raises servers.NotRunning."""
        command = [sys.executable, "manage.py", "serve", "--no-demo"]
        prepared = [*command, "--prepare-only"]
        run = subprocess.run(prepared, cwd=ROOT, env=self.environment(), capture_output=True, text=True, check=False)
        if run.returncode:
            raise servers.NotRunning(run.stderr[-3000:])
        with ExitStack() as stack:
            yield [stack.enter_context(self._server(command, machine)) for machine in range(self.machines)]

    @contextmanager
    def _server(self, command: list[str], machine: int) -> Iterator[str]:
        port, log = servers._free_port(), self.log(machine)
        with log.open("w") as output:
            process = subprocess.Popen(
                [*command, "--workers", str(WORKERS), "--port", str(port)],
                cwd=ROOT,
                env=self.environment(machine),
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=servers.die_with_the_bench,
            )
        try:
            servers._wait(process, port, "/health/", log)
            yield f"127.0.0.1:{port}"
        finally:
            servers._end(process)

    def log(self, machine: int) -> Path:
        return self.folder / f"server-{machine}.log"


@contextmanager
def database_of_its_own(server: str, name: str) -> Iterator[str]:
    """An empty database on this PostgreSQL ("postgres://…/any"), dropped afterwards; without a server no address."""
    if not server:
        yield ""
        return
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def keys_of_its_own(redis_url: str, name: str) -> Iterator[None]:
    """Nothing that begins with the name is left in Redis afterwards."""
    try:
        yield
    finally:
        if redis_url:
            import redis

            client = redis.Redis.from_url(redis_url)
            for key in client.scan_iter(f"{name}:*"):
                client.delete(key)


def _zone_where_it_is_noon() -> str:
    """No run crosses midnight, when a story's address would change."""
    west = datetime.now(UTC).hour - 12
    return f"Etc/GMT{west:+d}"
