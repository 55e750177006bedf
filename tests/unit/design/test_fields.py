"""Each field says in words what is wrong, keeps what was typed, and names its control for the error summary."""

import datetime as dt
import re
from html.parser import HTMLParser

import pytest
from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from watersmeet.base.problems import Invalid
from watersmeet.design import fields
from watersmeet.design.forms import Form, group, mistakes


class Everything(Form):
    name = fields.CharField(label=_("What name should we use?"), hint=_("Any name"), missing=_("Enter a name"))
    email = fields.EmailField(label=_("Email"), required=False)
    phone = fields.PhoneField(label=_("Phone"))
    words = fields.TextAreaField(label=_("What would help?"), max_length=20)
    message = fields.RadioField(label=_("May we leave a message?"), choices=[("yes", "Yes"), ("no", "No")])
    access = fields.CheckboxesField(
        label=_("What would make it easier?"), choices=[("quiet", "A quiet room"), ("none", "None")], nothing="none"
    )
    born = fields.DateField(label=_("Born"), birth=True, latest=dt.date(2026, 11, 24))
    count = fields.IntegerField(label=_("How many?"), min_value=0)
    postcode = fields.PostcodeField(label=_("Postcode"))
    language = fields.SelectField(label=_("Language"), choices=[("en", "English"), ("cy", "Cymraeg")])
    password = fields.PasswordField(label=_("Password"))
    pin = fields.CodeField(label=_("PIN"), length=4)
    agree = fields.ConfirmField(label=_("I agree"), missing=_("Tick the box to go on"))


GOOD = {
    "name": "Jo Penhallow",
    "phone": "01632 960 001",
    "words": "company",
    "message": "no",
    "access": ["quiet"],
    "born-day": "27",
    "born-month": "3",
    "born-year": "1985",
    "count": "2",
    "postcode": "ex311aa",
    "language": "cy",
    "password": " a secret ",
    "pin": "12 34",
    "agree": "on",
}


class Controls(HTMLParser):
    """Which ids there are, and which labels and descriptions point at one."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.pointed_at: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.ids += [told["id"] or ""] if "id" in told else []
        self.pointed_at |= {told["for"] or ""} if "for" in told else set()
        self.pointed_at |= set((told.get("aria-describedby") or "").split())


def test_good_answers_come_out_tidy() -> None:
    form = Everything(GOOD)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "name": "Jo Penhallow",
        "email": "",
        "phone": "+441632960001",
        "words": "company",
        "message": "no",
        "access": ["quiet"],
        "born": dt.date(1985, 3, 27),
        "count": 2,
        "postcode": "EX31 1AA",
        "language": "cy",
        "password": " a secret ",
        "pin": "1234",
        "agree": True,
    }


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("name", {"name": " "}, "Enter a name"),
        ("email", {"email": "jo at home"}, "Enter an email address in the right form, like name@example.org"),
        ("phone", {"phone": "12"}, "Enter a phone number, like 01632 960 001 or 07700 900 982"),
        ("phone", {"phone": "my sister's"}, "Enter a phone number, like 01632 960 001 or 07700 900 982"),
        ("message", {"message": "perhaps"}, "Choose one of the answers offered"),
        ("access", {"access": ["quiet", "none"]}, "Choose answers, or the last one alone"),
        ("born", {"born-day": "30", "born-month": "2"}, "Enter a real date, like 27 3 1985"),
        ("born", {"born-year": ""}, "Enter a real date, like 27 3 1985"),
        ("born", {"born-year": "1885"}, "The date must be 1 January 1900 or later"),
        ("born", {"born-year": "2027"}, "The date must be 24 November 2026 or earlier"),
        ("born", {"born-day": "", "born-month": "", "born-year": ""}, "This cannot be left empty"),
        ("count", {"count": "a few"}, "Enter a whole number, like 12"),
        ("postcode", {"postcode": "EX31"}, "Enter a full UK postcode, like EX31 1AA"),
        ("pin", {"pin": "12x4"}, "The code is 4 numbers"),
        ("agree", {"agree": ""}, "Tick the box to go on"),
    ],
)
def test_a_wrong_answer_is_told_in_words_beside_its_field(name: str, typed: dict[str, str], sentence: str) -> None:
    form = Everything(GOOD | typed)
    assert not form.is_valid()
    assert form.errors == {name: [sentence]}
    assert sentence in django_text(str(form[name]))
    assert "nhsuk-form-group--error" in str(form[name])


def django_text(html: str) -> str:
    """The markup with its apostrophes as people write them."""
    return html.replace("&#39;", "'")


@pytest.mark.parametrize("name", list(Everything.base_fields))
@pytest.mark.parametrize("typed", [None, {}, GOOD], ids=["new", "empty", "filled"])
def test_labels_hints_and_errors_point_at_something(name: str, typed: dict[str, str] | None) -> None:
    form = Everything(typed)
    found = Controls(str(form[name]))
    assert found.pointed_at
    assert found.pointed_at <= set(found.ids)
    assert len(found.ids) == len(set(found.ids))


def test_each_line_of_the_error_summary_leads_to_a_control() -> None:
    form = Everything({"born-day": "4", "born-year": "x"})
    ids = set(Controls("".join(str(bound) for bound in form)).ids)
    places = [mistake["href"].removeprefix("#") for mistake in form.mistakes()]
    assert len(places) == len(Everything.base_fields) - 1  # the email is optional
    assert set(places) <= ids
    assert "id_born-month" in places


def test_what_was_typed_is_kept_but_never_a_password_or_code() -> None:
    form = Everything(GOOD | {"name": "<b>Jo</b>", "count": "x", "born-day": "99"})
    html = "".join(str(bound) for bound in form)
    assert "&lt;b&gt;Jo&lt;/b&gt;" in html
    assert "<b>" not in html
    assert 'value="99"' in html
    assert "a secret" not in html
    assert "12 34" not in html


def test_optional_fields_say_so() -> None:
    assert "Email (optional)" in str(Everything()["email"])
    assert "(optional)" not in str(Everything()["name"])


def test_a_question_can_be_the_heading_of_its_page() -> None:
    class OneThing(Form):
        message = fields.RadioField(label=_("May we leave a message?"), choices=[("yes", "Yes")], heading=True)
        name = fields.CharField(label=_("Your name"), heading=True)

    assert re.search(r'<h1\s+class="nhsuk-fieldset__heading"', str(OneThing()["message"]))
    assert re.search(r'<h1\s+class="nhsuk-label-wrapper"', str(OneThing()["name"]))


def test_autofill_and_keyboard_are_told_what_is_asked() -> None:
    form = Everything()
    assert 'autocomplete="email"' in str(form["email"])
    assert 'autocomplete="bday-year"' in str(form["born"])
    assert 'inputmode="numeric"' in str(form["count"])
    assert 'autocomplete="one-time-code"' in str(form["pin"])
    assert 'type="tel"' in str(form["phone"])


def test_what_an_action_refuses_is_shown_beside_its_field() -> None:
    form = Everything(GOOD)
    assert form.is_valid()
    form.refuse(Invalid({"name": ["That name is taken"], "elsewhere": ["It is too late"]}))
    assert form.mistakes() == [{"text": "It is too late"}, {"text": "That name is taken", "href": "#id_name"}]


def test_a_field_of_another_library_gets_our_group() -> None:
    class Theirs(django_forms.Form):
        login = django_forms.EmailField(widget=django_forms.EmailInput(attrs={"autocomplete": "email"}))
        password = django_forms.CharField(widget=django_forms.PasswordInput(attrs={"autocomplete": "current-password"}))
        remember = django_forms.BooleanField(required=False)

    form = Theirs({"login": "x"})
    assert 'class="nhsuk-input nhsuk-input--error"' in group(form["login"])
    assert 'type="email"' in group(form["login"])
    assert 'autocomplete="current-password"' in group(form["password"])
    assert "nhsuk-checkboxes__input" in group(form["remember"])


def test_too_many_letters_are_told_in_our_words() -> None:
    class Short(Form):
        words = fields.CharField(label="Words", max_length=5)

    assert Short({"words": "too long"}).mistakes() == [
        {"text": "Use 5 letters or fewer. You used 8.", "href": "#id_words"}
    ]
    assert "a sign in this that we cannot read" in str(Short({"words": "a\x00b"})["words"])


def test_a_field_of_another_library_speaks_in_our_words() -> None:
    class Theirs(django_forms.Form):
        login = django_forms.EmailField(max_length=20)
        password = django_forms.CharField()

    form = Theirs({"login": "x"})
    assert [one["text"] for one in mistakes(form)] == [
        "This is not in the right form. An email address looks like name@example.org.",
        "Password cannot be left empty",
    ]
    assert "This field is required" not in group(form["password"])


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [
        *(
            ("09:30", 9, 30),
            ("9.30", 9, 30),
            ("14:00", 14, 0),
            ("2pm", 14, 0),
            ("2:30 PM", 14, 30),
            ("10.15am", 10, 15),
        ),
        *(("12pm", 12, 0), ("12am", 0, 0)),
    ],
)
def test_a_time_is_understood_as_people_write_it(typed: str, hour: int, minute: int) -> None:
    assert fields.TimeField(label="When").clean(typed) == dt.time(hour, minute)


@pytest.mark.parametrize("typed", ["13pm", "0am", "10", "2:75pm", "noon", "25:00", "2pmpm"])
def test_what_is_no_time_is_told(typed: str) -> None:
    with pytest.raises(ValidationError, match="Enter a time"):
        fields.TimeField(label="When").clean(typed)
