"""The fields of our forms. Each renders its whole form group and says in words what is wrong."""

import re
from datetime import time
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from watersmeet.base import postcode
from watersmeet.design.choices import CheckboxesField, ConfirmField, RadioField, SelectField
from watersmeet.design.days import DateField
from watersmeet.design.groups import PageField, Params, password_words

__all__ = [
    "CharField",
    "CheckboxesField",
    "CodeField",
    "ConfirmField",
    "DateField",
    "EmailField",
    "IntegerField",
    "PasswordField",
    "PhoneField",
    "PostcodeField",
    "RadioField",
    "SelectField",
    "TextAreaField",
    "TimeField",
]


_HERE = 44
_BY_HALVES = re.compile(r"(\d{1,2})(?::(\d{2}))? ?([ap])m", re.IGNORECASE | re.ASCII)
_HALF = 12


def _of_half(hour: str, minute: str | None, half: str) -> time:
    """The time of "2:30pm". Raises ValueError for an hour that half a day does not have."""
    if not 1 <= int(hour) <= _HALF:
        raise ValueError(hour)
    return time(int(hour) % _HALF + (_HALF if half in "pP" else 0), int(minute or 0))


class CharField(PageField, forms.CharField):
    """One line of words."""


class TimeField(CharField):
    """A time on the wall clock, written like 09:30; 9.30, 2pm and 2:30 pm are understood."""

    width = 5

    def __init__(self, **rest: Any) -> None:
        super().__init__(**({"hint": _("Like 09:30 or 14:00")} | rest))

    def prepare_value(self, value: Any) -> Any:
        """What stands in the box: "09:30"."""
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def clean(self, value: Any) -> time | None:
        """The time. Raises ValidationError when it is none."""
        said = super().clean(value).strip().replace(".", ":")
        by_half = _BY_HALVES.fullmatch(said)
        try:
            if by_half:
                return _of_half(*by_half.groups())
            return time.fromisoformat(said.zfill(5)) if said else None
        except ValueError:
            raise ValidationError(_("Enter a time, like 09:30 or 14:00"), code="invalid") from None


class EmailField(PageField, forms.EmailField):
    """An email address."""

    autocomplete = "email"
    input_type = "email"
    spellcheck = False
    default_error_messages = {"invalid": _("Enter an email address in the right form, like name@example.org")}


class PasswordField(PageField, forms.CharField):
    """A password, which can be shown; never printed back."""

    component = "passwordInput"

    def __init__(self, *, autocomplete: str = "current-password", **rest: Any) -> None:
        super().__init__(autocomplete=autocomplete, strip=False, **rest)

    def params(self, bound: BoundField) -> Params:
        """Without the value."""
        keys: Params = {"attributes": {"inputmode": self.inputmode}} if self.inputmode else {}
        return {"autocomplete": self.autocomplete, "width": self.width} | keys | password_words()


class CodeField(PageField, forms.CharField):
    """A code from a message, or a PIN: digits, perhaps with spaces as people read them out."""

    autocomplete = "one-time-code"
    inputmode = "numeric"
    spellcheck = False

    def __init__(self, *, length: int = 6, **rest: Any) -> None:
        self.length = length
        super().__init__(**({"width": 5 if length <= 6 else 10} | rest))

    def params(self, bound: BoundField) -> Params:
        """Never printed back."""
        return super().params(bound) | {"value": ""}

    def clean(self, value: Any) -> str:
        """The digits alone."""
        digits = "".join(super().clean(value).split()).replace("-", "")
        if digits and (len(digits) != self.length or not digits.isdecimal()):
            raise ValidationError(_("The code is %(length)s numbers") % {"length": self.length}, code="invalid")
        return digits


class TextAreaField(PageField, forms.CharField):
    """Several lines of words."""

    component = "textarea"

    def __init__(self, *, rows: int = 5, max_length: int = 5000, **rest: Any) -> None:
        self.rows = rows
        super().__init__(max_length=max_length, **rest)

    def params(self, bound: BoundField) -> Params:
        """Its height, and that it is words: the browser may check spelling."""
        return {"value": str(bound.value() or ""), "rows": self.rows, "autocomplete": self.autocomplete}


class IntegerField(PageField, forms.IntegerField):
    """A whole number."""

    inputmode = "numeric"
    width = 5
    default_error_messages = {"invalid": _("Enter a whole number, like 12")}


class PostcodeField(PageField, forms.CharField):
    """A full UK postcode, tidied: "EX31 1AA"."""

    autocomplete = "postal-code"
    width = 10
    spellcheck = False

    def clean(self, value: Any) -> str:
        """Raises ValidationError when it has no postcode's shape."""
        text = super().clean(value)
        try:
            return postcode.tidy(text) if text else ""
        except ValueError:
            raise ValidationError(_("Enter a full UK postcode, like EX31 1AA"), code="invalid") from None


def _is_landline(number: phonenumbers.PhoneNumber) -> bool:
    """Here all mobiles begin with 7, those for tales and tests too; elsewhere by what is known of the number."""
    if number.country_code == _HERE:
        return not str(number.national_number).startswith("7")
    return bool(phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE)


class PhoneField(PageField, forms.CharField):
    """A telephone number, kept in its international form: "+441632960123"; `texts`: one that texts can reach."""

    autocomplete = "tel"
    input_type = "tel"
    width = 20

    def __init__(self, *args: Any, texts: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self.texts = texts

    def clean(self, value: Any) -> str:
        """Raises ValidationError when nobody could ring it."""
        text = super().clean(value)
        try:
            number = phonenumbers.parse(text, "GB") if text else None
        except phonenumbers.NumberParseException:
            number = phonenumbers.PhoneNumber()
        if number is None:
            return ""
        if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
            raise ValidationError(_("Enter a phone number, like 01632 960 001 or 07700 900 982"), code="invalid")
        if self.texts and _is_landline(number):
            raise ValidationError(_("Texts cannot reach this number. Enter a mobile number, like 07700 900 982"))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
