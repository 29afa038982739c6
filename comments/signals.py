"""What changes conversations without being said in them: their state, who speaks, the words that are watched for."""

from typing import Any

from django.conf import settings
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver

from articles import tags
from comments import reacting, rules
from comments.models import COUNTS, Comment, Conversation, SectionRule, WordRule, tag_of
from comments.moderation import words
from newsroom import pagecache

OF_NO_READERS_CONCERN = {"last_login", "password"}


@receiver(post_save, sender=Conversation)
def purge_conversation(instance: Conversation, update_fields: frozenset[str] | None = None, **_kwargs: object) -> None:
    if update_fields is None or {"state", "close_after_days"} & set(update_fields):
        pagecache.purge(tag_of(instance.pk), COUNTS, gone=True)


@receiver([post_save, post_delete], sender=SectionRule)
def read_sections_anew(**_kwargs: object) -> None:
    pagecache.purge(rules.TAG, gone=True)


@receiver(pre_delete, sender=settings.AUTH_USER_MODEL)
def take_back_likes(instance: Any, **_kwargs: object) -> None:
    reacting.take_back_likes(instance)


@receiver(post_save, sender=settings.AUTH_USER_MODEL)
@receiver(pre_delete, sender=settings.AUTH_USER_MODEL)
def purge_what_they_said(
    instance: Model, created: bool = False, update_fields: frozenset[str] | None = None, **_kwargs: object
) -> None:
    """A pen-name or a role stands beside every comment of an account, a deleted account's name no longer."""
    if created or (update_fields is not None and set(update_fields) <= OF_NO_READERS_CONCERN):
        return
    said = Comment.objects.filter(author=instance.pk).order_by().values_list("article", flat=True).distinct()
    pagecache.purge(tags.of(instance), *(tag_of(article) for article in said), gone=True)


@receiver(post_save, sender=Comment)
def purge_page_of_author(instance: Comment, **_kwargs: object) -> None:
    """It may stand on their public page now, or no more."""
    if instance.author:
        pagecache.purge(tags.of(instance.author), gone=True)


@receiver([post_save, post_delete], sender=WordRule)
def read_rules_anew(**_kwargs: object) -> None:
    pagecache.purge(words.TAG)
