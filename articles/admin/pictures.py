"""The library of pictures. Every upload, from a form or by drop and paste, goes through `images.ingest`."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from articles import images
from articles.desk import GrowingList
from articles.forms import PictureForm
from articles.models import Article, Image
from newsroom.pagination import by_time

OFFERED = 24  # pictures of the library shown to choose from


@require_http_methods(["GET", "POST"])
def endpoint(request: HttpRequest) -> JsonResponse:
    """POST takes a picture in and answers with what a story needs of it; GET finds pictures by `?q=` words.

    A refusal is 422 with the reasons by field.
    """
    if request.method == "GET":
        if not request.user.has_perm("articles.view_image"):
            raise PermissionDenied
        found = find(request.GET.get("q", ""))[:OFFERED]
        return JsonResponse({"pictures": [as_json(image) for image in found]})
    if not request.user.has_perm("articles.add_image"):
        raise PermissionDenied
    form = PictureForm(request.POST, request.FILES)
    image = form.ingest(request.user) if form.is_valid() else None
    if image is None:
        return JsonResponse({"errors": form.errors.get_json_data()}, status=422)
    return JsonResponse(as_json(image), status=201)


def find(words: str) -> QuerySet:
    """Pictures whose text alternative, caption or credit has every word, newest first."""
    found = Image.objects.all()
    for word in words.split()[:8]:
        found = found.filter(Q(alt__icontains=word) | Q(caption__icontains=word) | Q(credit__icontains=word))
    return found


def as_json(image: Image) -> dict:
    return {
        "id": image.pk,
        "url": image.url,
        "thumbnail": thumbnail_url(image),
        "width": image.width,
        "height": image.height,
        "alt": image.alt,
        "is_decorative": image.is_decorative,
        "caption": image.caption,
        "credit": image.credit,
        "focal_x": image.focal_x,
        "focal_y": image.focal_y,
        "markdown": markdown_of(image),
    }


def markdown_of(image: Image) -> str:
    """What a writer puts into a body to show the picture."""
    alt = image.alt.replace("[", "(").replace("]", ")")
    caption = image.caption.replace('"', "”")
    return f'![{alt}]({image.url} "{caption}")' if caption else f"![{alt}]({image.url})"


def thumbnail_url(image: Image) -> str:
    return image.url_at(image.widths[0]) if image.widths else image.url


@admin.register(Image)
class PictureAdmin(GrowingList):
    key = by_time("uploaded_at")
    list_display = ("thumbnail", "words", "credit", "size", "uploaded_at")
    list_display_links = ("thumbnail", "words")
    list_per_page = 40
    search_fields = ("alt", "caption", "credit")
    fields = ("picture", "alt", "is_decorative", "caption", "credit", "focal_x", "focal_y", "in_a_story", "leads")
    readonly_fields = ("picture", "in_a_story", "leads")
    actions = None  # one at a time: a picture may stand in stories

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = PictureForm(request.POST or None, request.FILES or None)
        image = form.ingest(request.user) if form.is_bound and form.is_valid() else None
        if image:
            messages.success(request, _("The picture is in the library."))
            return redirect("admin:articles_image_change", image.pk)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("Upload a picture"),
            "form": form,
        }
        return TemplateResponse(request, "admin/articles/image/upload.html", context)

    def save_model(self, request: HttpRequest, obj: Image, form: Any, change: bool) -> None:
        images.amend(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        """A picture that a story shows stays."""
        allowed = super().has_delete_permission(request)
        return allowed and (obj is None or not (obj.led_articles.exists() or Article.objects.showing(obj).exists()))

    @admin.display(description=gettext_lazy("picture"))
    def thumbnail(self, image: Image) -> SafeString:
        return render_to_string(
            "admin/articles/image/_thumbnail.html", {"image": image, "address": thumbnail_url(image)}
        )

    @admin.display(description=gettext_lazy("words"))
    def words(self, image: Image) -> str:
        return image.caption or image.alt or _("Decorative")

    @admin.display(description=gettext_lazy("size"))
    def size(self, image: Image) -> str:
        return f"{image.width} × {image.height}"

    @admin.display(description=gettext_lazy("picture"))
    def picture(self, image: Image) -> SafeString:
        return render_to_string("admin/articles/image/_focal.html", {"image": image})

    @admin.display(description=gettext_lazy("in a story's body"))
    def in_a_story(self, image: Image) -> SafeString:
        return render_to_string("admin/articles/image/_markdown.html", {"markdown": markdown_of(image)})

    @admin.display(description=gettext_lazy("leads"))
    def leads(self, image: Image) -> SafeString:
        stories = image.led_articles.only("headline")[:20]
        return render_to_string("admin/articles/image/_leads.html", {"stories": stories})
