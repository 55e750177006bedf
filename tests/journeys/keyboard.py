"""Somebody who uses no mouse: every step by Tab, Space, arrows and Enter, and what has the focus can be seen."""

import re

from playwright.sync_api import Locator

from tests.journeys.walks import Hand

MOST_KEYS = 80
"""As many presses of Tab as the longest way on a page may take."""
HAS_FOCUS = "it => it === document.activeElement"
CAN_BE_SEEN = """() => {
  const focused = document.activeElement, label = focused.labels && focused.labels[0];
  const look = () => [focused, label].filter(Boolean).flatMap(it => ['', '::before', '::after'].map(part => {
    const style = getComputedStyle(it, part || null);
    return [style.outline, style.boxShadow, style.backgroundColor, style.border].join();
  })).join();
  const on = look();
  focused.blur();
  const off = look();
  focused.focus();
  return on !== off;
}"""
"""What has the focus looks otherwise than without it."""


class Keyboard(Hand):
    """Goes on as a hand does, by keys alone."""

    def press(self, name: str) -> None:
        """Tab to a button, and Enter."""
        self._enter(self.page.get_by_role("button", name=name, exact=True))

    def follow(self, name: str) -> None:
        """Tab to a link, or one that is drawn as a button, and Enter."""
        link = self.page.get_by_role("link", name=name, exact=True)
        self._enter(self.page.get_by_role("button", name=name, exact=True).or_(link).first)

    def fill(self, label: str, words: str) -> None:
        """Tab to a field, and write over what stands there."""
        self._reach(self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}( \(optional\))?\s*$")))
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(words)

    def choose(self, *labels: str) -> None:
        """Tab to boxes and press Space; between answers of one question go by arrows."""
        for label in labels:
            wanted = self.page.get_by_label(label, exact=True)
            if wanted.get_attribute("type") == "radio":
                self._answer(wanted)
            else:
                self._reach(wanted)
                if not wanted.is_checked():
                    self.page.keyboard.press("Space")
            assert wanted.is_checked()

    def says(self, **answers: str) -> None:
        """Tab to each question, and go to the answer by arrows."""
        for name, value in answers.items():
            self._answer(self.page.locator(f"input[name='{name}'][value='{value}']"))

    def _answer(self, wanted: Locator) -> None:
        group = self.page.locator(f"input[type=radio][name='{wanted.get_attribute('name')}']")
        self._reach(*group.all())
        self.page.keyboard.press("Space")
        for _one in range(group.count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")

    def _enter(self, wanted: Locator) -> None:
        self._reach(wanted)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self._check(self.page)

    def _reach(self, *wanted: Locator) -> None:
        """Press Tab until one of these has the focus; it must be seen that it has."""
        for _press in range(MOST_KEYS):
            if any(one.evaluate(HAS_FOCUS) for one in wanted):
                assert self.page.evaluate(CAN_BE_SEEN), "nobody can see what has the focus"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way by keys to {wanted[0]} on {self.page.url}")
