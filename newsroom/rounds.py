"""Work that is gone through in rounds: what became of a round, and going on until one is told to stop."""

import os
import signal
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Round:
    counts: Counter[str] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)  # sentences for the operator


class Watch:
    """Goes round after round until SIGTERM, SIGINT or, `beside` a parent process, that one's end. A round asks
    `should_stop` between two things, so that the one under way is finished."""

    def __init__(self, beside: int | None = None) -> None:
        self.stop, self.beside = threading.Event(), beside

    def should_stop(self) -> bool:
        return self.stop.is_set() or (self.beside is not None and os.getppid() != self.beside)

    def go_on(self, go_round: Callable[[], object], *, every: int) -> None:
        """With so many seconds between two rounds."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: self.stop.set())
        while not self.should_stop():
            go_round()
            self._wait(every)

    def _wait(self, seconds: int) -> None:
        for _second in range(seconds):
            if self.should_stop() or self.stop.wait(1):
                return
