"""Templates: nothing inline that the content policy would refuse, every sentence translatable."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.shape.test_names import ROOT

TEMPLATES = sorted([*ROOT.glob("watersmeet/**/jinja2/**/*.html"), *ROOT.glob("watersmeet/**/jinja2/**/*.jinja")])
SPOKEN = {"alt", "title", "placeholder", "aria-label", "aria-description", "label"}
INLINE = re.compile(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\bsrc=)|javascript:", re.IGNORECASE)
TRANSLATES = {"_", "gettext", "ngettext", "pgettext"}
SENTENCE = re.compile(r"[A-Za-z]{2,} [a-z]|^[A-Z][a-z]+")
ASKS = {"label", "hint", "missing", "help_text"}

env = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


def bare_html(source: str) -> str:
    """The template without what Jinja says: expressions as a digit, statements and translated blocks as nothing."""
    kept: list[str] = []
    translating = False
    expecting_name = False
    for _line, kind, text in env.lex(source):
        if expecting_name and kind == "name":
            translating = (translating or text == "trans") and text != "endtrans"
            expecting_name = False
        elif kind == "block_begin":
            expecting_name = True
        elif kind == "variable_begin" and not translating:
            kept.append("0")
        elif kind == "data" and not translating:
            kept.append(text)
    return "".join(kept)


class Spoken(HTMLParser):
    """Collects words that a person would read or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        if re.search(r"[A-Za-z]{2}", data):
            self.found.append(data.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in SPOKEN and value and re.search(r"[A-Za-z]{2}", value)]


def untranslated(source: str) -> list[str]:
    """Words outside `_()` and `{% trans %}`: in the markup, and as literals in expressions."""
    parser = Spoken()
    parser.feed(bare_html(source))
    tree = env.parse(source)
    translated = {
        id(word) for call in tree.find_all(nodes.Call) if translates(call) for word in call.find_all(nodes.Const)
    }
    literals = [
        word.value for word in tree.find_all(nodes.Const) if isinstance(word.value, str) and id(word) not in translated
    ]
    return parser.found + [value for value in literals if SENTENCE.search(value)]


def translates(call: nodes.Call) -> bool:
    """Whether this is a call of gettext; the parser writes `{% trans %}` as one too."""
    return isinstance(call.node, nodes.Name) and call.node.name in TRANSLATES


def named(template: Path) -> str:
    return str(template.relative_to(ROOT / "watersmeet"))


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_nothing_is_inline(template: Path) -> None:
    assert INLINE.findall(template.read_text()) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_every_sentence_is_translatable(template: Path) -> None:
    assert untranslated(template.read_text()) == []


def test_every_question_of_a_form_is_translatable() -> None:
    plain = []
    for module in ROOT.glob("watersmeet/**/*.py"):
        for call in (node for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.Call)):
            said = {word.arg: word.value for word in call.keywords if word.arg in ASKS}
            plain += [
                f"{module.relative_to(ROOT)}:{value.lineno}: {name}={value.value!r}"
                for name, value in said.items()
                if isinstance(value, ast.Constant) and isinstance(value.value, str) and SENTENCE.search(value.value)
            ]
    assert plain == []


def test_the_checks_find_what_they_should() -> None:
    assert untranslated("<p>Hello there</p>") == ["Hello there"]
    assert untranslated('<a title="Read on">{{ x }}</a>') == ["Read on"]
    assert untranslated('{{ button("Go on") }}') == ["Go on"]
    assert untranslated('<p class="a">{{ _("Hello") }} {% trans n=x %}So {{ n }} it is{% endtrans %}</p>') == []
    assert INLINE.search('<p style="x">')
    assert INLINE.search("<script>x</script>")
    assert INLINE.search('<a onclick="x">')
    assert not INLINE.search('<script type="module" src="x"></script>')
