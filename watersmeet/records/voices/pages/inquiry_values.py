"""The values that an inquiry asks of, and the groups that it asks, while its questions are not frozen."""

from collections.abc import Collection, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.design.fields import CharField, TextAreaField
from watersmeet.design.forms import Form
from watersmeet.records.voices import api as voices
from watersmeet.records.voices.api import ALWAYS, MOST, Questions

Row = dict[str, str]
LONGEST = 240


class ValuesForm(Form):
    """Each value with what it means, each group by its name; those that are left empty are not asked any more."""

    says_optional = False

    def __init__(self, before: Questions, data: Any = None) -> None:
        self.before = before
        first = {f"group_{one.id}": one.name for one in before.groups}
        first |= {f"value_{one.id}": one.name for one in before.values}
        first |= {f"means_{one.id}": one.means for one in before.values}
        super().__init__(data, initial=first)
        self._ask_values()
        self._ask_groups()

    def clean(self) -> dict[str, Any]:
        """Every value means something, and there are neither too many nor two of one name."""
        super().clean()
        for one in self.before.values:
            name, means = self._said(f"value_{one.id}"), self._said(f"means_{one.id}")
            if bool(name) != bool(means):
                self.add_error(f"means_{one.id}" if name else f"value_{one.id}", _("Fill in both, or neither"))
        if any(not row["name"] or not row["means"] for row in self._more_values()):
            self.add_error("more_values", _("Write the value, a colon, and what it means"))
        self._check("more_values", [*self._values(), *self._more_values()], _("Ask of two values or more"))
        self._check("more_groups", [*self._groups(), *self._more_groups()], "")
        return self.cleaned_data

    @property
    def questions(self) -> Questions:
        """The whole document. Raises Invalid."""
        values, groups = [*self._values()], [*self._groups()]
        values += _named(self._more_values(), {one["id"] for one in values})
        groups += _named(self._more_groups(), {one["id"] for one in groups})
        return voices.read_questions(self.before.model_dump(mode="json") | {"values": values, "groups": groups})

    def _ask_values(self) -> None:
        empty = _("Leave both empty, and it is not asked.")
        for number, one in enumerate(self.before.values, 1):
            label = _("Value %(number)d") % {"number": number}
            self.fields[f"value_{one.id}"] = _line(label, hint=empty)
            self.fields[f"means_{one.id}"] = _line(_("Value %(number)d: what does it mean?") % {"number": number})
        self.fields["more_values"] = TextAreaField(
            label=gettext_lazy("Other values"),
            hint=gettext_lazy("One on each line, with what it means. Such as Honesty: We say what is so."),
            required=False,
            max_length=2000,
            rows=3,
        )

    def _ask_groups(self) -> None:
        for number, one in enumerate(self.before.groups, 1):
            label = _("Group %(number)d: what do they call themselves?") % {"number": number}
            always = one.id in ALWAYS
            hint = _("They are always asked.") if always else _("Leave it empty, and they are not asked.")
            self.fields[f"group_{one.id}"] = _line(label, hint=hint, required=always)
        self.fields["more_groups"] = TextAreaField(
            label=gettext_lazy("Other groups"),
            hint=gettext_lazy("One on each line. Each is asked for itself, and each must say yes."),
            required=False,
            max_length=2000,
            rows=3,
        )

    def _check(self, field: str, rows: list[Row], too_few: str) -> None:
        names = [row["name"].casefold() for row in rows]
        if len(rows) > MOST:
            self.add_error(field, _("Keep %(most)d or fewer") % {"most": MOST})
        if len(set(names)) < len(names):
            self.add_error(field, _("Give each a name of its own"))
        if too_few and len(rows) < len(ALWAYS):
            self.add_error(field, too_few)
        if any(len(words) > LONGEST for row in rows for words in row.values()):
            self.add_error(field, _("Use %(most)d letters or fewer for each") % {"most": LONGEST})

    def _values(self) -> Iterator[Row]:
        for one in self.before.values:
            if name := self._said(f"value_{one.id}"):
                yield {"id": one.id, "name": name, "means": self._said(f"means_{one.id}")}

    def _groups(self) -> Iterator[Row]:
        for one in self.before.groups:
            if name := self._said(f"group_{one.id}"):
                yield {"id": one.id, "name": name}

    def _more_values(self) -> list[Row]:
        parts = [line.partition(":") for line in self._lines("more_values")]
        return [{"name": name.strip(), "means": means.strip()} for name, _colon, means in parts]

    def _more_groups(self) -> list[Row]:
        return [{"name": line} for line in self._lines("more_groups")]

    def _lines(self, field: str) -> list[str]:
        return [line.strip() for line in self._said(field).splitlines() if line.strip()]

    def _said(self, field: str) -> str:
        return str(self.cleaned_data.get(field) or "").strip()


def _line(label: str, *, hint: str = "", required: bool = False) -> CharField:
    missing = _("Write what they call themselves")
    return CharField(label=label, hint=hint, required=required, missing=missing, max_length=LONGEST, autocomplete="off")


def _named(rows: list[Row], taken: Collection[str]) -> list[Row]:
    """Each with a name in the code that no other has."""
    fresh = (f"own_{number}" for number in range(1, 400) if f"own_{number}" not in taken)
    return [{"id": next(fresh), **row} for row in rows]
