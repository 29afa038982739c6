"""What a page must show: made here and now by the same views, without anything that was kept."""

import re
from typing import TypedDict

from django.db import transaction
from django.test import Client

MARK = re.compile(r"\bzq\d+z\b")  # a word that stands in one text alone, so that it tells which version of it is shown


class Truth(TypedDict):
    """The status, and the marks that stand on a page of status 200; what others say besides is not judged."""

    status: int
    marks: list[str]


def truths(paths: list[str]) -> dict[str, Truth]:
    """What each of these pages shows at this moment."""
    client = Client(headers={"host": "127.0.0.1"})
    # Inside a transaction the page cache keeps nothing, and this process keeps nothing from elsewhere.
    with transaction.atomic():
        return {path: _truth(client, path) for path in paths}


def _truth(client: Client, path: str) -> Truth:
    answer = client.get(path)
    marks = set(MARK.findall(answer.content.decode())) if answer.status_code == 200 else set()
    return {"status": answer.status_code, "marks": sorted(marks)}
