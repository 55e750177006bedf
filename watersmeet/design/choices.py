"""Fields that offer answers to choose from."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from watersmeet.design.groups import GroupOfChoices, PageField, Params, Words

NOT_OFFERED: dict[str, Any] = {"invalid_choice": _("Choose one of the answers offered")}


def offered(field: forms.ChoiceField) -> Iterable[tuple[Any, Any]]:
    """The answers, as (value, words) pairs."""
    return cast("Iterable[tuple[Any, Any]]", field.choices)


class RadioField(GroupOfChoices, forms.ChoiceField):
    """One answer of a few. `hints` explains an answer; `inline` puts two short ones side by side."""

    component = "radios"
    default_error_messages = NOT_OFFERED

    def __init__(self, *, hints: Mapping[str, Words] | None = None, inline: bool = False, **rest: Any) -> None:
        self.hints = hints or {}
        self.inline = inline
        super().__init__(**rest)

    def params(self, bound: BoundField) -> Params:
        """The answers."""
        chosen = str(bound.value() or "")
        items = [_item(value, text, self.hints) | {"checked": str(value) == chosen} for value, text in offered(self)]
        return {"idPrefix": bound.auto_id, "id": None, "items": items, "inline": self.inline}


class SelectField(PageField, forms.ChoiceField):
    """One answer of many, where typing is worse."""

    component = "select"
    default_error_messages = NOT_OFFERED

    def params(self, bound: BoundField) -> Params:
        """The answers."""
        items = [{"value": str(value), "text": str(text)} for value, text in offered(self)]
        return {"value": str(bound.value() or ""), "items": items}


class CheckboxesField(GroupOfChoices, forms.MultipleChoiceField):
    """Any answers of several. `nothing` names the answer that stands alone, such as "none of these"."""

    component = "checkboxes"
    default_error_messages = NOT_OFFERED

    def __init__(self, *, hints: Mapping[str, Words] | None = None, nothing: str = "", **rest: Any) -> None:
        self.hints = hints or {}
        self.nothing = nothing
        super().__init__(**rest)

    def params(self, bound: BoundField) -> Params:
        """The answers; the one that stands alone comes after an "or"."""
        chosen = {str(value) for value in bound.value() or []}
        items: list[Params] = []
        for value, text in offered(self):
            alone: Params = {"behaviour": "exclusive"} if value == self.nothing else {}
            items += [{"divider": str(_("or"))}] if alone else []
            items += [_item(value, text, self.hints) | {"checked": str(value) in chosen} | alone]
        return {"idPrefix": bound.auto_id, "id": None, "items": items}

    def clean(self, value: Any) -> list[str]:
        """Raises ValidationError when "none of these" comes with one of these."""
        chosen: list[str] = super().clean(value)
        if self.nothing in chosen and len(chosen) > 1:
            raise ValidationError(_("Choose answers, or the last one alone"), code="contradiction")
        return chosen


class ConfirmField(PageField, forms.BooleanField):
    """One box to tick; the label is the sentence that is agreed to."""

    component = "checkboxes"

    def label_params(self, bound: BoundField) -> Params:
        """The sentence stands beside its box."""
        return {}

    def params(self, bound: BoundField) -> Params:
        """The one box."""
        item = {"value": "on", "text": str(bound.label), "checked": bool(bound.value())}
        return {"idPrefix": bound.auto_id, "id": None, "items": [item]}


def _item(value: Any, text: Words, hints: Mapping[str, Words]) -> Params:
    item: Params = {"value": str(value), "text": str(text)}
    return item | {"hint": {"text": str(hints[value])}} if value in hints else item
