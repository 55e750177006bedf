"""The form that opens a link, and those of the second factor."""

from typing import Any

from allauth.account.forms import ResetPasswordForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from watersmeet.accounts import new_password, second_factor
from watersmeet.accounts.models import Second
from watersmeet.design.fields import CharField, CodeField, PasswordField
from watersmeet.design.forms import Form


class SecretField(PasswordField):
    """What nobody should read over a shoulder, and its holder can look at; never printed back."""

    def __init__(self, **rest: Any) -> None:
        given: dict[str, Any] = {"autocomplete": "off", "width": 10}
        super().__init__(**(given | rest))


class OpenForm(Form):
    """What the holder chose, a PIN, typed on a phone by its number keys, or a word; or the code that was sent."""

    def __init__(self, kind: Second, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if kind == Second.PIN:
            self.fields["second"] = SecretField(
                label=_("Your PIN"), missing=_("Enter your PIN"), inputmode="numeric", max_length=20
            )
        elif kind == Second.CODE:
            self.fields["second"] = CodeField(label=_("The 6 numbers that we sent"), missing=_("Enter the 6 numbers"))
        else:
            self.fields["second"] = SecretField(
                label=_("Your word"), missing=_("Enter your word"), width=20, max_length=100
            )


class CodeForm(AuthenticateForm):
    """The second step of signing in: a code from the phone, or one from paper."""

    code = CharField(
        label=_("Code"),
        hint=_("6 numbers from the app on your phone, or one of your 8-number codes on paper"),
        missing=_("Enter the code"),
        width=10,
        max_length=20,
        autocomplete="one-time-code",
        inputmode="numeric",
    )

    def clean_code(self) -> str:
        """The code, once. Each wrong one is a line in the audit."""
        self.cleaned_data["code"] = "".join(self.cleaned_data["code"].split())
        try:
            code: str = super().clean_code()
        except ValidationError:
            second_factor.refused(self.user)
            raise
        if not second_factor.is_new(self.user, code):
            raise second_factor.Adapter().validation_error("incorrect_code")
        return code

    def save(self) -> None:
        """The session has both factors."""
        super().save()
        second_factor.note(context.request, self.user)


class NewPasswordForm(ResetPasswordForm):
    """Asks for a link by email. Nothing that takes time tells a known address from an unknown one."""

    def clean_email(self) -> str:
        """As typed: nobody is looked up here."""
        email: str = self.cleaned_data["email"].lower()
        return email

    def save(self, request: HttpRequest, **_more: object) -> str:
        """By the outbox."""
        email: str = self.cleaned_data["email"]
        new_password.ask(email)
        return email


class PhoneCodeForm(Form):
    """A code that the phone shows now."""

    code = CodeField(label=_("The 6 numbers that your phone shows now"), missing=_("Enter the 6 numbers"))
