"""XML of any size from strangers, read a record at a time.

The parser is expat itself: it needs no memory for what was read, and is told to refuse every document type, without
which there are no entities, neither endless ones nor such that name files of this machine.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from articles.importing.item import Unreadable

PIECE = 1 << 16  # bytes read at once
LONGEST_TEXT = 100_000  # characters kept of one element's: more than any comment's
LARGEST = 2_000_000  # elements in one record, which is held in memory: a post with 140,000 comments
DEEPEST = 50


@dataclass
class Element:
    """An element by its name without a prefix, with its text and the elements in it."""

    name: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def all(self, name: str) -> list["Element"]:
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> "Element | None":
        return next(iter(self.all(name)), None)

    def words(self, name: str) -> str:
        """The text of the first child of that name, or ""."""
        child = self.first(name)
        return child.text.strip() if child else ""


def records(path: Path, names: Collection[str]) -> Iterator[Element]:
    """The elements of these names, each whole, in the order they end. Raises Unreadable, naming the line."""
    reader = _Reader(names)
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            reader.feed(piece)
            yield from reader.taken()
    reader.feed(b"", is_last=True)
    yield from reader.taken()


class _Reader:
    def __init__(self, names: Collection[str]) -> None:
        self.names = names
        self.depth = 0
        self.open: list[Element] = []  # from the record that is being read inwards
        self.texts: list[list[str]] = []
        self.room: list[int] = []  # characters that are still kept of each
        self.size = 0  # elements of the record
        self.ended: list[Element] = []
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self.doctype
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.data

    def feed(self, piece: bytes, *, is_last: bool = False) -> None:
        try:
            self.parser.Parse(piece, is_last)
        except expat.ExpatError as error:
            raise Unreadable(f"line {error.lineno}: not well-formed XML ({expat.ErrorString(error.code)})") from error

    def taken(self) -> list[Element]:
        ended, self.ended = self.ended, []
        return ended

    def doctype(self, *_args: object) -> None:
        raise Unreadable(f"line {self.parser.CurrentLineNumber}: declares a document type, which no export needs")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable(f"line {self.parser.CurrentLineNumber}: elements more than {DEEPEST} deep")
        name = _local(name)
        if not self.open and name not in self.names:
            return
        self.size = self.size + 1 if self.open else 1
        if self.size > LARGEST:
            raise Unreadable(f"line {self.parser.CurrentLineNumber}: more than {LARGEST:,} elements in one record")
        given = {_local(key): value for key, value in attributes.items()}
        element = Element(name, given, self.parser.CurrentLineNumber)
        if self.open:
            self.open[-1].children.append(element)
        self.open.append(element)
        self.texts.append([])
        self.room.append(LONGEST_TEXT)

    def data(self, text: str) -> None:
        if self.open and self.room[-1] > 0:
            self.texts[-1].append(text)
            self.room[-1] -= len(text)

    def end(self, _name: str) -> None:
        self.depth -= 1
        if not self.open:
            return
        element = self.open.pop()
        element.text = "".join(self.texts.pop())
        self.room.pop()
        if not self.open:
            self.ended.append(element)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
