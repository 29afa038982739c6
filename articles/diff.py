"""What changed between two texts, in words a person can read."""

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher

WORDS = re.compile(r"\s*[\w’'-]+|\s*[^\w\s]|\s+$")
ALIKE = 0.4  # below this share of common words a paragraph was replaced, not edited
MOST = 4_000_000  # pairs of words compared; a paragraph beyond that is shown as replaced


@dataclass(frozen=True)
class Piece:
    """A run of text: "same", "removed" or "added"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Block:
    """A paragraph in pieces, or a count of unchanged paragraphs left out."""

    pieces: list[Piece] = field(default_factory=list)
    skipped: int = 0


def compare(old: str, new: str, *, around: int = 1) -> list[Block]:
    """Both texts as one, paragraph by paragraph and word by word.

    Unchanged paragraphs further than `around` from a change are counted, not shown. Equal texts give [].
    """
    before, after = _paragraphs(old), _paragraphs(new)
    if before == after:
        return []
    blocks = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            blocks += [Block([Piece("same", text)]) for text in before[a:b]]
        else:
            blocks += _changed(before[a:b], after[c:d])
    return _without_the_unchanged(blocks, around)


def words(old: str, new: str) -> list[Piece]:
    """One paragraph in pieces."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if len(before) * len(after) > MOST or matcher.quick_ratio() < ALIKE or matcher.ratio() < ALIKE:
        return [Piece(kind, text) for kind, text in (("removed", old), ("added", new)) if text]
    pieces = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(before[a:b])))
            continue
        pieces += [Piece(side, "".join(run)) for side, run in (("removed", before[a:b]), ("added", after[c:d])) if run]
    return pieces


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]


def _changed(before: list[str], after: list[str]) -> list[Block]:
    """Paragraphs side by side where both texts have them; what is left over was removed or added."""
    pairs = min(len(before), len(after))
    edited = [Block(words(old, new)) for old, new in zip(before, after, strict=False)]
    removed = [Block([Piece("removed", text)]) for text in before[pairs:]]
    return edited + removed + [Block([Piece("added", text)]) for text in after[pairs:]]


def _without_the_unchanged(blocks: list[Block], around: int) -> list[Block]:
    changed = [number for number, block in enumerate(blocks) if any(piece.kind != "same" for piece in block.pieces)]
    near = {number for place in changed for number in range(place - around, place + around + 1)}
    shown: list[Block] = []
    for number, block in enumerate(blocks):
        if number in near:
            shown.append(block)
        elif shown and shown[-1].skipped:
            shown[-1] = Block(skipped=shown[-1].skipped + 1)
        else:
            shown.append(Block(skipped=1))
    return shown
