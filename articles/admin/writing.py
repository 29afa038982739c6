"""The page a story is written on. One form holds the text and the steps, so a step saves what was typed first."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from articles import publishing
from articles.admin import steps
from articles.desk import member
from articles.diff import compare
from articles.forms import LeadPictureForm, PictureForm, StepForm, StoryForm
from articles.models import Article, Image, Revision

if TYPE_CHECKING:
    from articles.admin.stories import StoryAdmin

TEXTS = ("headline", "summary", "body")


class Desktop:
    """One visit to the page: the story, its forms, and what became of them."""

    def __init__(self, desk: "StoryAdmin", request: HttpRequest, article: Article):
        self.desk, self.request, self.article, self.user = desk, request, article, member(request)
        self.data = request.POST.copy()
        self.title = article.headline or _("A new story")
        self.may_edit = desk.has_change_permission(request, article) if article.pk else desk.has_add_permission(request)
        self.conflict: dict | None = None
        self.lead = LeadPictureForm(image=article.lead_image)
        self.form = self._form(initial=self._beginning())
        self.said = StepForm(initial={"at": article.published_at if article.is_scheduled else None})

    def post(self) -> HttpResponse:
        """Saves what was typed, then takes the step that was pressed. Nothing typed is lost by a refusal of either."""
        step = self.request.POST.get("then", "")
        if not self.may_edit or (step in steps.FOR_EDITORS and not publishing.may_publish(self.user)):
            raise PermissionDenied
        pictured = self._with_lead_picture(self.data)
        self.form, self.said = self._form(self.data), StepForm(self.data)
        if not pictured or not self._saved() or not self._taken(step):
            return self.show(status=409 if self.conflict else 200)
        steps.announce(step, self.request, self.article)
        return redirect("admin:articles_article_change", self.article.pk)

    def show(self, status: int = 200) -> HttpResponse:
        article = self.article
        context = self.desk.admin_site.each_context(self.request) | {
            "opts": self.desk.opts,
            "title": self.title,
            "article": article,
            "form": self.form,
            "lead": self.lead,
            "said": self.said,
            "upload": PictureForm(auto_id="upload_%s"),
            "conflict": self.conflict,
            "zone": settings.TIME_ZONE,
            "words_per_minute": settings.WORDS_PER_MINUTE,
            "may_edit": self.may_edit,
            "may_delete": bool(article.pk) and self.desk.has_delete_permission(self.request, article),
            "steps": steps.open_to(self.user, article) if self.may_edit else set(),
            "errors": bool(self.form.errors or self.said.errors or self.lead.errors),
            **(self._past() if article.pk else {}),
        }
        template = "admin/articles/article/write.html" if self.may_edit else "admin/articles/article/read.html"
        return TemplateResponse(self.request, template, context, status=status)

    def _form(self, data=None, **kwargs) -> StoryForm:
        return StoryForm(data, instance=self.article, may_publish=publishing.may_publish(self.user), **kwargs)

    def _beginning(self) -> dict:
        author = getattr(self.user, "author", None)
        return {"authors": [author]} if author and not self.article.pk else {}

    def _past(self) -> dict:
        return {
            "log": self.article.steps.all()[:12],
            "corrections": self.article.corrections.all(),
            "last_revision": self.article.revisions.exclude(kind=Revision.Kind.REFUSED).first(),
            "revision_count": self.article.revisions.values_list("number", flat=True).first() or 0,
        }

    def _with_lead_picture(self, data: QueryDict) -> bool:
        """Stores a dropped picture before anything else can be refused: a browser would not send it again."""
        chosen = data.get("lead_image", "")
        image = Image.objects.filter(pk=chosen).first() if chosen.isdecimal() else None
        lead = LeadPictureForm(data, self.request.FILES, image=image)
        if not lead.has_something():
            return True
        self.lead = lead
        if not self.user.has_perm("articles.add_image"):
            raise PermissionDenied
        image = lead.keep(self.user) if lead.is_valid() else None
        if image:
            data["lead_image"] = str(image.pk)
            self.lead = LeadPictureForm(image=image)
        return image is not None

    def _saved(self) -> bool:
        """Whether the text typed is the text that stands."""
        form = self.form
        if not form.changes_the_story:
            self.data["based_on"] = str(self.article.version)
            return True
        if not form.is_valid():
            return False
        said = form.cleaned_data
        try:
            publishing.save(
                self.article,
                by=self.user,
                authors=said["authors"],
                topics=said["topics"],
                based_on=said["based_on"] if self.article.pk else None,
                quietly=said["quietly"],
                note=said["note"],
            )
        except ValidationError as error:
            form.add_errors(error)
            return False
        except publishing.Stale as stale:
            self._show_both(stale)
            return False
        self.data["based_on"] = str(
            self.article.version
        )  # a step may yet be refused, and the next save begins from here
        return True

    def _show_both(self, stale: publishing.Stale) -> None:
        """Saving again from here is on top of the newer text, knowingly."""
        newer = stale.current.revisions.exclude(kind=Revision.Kind.REFUSED).first()
        texts = [(name, getattr(stale.current, name), self.form.cleaned_data[name]) for name in TEXTS]
        self.conflict = {
            "newer": newer,
            "body": stale.current.body,
            "changes": [(self.form[name].label, compare(theirs, typed)) for name, theirs, typed in texts],
        }
        self.data["based_on"] = str(stale.current.version)

    def _taken(self, step: str) -> bool:
        if not step:
            return True
        if not self.said.is_valid():
            return False
        try:
            steps.take(step, self.article, by=self.user, said=self.said)
        except ValidationError as error:
            self.article.refresh_from_db()
            self.form.is_valid()  # what is refused is shown beside its field, and only a cleaned form takes an error
            others = self.said.add_errors(error)
            if others:
                self.form.add_errors(ValidationError(others))
            messages.warning(self.request, _("The text is saved. The step was not taken; the reason is below."))
            return False
        return True


def write(desk: "StoryAdmin", request: HttpRequest, pk: str | None) -> HttpResponse:
    """A new story, or one that exists: to be written, or only read by who may not change it."""
    article = desk.story(request, pk) if pk else Article()
    if not pk and not desk.has_add_permission(request):
        raise PermissionDenied
    page = Desktop(desk, request, article)
    return page.post() if request.method == "POST" else page.show()
