"""Watched words at the desk. Rules are tried on what was said lately before they are kept."""

import hashlib

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.desk import GrowingList, member
from comments.models import Comment, WordRule
from comments.moderation.words import Rules, key_of
from newsroom.pagination import by_time

TRIED_ON = 1000  # comments, the newest
EXAMPLES = 3
AT_ONCE = 5000  # rules in one form
LONGEST = WordRule._meta.get_field("words").max_length or 0


class WordRuleForm(forms.ModelForm):
    """One rule a line. The first press of Save says what they would have held, the second keeps them."""

    words = forms.CharField(
        label=gettext_lazy("words or phrases"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "One a line. Whole words are found: “cialis” is not in “specialist”. A star at the end takes any ending: "
            "“casino*” finds “casinos”."
        ),
    )
    tried = forms.CharField(widget=forms.HiddenInput, required=False)  # the rules that the writer has been told about

    class Meta:
        model = WordRule
        fields = ["words", "action", "note"]

    def clean_words(self) -> str:
        lines = [line.strip() for line in self.cleaned_data["words"].splitlines() if line.strip()]
        if self.instance.pk and len(lines) > 1:
            raise ValidationError(_("This is one rule. Add others as new ones."))
        if len(lines) > AT_ONCE:
            raise ValidationError(_("Add at most %(limit)s rules at once.") % {"limit": AT_ONCE})
        self.keys = {_key(line): line for line in lines}
        known = WordRule.objects.filter(key__in=self.keys).exclude(pk=self.instance.pk)
        if known:
            raise ValidationError(_("Watched already: %(words)s.") % {"words": ", ".join(map(str, known[:20]))})
        return lines[0] if lines else ""

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        rules = "\n".join([cleaned["action"], *sorted(self.keys)])
        mark = hashlib.sha256(rules.encode()).hexdigest()
        if cleaned["tried"] != mark:
            self.data = {**dict(self.data.items()), "tried": mark}
            raise ValidationError(self._trial())
        return cleaned

    def _trial(self) -> SafeString:
        rules = Rules.of((key, words, "") for key, words in self.keys.items())
        newest = Comment.objects.order_by("-created_at", "-pk").values_list("body", flat=True)[:TRIED_ON]
        read, found = 0, []
        for body in newest:
            read += 1
            if rules.find(body):
                found.append(body)
        sentence = ngettext(
            "Not kept yet: of the last %(read)s comments this would have held %(held)s. Press Save once more to keep "
            "it.",
            "Not kept yet: of the last %(read)s comments these would have held %(held)s. Press Save once more to keep "
            "them.",
            len(self.keys),
        ) % {"read": read, "held": len(found)}
        examples = format_html_join("", "<li>{}</li>", ((body[:200],) for body in found[:EXAMPLES]))
        return format_html("{}<ul>{}</ul>", sentence, examples) if found else format_html("{}", sentence)


def _key(line: str) -> str:
    if len(line) > LONGEST:
        raise ValidationError(_("“%(words)s…” is too long for a rule.") % {"words": line[:40]})
    try:
        return key_of(line)
    except ValueError as refused:
        raise ValidationError(f"“{line}”: {refused}") from refused


@admin.register(WordRule)
class WordRuleAdmin(GrowingList):
    form = WordRuleForm
    key = by_time("added_at")
    ordering = ["-added_at", "-id"]
    fields = ["words", "action", "note", "tried"]
    list_display = ["words", "action", "note", "added_by", "added_at"]
    list_filter = ["action"]
    list_select_related = ["added_by"]
    search_fields = ["words"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False  # the moderators' own bar leads here

    has_view_permission = has_add_permission = has_change_permission = has_delete_permission = (
        lambda self, request, obj=None: request.user.has_perm("comments.moderate_comment")
    )

    def save_model(self, request: HttpRequest, obj: WordRule, form: WordRuleForm, change: bool) -> None:
        """The form's other lines become rules of their own, like the first, whose signal tells of them all."""
        (obj.key, obj.words), *others = form.keys.items()
        if not change:
            obj.added_by = member(request)
        super().save_model(request, obj, form, change)
        same = {"action": obj.action, "note": obj.note, "added_by": obj.added_by}
        WordRule.objects.bulk_create([WordRule(key=key, words=words, **same) for key, words in others], batch_size=500)
