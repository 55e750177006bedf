"""The form that opens a link."""

from django.utils.translation import gettext_lazy as _

from watersmeet.accounts.models import Second
from watersmeet.design.fields import PasswordField
from watersmeet.design.forms import Form

_ASKS = {
    Second.PIN: (_("Your PIN"), _("Enter your PIN")),
    Second.WORD: (_("Your word"), _("Enter your word")),
}


class OpenForm(Form):
    """What the holder chose: a PIN or a word."""

    def __init__(self, kind: Second, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        label, missing = _ASKS[kind]
        self.fields["second"] = PasswordField(
            label=label, missing=missing, autocomplete="off", max_length=100, heading=False
        )
