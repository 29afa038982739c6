"""The conversation at the desk: what waits, people, the log, conversations, and words that are watched for."""

from comments.admin import conversations, words  # noqa: F401  each registers what it shows
