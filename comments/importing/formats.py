"""Which format a file is in, by what it begins with."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from articles.importing.item import Unreadable
from comments.importing import disqus, lines, wordpress
from comments.importing.said import Said

Reader = Callable[[Path], Iterator[Said]]
ROOT = re.compile(rb"<(disqus|rss)[\s>]")
BEGINNING = 10_000  # bytes


def reader_of(path: Path) -> Reader:
    """What reads the file. Raises Unreadable where nothing does."""
    with path.open("rb") as file:
        beginning = file.read(BEGINNING).removeprefix(b"\xef\xbb\xbf").lstrip()
    if beginning.startswith(b"{"):
        return lines.read
    if beginning.startswith(b"["):
        return lines.read_threads
    root = ROOT.search(beginning) if beginning.startswith(b"<") else None
    if root is None:
        raise Unreadable("neither an export of Disqus or WordPress nor JSON, one comment a line")
    return disqus.read if root[1] == b"disqus" else wordpress.read
