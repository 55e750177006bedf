"""What a form of a page holds before anybody touches it."""

from html.parser import HTMLParser

from django.http import HttpResponse


class _Held(HTMLParser):
    """Collects what a browser would send of each form."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self._name = ""
        self._writes = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Forms, and what is in them."""
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
        elif tag == "input" and ("checked" in said or said.get("type", "text") not in {"radio", "checkbox", "hidden"}):
            self.forms[-1].setdefault(said["name"], []).append(said.get("value", ""))
        elif tag in {"textarea", "select"}:
            self._name, self._writes = said["name"], tag == "textarea"
            self.forms[-1][self._name] = [""]
        elif tag == "option" and "selected" in said:
            self.forms[-1][self._name] = [said.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        """The words of a box end."""
        self._writes = self._writes and tag != "textarea"

    def handle_data(self, data: str) -> None:
        """The words in a box."""
        if self._writes:
            self.forms[-1][self._name][0] += data


def as_it_stands(page: HttpResponse) -> dict[str, list[str]]:
    """What the first form of the main part of a page holds."""
    html = page.content.decode()
    return _Held(html[html.index("<main") : html.index("</main>")]).forms[0]
