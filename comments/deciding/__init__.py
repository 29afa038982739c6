"""What moderators decide about comments and people: every decision is kept, says why, and can be undone for a day.

The only writers of decisions and sanctions: `moderating` is about comments, `sanctioning` about people, `errors` about
mistakes in stories that readers report; `undoing` takes back; `press` is what they leave in the log.
"""

from comments.deciding.errors import correct_story, dismiss_error
from comments.deciding.moderating import live_of, mark_of, moderate, pick, remove_all_of
from comments.deciding.press import Press, press_of
from comments.deciding.sanctioning import lift, sanction
from comments.deciding.undoing import may_undo, undo

__all__ = [
    "Press",
    "correct_story",
    "dismiss_error",
    "lift",
    "live_of",
    "mark_of",
    "may_undo",
    "moderate",
    "pick",
    "press_of",
    "remove_all_of",
    "sanction",
    "undo",
]
