"""The conversation at the desk: what waits, the conversations themselves, and the words that are watched for."""

from comments.admin import queue, words  # noqa: F401  each registers what it shows
