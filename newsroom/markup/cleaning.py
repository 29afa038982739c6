"""What may stand in a story: the allow lists, the addresses, and bleach that holds the text to them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from bleach.html5lib_shim import convert_entities
from bleach.sanitizer import Cleaner

from newsroom.markup.elements import Element

Token = dict[str, Any]


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


PHRASING = _names(
    "a abbr b bdi br cite code del dfn em i img ins kbd mark q s samp small span strong sub sup u var wbr"
)
# Printed round a picture that the site holds, after cleaning; those that a writer typed are taken away.
AROUND_PICTURES = _names("picture source")
FLOW = _names(
    "blockquote caption dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre summary"
    " table tbody td tfoot th thead tr ul"
)
# Bleach takes away the tags it does not know and leaves what stands between them; of these nothing is left.
WITHOUT_CONTENTS = _names(
    "applet audio button canvas datalist embed frameset head iframe map math meter noembed noframes noscript object"
    " optgroup option output progress script select style svg template textarea title video xmp"
)
# Between these even a `<` is text, so that the first end tag ends them.
RAW_TEXT = _names("iframe noembed noframes script style textarea title xmp")

CELL = {"align", "colspan", "rowspan"}
ATTRIBUTES: dict[str, set[str]] = {
    "*": {"id", "lang", "dir"},
    "a": {"href", "title", "name", "class"},
    "abbr": {"title"},
    "details": {"open"},
    "div": {"class"},
    "img": {"src", "alt", "title"},
    "li": {"value"},
    "ol": {"start", "reversed", "type"},
    "td": CELL,
    "th": CELL | {"scope"},
}
NUMBER = re.compile(r"-?[0-9]{1,6}")
SPAN = re.compile(r"[1-9][0-9]?")
VALUES = {
    "align": re.compile("left|center|right"),
    "class": re.compile("footnote|footnote-ref|footnote-backref"),
    "colspan": SPAN,
    "dir": re.compile("ltr|rtl|auto"),
    "lang": re.compile("[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?"),
    "open": re.compile(""),
    "reversed": re.compile(""),
    "rowspan": SPAN,
    "scope": re.compile("row|col|rowgroup|colgroup"),
    "start": NUMBER,
    "type": re.compile("[1aAiI]"),
    "value": NUMBER,
}

GONE = re.compile(rf"<!--|<({'|'.join(sorted(WITHOUT_CONTENTS))})(?![\w:-])[^<>]*>?", re.IGNORECASE)
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
ENDLESS_NUMBER = re.compile(r"&#(?:[0-9]{9,}|[xX][0-9a-fA-F]{9,});?")
SCHEME = re.compile(r"([^/?#]*?):")
HOST = re.compile(r"https?://(\[[0-9a-f:.]+\]|[\w.-]+)(:[0-9]{1,5})?(?=[/?#]|$)", re.IGNORECASE)
HIDDEN = {"Cc", "Cf", "Cs", "Cn"}  # Unicode's controls, format marks, halves of characters and non-characters
LONGEST_ADDRESS = 2_000  # as much as every browser and server takes
UNSAFE_IN_ADDRESS = re.compile(r"""["'<>^`{|}\[\]\s]|%(?![0-9A-Fa-f]{2})""")


def typed(text: str) -> str:
    """Text as it was typed, save for the characters that HTML forbids and with one kind of line end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return UNPRINTABLE.sub("", text)


def small_numbers(text: str) -> str:
    """Text in which no entity has so many digits that Python's own decoder gives up on it with an error."""
    return ENDLESS_NUMBER.sub("\ufffd", text)


def address(value: str) -> str | None:
    """The address as it may stand in a link (http, https, mailto or relative), or None.

    Hidden characters, a name before the host, another host without a scheme (`//host`) and everything that a
    browser would take for another scheme are refused, not repaired.
    """
    value = value.strip(" \n\t")
    # An entity that is left after decoding is harmless to a browser; not so to whoever decodes a second time.
    if not _may_stand(value) or not _may_stand(unescape(value)):
        return None
    host = HOST.match(value)
    start = host.end() if host else 0
    return value[:start] + _quoted(value[start:])


def _may_stand(value: str) -> bool:
    if len(value) > LONGEST_ADDRESS or "\\" in value or value.startswith("//"):
        return False
    if any(unicodedata.category(character) in HIDDEN for character in value):
        return False
    scheme = SCHEME.match(value)
    if scheme is None:
        return True
    if scheme[1].lower() == "mailto":
        return "@" in value
    if not HOST.match(value):
        return False
    try:
        return urlsplit(value).port != 0
    except ValueError:
        return False


def _quoted(value: str) -> str:
    value = UNSAFE_IN_ADDRESS.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), value)
    before, hash_sign, fragment = value.partition("#")
    return before + hash_sign + fragment.replace("#", "%23")


def checked(attributes: dict[str, str]) -> dict[str, str]:
    """The attributes whose values keep to their form; `href` as `address` gives it, `align` as a class."""
    kept = {}
    for name, value in attributes.items():
        if name == "href":
            if (href := address(value)) is not None:
                kept["href"] = href
        elif name not in VALUES:
            kept[name] = UNPRINTABLE.sub("", value)
        elif VALUES[name].fullmatch(value):
            kept["class" if name == "align" else name] = f"align-{value}" if name == "align" else value
    return kept


def without_contents(html: str) -> str:
    """HTML without comments and without the elements of which nothing may be left, in one pass.

    Not the guard against scripts, which is the allow list: this only keeps their source out of the story's text.
    """
    kept: list[str] = []
    position = 0
    unclosed: set[str] = set()
    while found := GONE.search(html, position):
        kept.append(html[position : found.start()])
        name = (found[1] or "").lower()
        end = None if name in unclosed else _end(html, name, found.end())
        if end is None:
            unclosed.add(name)
        position = end or found.end()
    return "".join(kept) + html[position:]


def _end(html: str, name: str, start: int) -> int | None:
    """Where the element or comment that was opened before `start` ends; None if nothing closes it."""
    if not name:
        closing = html.find("-->", start)
        return closing + 3 if closing >= 0 else None
    end, depth = None, 1
    for found in re.compile(rf"<(/?){name}(?![\w:-])[^<>]*>?", re.IGNORECASE).finditer(html, start):
        if name not in RAW_TEXT or found[1]:
            depth += -1 if found[1] else 1
        if found[1]:
            end = found.end()
        if depth == 0:
            break
    return end


def _allowed(tag: str, name: str, value: str) -> bool:
    return name in ATTRIBUTES["*"] or name in ATTRIBUTES.get(tag, ())


def clean(html: str) -> Element:
    """The tree of the allowed elements and attributes, under a root without a name.

    One cleaner for each call: it cannot serve two threads. Its own writer is left idle, as it would double the time.
    """
    root = Element("")

    def keep(source: Iterable[Token]) -> Any:
        _grow(root, source)
        return ()

    Cleaner(
        tags=PHRASING | FLOW, attributes=_allowed, protocols={"http", "https", "mailto"}, strip=True, filters=[keep]
    ).clean(small_numbers(without_contents(html)))
    return root


def _grow(root: Element, tokens: Iterable[Token]) -> None:
    """Put the cleaner's tokens into the tree. It leaves entities as they stand; here they become characters."""
    path = [root]
    for token in tokens:
        match token["type"]:
            case "StartTag" | "EmptyTag":
                attributes = {name: convert_entities(value) for (_, name), value in token["data"].items()}
                element = Element(token["name"], checked(attributes))
                path[-1].children.append(element)
                if token["type"] == "StartTag":
                    path.append(element)
            case "EndTag":
                path.pop()
            case "Characters" | "SpaceCharacters":
                path[-1].children.append(UNPRINTABLE.sub("", token["data"]))
            case "Entity":
                path[-1].children.append(UNPRINTABLE.sub("", unescape(f"&{token['name']};")))
