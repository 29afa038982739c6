"""What the readers' pages ask of articles: the nav, the present place, cards, pictures, times."""

from datetime import datetime, timedelta

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince

from articles.models import Article, Category, Image
from newsroom import pagecache

register = template.Library()

# How wide a card's picture stands, by the kind of card, as the style sheet lays it out.
CARD_PICTURES = {
    "lead": "(min-width: 80rem) 51rem, (min-width: 64rem) 66vw, calc(100vw - 2rem)",
    "big": "(min-width: 80rem) 50rem, (min-width: 64rem) 62vw, calc(100vw - 2rem)",
    "tall": "(min-width: 80rem) 24rem, (min-width: 64rem) 30vw, (min-width: 40rem) 46vw, 12rem",
    "row": "(min-width: 40rem) 13rem, 12rem",
    "small": "11rem",  # a square cut from a wide picture shows about half of it
}
STORY_PICTURE = "(min-width: 80rem) 53rem, (min-width: 64rem) 70vw, calc(100vw - 2rem)"


@register.simple_tag
def sections() -> list[Category]:
    """The sections in the nav's order."""
    return pagecache.remember("sections", lambda: list(Category.objects.all()), tags=lambda found: [])


@register.simple_tag(takes_context=True)
def here(context: Context, address: str) -> SafeString | str:
    """Marks the nav's link to this page, or to the section this page's story stands in."""
    request = context.get("request")
    if request is None:
        return ""
    if request.path == address:
        return format_html(' aria-current="{}"', "page")
    story = context.get("article")
    stands_in = story.category.get_absolute_url() if isinstance(story, Article) and story.category_id else ""
    return format_html(' aria-current="{}"', "true") if stands_in == address else ""


@register.simple_tag(takes_context=True)
def way_back(context: Context) -> str:
    """Where a log-in or log-out returns to: this page; from a page about an account, wherever that page leads."""
    request = context.get("request")
    if request is None or request.method not in {"GET", "HEAD"}:
        return ""
    address = pagecache.shared_address(request)
    if address:
        return address
    if request.path.startswith((reverse("account"), reverse("account_login").removesuffix("login/"))):
        return request.GET.get("next", "")
    return request.get_full_path()


@register.simple_tag(takes_context=True)
def absolute(context: Context, address: str) -> str:
    """An address of this site with scheme and host, as other sites need it."""
    request = context.get("request")
    return request.build_absolute_uri(address) if request else address


@register.simple_tag(takes_context=True)
def canonical(context: Context) -> SafeString | str:
    """The one address of this list's page: the host, the path and the place in the list, and no other words."""
    request = context.get("request")
    if request is None:
        return ""
    place = request.GET.get("page", "")
    address = request.build_absolute_uri(f"{request.path}?page={place}" if place else request.path)
    return format_html('<link rel="canonical" href="{}">', address)


@register.simple_tag(takes_context=True)
def card(
    context: Context, story: Article, kind: str = "tall", *, level: int = 3, eager: bool = False, kicker: bool = True
) -> SafeString:
    """A story in a list. `kind` is lead, big, tall, row, small (headline and picture) or line (no picture).

    The picture's text alternative is left empty: beside its headline it would be read out before every link. A card
    is rendered once for as long as its story, and what others note on it, stay the same; names and pictures on it purge
    every page.
    """
    notes = render_to_string("_partials/card_notes.html", {"story": story, "request": context.get("request")})

    def render() -> SafeString:
        told = {
            "story": story,
            "kind": kind,
            "level": level,
            "is_eager": eager,
            "has_kicker": kicker,
            "sizes": CARD_PICTURES.get(kind, ""),
            "image": story.lead_image if kind in CARD_PICTURES else None,
            "notes": notes,
            "has_words": kind not in {"small", "line"},  # standfirst and byline
        }
        return render_to_string("_partials/card.html", told)

    printed = (story.pk, story.version, story.published_at, story.path, kind, level, eager, kicker, notes)
    return pagecache.remember(f"card {printed}", render, tags=lambda html: [])


@register.inclusion_tag("_partials/picture.html")
def picture(image: Image, sizes: str = STORY_PICTURE, *, alt: str = "", eager: bool = False) -> dict:
    """A stored picture in the widths it is kept in. `eager` is for the one that a reader sees first."""
    return {
        "image": image,
        "sizes": sizes,
        "alt": alt,
        "is_eager": eager,
        "focus": f"fx-{_outwards(image.focal_x)} fy-{_outwards(image.focal_y)}",
    }


def _outwards(percent: int) -> int:
    """The step of five beyond, away from the middle: towards it, a narrow crop could lose the focal point."""
    return percent // 5 * 5 if percent < 50 else -(-percent // 5) * 5


@register.filter
def moment(time: datetime) -> str:
    """A time as HTML takes it, with the newsroom's offset: to the second, since it takes no microseconds."""
    return timezone.localtime(time).isoformat(timespec="seconds")


@register.filter
def age(story: Article) -> str:
    """ "3 months", of a story old enough that a reader should be told; else nothing."""
    since = story.published_at or timezone.now()
    is_old = timezone.now() - since > timedelta(days=settings.STORY_OLD_AFTER_DAYS)
    return timesince(since, depth=1) if is_old else ""


@register.filter
def direction(language: str) -> str:
    """The way a language is written: "rtl" or "ltr"."""
    return "rtl" if language.split("-")[0].lower() in settings.LANGUAGES_BIDI else "ltr"


@register.filter
def initials(name: str) -> str:
    """ "AO" of "Ada Obi"."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
