"""What the readers' pages ask of articles: the nav, the present place, pictures, times."""

from django import template
from django.db.models import QuerySet
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.models import Category, Image

register = template.Library()


@register.simple_tag
def sections() -> QuerySet[Category]:
    """The sections in the nav's order. One query, and none for a page that leaves the nav out."""
    return Category.objects.all()


@register.simple_tag(takes_context=True)
def here(context: Context, address: str) -> SafeString | str:
    """Marks the nav's link to this page, or to the section this page's story stands in."""
    request = context.get("request")
    if request is None:
        return ""
    if request.path == address:
        return format_html(' aria-current="{}"', "page")
    story = context.get("article")
    stands_in = story.category.get_absolute_url() if story and story.category_id else ""
    return format_html(' aria-current="{}"', "true") if stands_in == address else ""


@register.simple_tag(takes_context=True)
def way_back(context: Context) -> str:
    """Where a log-in or log-out returns to: this page; from a page about an account, wherever that page leads."""
    request = context.get("request")
    if request is None or request.method not in {"GET", "HEAD"}:
        return ""
    if request.path.startswith((reverse("account"), reverse("account_login").removesuffix("login/"))):
        return request.GET.get("next", "")
    return request.get_full_path()


@register.inclusion_tag("_partials/picture.html")
def picture(image: Image, sizes: str, *, alt: str = "", eager: bool = False, kind: str = "") -> dict:
    """A stored picture in the widths it is kept in. `eager` is for the one that a reader sees first."""
    middle = next((width for width in image.widths if width >= 640), image.widths[-1] if image.widths else None)
    return {
        "image": image,
        "src": image.url_at(middle) if middle else image.url,
        "sizes": sizes,
        "alt": alt,
        "is_eager": eager,
        "focus": f"fx-{round(image.focal_x, -1)} fy-{round(image.focal_y, -1)}",
    }
