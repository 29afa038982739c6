"""Plain functions that make what a test needs, with every field that matters left to the caller."""

import itertools
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.text import slugify

from articles import publishing
from articles.models import Article, Author, Category, Topic

PASSWORD = "correct horse battery"  # noqa: S105
numbers = itertools.count(1)


def make_user(name: str = "", *, role: str = "", **fields):
    """An account with a verified address; a role makes it one of the staff ("Writer", "Editor", "Moderator")."""
    name = name or f"reader-{next(numbers)}"
    user = get_user_model().objects.create_user(
        username=name, email=f"{slugify(name)}@example.org", password=PASSWORD, is_staff=bool(role), **fields
    )
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


def make_author(name: str = "Ada Obi", **fields) -> Author:
    return Author.objects.get_or_create(slug=slugify(name), defaults={"name": name, **fields})[0]


def make_topic(name: str = "Football") -> Topic:
    return Topic.objects.get_or_create(slug=slugify(name), defaults={"name": name})[0]


def section(slug: str = "news") -> Category:
    return Category.objects.get(slug=slug)


def make_article(
    headline: str = "",
    *,
    state: str = "published",
    in_section: str = "news",
    authors: tuple[str, ...] = ("Ada Obi",),
    topics: tuple[str, ...] = (),
    at: datetime | None = None,
    body: str = "The first paragraph of the story.\n\nThe second paragraph of the story.",
    **fields,
) -> Article:
    """A story in one of the states draft, in_review, scheduled, published, expired, withdrawn.

    `at` is its time; without it a scheduled one comes in an hour and the others came an hour ago.
    """
    now = timezone.now()
    number = next(numbers)
    article = Article(headline=headline or f"Story number {number}", category=section(in_section), body=body, **fields)
    publishing.save(article, by=None, authors=[make_author(name) for name in authors], topics=map(make_topic, topics))
    if state == "in_review":
        Article.objects.filter(pk=article.pk).update(status=Article.Status.IN_REVIEW)
    elif state != "draft":
        publishing.publish(article, by=None, at=at or now + timedelta(hours=1 if state == "scheduled" else -1))
    if state == "expired":
        Article.objects.filter(pk=article.pk).update(expires_at=now - timedelta(minutes=1))
    elif state == "withdrawn":
        Article.objects.filter(pk=article.pk).update(
            status=Article.Status.WITHDRAWN, withdrawn_at=now, withdrawal_note="We could not stand it up."
        )
    article.refresh_from_db()
    return article
