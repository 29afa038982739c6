"""The desk's pages: writing and moving stories, their history, and the things stories are made of."""

from articles.admin import pictures, stories, taxonomy

__all__ = ["pictures", "stories", "taxonomy"]
