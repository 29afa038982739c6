"""The forms of the desk: the story, its picture, and the words an editorial step asks for."""

import difflib

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from articles import images
from articles.models import Article, Author, Correction, Image, Topic


class ProseField(forms.CharField):
    """A text whose white space is the writer's. Line ends are one newline, however the browser sends them."""

    widget = forms.Textarea

    def __init__(self, **kwargs):
        super().__init__(strip=False, **kwargs)

    def to_python(self, value):
        return (super().to_python(value) or "").replace("\r\n", "\n")

    def has_changed(self, initial, data) -> bool:
        return super().has_changed((initial or "").replace("\r\n", "\n"), data)


class NamesField(forms.Field):
    """Rows chosen by name, one on each line and in that order; a list of rows when cleaned."""

    widget = forms.Textarea

    def __init__(self, rows: QuerySet, **kwargs):
        self.rows = rows
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value):
        """Names of the rows; one that shares its name with another is written with its slug: "Ada Obi (ada-obi-2)"."""
        if not isinstance(value, list):
            return value
        names = [row.name for row in value]
        shared = set(self._named(names).values_list("name", flat=True).exclude(pk__in=[row.pk for row in value]))
        return "\n".join(f"{row.name} ({row.slug})" if row.name in shared else row.name for row in value)

    def to_python(self, value) -> list[Model]:
        if isinstance(value, list):
            return value
        lines = list(
            dict.fromkeys(
                " ".join(line.split()) for line in (value or "").replace("\0", "").splitlines() if line.strip()
            )
        )
        return list(dict.fromkeys(self._row(line) for line in lines))

    def has_changed(self, initial, data) -> bool:
        try:
            return (initial or []) != self.to_python(data)
        except ValidationError:
            return True

    def _named(self, names: list[str]) -> QuerySet:
        return self.rows.filter(name__in=names)

    def _row(self, line: str) -> Model:
        found = list(self.rows.filter(name__iexact=line)[:2])
        if len(found) != 1 and line.endswith(")"):
            found = list(self.rows.filter(slug=line[:-1].rpartition("(")[2]))
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(
                _("More than one is called “%(name)s”. Write the slug after it, as in “%(example)s”."),
                params={"name": line, "example": f"{line} ({found[0].slug})"},
            )
        raise ValidationError(self._nothing_called(line))

    def _nothing_called(self, line: str) -> ValidationError:
        close = difflib.get_close_matches(line, self.rows.values_list("name", flat=True)[:5000], n=1)
        if close:
            return ValidationError(
                _("There is no “%(name)s” here. Did you mean “%(close)s”?"), params={"name": line, "close": close[0]}
            )
        return ValidationError(_("There is no “%(name)s” here."), params={"name": line})


def moment_field(**kwargs) -> forms.DateTimeField:
    """A date and a time of day in the newsroom's own time zone."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(required=False, widget=widget, **kwargs)


class StoryForm(forms.ModelForm):
    """A story as it is written. It never saves: `publishing.save` does, with what is cleaned here."""

    body = ProseField(label=_("Body"), required=False)
    authors = NamesField(Author.objects.all(), label=_("Authors"), help_text=_("One on each line, in byline order."))
    topics = NamesField(Topic.objects.all(), label=_("Topics"), help_text=_("One on each line."))
    expires_at = moment_field(label=_("Expires at"))
    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False)
    quietly = forms.BooleanField(
        label=_("Just a typo"), required=False, help_text=_("Readers are not told that the story was updated.")
    )
    note = forms.CharField(label=_("Note on this version"), max_length=500, required=False)

    SAID_OF_THE_SAVE = frozenset({"based_on", "quietly", "note"})
    FOR_EDITORS = ("is_pick", "expires_at")

    class Meta:
        model = Article
        fields = (
            "headline", "slug", "summary", "body", "category", "language", "lead_image", "is_pick", "expires_at",
            "source_name", "source_url", "licence",
        )  # fmt: skip
        widgets = {
            "headline": forms.Textarea(attrs={"rows": 1}),
            "summary": forms.Textarea(attrs={"rows": 2}),
            "lead_image": forms.NumberInput,
        }

    def __init__(self, *args, may_publish: bool, **kwargs):
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _("Made from the headline when empty.")
        self.fields["body"].widget.attrs["rows"] = 24
        for name in ("authors", "topics"):
            self.fields[name].widget.attrs["rows"] = 3
        if not may_publish:
            for name in self.FOR_EDITORS:
                del self.fields[name]
        if self.instance.pk:
            self.initial["authors"] = self.instance.ordered_authors
            self.initial["topics"] = list(self.instance.topics.all())
            self.initial["based_on"] = self.instance.version

    @property
    def changes_the_story(self) -> bool:
        """Whether saving would write anything that is not written already."""
        return not self.instance.pk or bool(set(self.changed_data) - self.SAID_OF_THE_SAVE)

    def clean_headline(self) -> str:
        return " ".join(self.cleaned_data["headline"].split())

    def clean_summary(self) -> str:
        return " ".join(self.cleaned_data["summary"].split())

    def clean_expires_at(self):
        end, start = self.cleaned_data["expires_at"], self.instance.published_at
        if end and start and end <= start:
            raise ValidationError(_("A story can only expire after it is published."))
        return end

    def add_errors(self, error: ValidationError) -> None:
        """Puts what a verb refused beside the field it speaks of, or above the form."""
        for field, errors in error.update_error_dict({}).items():
            self.add_error(field if field in self.fields else None, errors)


class PictureForm(forms.Form):
    """A picture to be uploaded, and its words."""

    file = forms.FileField(label=_("File"), help_text=_("JPEG, PNG, WebP, AVIF or GIF."))
    alt = forms.CharField(
        label=_("What does it show?"),
        max_length=500,
        required=False,
        help_text=_("For someone who cannot see it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_decorative = forms.BooleanField(label=_("Decorative: it tells nothing the text does not"), required=False)
    caption = forms.CharField(label=_("Caption"), max_length=500, required=False)
    credit = forms.CharField(label=_("Credit"), max_length=200, required=False)
    focal_x = forms.IntegerField(label=_("Focal point, % from the left"), min_value=0, max_value=100, initial=50)
    focal_y = forms.IntegerField(label=_("Focal point, % from the top"), min_value=0, max_value=100, initial=50)

    WORDS = ("alt", "is_decorative", "caption", "credit", "focal_x", "focal_y")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        for name in ("focal_x", "focal_y"):
            self.fields[name].required = False

    def clean_focal_x(self) -> int:
        return self._middle_when_empty("focal_x")

    def clean_focal_y(self) -> int:
        return self._middle_when_empty("focal_y")

    def _middle_when_empty(self, name: str) -> int:
        value = self.cleaned_data[name]
        return 50 if value is None else value

    def clean(self) -> dict:
        if not self.cleaned_data.get("alt", "").strip() and not self.cleaned_data.get("is_decorative"):
            self.add_error("alt", _("Describe the picture, or say that it is decorative."))
        return self.cleaned_data

    def ingest(self, by) -> Image | None:
        """Stores the picture. None, with the reason among the errors, when it is refused."""
        words = {name: self.cleaned_data[name] for name in self.WORDS}
        try:
            return images.ingest(self.cleaned_data["file"], by=by, **words)
        except ValidationError as error:
            for field, errors in error.update_error_dict({}).items():
                self.add_error(field if field in self.fields else "file", errors)
            return None


class LeadPictureForm(PictureForm):
    """The story's lead picture: a new file, or other words for the one it has (`of`)."""

    of = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, image: Image | None = None, **kwargs):
        initial = {name: getattr(image, name) for name in self.WORDS} | {"of": image.pk} if image else {}
        super().__init__(*args, prefix="lead", initial=initial, **kwargs)
        self.image = image
        self.fields["file"].required = False
        self.fields["file"].label = _("Upload a picture")

    def has_something(self) -> bool:
        return bool(self.files.get(self.add_prefix("file"))) or (self._speaks_of_its_image() and self.has_changed())

    def _speaks_of_its_image(self) -> bool:
        return self.image is not None and self.data.get(self.add_prefix("of")) == str(self.image.pk)

    def keep(self, by) -> Image | None:
        """The uploaded picture, or the present one with its new words."""
        if self.cleaned_data["file"]:
            return self.ingest(by)
        if self.image:
            for name in self.WORDS:
                setattr(self.image, name, self.cleaned_data[name])
            images.amend(self.image)
        return self.image


class StepForm(forms.Form):
    """The words and the moment that a step of the workflow asks for. What is required, the verb says."""

    at = moment_field(label=_("Publish at"))
    word = forms.CharField(label=_("A word to the writer"), max_length=500, required=False)
    reason = forms.CharField(
        label=_("Reason, shown to readers who come to its address"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Correction.Kind.choices, initial=Correction.Kind.CORRECTION, required=False
    )
    told = forms.CharField(
        label=_("Note to readers"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    ASKED_BY_VERBS = {"published_at": "at", "reason": "reason", "note": "told"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": ""} | kwargs)

    def add_errors(self, error: ValidationError) -> dict[str, list]:
        """Keeps what concerns these fields and gives back the rest."""
        others = {}
        for field, errors in error.update_error_dict({}).items():
            if field in self.ASKED_BY_VERBS:
                self.add_error(self.ASKED_BY_VERBS[field], errors)
            else:
                others[field] = errors
        return others


class WithdrawForm(forms.Form):
    """Why stories are taken from readers."""

    reason = forms.CharField(
        label=_("Reason, shown to readers who come to their addresses"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MergeForm(forms.Form):
    """Into which of the chosen topics the others go."""

    def __init__(self, *args, topics: QuerySet, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"] = forms.ModelChoiceField(
            topics, label=_("Keep"), widget=forms.RadioSelect, empty_label=None
        )
