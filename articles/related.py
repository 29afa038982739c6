"""What to read after a story."""

from django.db.models import Exists, OuterRef

from articles.models import Article, Tagging

SHOWN = 4
TOPICS = 8  # of a story with more, the first of them by name


def stories_beside(article: Article) -> list[Article]:
    """Published stories about the same topics, then of the same section, newest first. One query, without bylines."""
    others = Article.objects.published().exclude(pk=article.pk)
    topics = list(article.topics.all())[:TOPICS]
    # Each part walks an index and stops after the few it may give; the last covers a story with no topic in common.
    heads = [others.about(topic).newest_listed() for topic in topics]
    heads.append(others.in_category(article.category).newest())
    first, *more = [Article.objects.filter(pk__in=head.values("pk")[:SHOWN]).order_by().values("pk") for head in heads]
    tagged = Tagging.objects.filter(topic__in=topics, article=OuterRef("pk"))
    found = Article.objects.filter(pk__in=first.union(*more)).annotate(is_about=Exists(tagged))
    found = found.select_related("category", "lead_image").defer("body", "body_html")
    return list(found.order_by("-is_about", "-published_at", "-pk")[:SHOWN])
