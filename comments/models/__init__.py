"""What readers said: the conversation under a story, its comments, what is done about them, what moderators decided."""

from comments.models.comment import LIVE, STEP, Comment, Wording
from comments.models.conversation import COUNTS, Conversation, SectionRule, tag_of
from comments.models.moderation import Decision, Learned, Sanction, WordRule
from comments.models.notice import Notice, NoticeChoice, ThreadMute
from comments.models.profile import ShownOtherwise, ShowsAll
from comments.models.reaction import Like, Mute, Report

__all__ = [
    "COUNTS",
    "LIVE",
    "STEP",
    "Comment",
    "Conversation",
    "Decision",
    "Learned",
    "Like",
    "Mute",
    "Notice",
    "NoticeChoice",
    "Report",
    "Sanction",
    "SectionRule",
    "ShownOtherwise",
    "ShowsAll",
    "ThreadMute",
    "WordRule",
    "Wording",
    "tag_of",
]
