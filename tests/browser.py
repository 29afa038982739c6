"""The browser of the journeys: Chromium or Chrome as found on this machine. `python -m tests.browser` installs one
where it may (root on Debian or Ubuntu) and says loudly when there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def find() -> str | None:
    """The path of a browser, or None. The variable BROWSER_PATH names one by hand."""
    named = os.environ.get("BROWSER_PATH")
    if named:
        return named
    return next((path for path in map(shutil.which, NAMES) if path), None) or next(
        (place for place in PLACES if Path(place).exists()), None
    )


def install() -> None:
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        sys.stdout.write("• Installing Chromium for the browser journeys\n")
        sys.stdout.flush()
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
        ):
            subprocess.run(command, stdout=subprocess.DEVNULL, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


def main() -> int:
    if not find():
        install()
    if find():
        return 0
    sys.stdout.write(
        "\n" + "!" * 78 + "\n"
        "!! No Chromium or Chrome on this machine: the browser journeys WILL BE SKIPPED.\n"
        "!! Install one (Debian: apt-get install chromium), or set BROWSER_PATH to it.\n" + "!" * 78 + "\n\n"
    )
    return 1 if os.environ.get("REQUIRE_BROWSER") else 0


if __name__ == "__main__":
    sys.exit(main())
