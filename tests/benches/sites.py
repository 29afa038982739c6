"""The sites that are measured: one folder for each size, filled once and kept between runs."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benches.servers import ROOT, die_with_the_bench

COMMENTS = 50_000
FOLDER = Path(os.environ.get("BENCH_VAR", ROOT / "var" / "bench"))


@dataclass(frozen=True)
class Site:
    """A site of so many stories, the newest with the comments. It has its own database, uploads and page cache."""

    stories: int

    @property
    def folder(self) -> Path:
        return FOLDER / str(self.stories)

    @property
    def database(self) -> Path:
        return self.folder / "newsroom.sqlite3"

    def environment(self, **more: str) -> dict[str, str]:
        """The site's own settings alone: of the machine's, neither a database nor a cache is meant for it."""
        foreign = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PAGE_CACHE_DIR"}
        ours = {name: value for name, value in os.environ.items() if name not in foreign}
        return ours | {"NEWSROOM_VAR": str(self.folder), "LOG_LEVEL": "WARNING"} | more

    def prepare(self) -> None:
        """Everything up to a running site; what an earlier bench said in it is taken back."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._manage("serve", "--prepare-only")
        self._remember(self._manage("fill", "--stories", str(self.stories), "--comments", str(COMMENTS)))
        with closing(sqlite3.connect(self.database, isolation_level=None)) as rows:
            spoken = "(SELECT id FROM articles_article WHERE path = ?)"
            for table in ("comments_comment", "comments_conversation"):
                rows.execute(f"DELETE FROM {table} WHERE article_id = {spoken}", [self.quiet_story[1:]])

    def _manage(self, *arguments: str) -> str:
        """Runs a command of the site; its progress is shown, what it says is returned."""
        command = [sys.executable, "manage.py", *arguments]
        run = subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment(),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            preexec_fn=die_with_the_bench,
        )
        return run.stdout

    def _remember(self, said: str) -> None:
        """Keeps how long filling took; a run that adds nothing leaves it."""
        facts = self.facts if (self.folder / "facts.json").exists() else {"added": 0, "seconds": 0.0}
        added = re.search(r"Stories added: ([\d,]+) in ([\d,.]+) s", said)
        if added:
            facts["added"] += int(added[1].replace(",", ""))
            facts["seconds"] += float(added[2].replace(",", ""))
        facts["story"] = re.search(r", under (/\S+)", said)[1]  # type: ignore[index]
        (self.folder / "facts.json").write_text(json.dumps(facts))

    @property
    def facts(self) -> dict:
        """`story`: the address of the one with the comments; `added` stories in `seconds`."""
        return json.loads((self.folder / "facts.json").read_text())

    @property
    def size(self) -> int:
        """The database, in bytes."""
        return sum(path.stat().st_size for path in self.folder.glob("newsroom.sqlite3*"))

    @property
    def quiet_story(self) -> str:
        """The address of the story that gets the comments posted by the bench."""
        return self.addresses(1)[0]

    def comments_posted(self) -> int:
        """How many the bench has posted."""
        query = "SELECT count(*) FROM comments_comment JOIN articles_article a ON a.id = article_id WHERE a.path = ?"
        return self._read(query, self.quiet_story[1:])

    def headline(self, address: str) -> str:
        return self._read("SELECT headline FROM articles_article WHERE path = ?", address[1:])

    def addresses(self, count: int) -> list[str]:
        """So many published stories from all over the archive."""
        last = self._read("SELECT max(id) FROM articles_article")
        shown = "status = 'published' AND expires_at IS NULL"
        here = f"SELECT path FROM articles_article WHERE id >= ? AND {shown} ORDER BY id LIMIT 1"
        return [f"/{self._read(here, last * place // (count + 1))}" for place in range(1, count + 1)]

    def _read(self, query: str, *values: Any) -> Any:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as rows:
            return rows.execute(query, values).fetchone()[0]
