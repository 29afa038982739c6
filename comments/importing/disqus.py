"""An export of Disqus: threads, which name stories, and posts, which name the threads they stand in."""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import unquote

from comments.importing.elements import Element, records
from comments.importing.said import Said, moment, retype
from comments.models import Comment

# Links go by way of Disqus, which adds 27 characters to the address; people are called @name:disqus.
ROUNDABOUT = re.compile(r"https?://disq\.us/url\?url=([^\"'&\s<>]++)(?:&(?:amp;)?cuid=\d+)?")
ADDED = re.compile(r":[\w-]{27}\Z")
CALLED = re.compile(r"(@[\w.-]+):disqus\b")


def read(path: Path) -> Iterator[Said]:
    """Every post. Raises Unreadable."""
    stories = {thread.attributes.get("id", ""): _names(thread) for thread in _all(path, "thread")}
    for post in _all(path, "post"):
        yield _said(post, stories)


def _all(path: Path, name: str) -> Iterator[Element]:
    # A post has a thread within it, which names one and is none.
    return (element for element in records(path, ["thread", "post"]) if element.name == name)


def _names(thread: Element) -> tuple[str, ...]:
    return tuple(filter(None, (thread.words("link"), thread.words("id"))))


def _said(post: Element, stories: dict[str, tuple[str, ...]]) -> Said:
    number, thread, author = post.attributes.get("id", ""), _named(post, "thread"), post.first("author")
    said = Said(
        name=f"comment {number}",
        source=f"disqus:{number}",
        story=stories.get(thread) or (f"thread {thread} of Disqus",),
        parent=f"disqus:{above}" if (above := _named(post, "parent")) else "",
        by=(author.words("name") or author.words("username")) if author else "",
        status=_status(post),
        at=moment(post.words("createdAt")),
        unfit="" if number else f"line {post.line}: a post without an id",
    )
    html = ROUNDABOUT.sub(lambda link: escape(ADDED.sub("", unquote(link[1]))), post.words("message"))
    return retype(said, CALLED.sub(r"\1", html), keeps_lines="<p" not in html and "<br" not in html)


def _named(post: Element, name: str) -> str:
    found = post.first(name)
    return found.attributes.get("id", "") if found else ""


def _status(post: Element) -> str:
    if post.words("isDeleted") == "true":
        return Comment.Status.REMOVED
    if post.words("isSpam") == "true":
        return Comment.Status.REJECTED
    return Comment.Status.PENDING if post.words("isApproved") == "false" else Comment.Status.APPROVED
