"""What the newsroom keeps: sections, topics, authors, pictures, stories and all that happened to them."""

from articles.models.history import Correction, PreviousAddress, Revision, Step
from articles.models.media import Image
from articles.models.story import Article, Byline, Tagging
from articles.models.taxonomy import Author, Category, Topic

__all__ = [
    "Article",
    "Author",
    "Byline",
    "Category",
    "Correction",
    "Image",
    "PreviousAddress",
    "Revision",
    "Step",
    "Tagging",
    "Topic",
]
