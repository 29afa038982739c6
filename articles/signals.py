"""Rows that stand on pages everywhere: when their words change, every page is made anew."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from articles.models import Author, Category, Image, Topic
from newsroom import pagecache


@receiver([post_save, post_delete], sender=Category)
@receiver([post_save, post_delete], sender=Topic)
@receiver([post_save, post_delete], sender=Author)
@receiver([post_save, post_delete], sender=Image)
def purge_every_page(sender: type, created: bool = False, **_kwargs: object) -> None:
    """A section is in the nav from the start; a topic, an author and a picture are only shown by a story to come."""
    if sender is Category or not created:
        pagecache.purge(pagecache.SITE)
