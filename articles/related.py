"""What to read after a story."""

from django.db.models import Exists, OuterRef

from articles.models import Article

SHOWN = 4


def stories_beside(article: Article) -> list[Article]:
    """Published stories about the same topics, then of the same section, newest first. One query, without bylines."""
    others = Article.objects.published().exclude(pk=article.pk).newest()
    tagged = Article.topics.through.objects.filter(topic__in=[topic.pk for topic in article.topics.all()])
    # Each part stops after the few it may give; the second covers a story that no other shares a topic with.
    heads = [others.filter(pk__in=tagged.values("article")), others.in_category(article.category)]
    about, section = [
        Article.objects.filter(pk__in=head.values("pk")[:SHOWN]).order_by().values("pk") for head in heads
    ]
    found = Article.objects.filter(pk__in=about.union(section)).annotate(
        is_about=Exists(tagged.filter(article=OuterRef("pk")))
    )
    found = found.select_related("category", "lead_image").defer("body", "body_html")
    return list(found.order_by("-is_about", "-published_at", "-pk")[:SHOWN])
