"""Mail of stories that a reader asked for: `choosing` is the one writer of what is asked, `times` says when, `contents`
which stories, `letters` how they are told; `outbox` and `mailing` send them, `links` are those that a mail carries."""


class Refused(ValueError):
    """Who tried can't have their way; the message is a sentence for them."""
