"""Words as a feed writes them, made plain: no HTML, no signs that nobody sees, no more letters than are kept."""

import re
from html.parser import HTMLParser

_TAGS = "p|br|h[1-6]|ul|ol|li|div|span|a|strong|em|b|i|u|table|tr|td|img|script|style"
_NAMED = "nbsp|amp|quot|apos|lt|gt|rsquo|lsquo|ndash|mdash|pound"
_MARKED = re.compile(rf"</?({_TAGS})\b[^<>]*>|&(#\d+|#x[0-9a-f]+|{_NAMED});", re.IGNORECASE)
_BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "tr"})
_UNSEEN = frozenset({"script", "style", "template", "head"})
_SURROGATES = re.compile("[\ud800-\udfff]")


def is_marked_up(text: str) -> bool:
    """Whether there is HTML in it."""
    return bool(_MARKED.search(text))


def words(text: str) -> str:
    """Readable words of HTML: a paragraph is followed by an empty line, each item of a list stands on its own."""
    reader = _Reader()
    try:
        reader.feed(text)
        reader.close()
    except AssertionError:  # of the parser, at a declaration that is none
        return visible(_MARKED.sub(" ", text))
    lines = [" ".join(line.split()) for line in "".join(reader.heard).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def visible(text: str) -> str:
    """The same text without signs that nobody sees, but for ends of lines."""
    sound = _SURROGATES.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return "".join(sign if sign == "\n" or sign.isprintable() else " " * sign.isspace() for sign in sound).strip()


def line(text: str) -> str:
    """The same on one line."""
    return " ".join(visible(text).split())


def cut(text: str, most: int) -> str:
    """At most so many letters, cut between words."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    return (head.rpartition(" ")[0] or head).rstrip(" ,;.") + "…"


class _Reader(HTMLParser):
    """Hears the words of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.heard: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        if tag == "br":
            self.heard.append("\n")
        elif tag == "li":
            self.heard.append("\n- ")
        elif tag in _BLOCKS:
            self.heard.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        if tag in _BLOCKS:
            self.heard.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.heard.append(re.sub(r"\s+", " ", data))
