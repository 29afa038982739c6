"""What people are told: `writing` decides who is told of what, `bell` counts what is unread, `reading` is what people
do with their notices, `told` the sentences, `outbox` and `mailing` send them, `links` are those that a mail carries."""

from comments.notices.writing import take_back, tell, tell_of

__all__ = ["take_back", "tell", "tell_of"]
