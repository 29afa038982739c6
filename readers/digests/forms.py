"""The choice of a digest."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from articles.forms import NamesField
from articles.models import Article, Category, Tagging, Topic
from readers.models import Digest, Stance, User

RECENT_STORIES, RECENT_TOPICS = 60, 12  # of so many newest stories, so many topics are offered


class DigestForm(forms.Form):
    rhythm = forms.ChoiceField(label=_("How often?"), choices=Digest.Rhythm, widget=forms.RadioSelect)
    sections = forms.ModelMultipleChoiceField(
        Category.objects.all(), label=_("Sections"), required=False, widget=forms.CheckboxSelectMultiple
    )
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.all(), label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple
    )
    another = NamesField(
        Topic.objects.all(), label=_("Another topic, by its name"), required=False, widget=forms.TextInput
    )

    def __init__(self, *args: Any, reader: User, digest: Digest | None, **kwargs: Any):
        initial = {"rhythm": Digest.Rhythm.DAILY}
        if digest:
            initial = {"rhythm": digest.rhythm, "sections": digest.sections.all(), "topics": digest.topics.all()}
        super().__init__(*args, initial=initial, label_suffix="", **kwargs)
        # Any topic may be chosen; these are offered.
        self.fields["topics"].choices = [(topic.pk, topic.name) for topic in offered(reader)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        topics = {*cleaned.get("topics", ()), *cleaned.get("another", ())}
        if len(topics) > settings.DIGEST_TOPICS:
            raise forms.ValidationError(
                _("At most %(most)s topics go into a digest."), params={"most": settings.DIGEST_TOPICS}
            )
        return cleaned | {"topics": topics}


def offered(reader: User) -> list[Topic]:
    """Topics that the digest has, that the reader follows, and that recent stories are about, by name."""
    newest = Article.objects.published().newest().values("pk")[:RECENT_STORIES]
    recent = Tagging.objects.filter(article__in=list(newest.values_list("pk", flat=True)))
    by_use = recent.values("topic").annotate(stories=Count("pk")).order_by("-stories", "topic")
    common = [row["topic"] for row in by_use[:RECENT_TOPICS]]
    followed = Stance.objects.filter(reader=reader, kind=Stance.Kind.FOLLOW, topic__isnull=False).values("topic")
    chosen = Digest.topics.through.objects.filter(digest=reader.pk).values("topic")
    return list(Topic.objects.filter(Q(pk__in=common) | Q(pk__in=followed) | Q(pk__in=chosen)).order_by("name"))
