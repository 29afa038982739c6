"""A folder of Markdown files with YAML front matter, as Jekyll, Hugo and Eleventy sites keep them."""

import hashlib
import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.html import strip_tags

from articles.importing import liquid
from articles.importing.item import Item, Unreadable

FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*\r?$\n?", re.S | re.M)
DATED_NAME = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[-_](.+)")
FILE_LIMIT = 5_000_000
SUMMARY_LIMIT = 600
PICTURE = re.compile(r"!\[(?P<alt>[^\]]*)\]\(\s*<?(?P<src>[^)\s>]+)>?(?P<title>\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)")
IMG = re.compile(r"<img\b[^>]*?\bsrc\s*=\s*[\"'](?P<src>[^\"']*)[\"'][^>]*>", re.I | re.S)
OUTSIDE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.I)
PUBLIC_FOLDERS = ("", "static", "public", "source", "src", "assets")


def files(root: Path) -> list[Path]:
    """The Markdown files below `root` in the order of their names; hidden folders and README files are none."""
    if root.is_file():
        return [root]
    found = (path for pattern in ("*.md", "*.markdown") for path in root.rglob(pattern))
    return sorted(path for path in found if path.is_file() and not _is_aside(path.relative_to(root)))


def _is_aside(path: Path) -> bool:
    # Only capitals make it a repository's own page; a story may well be called "licence".
    return path.name.split(".")[0] in {"README", "LICENSE", "LICENCE", "CHANGELOG", "CONTRIBUTING"} or any(
        part.startswith((".", "_")) and part not in {"_posts", "_drafts"} for part in path.parts
    )


def authors(root: Path) -> dict[str, dict[str, str]]:
    """What an authors file of the site says of each key: {"ada": {"name": "Ada Obi", "role": …, "bio": …}}."""
    for name in ("authors.yaml", "authors.yml", "_data/authors.yaml", "_data/authors.yml", "data/authors.yaml"):
        path = root / name
        if path.is_file():
            found = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
            return {str(key): value for key, value in found.items() if isinstance(value, dict)}
    return {}


def read(path: Path, root: Path) -> Item:
    """The story in a file. Raises Unreadable.

    Front matter that YAML rejects is cleaned of tabs and trailing blanks and tried once more; what it then gives is a
    draft with the problem named, so that nothing is lost and nobody's mistake is published.
    """
    if path.stat().st_size > FILE_LIMIT:
        raise Unreadable(f"larger than {FILE_LIMIT} bytes")
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise Unreadable(f"not UTF-8 text: {error}") from error
    match = FRONT_MATTER.match(text)
    if not match:
        raise Unreadable("no front matter between two lines of ---")
    where = path.relative_to(root if root.is_dir() else root.parent).with_suffix("").as_posix()
    item = Item(origin_id=f"markdown:{where}", digest=hashlib.sha256(content).hexdigest())
    words = _front_matter(match[1], item)
    _fill(item, words, path)
    item.body, dropped = liquid.to_markdown(text[match.end() :].strip(), _plain(words))
    item.problems += [f"template tag dropped: {' '.join(tag.split())[:80]}" for tag in dropped]
    _find_pictures(item, path, root if root.is_dir() else root.parent)
    return item


def _front_matter(source: str, item: Item) -> dict[str, Any]:
    try:
        words = yaml.safe_load(source)
    except yaml.YAMLError as error:
        item.is_draft = True
        item.problems.append(f"front matter is not YAML ({_one_line(error)}); kept as a draft")
        try:
            words = yaml.safe_load("\n".join(line.rstrip().replace("\t", "  ") for line in source.splitlines()))
        except yaml.YAMLError:
            words = dict(re.findall(r"^(title|date|slug)\s*:\s*(.+?)\s*$", source, re.M))
    if not isinstance(words, dict):
        raise Unreadable("front matter holds no names and values")
    return {str(name).strip().lower(): value for name, value in words.items()}


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:160]


def _fill(item: Item, words: dict[str, Any], path: Path) -> None:
    dated = DATED_NAME.fullmatch(path.stem)
    item.headline = _text(words.get("title"))[:200]
    if not item.headline:
        item.headline = (dated[4] if dated else path.stem).replace("-", " ").capitalize()
        item.problems.append("no title; the file's name serves")
    item.slug = _text(words.get("slug")) or (dated[4] if dated else path.stem)
    item.summary = _summary(words)
    item.section = _first(words, "section", "category", "categories")
    item.topics = _list(words.get("topics") or words.get("tags"))
    item.authors = _list(words.get("authors") or words.get("author"))
    item.published_at = _published_at(words, dated)
    item.updated_at = _moment(words.get("updated") or words.get("lastmod") or words.get("last_modified_at"))
    if item.updated_at and item.published_at and item.updated_at < item.published_at:
        item.updated_at = None
    item.language = _text(words.get("locale") or words.get("lang"))[:15]
    item.source_url = _text(words.get("source_url"))[:500]
    item.source_name = _text(words.get("source") or words.get("source_name"))[:200] or _host(item.source_url)
    item.licence = _text(words.get("licence") or words.get("license"))[:200]
    item.is_pick = words.get("pick") is True
    item.is_draft = item.is_draft or words.get("draft") is True or words.get("published") is False
    item.lead_picture = _text(words.get("image"))
    item.lead_words = {
        "alt": _text(words.get("image_alt"))[:500],
        "caption": _text(words.get("image_caption") or words.get("image_figcaption"))[:500],
        "credit": _text(words.get("image_credit"))[:200],
    }
    item.previous_paths = [_text(old) for old in _list(words.get("redirect_from") or words.get("aliases"))]
    if dated:  # where a Jekyll site had it, so that links between old posts still arrive
        item.previous_paths.append(f"/{dated[1]}/{int(dated[2]):02}/{int(dated[3]):02}/{dated[4]}/")


def _published_at(words: dict[str, Any], dated: re.Match | None) -> datetime | None:
    hours = words.get("hours_ago")  # demonstration stories are always fresh
    if isinstance(hours, int | float):
        return timezone.now().replace(microsecond=0) - timedelta(hours=hours)
    return _moment(words.get("date")) or (_moment("-".join(dated.group(1, 2, 3))) if dated else None)


def _moment(value: Any) -> datetime | None:
    """A date, a time or their text as a moment; without a zone it is the newsroom's own, a bare date its midnight."""
    if isinstance(value, str):
        try:
            value = parse_datetime(value.strip()) or parse_date(value.strip())
        except ValueError:
            return None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else timezone.make_aware(value)


def _summary(words: dict[str, Any]) -> str:
    summary = _first(words, "summary", "standfirst", "description", "excerpt", "subtitle")
    summary = " ".join(strip_tags(summary).split())
    return summary if len(summary) <= SUMMARY_LIMIT else summary[: SUMMARY_LIMIT - 1].rsplit(" ", 1)[0] + "…"


def _first(words: dict[str, Any], *names: str) -> str:
    return next((found for name in names for found in _list(words.get(name))), "")


def _list(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return list(dict.fromkeys(text for text in map(_text, values) if text))


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value).strip()


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _plain(words: dict[str, Any]) -> dict[str, str]:
    return {name: value for name, value in words.items() if isinstance(value, str)}


def _find_pictures(item: Item, path: Path, root: Path) -> None:
    references = [match["src"] for pattern in (PICTURE, IMG) for match in pattern.finditer(item.body)]
    for reference in dict.fromkeys([item.lead_picture, *references]):
        if not reference or OUTSIDE.match(reference):
            continue
        file = _picture_file(reference, path, root)
        if file:
            item.pictures[reference] = file
        else:
            item.problems.append(f"picture not found: {reference}")


def _picture_file(reference: str, path: Path, root: Path) -> Path | None:
    name = reference.split("?")[0].split("#")[0].lstrip("/")
    for candidate in [path.parent / name, *(root / folder / name for folder in ("pictures", *PUBLIC_FOLDERS))]:
        file = candidate.resolve()
        if file.is_file() and file.is_relative_to(root.resolve()):  # never out of the folder, by ".." or by a link
            return file
    return None
