"""The form that opens a link."""

from typing import Any

from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from watersmeet.accounts.models import Second
from watersmeet.design.fields import CharField
from watersmeet.design.forms import Form


class SecretField(CharField):
    """What nobody should read over a shoulder; never printed back."""

    autocomplete = "off"
    input_type = "password"
    width = 10

    def params(self, bound: BoundField) -> dict[str, Any]:
        """Without the value."""
        return super().params(bound) | {"value": ""}


class OpenForm(Form):
    """What the holder chose: a PIN, typed on a phone by its number keys, or a word."""

    def __init__(self, kind: Second, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if kind == Second.PIN:
            self.fields["second"] = SecretField(
                label=_("Your PIN"), missing=_("Enter your PIN"), inputmode="numeric", max_length=20
            )
        else:
            self.fields["second"] = SecretField(
                label=_("Your word"), missing=_("Enter your word"), width=20, max_length=100
            )
