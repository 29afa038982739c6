"""The one renderer: what writers and readers type becomes safe HTML here, once, when it is saved.

Stories are Markdown (`story_html`), comments are plain text (`comment_html`); `plain_text`, `word_count` and
`paragraphs` read the result, `marked` marks what is new in it, `retyped` makes text of comments that were HTML
elsewhere. Nothing else in the project
imports markdown or bleach, and only the HTML made here is printed as it stands.
"""

from newsroom.markup.comments import comment_html
from newsroom.markup.limits import Refused
from newsroom.markup.paragraphs import marked, paragraph_ids, paragraphs
from newsroom.markup.pictures import Picture
from newsroom.markup.retyping import retyped
from newsroom.markup.stories import story_html
from newsroom.markup.words import plain_text, word_count

__all__ = [
    "Picture",
    "Refused",
    "comment_html",
    "marked",
    "paragraph_ids",
    "paragraphs",
    "plain_text",
    "retyped",
    "story_html",
    "word_count",
]
