"""What a map is called in words at each level: teams of a partner, partners of a place, a place and bodies outside."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


@dataclass(frozen=True, slots=True)
class Level:
    """The words of one level: its kinds of ties, what each says, and what its nodes and groups are called.

    `between` and `by_chance` name the figures of the groups; a level without groups has none. `wide` and `narrow` say
    what the E-I index comes to, against its chance value.
    """

    title: Promise
    kinds: Mapping[str, Promise]
    says: Mapping[str | None, Promise]
    nodes: Promise
    used: Promise
    middle: Promise
    row: Promise
    legend: Promise
    nothing: tuple[Promise, Promise]
    between: Promise | None = None
    by_chance: Promise | None = None
    wide: Promise | None = None
    narrow: Promise | None = None


PARTNERS = Level(
    title=gettext_lazy("How joined up we are"),
    kinds={
        "referral": gettext_lazy("Referrals"),
        "handover": gettext_lazy("Joint first contacts"),
        "plan": gettext_lazy("Shared plans"),
        "message": gettext_lazy("Messages"),
        "commitment": gettext_lazy("Commitments"),
        "answer": gettext_lazy("Answers to questions"),
    },
    says={
        None: gettext_lazy(
            "Referrals, joint first contacts, shared plans, commitments to each other, answers to questions of each "
            "other, and messages between partners that both said yes to that."
        ),
        "referral": gettext_lazy("From the partner that referred to the one that it referred to."),
        "handover": gettext_lazy("First contacts that both partners came to, from the one that referred to the other."),
        "plan": gettext_lazy(
            "People whose need one partner wrote down and another started on: from the one that wrote it to the one "
            "that started."
        ),
        "message": gettext_lazy(
            "Referrals that one partner wrote to another about. Only partners that both said yes are counted, from the "
            "day on which they did. How much was written is not counted."
        ),
        "commitment": gettext_lazy("From the partner that made a commitment to the one that it was made to."),
        "answer": gettext_lazy("From the partner that answered to the one that asked."),
    },
    nodes=gettext_lazy("Partners"),
    used=gettext_lazy("Of the ways in which two partners could work together, so many are used"),
    middle=gettext_lazy("How far one partner stands in the middle (1: all go through one)"),
    row=gettext_lazy("Each row is a partner that gives, each column one that receives; the numbers say which."),
    legend=gettext_lazy(
        "A row gives, a column receives. Dark is often, light is now and then, blank is nothing. Lines stand between "
        "sectors."
    ),
    nothing=(
        gettext_lazy("Nothing has gone between partners yet"),
        gettext_lazy("When partners refer to each other, make commitments or answer each other it shows here."),
    ),
    between=gettext_lazy("Between sectors (+1) or within them (-1)"),
    by_chance=gettext_lazy("What the sizes of the sectors alone would make of it"),
    wide=gettext_lazy("Sectors work with each other at least as much as their sizes alone would make them."),
    narrow=gettext_lazy("Sectors keep to their own more than their sizes alone would make them."),
)

TEAMS = Level(
    title=gettext_lazy("How our teams work together"),
    kinds={
        "handed": gettext_lazy("Handed on"),
        "errand": gettext_lazy("Telling people by hand"),
        "cover": gettext_lazy("Cover"),
    },
    says={
        None: gettext_lazy("Referrals that were handed on, telling people by hand, and cover."),
        "handed": gettext_lazy("From the team that looked after a referral to the team that does since."),
        "errand": gettext_lazy(
            "Calls and letters by hand: from the team that looked after the referral to the team that told the person."
        ),
        "cover": gettext_lazy("From the team of who was away to the team of who covered."),
    },
    nodes=gettext_lazy("Teams"),
    used=gettext_lazy("Of the ways in which two teams could work together, so many are used"),
    middle=gettext_lazy("How far one team stands in the middle (1: all go through one)"),
    row=gettext_lazy("Each row is a team that gives, each column one that receives; the numbers say which."),
    legend=gettext_lazy("A row gives, a column receives. Dark is often, light is now and then, blank is nothing."),
    nothing=(
        gettext_lazy("Nothing has gone between teams yet"),
        gettext_lazy("When one team hands work on to another, or covers for it, it shows here."),
    ),
)

PLACES = Level(
    title=gettext_lazy("This place and bodies outside it"),
    kinds={},
    says={"commitment": gettext_lazy("From whom a commitment was made to whom it was made, by the memory here.")},
    nodes=gettext_lazy("Bodies"),
    used=gettext_lazy("Of the ways in which two bodies could promise something, so many are used"),
    middle=gettext_lazy("How far one body stands in the middle (1: all go through one)"),
    row=gettext_lazy("Each row is who promised, each column to whom; the numbers say which."),
    legend=gettext_lazy("A row promised, a column was promised. Dark is 8 times or more, light is fewer."),
    nothing=(
        gettext_lazy("Nothing is promised between this place and others yet"),
        gettext_lazy("When a commitment in the memory names a body that is no partner here, it shows here."),
    ),
)
