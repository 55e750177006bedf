"""The forms of those who ask: what is asked, of how many, and what was answered on paper."""

from collections.abc import Sequence
from typing import Any

from django import forms as plain
from django.utils.translation import gettext_lazy

from watersmeet.base import ids
from watersmeet.design.fields import CharField, IntegerField, RadioField, TextAreaField
from watersmeet.design.forms import Form
from watersmeet.records.voices import api as voices
from watersmeet.records.voices.api import InquiryView, Questions, Way

LISTS = ("barriers", "conditions", "statements", "leadership", "words")


class QuestionsForm(Form):
    """What is local in the questions: each line of a list is one thing that is asked. The values stand."""

    title = CharField(
        label=gettext_lazy("What is it called?"),
        missing=gettext_lazy("Give it a name"),
        max_length=120,
        autocomplete="off",
    )
    about = TextAreaField(
        label=gettext_lazy("What is it for?"),
        missing=gettext_lazy("Say what it is for"),
        hint=gettext_lazy("Everybody reads this first. Two plain sentences."),
        max_length=240,
        rows=3,
    )
    named = RadioField(
        label=gettext_lazy("May people write their name?"),
        hint=gettext_lazy("People say more where nobody can tell who they are."),
        choices=[
            ("no", gettext_lazy("No: nobody can tell who answered")),
            ("yes", gettext_lazy("Yes, if they want to")),
        ],
    )
    benefit = CharField(
        label=gettext_lazy("What good do you expect?"),
        missing=gettext_lazy("Say what good you expect"),
        hint=gettext_lazy("One sentence that people agree with or not."),
        max_length=240,
        autocomplete="off",
    )
    barriers = TextAreaField(
        label=gettext_lazy("What might stop people?"),
        hint=gettext_lazy("One on each line."),
        required=False,
        max_length=3000,
    )
    conditions = TextAreaField(
        label=gettext_lazy("What must be so?"),
        hint=gettext_lazy("One on each line. Each of them is needed: none is outvoted."),
        required=False,
        max_length=3000,
    )
    statements = TextAreaField(
        label=gettext_lazy("Your own sentences"),
        hint=gettext_lazy("One on each line: people say if it is true for them."),
        required=False,
        max_length=3000,
    )
    leadership = TextAreaField(
        label=gettext_lazy("About those who lead here"),
        hint=gettext_lazy("One on each line."),
        required=False,
        max_length=3000,
    )
    words = TextAreaField(
        label=gettext_lazy("Questions to answer in your own words"),
        hint=gettext_lazy("One on each line, four at most."),
        required=False,
        max_length=1000,
    )
    key = plain.CharField(widget=plain.HiddenInput, max_length=64)

    def __init__(self, before: Questions, data: Any = None) -> None:
        self.before = before
        lists = {name: "\n".join(one.ask for one in getattr(before, name)) for name in LISTS}
        first = {"title": before.title, "about": before.about, "benefit": before.benefit}
        super().__init__(
            data, initial={**first, **lists, "named": "yes" if before.named else "no", "key": str(ids.new())}
        )

    @property
    def questions(self) -> Questions:
        """The whole document. Raises Invalid."""
        told = self.cleaned_data
        document = self.before.model_dump(mode="json")
        document |= {name: told[name] for name in ("title", "about", "benefit")} | {"named": told["named"] == "yes"}
        taken = {one.id for name in LISTS for one in getattr(self.before, name)}
        document |= {name: self._items(name, taken) for name in LISTS}
        return voices.read_questions(document)

    def _items(self, name: str, taken: set[str]) -> list[dict[str, Any]]:
        """A line that stood there before keeps its name, and its day; a new one gets a name that no other has."""
        before = {one.ask: one.model_dump(mode="json") for one in getattr(self.before, name)}
        lines = dict.fromkeys(line.strip() for line in self.cleaned_data[name].splitlines() if line.strip())
        fresh = (f"own_{number}" for number in range(1, 400) if f"own_{number}" not in taken)
        found = [before.get(line) or {"id": next(fresh), "ask": line} for line in lines]
        taken |= {one["id"] for one in found}
        return found


class OpenForm(Form):
    """How many people each group has, where somebody knows."""

    says_optional = False

    def __init__(self, groups: Sequence[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data, initial={"key": str(ids.new())})
        self.groups = [group for group, _name in groups]
        for group, name in groups:
            self.fields[group] = IntegerField(label=name, required=False, min_value=1, max_value=100_000)
        self.fields["key"] = plain.CharField(widget=plain.HiddenInput, max_length=64)

    @property
    def rosters(self) -> dict[str, int]:
        """Of those that are known."""
        told = self.cleaned_data
        return {group: told[group] for group in self.groups if told.get(group) is not None}


class EnterForm(Form):
    """Who answers, and how."""

    group = RadioField(label=gettext_lazy("Who answers?"), missing=gettext_lazy("Choose who answers"))
    way = RadioField(
        label=gettext_lazy("How?"),
        missing=gettext_lazy("Choose how they answer"),
        choices=[
            (Way.PAPER, gettext_lazy("On paper: I type it in")),
            (Way.INTERVIEW, gettext_lazy("I ask them, page by page")),
        ],
    )

    def __init__(self, groups: Sequence[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        self.fields["group"].choices = groups  # type: ignore[attr-defined]


def groups_of(one: InquiryView) -> list[tuple[str, str]]:
    """Each group's name in the code and in words."""
    return [(group.id, group.name) for group in one.questions.groups]
