"""What never reaches a log."""

import logging
import sys

from watersmeet.config.logs import Discreet


def logged(message, *args, exc_info=None):
    return Discreet().format(logging.LogRecord("django", logging.ERROR, "", 0, message, args, exc_info))


def test_no_query_string():
    line = logged("Not Found: %s", "/find/?near=M33&words=anxious")

    assert line == "Not Found: /find/?..."


def test_no_token():
    assert logged("Forbidden: %s", "/l/h2Y-secret/open/") == "Forbidden: /l/.../open/"
    assert logged("Gone: /account/password/reset/key/1-abc-def/") == "Gone: /account/password/reset/key/.../"


def test_no_words_of_an_exception_but_its_place():
    try:
        try:
            raise KeyError("Zennor Canary")
        except KeyError as cause:
            raise ValueError("her number is 07700 900123") from cause
    except ValueError:
        line = logged("Internal Server Error: %s", "/work/", exc_info=sys.exc_info())

    assert "Canary" not in line.replace('raise KeyError("Zennor Canary")', "")
    assert "builtins.ValueError" in line
    assert "builtins.KeyError" in line
    assert "test_logs.py" in line
