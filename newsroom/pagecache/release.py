"""Which release of the site this is: pages made by another one, with other templates or style sheets, are not shown.

Nor are those from before the machine started: stamps lie in memory, and a power cut may take the last ones along."""

import functools
import hashlib
from pathlib import Path

from django.apps import apps
from django.conf import settings

BOOT = Path("/proc/sys/kernel/random/boot_id")  # Linux's name for the time since the machine started
SUFFIXES = {".py", ".html", ".txt", ".mo", ".css", ".js"}


@functools.cache
def release() -> str:
    """A name that changes with the code, the templates, the collected static files, the settings and each start."""
    root = Path(__file__).resolve().parents[2]
    digest = hashlib.sha256(BOOT.read_bytes() if BOOT.exists() else b"")
    folders = [root / "templates", root / "static", root / "locale"]
    folders += [Path(app.path) for app in apps.get_app_configs() if root in Path(app.path).parents]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in SUFFIXES]
    for path in sorted(files + [Path(settings.STATIC_ROOT) / "staticfiles.json"]):
        if path.exists():
            status = path.stat()
            digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    for name in filter(str.isupper, sorted(dir(settings))):
        value = getattr(settings, name)
        if isinstance(value, str | int | float | list | tuple | dict):  # others print with their place in memory
            digest.update(f"{name} {value!r}\n".encode())
    return digest.hexdigest()[:12]
