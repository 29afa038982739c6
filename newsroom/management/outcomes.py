"""What became of each of the many things a command went through, told at its end."""

from collections.abc import Mapping
from typing import Any


def tell(stdout: Any, counts: Mapping[str, int], *, dry_run: bool) -> None:
    """Prints how many had each outcome, in the order of `counts`."""
    stdout.write("What would happen" if dry_run else "What happened")
    for outcome, count in counts.items():
        stdout.write(f"  {outcome:<12}{count:>6}")
