"""What is measured: the site's own server, nginx and a bare Django, each alone on the first core.

Each is a child process that ends with its block, and dies with the bench however that ends.
"""

import ctypes
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benches.pages import Answer

ROOT = Path(__file__).resolve().parents[2]
SERVER_CORE, LOAD_CORE = 0, 1
PR_SET_PDEATHSIG = 1
PATIENCE = 120  # seconds until a server answers, migrations of a large site included
WITHIN = {"nginx": "/usr/sbin"}  # Debian keeps it off the path of ordinary users


class NotRunning(Exception):
    """The server did not come up; the text holds what it last said."""


def find(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path=WITHIN.get(name, ""))


def on_core(core: int) -> list[str]:
    """The words before a command that keep it on a core; none where there is but one core, or no taskset."""
    return ["taskset", "-c", str(core)] if find("taskset") and (os.cpu_count() or 1) > 1 else []


@contextmanager
def site(folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """The production server as `manage.py serve` starts it, with one worker. Gives its address."""
    port = _free_port()
    command = [sys.executable, "manage.py", "serve", "--no-demo", "--workers", "1", "--port", str(port)]
    with _running(command, environment, port, folder / "server.log") as address:
        yield address


@contextmanager
def constant(folder: Path, pages: dict[str, Answer]) -> Iterator[str]:
    """A Django without middleware that answers with the bytes of these pages, on the server the site runs on."""
    for name, page in pages.items():
        (folder / name).write_bytes(page.body)
    (folder / "headers.json").write_text(json.dumps({name: page.own_headers for name, page in pages.items()}))
    port = _free_port()
    options = ["--interface", "wsgi", "--http", "1", "--no-ws", "--host", "127.0.0.1", "--port", str(port)]
    options += ["--workers", "1", "--blocking-threads", "2"]  # as newsroom/management/commands/serve.py has them
    command = [sys.executable, "-m", "granian", *options, "tests.benches.constant:application"]
    environment = os.environ | {"BENCH_PAGES": str(folder)}
    with _running(command, environment, port, folder / "constant.log", ready=f"/{next(iter(pages))}") as address:
        yield address


@contextmanager
def nginx(folder: Path, pages: dict[str, Answer]) -> Iterator[str]:
    """nginx with one worker, sending these pages as files, compressed as they are, with the same headers."""
    port = _free_port()
    places = ""
    for name, page in pages.items():
        (folder / name).write_bytes(page.body)
        headers = "".join(f'add_header {key} "{value}";\n' for key, value in page.own_headers.items())
        places += f"location = /{name} {{\n{headers}}}\n"
    temporary = "".join(
        f"{kind}_temp_path {folder}/tmp;\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = folder / "nginx.conf"
    configuration.write_text(f"""
        {"user root;" if os.geteuid() == 0 else ""}
        worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
        events {{ worker_connections 512; }}
        http {{
            {temporary} access_log off; server_tokens off; sendfile on; tcp_nopush on;
            keepalive_requests 1000000000; open_file_cache max=100 inactive=1h;
            server {{ listen 127.0.0.1:{port}; root {folder}; default_type "text/html; charset=utf-8"; {places} }}
        }}""")
    command = [find("nginx") or "nginx", "-e", f"{folder}/nginx.log", "-c", str(configuration)]
    with _running(command, dict(os.environ), port, folder / "nginx.log", ready=f"/{next(iter(pages))}") as address:
        yield address


@contextmanager
def _running(
    command: list[str], environment: dict[str, str], port: int, log: Path, ready: str = "/health/"
) -> Iterator[str]:
    with log.open("w") as output:
        process = subprocess.Popen(
            [*on_core(SERVER_CORE), *command],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,  # a Ctrl+C is the bench's; it ends the server itself
            preexec_fn=die_with_the_bench,
        )
    try:
        _wait(process, port, ready, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        _end(process)


def die_with_the_bench() -> None:
    """To be called in a child before its command begins. Only Linux knows how."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait(process: subprocess.Popen, port: int, path: str, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise NotRunning(f"{' '.join(process.args)}\n{log.read_text()[-2000:]}")  # type: ignore[arg-type]


def _end(process: subprocess.Popen) -> None:
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
        except ProcessLookupError:
            return
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            continue


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
