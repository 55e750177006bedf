"""What never reaches a log: query strings, the tokens of links, and the words that an exception carries."""

import logging
import re
import traceback
from types import TracebackType
from typing import Any

_QUERY = re.compile(r"\?[^\s'\">]+")
_TOKENS = re.compile(r"(/l/|/still/|/password/reset/key/|/vote/|/part/|/asked/|/evidence/talk/)[^/\s'\">]+")
_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Formatter):
    """A line without queries and tokens; of an exception its kind and where it happened, never its message."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        return _TOKENS.sub(r"\1...", _QUERY.sub("?...", super().format(record)))

    def formatException(self, ei: _ExcInfo | Any) -> str:  # noqa: N802 - logging's own name
        """Where it happened, from the first cause to the last."""
        error, lines = ei[1], []
        while error is not None:
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
            lines += [line.rstrip() for line in traceback.format_tb(error.__traceback__)]
            error = error.__cause__ or error.__context__
        return "\n".join(lines)
