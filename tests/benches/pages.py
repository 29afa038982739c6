"""What is asked for, as a browser asks; and the proof, before anything is measured, that the answer is that page."""

import gzip
import http.client
import re
import time
from dataclasses import dataclass, field, replace
from html import unescape
from urllib.parse import urlencode, urlsplit

import brotli

QUERIES = "x-queries"  # what `counting` adds to an answer
BROWSER = {"Accept-Encoding": "br,gzip", "Accept": "text/html,*/*;q=0.8"}
NOT_ITS_OWN = {"date", "server", "connection", "content-length", "content-type", "etag", "last-modified"}
READER = {"login": "reader@example.org", "password": "newsroom-demo"}  # of load_demo_accounts


class Unexpected(Exception):
    """The site did not answer with the page that is to be measured."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]  # names in lower case
    body: bytes
    cookies: dict[str, str]

    @property
    def text(self) -> str:
        unpack = {"br": brotli.decompress, "gzip": gzip.decompress}.get(self.headers.get("content-encoding", ""), bytes)
        return unpack(self.body).decode()

    @property
    def own_headers(self) -> dict[str, str]:
        """Those that every server would not write by itself."""
        return {name: value for name, value in self.headers.items() if name not in NOT_ITS_OWN}


@dataclass(frozen=True)
class Page:
    """A page to be measured: what its answer holds, and its status. With a `form`, what is posted to it."""

    name: str
    path: str
    holds: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: dict(BROWSER))
    form: str = ""

    def unchanged(self, address: str) -> "Page":
        """The same page asked for by somebody who has it: a 304."""
        etag = ask(address, self.path, self.headers).headers["etag"]
        return replace(self, status=304, holds="", headers=self.headers | {"If-None-Match": etag})

    def check(self, address: str) -> Answer:
        """Asks once. Raises Unexpected unless the answer is this page."""
        words = f"Comment+of+{time.time_ns()}"  # the same twice would be one comment
        answer = ask(address, self.path, self.headers, self.form and self.form + words)
        if answer.status != self.status:
            raise Unexpected(f"{self.name}, {self.path}: status {answer.status}, not {self.status}")
        if self.holds and self.holds not in unescape(answer.text):
            raise Unexpected(f"{self.name}, {self.path}: “{self.holds}” is not on the page")
        return answer


def ask(address: str, path: str, headers: dict[str, str], form: str = "") -> Answer:
    """One request; redirects are not followed."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request("POST" if form else "GET", path, form or None, headers)
    response = connection.getresponse()
    pairs = [(name.lower(), value) for name, value in response.getheaders()]
    cookies = dict(value.split(";")[0].split("=", 1) for name, value in pairs if name == "set-cookie")
    answer = Answer(response.status, dict(pairs), response.read(), cookies)
    connection.close()
    return answer


def public(story: str, headline: str) -> dict[str, Page]:
    """The three pages that floods of readers ask for; the newest story stands on each."""
    section = f"/{story.split('/')[1]}/"
    places = {"front": "/", "section": section, "story": story}
    return {name: Page(name, path, headline) for name, path in places.items()}


def conversation(address: str, story: Page) -> Page:
    """The page of comments that the story's link "Older comments" leads to."""
    found = re.search(r'href="(/comments/on/\d+/\?page=[^"]+)"', ask(address, story.path, BROWSER).text)
    if not found:
        raise Unexpected(f"{story.path} has no link to older comments")
    return Page("comments", unescape(found[1]), story.holds)


def signed_in(address: str) -> dict[str, str]:
    """The headers of a reader's browser after it has logged in through the site's own form."""
    page = ask(address, "/accounts/login/", BROWSER)
    headers = BROWSER | _from(address) | {"Cookie": _cookie(page.cookies)}
    answer = ask(address, "/accounts/login/", headers, urlencode(READER | {"csrfmiddlewaretoken": _token(page.text)}))
    if answer.status != 302 or "sessionid" not in answer.cookies:
        raise Unexpected(f"{READER['login']} could not log in: status {answer.status}")
    return BROWSER | {"Cookie": _cookie(page.cookies | answer.cookies)}


def speaking(address: str, story: str, reader: dict[str, str]) -> Page:
    """A comment under the story, by the form of its page. What is posted begins with `form`; the words come after."""
    page = ask(address, story, reader)
    action = re.search(r'action="(/comments/on/\d+/post/)"', page.text)
    if not action:
        raise Unexpected(f"{story} has no form for a signed-in reader")
    headers = reader | _from(address)
    if page.cookies:
        headers["Cookie"] = f"{headers['Cookie']}; {_cookie(page.cookies)}"
    form = urlencode({"csrfmiddlewaretoken": _token(page.text), "text": ""})
    return Page("comment posted", action[1], status=302, headers=headers, form=form)


def _from(address: str) -> dict[str, str]:
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": address,
        "Sec-Fetch-Site": "same-origin",
    }


def _cookie(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def _token(html: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)
    if not found:
        raise Unexpected("the page has no form with a token")
    return found[1]
