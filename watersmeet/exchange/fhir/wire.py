"""What we take of another system's Questionnaires and QuestionnaireResponses; the rest is left unread."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeVar

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from watersmeet.base.problems import Invalid
from watersmeet.exchange.fhir.terms import Wire


class Taken(BaseModel):
    """A part of a resource. Kinds are exact: the text "3" is no number.

    What a sender marks as changing the meaning of the rest cannot be left unread.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True, alias_generator=to_camel)

    modifier_extension: list[Any] = []
    implicit_rules: str = ""


class Extension(Taken):
    """A number beside a code."""

    url: str
    value_decimal: float | None = None


class Coding(Taken):
    """A code of a system."""

    system: str = ""
    code: str = ""
    extension: list[Extension] = []


class Quantity(Taken):
    """How much."""

    value: float | None = None


class Identifier(Taken):
    """Which, by name."""

    value: str = ""


class Reference(Taken):
    """Which, by an identifier."""

    identifier: Identifier = Identifier()


class Answer(Taken):
    """One answer, and what was asked because of it."""

    value_coding: Coding | None = None
    value_integer: int | None = None
    value_decimal: float | None = None
    value_quantity: Quantity | None = None
    value_reference: Reference | None = None
    item: list["Answered"] = []


class Answered(Taken):
    """A question with its answer, or a group."""

    link_id: str
    answer: list[Answer] = []
    item: list["Answered"] = []


class QuestionnaireResponse(Taken):
    """One completion."""

    questionnaire: str = ""
    status: str = ""
    authored: str = ""
    contained: list[dict[str, Any]] = []
    item: list[Answered] = []


class AnswerOption(Taken):
    """An answer that a form offers."""

    value_coding: Coding = Coding()
    extension: list[Extension] = []


class Question(Taken):
    """A question of a form, or a group."""

    link_id: str
    code: list[Coding] = []
    answer_option: list[AnswerOption] = []
    item: list["Question"] = []


class Questionnaire(Taken):
    """A form."""

    id: str = ""
    url: str = ""
    code: list[Coding] = []
    item: list[Question] = []


T = TypeVar("T", bound=Taken)
_SAYS: Final = {
    "missing": _("This is missing."),
    "string_type": _("This must be text."),
    "int_type": _("This must be a whole number."),
    "float_type": _("This must be a number."),
    "list_type": _("This must be a list."),
}
_MODIFIES: Final = _("This changes what the rest means, in a way that we do not know. Send it without.")
_OTHERWISE: Final = _("This is not as FHIR R4 has it.")


def taken(kind: type[T], wire: Wire) -> T:
    """What we take of a resource. Raises Invalid, naming each place that is not as FHIR R4 has it."""
    try:
        found = kind.model_validate(wire)
    except ValidationError as fault:
        faults = {place(*error["loc"]): [str(_SAYS.get(error["type"], _OTHERWISE))] for error in fault.errors()}
        raise Invalid(faults) from None
    if changed := list(_modified(found)):
        raise Invalid({where: [str(_MODIFIES)] for where in changed})
    return found


def place(*path: str | int) -> str:
    """Where in a resource: "item[2].answer[0].valueCoding"."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def answered(items: Sequence[Answered], path: str = "item") -> Iterator[tuple[str, Answered]]:
    """Every question and group, however deep, with its place."""
    for number, one in enumerate(items):
        where = f"{path}[{number}]"
        yield where, one
        yield from answered(one.item, f"{where}.item")
        for order, answer in enumerate(one.answer):
            yield from answered(answer.item, f"{where}.answer[{order}].item")


def asked(items: Sequence[Question]) -> Iterator[Question]:
    """Every question and group of a form, however deep."""
    for one in items:
        yield one
        yield from asked(one.item)


def _modified(part: Taken, path: tuple[str | int, ...] = ()) -> Iterator[str]:
    """Every place that a sender marks as changing what the rest means."""
    for name, field in type(part).model_fields.items():
        value, step = getattr(part, name), (*path, field.alias or name)
        if name in {"modifier_extension", "implicit_rules"} and value:
            yield place(*step)
        elif isinstance(value, Taken):
            yield from _modified(value, step)
        elif isinstance(value, list):
            for number, one in enumerate(value):
                if isinstance(one, Taken):
                    yield from _modified(one, (*step, number))
