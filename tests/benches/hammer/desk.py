"""python -m tests.benches.hammer.desk: makes a small site, then changes it, a step after another, and says on standard
output what is so from then on: a JSON object a line, the site's addresses first. It begins once it is told a line.
"""

import json
import math
import os
import random
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings.base")
django.setup()

from django.utils import timezone  # noqa: E402

from articles import publishing  # noqa: E402
from articles.models import Article, Category  # noqa: E402
from comments import deciding, posting  # noqa: E402
from comments.models import Comment  # noqa: E402
from tests import factories  # noqa: E402
from tests.benches.hammer.oracle import truths  # noqa: E402

STORIES = 30
SECTION, TOPIC, AUTHOR = "sport", "Boats", "Ada Obi"
CLOCK = 0.005  # seconds by which a server's look at the clock and ours may differ


class Desk:
    """An editor, a moderator and a reader at work, `pause` seconds at most between two steps."""

    def __init__(self, rounds: int, pause: float):
        self.pause, self.marks = pause, 0
        self.slowest = 0.0  # seconds that it took to tell of a change
        self.editor = factories.make_user("editor", role="Editor")
        self.moderator = factories.make_user("moderator", role="Moderator")
        self.reader = factories.make_user("reader", role="Writer")  # whom no rate limit holds up
        for number in range(STORIES):
            at = timezone.now() - timedelta(hours=number + 1)
            other = ("news", "Trains") if number % 3 else (SECTION, TOPIC)
            steady = factories.make_article(
                f"Old story {self.mark()}", in_section=other[0], topics=(other[1],), authors=(AUTHOR,), at=at
            )
        self.steady = Article.objects.filter(category__slug=SECTION).newest().first() or steady
        posting.post_comment(self.steady, author=self.reader, text=f"It is so: {self.mark()}")
        self.drafts = [(self._draft(f"now-{number}"), self._draft(f"then-{number}")) for number in range(rounds)]
        today = f"{timezone.localdate():%Y/%m/%d}"
        lists = ["/", "/for-you/", f"/{SECTION}/", "/topics/boats/", "/authors/ada-obi/", f"/archive/{today}/"]
        self.always = [*lists, *self._pages_of(self.steady)]
        self.in_play = self.always

    def _draft(self, slug: str) -> Article:
        return factories.make_article(
            f"New story {self.mark()}", state="draft", in_section=SECTION, topics=(TOPIC,), authors=(AUTHOR,), slug=slug
        )

    def mark(self) -> str:
        self.marks += 1
        return f"zq{self.marks}z"

    def _pages_of(self, article: Article) -> list[str]:
        return [article.get_absolute_url(), f"/comments/on/{article.pk}/"]

    def open(self) -> None:
        """Tells of every address that will be asked, and what stands there now."""
        drafts = [path for pair in self.drafts for article in pair for path in self._pages_of(article)]
        _say(truths=truths([*self.always, *drafts]), always=self.always)

    def work(self) -> None:
        for now, then in self.drafts:
            self.in_play = [*self.always, *self._pages_of(now), *self._pages_of(then)]
            self.work_on(now)
            self.leave_to_the_clock(then)
            self.step("withdraw", lambda now=now: publishing.withdraw(now, by=self.editor, reason="Wrong."))

    def work_on(self, article: Article) -> None:
        """A story comes out, is changed and corrected, is spoken of; then its section gets another name."""
        self.step("publish", lambda: publishing.publish(article, by=self.editor))
        article.headline = f"Changed story {self.mark()}"
        self.step("edit", lambda: publishing.save(article, by=self.editor))
        self.step("correct", lambda: self._correct(article))
        said = self.step("post comment", lambda: self._say_under(article))
        said = self.step("edit comment", lambda: self._edit(said))
        self.step("post comment", lambda: self._say_under(article, said))
        self.step("remove comment", lambda: deciding.moderate(said, by=self.moderator, to="removed"))
        self.step("rename section", self._rename)

    def leave_to_the_clock(self, article: Article) -> None:
        """A story comes out at a second, is spoken of, and is over at another."""
        while_telling = timedelta(seconds=2 + math.ceil(3 * self.slowest))
        at = timezone.now().replace(microsecond=0) + while_telling
        article.expires_at = at + while_telling
        publishing.save(article, by=self.editor)
        self.step("schedule", lambda: publishing.schedule(article, by=self.editor, at=at), until=at)
        self.wait_for("appear", at)
        self.step("post comment", lambda: self._say_under(article), until=article.expires_at)
        self.wait_for("expire", article.expires_at)

    def _correct(self, article: Article) -> None:
        article.refresh_from_db()
        note = f"It was {self.mark()}."
        publishing.correct(article, by=self.editor, kind="correction", note=note)

    def _say_under(self, article: Article, parent: Comment | None = None) -> Comment:
        return posting.post_comment(article, author=self.reader, text=f"I say {self.mark()}", parent=parent)

    def _edit(self, comment: Comment) -> Comment:
        return posting.edit_comment(comment, by=self.reader, text=f"I meant {self.mark()}")

    def _rename(self) -> None:
        section = Category.objects.get(slug=SECTION)
        section.name = f"Sport {self.mark()}"
        section.save()

    def step(self, kind: str, verb: Callable[[], Any], *, until: datetime | None = None) -> Any:
        """Does it, tells when it was done and what is shown from then on, and rests a little; `until` is when the clock
        changes that."""
        call = time.time()
        outcome = verb()
        self.tell(kind, call, time.time())
        if until is None:
            time.sleep(random.uniform(0, self.pause))
        elif timezone.now() >= until:
            sys.exit("This machine is too slow to say what is so before the clock changes it")
        return outcome

    def wait_for(self, kind: str, at: datetime) -> None:
        """Nothing is done: it happens at its second."""
        moment = at.timestamp()
        time.sleep(max(0, moment + 0.02 - time.time()))
        self.tell(kind, moment - CLOCK, moment)

    def tell(self, kind: str, call: float, done: float) -> None:
        began = time.monotonic()
        _say(kind=kind, call=call, done=done, truths=truths(self.in_play))
        self.slowest = max(self.slowest, time.monotonic() - began)


def _say(**told: Any) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def main() -> None:
    desk = Desk(rounds=int(sys.argv[1]), pause=float(sys.argv[2]))
    desk.open()
    sys.stdin.readline()
    desk.work()


if __name__ == "__main__":
    main()
