"""Pictures that the site holds: how a caller names one, and how it stands in a story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _

from newsroom.markup.cleaning import address
from newsroom.markup.elements import Element, Node

# A story's column is 44rem wide at most; on a narrow screen it is the screen without its margins.
SIZES = "(min-width: 46rem) 44rem, calc(100vw - 2rem)"


@dataclass(frozen=True)
class Picture:
    """`src` and `srcset` (WebP copies) are trusted, printed as they are; `alt`, `caption`, `credit` are plain text.

    `width` and `height` are the picture's own: the shape in which a browser keeps its place.
    """

    src: str
    width: int
    height: int
    srcset: str = ""
    alt: str = ""
    caption: str = ""
    credit: str = ""


FindPicture = Callable[[str], Picture | None]


def no_picture(src: str) -> Picture | None:
    return None


def place_pictures(story: Element, find_picture: FindPicture) -> None:
    """Show the pictures that `find_picture` knows, alone in their paragraph as figures; others become words."""
    _place(story, cache(lambda src: find_picture(src) if src else None), in_link=False, in_figure=False)


def _place(parent: Element, find: FindPicture, *, in_link: bool, in_figure: bool) -> None:
    placed: list[Node] = []
    for child in parent.children:
        if isinstance(child, str):
            placed.append(child)
        elif child.tag == "img":
            placed.append(_inline(child, find, in_link=in_link))
        elif child.tag == "p" and not in_figure and (figures := _figures(child, find)):
            placed += figures
        else:
            within = in_figure or child.tag == "figure"
            _place(child, find, in_link=in_link or child.tag == "a", in_figure=within)
            placed.append(child)
    parent.children = placed


def _inline(image: Element, find: FindPicture, *, in_link: bool) -> Node:
    if picture := find(image.attributes.get("src", "")):
        return _shown(image, picture)
    alt = image.attributes.get("alt", "")
    href = address(image.attributes.get("src", ""))
    if in_link or not href or not href.lower().startswith(("http:", "https:")):
        return alt
    return Element("a", {"href": href}, [alt or _("Picture")])


def _figures(paragraph: Element, find: FindPicture) -> list[Node]:
    """A figure for each picture of a paragraph that holds nothing but known pictures; otherwise an empty list."""
    figures: list[Node] = []
    for child in paragraph.children:
        if isinstance(child, str) or child.tag == "br":
            if isinstance(child, str) and child.strip():
                return []
            continue
        link = child if child.tag == "a" else None
        image = child.children[0] if link and len(child.children) == 1 else child
        if not isinstance(image, Element) or image.tag != "img":
            return []
        if not (picture := find(image.attributes.get("src", ""))):
            return []
        shown = _shown(image, picture)
        figures.append(
            Element(
                "figure", {}, [Element("a", link.attributes, [shown]) if link else shown, *_caption(image, picture)]
            )
        )
    return figures


def _caption(image: Element, picture: Picture) -> list[Node]:
    caption: list[Node] = [image.attributes.get("title", "").strip() or picture.caption]
    if picture.credit:
        caption += [" ", Element("small", {"class": "credit"}, [picture.credit])]
    return [Element("figcaption", {}, caption)] if any(caption) else []


def _shown(image: Element, picture: Picture) -> Element:
    """The picture as WebP for the browsers that take it, which are nearly all, and as it is for the others."""
    attributes = {"src": picture.src, "alt": image.attributes.get("alt", "").strip() or picture.alt}
    if picture.width > 0 and picture.height > 0:
        attributes |= {"width": str(picture.width), "height": str(picture.height)}
    shown = Element("img", attributes | {"loading": "lazy", "decoding": "async"})
    if not picture.srcset:
        return shown
    source = Element("source", {"type": "image/webp", "srcset": picture.srcset, "sizes": SIZES})
    return Element("picture", {}, [source, shown])
