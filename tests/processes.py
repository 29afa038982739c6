"""A site of a test's own, in a folder, with processes that may be killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = """
from newsroom.settings.test import *
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", {port}
MAIL_UNSURE_MINUTES = 0
COMMENT_RATE = "100000/5m"
"""


class Site:
    """A site in a folder, whose mail goes to the server of the test."""

    def __init__(self, folder: Path, port: int):
        (folder / "settings_of_this_test.py").write_text(SETTINGS.format(port=port))
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
        self.environment = kept | {
            "DJANGO_SETTINGS_MODULE": "settings_of_this_test",
            "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)]),
            "NEWSROOM_VAR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        }

    def start(self, *arguments: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def manage(self, *arguments: str) -> str:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, out + err
        return out

    def run(self, code: str) -> str:
        return self.manage("shell", "-v0", "-c", code)


def kill(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def is_running(process: int) -> bool:
    """Whose parent has died is asked after by the system, or (in a container) by nobody, and then is a zombie."""
    status = Path(f"/proc/{process}/stat")
    if status.exists():
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
