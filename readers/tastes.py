"""What reads add up to: for each section, topic and author a value that halves in TASTE_HALF_LIFE_DAYS.

A value and the time of its last change are stored for each key, and brought forward when they are looked at: one
running sum for all would grow beyond what a number can hold.
"""

from collections.abc import Iterable

from django.conf import settings

from articles.models import Article, Byline, Tagging

DAY = 86400  # seconds
Weights = dict[str, list[float]]  # by key: the value, and the seconds since 1970 of its last change
FAINT = 0.02  # what is worth less tells nothing any more and is dropped


def key(thing: object) -> str:
    """ "c2" of a section, "t7" of a topic, "a4" of an author."""
    letter = {"category": "c", "topic": "t", "author": "a"}[thing._meta.model_name]  # type: ignore[attr-defined]
    return f"{letter}{thing.pk}"  # type: ignore[attr-defined]


def keys_of(articles: Iterable[int]) -> dict[int, list[str]]:
    """By story: its section, its topics, its authors. Three queries however many there are."""
    wanted = list(articles)
    keys = {
        pk: [f"c{category}"] for pk, category in Article.objects.filter(pk__in=wanted).values_list("pk", "category")
    }
    for rows, name, letter in ((Tagging.objects, "topic", "t"), (Byline.objects, "author", "a")):
        for article, pk in rows.filter(article__in=wanted).order_by("pk").values_list("article", name):
            if article in keys:
                keys[article].append(f"{letter}{pk}")
    return keys


def faded(value: float, seconds: float) -> float:
    """What is left of a value after that time."""
    return value * 0.5 ** (max(0.0, seconds) / (settings.TASTE_HALF_LIFE_DAYS * DAY))


def add(weights: Weights, keys: Iterable[str], at: float, value: float = 1.0) -> None:
    """Adds to each key, at a time not before any that was added."""
    for name in keys:
        before, since = weights.get(name, (0.0, at))
        weights[name] = [round(faded(before, at - since) + value, 4), at]


def at_time(weights: Weights, now: float) -> dict[str, float]:
    """By key: the value as it is now."""
    return {name: faded(value, now - since) for name, (value, since) in weights.items()}


def without_faint(weights: Weights, now: float) -> Weights:
    return {name: [value, at] for name, (value, at) in weights.items() if abs(faded(value, now - at)) >= FAINT}
