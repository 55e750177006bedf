"""Forms whose fields render the whole group: label, hint, error and control."""

from typing import Any, TypedDict

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from watersmeet.base.problems import Invalid
from watersmeet.design import components
from watersmeet.design.groups import OURS, PageField, Words, plain_params

FOREIGN: dict[str, Words] = OURS | {
    "required": gettext_lazy("%(field)s cannot be left empty"),
    "invalid": gettext_lazy("This is not in the right form. An email address looks like name@example.org."),
    "password_too_short": gettext_lazy("Choose a longer password: %(min_length)d characters or more"),
    "password_too_common": gettext_lazy("Many people use this password. Choose another."),
    "password_too_similar": gettext_lazy("This password is too much like your name or email address. Choose another."),
}
"""What is said of fields that other libraries bring, by the code of what is wrong."""


class Mistake(TypedDict, total=False):
    """One line of the error summary: the sentence, and where it is put right."""

    text: str
    href: str


def group(bound: BoundField) -> Markup:
    """The whole form group of a field, our own or another library's."""
    field = bound.field
    component, params = field.group(bound) if isinstance(field, PageField) else plain_params(bound)
    if bound.errors:
        params["errorMessage"] = {"text": sentences(bound)[0], "visuallyHiddenText": _("Error")}
    return components.render(component, params)


class Group(BoundField):
    """A bound field that prints as its form group."""

    def __str__(self) -> SafeString:
        return SafeString(group(self))

    __html__ = __str__


class Form(forms.Form):
    """The form of a page: no browser bubbles, all mistakes named at once, in words, each with a link to its field."""

    bound_field_class = Group
    use_required_attribute = False
    says_optional = True  # False where nothing need be answered, as in a filter

    def mistakes(self) -> list[Mistake]:
        """The lines of the error summary, in the order of the page."""
        return mistakes(self)

    def refuse(self, problem: Invalid) -> None:
        """Show what an action could not accept, beside the fields that it names."""
        for name, sentences in problem.fields.items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, sentence)


def sentences(bound: BoundField) -> list[str]:
    """What is wrong with a field, in our words also where the field is another library's."""
    if isinstance(bound.field, PageField):
        return [str(sentence) for sentence in bound.errors]
    return [_ours(wrong, str(bound.label)) for wrong in bound.form.errors.as_data().get(bound.name, [])]


def _ours(wrong: ValidationError, field: str) -> str:
    say = FOREIGN.get(wrong.code or "")
    return str(say) % {"field": field, **(wrong.params or {})} if say else " ".join(wrong.messages)


def mistakes(form: forms.BaseForm) -> list[Mistake]:
    """The lines of the error summary of any form, in the order of the page."""
    found: list[Mistake] = [{"text": str(sentence)} for sentence in form.non_field_errors()]
    for bound in form:
        place = f"#{_first_control(bound)}"
        found += [{"text": sentence, "href": place} for sentence in sentences(bound)]
    return found


def _first_control(bound: BoundField) -> str:
    field: Any = bound.field
    return field.first_control(bound) if isinstance(field, PageField) else bound.auto_id
