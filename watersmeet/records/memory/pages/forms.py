"""The forms of the memory: one for every kind of entry, made from the table of kinds; short ones for what is said."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms as plain
from django.utils.translation import gettext_lazy as _

from watersmeet.base import ids
from watersmeet.base.actor import Actor
from watersmeet.design.choices import offered
from watersmeet.design.fields import (
    CharField,
    CheckboxesField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    TextAreaField,
)
from watersmeet.design.forms import Form
from watersmeet.records.memory.api import KINDS, Kind, Looked, Part, Status, Told
from watersmeet.records.memory.pages.abouts import REASONS, STEPS, partners_of, services_of
from watersmeet.records.partnerships.api import Sector

OTHER = "other"
NEEDS_WORDS = frozenset({Status.CHANGED, Status.NOT_KEPT, Status.STOPPED})
_NOBODY = _("Write of no person: no names of those you help, no numbers, nothing by which somebody could be told.")


class SearchForm(Form):
    """What to look for; it is not kept."""

    words = CharField(label=_("What do you want to know?"), missing=_("Write what you want to know"), max_length=500)


class EntryForm(Form):
    """One entry of a kind: its title and parts, its day, what it is about."""

    key = plain.CharField(widget=plain.HiddenInput, max_length=64, required=False)
    seen_version = plain.IntegerField(widget=plain.HiddenInput, required=False)

    def __init__(self, kind: Kind, actor: Actor, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"key": str(ids.new())} | (initial or {}))
        self.kind, self.shape = kind, KINDS[kind]
        self.fields["title"] = CharField(
            label=self.shape.title, hint=_NOBODY, missing=_("Say it in a few words"), max_length=200
        )
        if self.shape.promises:
            self._ask_who_promises(actor)
            self._ask_which_partner(actor)
        if self.shape.asks:
            everybody = [("", _("Everybody")), *Sector.choices]
            self.fields["sector"] = RadioField(label=_("Whom do you ask?"), choices=everybody, required=False)
        for part in self.shape.parts:
            self.fields[part.name] = _field(part)
        if self.shape.promises:
            self._ask_to_whom()
        self._ask_days()
        self._ask_about(actor)

    @property
    def sheets(self) -> dict[str, list[Any]]:
        """The questions as they stand on the page: what is said first, then what it is about."""
        shown = [bound for bound in self if bound.name not in {"key", "seen_version"}]
        about = [bound for bound in shown if bound.name.startswith("about_")]
        return {"first": [bound for bound in shown if bound not in about], "about": about}

    @property
    def told(self) -> Told:
        """As the actions take it."""
        said = self.cleaned_data
        body = said.get("body", "")
        return Told(
            title=said["title"],
            parts={name: "" if said[name] is None else said[name] for name in self.shape.names} | self._to(said),
            day=said.get("day"),
            review_on=said.get("review_on"),
            sector=said.get("sector", ""),
            body=UUID(body) if body not in {"", OTHER} else None,
            body_name=said.get("body_name", "") if body == OTHER else "",
            about=self._about(said),
        )

    def _to(self, said: dict[str, Any]) -> dict[str, str]:
        """To whom it is promised, where a partner is chosen: its name."""
        return {"to": dict(self._partners)[chosen]} if (chosen := said.get("to_partner")) else {}

    def _about(self, said: dict[str, Any]) -> list[tuple[str, str]]:
        several = [("partner", one) for one in said["about_partner"]] + [
            ("reason", one) for one in said["about_reason"]
        ]
        single = [("service", said["about_service"]), ("step", said["about_step"])]
        kept = [one for one in self.initial.get("about_all", ()) if one not in self._offered]
        return [*several, *((kind, ident) for kind, ident in single if ident), *kept]

    @property
    def _offered(self) -> set[tuple[str, str]]:
        """What the form asks about: what it does not, such as a service that has closed, stays as it was."""
        asked = ("partner", "service", "reason", "step")
        fields = {kind: self.fields[f"about_{kind}"] for kind in asked}
        return {(kind, str(value)) for kind, field in fields.items() for value, _label in offered(field)}  # type: ignore[arg-type]  # they offer choices

    def _ask_who_promises(self, actor: Actor) -> None:
        bodies = [("", _("Choose who")), *partners_of(actor), (OTHER, _("Somebody else, such as a national body"))]
        self.fields["body"] = SelectField(label=_("Who promises it?"), choices=bodies, missing=_("Say who promises it"))
        self.fields["body_name"] = CharField(
            label=_("Who is that, if they are not in the list?"), required=False, max_length=200
        )

    def _ask_which_partner(self, actor: Actor) -> None:
        self._partners = partners_of(actor)
        choices = [("", _("Somebody else, or several")), *self._partners]
        self.fields["to_partner"] = SelectField(label=_("To whom is it promised?"), choices=choices, required=False)

    def _ask_to_whom(self) -> None:
        asked = self.fields["to"]
        asked.label, asked.required = _("Who is that, if you chose somebody else?"), False

    def _ask_days(self) -> None:
        if self.shape.day:
            missing = _("Say which day")
            self.fields["day"] = DateField(label=self.shape.day, required=self.shape.day_needed, missing=missing)
        if self.shape.reviewed:
            hint = _("On that day it is shown in your work. A year is usual.")
            self.fields["review_on"] = DateField(label=_("When do you look at it again?"), hint=hint, required=False)

    def _ask_about(self, actor: Actor) -> None:
        self.fields["about_partner"] = CheckboxesField(
            label=_("Which partners is it about?"), choices=partners_of(actor), required=False
        )
        services = [("", _("No one service")), *services_of(actor)]
        self.fields["about_service"] = SelectField(label=_("Which service?"), choices=services, required=False)
        self.fields["about_reason"] = CheckboxesField(
            label=_("Is it about a reason for declining?"),
            hint=_("Then it is shown to those who are about to decline."),
            choices=[(one.value, one.label) for one in REASONS],
            required=False,
        )
        steps = [("", _("No part of them")), *STEPS.items()]
        self.fields["about_step"] = SelectField(label=_("Which part of our rules?"), choices=steps, required=False)


class SayForm(Form):
    """Words said to an entry."""

    key = plain.CharField(widget=plain.HiddenInput, max_length=64, required=False)

    def __init__(self, data: Any = None, *, label: Any, required: bool = True) -> None:
        super().__init__(data, initial={"key": str(ids.new())})
        self.fields["words"] = TextAreaField(
            label=label, hint=_NOBODY, required=required, missing=_("Write a few words")
        )


class ReviewForm(SayForm):
    """How a decision looks today."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label=_("What did you find?"), required=False)
        looked = RadioField(
            label=_("How does it look today?"), choices=Looked.choices, missing=_("Choose how it looks")
        )
        self.fields = {"looked": looked} | self.fields
        self.fields["next_on"] = DateField(label=_("When do you look at it again?"), required=False)


class SettleForm(SayForm):
    """How something stands now; what is promised anew asks for a day."""

    def __init__(self, to: Status, data: Any = None) -> None:
        super().__init__(data, label=_("What happened?"), required=to in NEEDS_WORDS)
        if to is Status.CHANGED:
            self.fields["day"] = DateField(label=_("By when is it promised now?"), missing=_("Say by when"))


def _field(part: Part) -> plain.Field:
    asked: dict[str, Any] = {"label": part.label, "hint": part.hint, "required": part.required}
    if part.number:
        return IntegerField(**asked, min_value=0, max_value=10**9)
    missing = _("Write a few words")
    if part.line:
        return CharField(**asked, missing=missing, max_length=part.longest)
    return TextAreaField(**asked, missing=missing, rows=4, max_length=part.longest)


def initial_of(parts: dict[str, str | int], about: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """What a form shows of an entry that is there."""
    by_kind: dict[str, list[str]] = {}
    for kind, ident in about:
        by_kind.setdefault(kind, []).append(ident)
    return {
        **parts,
        "about_partner": by_kind.get("partner", []),
        "about_reason": by_kind.get("reason", []),
        "about_service": next(iter(by_kind.get("service", [])), ""),
        "about_step": next(iter(by_kind.get("step", [])), ""),
        "about_all": list(about),
    }
