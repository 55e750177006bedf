"""What a form group says and how: the parameters that nhsuk-frontend's components take."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

Params = dict[str, Any]
Words = Any  # str or a lazy translation
OURS: dict[str, Words] = {
    "max_length": _("Use %(limit_value)s letters or fewer. You used %(show_value)s."),
    "min_length": _("Use %(limit_value)s letters or more. You used %(show_value)s."),
    "max_value": _("Enter a number that is %(limit_value)s or less"),
    "min_value": _("Enter a number that is %(limit_value)s or more"),
    "null_characters_not_allowed": _("There is a sign in this that we cannot read. Type it again."),
    "invalid_list": _("Choose from the answers offered"),
}
"""What every field of ours says instead of the framework's own words, by the code of what is wrong."""


class PageField(forms.Field):
    """What every field of ours adds to Django's: its component, its words and its place on the page.

    `label` asks; `hint` helps; `missing` is the sentence when it is left empty. With `heading` the label is the
    heading of a page that asks one thing.
    """

    component = "input"
    width: int | None = None
    autocomplete = ""
    inputmode = ""
    input_type = "text"
    spellcheck: bool | None = None

    def __init__(
        self, *, label: Words, hint: Words = "", missing: Words = "", heading: bool = False, **rest: Any
    ) -> None:
        self.heading = heading
        for name in ("width", "autocomplete", "inputmode"):
            if name in rest:
                setattr(self, name, rest.pop(name))
        messages = OURS | {"required": missing or _("This cannot be left empty")} | rest.pop("error_messages", {})
        super().__init__(label=label, help_text=hint, error_messages=messages, **rest)

    def group(self, bound: BoundField) -> tuple[str, Params]:
        """The component and its parameters."""
        return self.component, self.common(bound) | self.label_params(bound) | self.params(bound)

    def common(self, bound: BoundField) -> Params:
        """What every component takes."""
        found: Params = {"id": bound.auto_id, "name": bound.html_name}
        if bound.help_text:
            found["hint"] = {"text": str(bound.help_text)}
        return found

    def label_params(self, bound: BoundField) -> Params:
        """The label of one control."""
        return {"label": self.words(bound)}

    def words(self, bound: BoundField) -> Params:
        """The question, as the heading of the page or not; an optional field says so."""
        text = str(bound.label)
        told = getattr(bound.form, "says_optional", True)
        if told and not bound.field.required and not self.heading:
            text = str(_("%(label)s (optional)") % {"label": text})
        return {"text": text, "isPageHeading": True, "size": "l"} if self.heading else {"text": text}

    def params(self, bound: BoundField) -> Params:
        """What this component takes."""
        wanted: Params = {
            "value": "" if bound.value() is None else str(bound.value()),
            "type": self.input_type,
            "width": self.width,
            "autocomplete": self.autocomplete,
            "inputmode": self.inputmode,
            "spellcheck": self.spellcheck,
        }
        return {name: value for name, value in wanted.items() if value not in {None, ""}}

    def first_control(self, bound: BoundField) -> str:
        """The id that a link of the error summary leads to."""
        return bound.auto_id


class GroupOfChoices(PageField):
    """Several controls under one question, held by a fieldset and its legend."""

    def label_params(self, bound: BoundField) -> Params:
        """The legend of the group."""
        return {"fieldset": {"legend": self.words(bound)}}


def plain_params(bound: BoundField) -> tuple[str, Params]:
    """The component for a field of another library, such as sign-in: by its widget."""
    widget = bound.field.widget
    params: Params = {"id": bound.auto_id, "name": bound.html_name, "autocomplete": widget.attrs.get("autocomplete")}
    if isinstance(widget, forms.CheckboxInput):
        item = {"value": "on", "text": str(bound.label), "checked": bool(bound.value())}
        return "checkboxes", params | {"idPrefix": bound.auto_id, "items": [item]}
    params["label"] = {"text": str(bound.label)}
    if isinstance(widget, forms.PasswordInput):
        return "passwordInput", params | password_words()
    params["value"] = "" if bound.value() is None else str(bound.value())
    return "input", params | {"type": getattr(widget, "input_type", "text")}


def password_words() -> Params:
    """What the show button of a password, a PIN or a word says."""
    return {
        "showPasswordText": str(_("Show")),
        "hidePasswordText": str(_("Hide")),
        "showPasswordAriaLabelText": str(_("Show what you typed")),
        "hidePasswordAriaLabelText": str(_("Hide what you typed")),
        "passwordShownAnnouncementText": str(_("What you typed can be seen now")),
        "passwordHiddenAnnouncementText": str(_("What you typed is hidden now")),
    }
