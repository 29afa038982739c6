"""Notices in the newsroom's words, for the page and for mail. What can't be read any more shows none of its words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.models import Comment, Notice

Kind = Notice.Kind
LONGEST = 280  # characters shown of a comment
BY_OTHERS = (Kind.REPLY, Kind.MENTION)
OF_WHAT_IS_SHOWN = (*BY_OTHERS, Kind.PICK, Kind.APPROVED)  # no news once the comment is gone

SENTENCES = {
    Kind.REPLY: gettext_lazy("{name} answered you under “{story}”"),
    Kind.MENTION: gettext_lazy("{name} mentions you under “{story}”"),
    Kind.PICK: gettext_lazy("The newsroom picked your comment under “{story}”"),
    Kind.APPROVED: gettext_lazy("Your comment under “{story}” is published"),
    Kind.REJECTED: gettext_lazy("Your comment under “{story}” is not published"),
    Kind.SANCTION: gettext_lazy("A word from the moderators"),
    Kind.CORRECTED: gettext_lazy("The error you reported in “{story}” is corrected. Thank you"),
}
APPEAL_HEARD = gettext_lazy("Your appeal was heard: your comment under “{story}” is published")
APPEAL_TURNED_DOWN = gettext_lazy("Your appeal was decided: your comment under “{story}” is not published")
GONE = {
    Kind.REPLY: gettext_lazy("An answer to you under “{story}”, which is gone"),
    Kind.MENTION: gettext_lazy("A comment that mentions you under “{story}”, which is gone"),
    Kind.PICK: gettext_lazy("Your comment under “{story}” was picked, and is gone"),
    Kind.APPROVED: gettext_lazy("Your comment under “{story}” was published, and is gone"),
}


@dataclass(frozen=True)
class Told:
    """A notice as it is said. `is_readable`: its comment may be read; `is_in_reach`: its story may."""

    notice: Notice
    is_in_reach: bool

    @property
    def is_readable(self) -> bool:
        comment = self.notice.comment
        return self.is_in_reach and comment is not None and comment.is_approved and not comment.is_hidden

    @property
    def is_news(self) -> bool:
        """Whether it is still so, and worth a mail."""
        kind, comment = self.notice.kind, self.notice.comment
        if kind in OF_WHAT_IS_SHOWN:
            return self.is_readable
        if kind == Kind.REJECTED:
            return comment is not None and comment.is_gone and not comment.was_withdrawn
        return True

    @property
    def can_be_muted(self) -> bool:
        return self.notice.kind in BY_OTHERS

    @property
    def words(self) -> str:
        """The beginning of what the comment says, "" where it may not be read."""
        comment = self.notice.comment
        if comment is None or not self.is_readable or self.notice.kind == Kind.CORRECTED:
            return ""
        return Truncator(" ".join(comment.body.split())).chars(LONGEST)

    @property
    def sentence(self) -> str:
        return self._sentence.format(name=self._name, story=self._story)

    @property
    def sentence_html(self) -> SafeString:
        """Names and headlines keep their own direction of writing."""
        name, story = (format_html("<bdi>{}</bdi>", words) for words in (self._name, self._story))
        return format_html(self._sentence, name=name, story=story)

    @property
    def target(self) -> str:
        """Where it leads: to the comment (or what stands in its place), the story, or the notices."""
        comment = self.notice.comment
        if comment is None or not self.is_in_reach:
            return reverse("notices:list")
        return comment.article.get_absolute_url() if self.notice.kind == Kind.CORRECTED else comment.get_absolute_url()

    @property
    def _sentence(self) -> str:
        kind, comment = Kind(self.notice.kind), self.notice.comment
        if kind == Kind.APPEAL:
            return str(APPEAL_HEARD if comment and comment.is_approved else APPEAL_TURNED_DOWN)
        return str(SENTENCES[kind] if self.is_readable or kind not in GONE else GONE[kind])

    @property
    def _name(self) -> str:
        return self.notice.comment.author_name if self.notice.comment else ""

    @property
    def _story(self) -> str:
        if self.notice.comment and self.is_in_reach:
            return self.notice.comment.article.headline
        return _("a story that is no longer there")


def for_telling(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    return notices.select_related("comment__article", "comment__author").defer(
        "comment__article__body", "comment__article__body_html"
    )


def told(notices: Iterable[Notice]) -> list[Told]:
    """Asks once which of their comments are in readers' reach."""
    notices = list(notices)
    reach = in_reach(notice.comment_id for notice in notices if notice.comment_id)
    return [Told(notice, notice.comment_id in reach) for notice in notices]


def in_reach(comments: Iterable[int]) -> set[int]:
    """Those of these comments that stand under stories readers may see."""
    return set(Comment.objects.in_reach().filter(pk__in=list(comments)).values_list("pk", flat=True))
