"""Which story a comment from elsewhere stands under."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.db.models import QuerySet

from articles.importing.item import Unreadable
from articles.models import Article

HOMES = ("index.html", "index.htm", "index.php")
ENDINGS = (".html", ".htm", ".php", ".md")


def read_map(path: Path) -> dict[str, Article]:
    """The stories of a file of lines `old address or id,address here`. Raises Unreadable, naming a line that leads
    nowhere."""
    found = {}
    try:
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, ValueError, csv.Error) as error:
        raise Unreadable(str(error)) from error
    for number, row in enumerate(rows, start=1):
        if not row:
            continue
        article = by_address([row[1]]) if len(row) == 2 else None
        if article is None:
            raise Unreadable(f"line {number}: not “old address,address here” of a story that is here")
        found[row[0].strip()] = article
    return found


def by_address(addresses: Iterable[str]) -> Article | None:
    """The story that one of these addresses leads to, or once led to, whatever the site's name in it."""
    paths = [path for address in addresses for path in _paths(address)]
    if not paths:
        return None
    # Two questions, each an index's: asked as one, every story would be looked at.
    return _first(_stories().filter(path__in=paths)) or _first(_stories().filter(previous_addresses__path__in=paths))


class Stories:
    """Finds the story of the names that a file has for it, each asked for once; `known` are the names of a map."""

    def __init__(self, known: dict[str, Article]) -> None:
        self.known = known
        self.asked: dict[tuple[str, ...], Article | None] = {}

    def find(self, names: tuple[str, ...]) -> Article | None:
        """By the map, an address here, the name it was imported under, or a slug that one story alone has."""
        if names not in self.asked:
            mapped = next((self.known[name] for name in names if name in self.known), None)
            self.asked[names] = mapped or _find(names)
        return self.asked[names]


def _find(names: tuple[str, ...]) -> Article | None:
    return by_address(names) or _first(_stories().filter(origin_id__in=names)) or _by_slug(names)


def _by_slug(names: tuple[str, ...]) -> Article | None:
    slugs = [slug for name in names for path in _paths(name)[:1] if (slug := _last_part(path))]
    found = list(_stories().filter(slug__in=slugs)[:2])
    return found[0] if len(found) == 1 else None


def _stories() -> QuerySet[Article]:
    return Article.objects.order_by().only("pk", "category_id", "published_at", "slug", "path")


def _first(found: QuerySet[Article]) -> Article | None:
    return next(iter(found[:1]), None)


def _paths(address: str) -> list[str]:
    """How the path of an address, or a name without one, may be written here; none for a front page."""
    try:
        path = unquote(urlsplit(address.strip()).path).strip("/").replace("\0", "")
    except ValueError:
        return []
    home = next((path.removesuffix(name) for name in HOMES if path.endswith(f"/{name}")), path).strip("/")
    return list(_both(dict.fromkeys([home, path]))) if home else []


def _both(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        yield from (path, f"{path}/")


def _last_part(path: str) -> str:
    part = path.rpartition("/")[2]
    return next((part.removesuffix(ending) for ending in ENDINGS if part.endswith(ending)), part)
