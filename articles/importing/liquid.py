"""Template tags that Jekyll, Eleventy and Hugo sites leave in their Markdown, turned into plain Markdown."""

import re

COMMENT = re.compile(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}", re.S)
RAW = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")
RAW_BLOCK = re.compile(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}", re.S)
CODE = re.compile(
    r"(^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?^(?P=fence)[`~]*[ \t]*$|(?<!`)(?P<ticks>`+)(?!`)[^\n]*?(?<!`)(?P=ticks)(?!`))",
    re.S | re.M,
)
TAG = re.compile(r"\{%-?\s*(?P<name>[\w-]+)\s*(?P<rest>.*?)-?%\}", re.S)
OUTPUT = re.compile(r"\{\{-?\s*(?P<value>.*?)\s*-?\}\}", re.S)
QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'")
NAMED = re.compile(r"([\w-]+)\s*[:=]\s*(?:\"([^\"]*)\"|'([^']*)')")
HUGO = re.compile(r"\{\{[<%]\s*(?P<name>/?[\w-]+)\s*(?P<rest>.*?)[%>]\}\}", re.S)


def to_markdown(text: str, variables: dict[str, str]) -> tuple[str, list[str]]:
    """The text without template tags, and a line for each tag that had no meaning here and was dropped.

    Code keeps its braces; `variables` are the front matter's own words, for `{{ image | url }}`.
    """
    dropped: list[str] = []
    text = COMMENT.sub("", text)
    parts, place = [], 0
    for code in CODE.finditer(text):
        parts += [_prose(text[place : code.start()], variables, dropped), RAW.sub("", code[0])]
        place = code.end()
    parts.append(_prose(text[place:], variables, dropped))
    return "".join(parts), dropped


def _literal(match: re.Match) -> str:
    return match[1].replace("{{", "&#123;&#123;").replace("{%", "&#123;%")


def _prose(text: str, variables: dict[str, str], dropped: list[str]) -> str:
    def output(match: re.Match) -> str:
        value, *filters = [part.strip() for part in match["value"].split("|")]
        word = _unquoted(value) if value[:1] in "\"'" else variables.get(value.removeprefix("page."), "")
        names = " ".join(filters)
        if names.startswith("embed"):
            title = QUOTED.search(names)
            return f"[{_group(title) if title else word}]({word})"
        if names.startswith("team_photo"):
            return ""
        if not word and value not in {"site.baseurl", "site.url", "baseurl"}:
            dropped.append(match[0])
        return re.sub(r"^//+", "/", word) if names.startswith(("url", "relative_url", "absolute_url")) else word

    def tag(match: re.Match) -> str:
        picture = _tag(match["name"], match["rest"])
        if not picture:
            dropped.append(match[0])
        return picture

    # Outputs may stand inside a tag's arguments, so they go first.
    text = RAW.sub("", RAW_BLOCK.sub(_literal, text))  # what is left of a block that code cut in two
    text = TAG.sub(tag, OUTPUT.sub(output, HUGO.sub(tag, text)))
    return text.replace("{{", "&#123;&#123;").replace("{%", "&#123;%")


def _tag(name: str, rest: str) -> str:
    """A picture tag as a Markdown picture; "" for a tag that means nothing here."""
    words = [_group(match) for match in QUOTED.finditer(rest)]
    if name == "image" and words:
        return _picture(words[0], *words[1:2])
    if name == "image_with_class" and len(words) > 1:
        return _picture(words[0], *words[2:3])
    named = {key: one or two for key, one, two in NAMED.findall(rest)}
    source = named.get("image") or named.get("src") or named.get("image_path")
    if name in {"include", "figure", "render"} and source:
        return _picture(source, named.get("alt", ""), named.get("caption", ""))
    return ""


def _picture(source: str, alt: str = "", caption: str = "") -> str:
    alt = " ".join(alt.split()).replace("[", "(").replace("]", ")")
    title = ' "' + " ".join(caption.split()).replace('"', "'") + '"' if caption else ""
    return f"![{alt}](<{source}>{title})" if " " in source else f"![{alt}]({source}{title})"


def _group(match: re.Match) -> str:
    return (match[1] if match[1] is not None else match[2]).replace('\\"', '"').replace("\\'", "'")


def _unquoted(value: str) -> str:
    match = QUOTED.match(value)
    return _group(match) if match else ""
