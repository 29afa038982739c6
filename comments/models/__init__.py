"""What readers said: the conversation under a story, its comments, and what moderators decided."""

from comments.models.comment import LIVE, STEP, Comment
from comments.models.conversation import Conversation, tag_of
from comments.models.moderation import Decision, Learned, WordRule

__all__ = ["LIVE", "STEP", "Comment", "Conversation", "Decision", "Learned", "WordRule", "tag_of"]
