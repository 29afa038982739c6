"""The choice of a digest."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles import current
from articles.forms import NamesField
from articles.models import Category, Topic
from readers.models import Digest, Stance, User

TOPICS_OF_NOW = 12  # offered to everybody


class DigestForm(forms.Form):
    rhythm = forms.ChoiceField(label=_("How often?"), choices=Digest.Rhythm, widget=forms.RadioSelect)
    sections = forms.ModelMultipleChoiceField(
        Category.objects.all(), label=_("Sections"), required=False, widget=forms.CheckboxSelectMultiple
    )
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.all(), label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple
    )
    another = NamesField(Topic.objects.all(), label=_("Another topic, by its name"), widget=forms.TextInput)

    def __init__(self, data: Any = None, *, reader: User, digest: Digest | None):
        initial: dict[str, Any] = {"rhythm": Digest.Rhythm.DAILY}
        if digest:
            initial = {"rhythm": digest.rhythm, "sections": digest.sections.all(), "topics": digest.topics.all()}
        super().__init__(data, initial=initial, label_suffix="")
        # Any topic may be chosen; these are offered.
        shown = [(topic.pk, topic.name) for topic in offered(reader)]
        self.fields["topics"].choices = shown  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        topics = {*cleaned.get("topics", ()), *cleaned.get("another", ())}
        if len(topics) > settings.DIGEST_TOPICS:
            raise forms.ValidationError(
                _("At most %(most)s topics go into a digest."), params={"most": settings.DIGEST_TOPICS}
            )
        return cleaned | {"topics": topics}


def offered(reader: User) -> list[Topic]:
    """Topics that the digest has, that the reader follows, and that these days’ stories are about, by name."""
    followed = Stance.objects.filter(reader=reader, kind=Stance.Kind.FOLLOW, topic__isnull=False).values("topic")
    chosen = Digest.topics.through.objects.filter(digest=reader.pk).values("topic")
    now = [topic.pk for topic in current.topics(TOPICS_OF_NOW)]
    return list(Topic.objects.filter(Q(pk__in=now) | Q(pk__in=followed) | Q(pk__in=chosen)).order_by("name"))
