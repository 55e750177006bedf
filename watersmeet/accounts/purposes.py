"""What each kind of link is for: the page that it opens, and all that it lets its holder do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a link is for: the page it opens (an address that takes the subject's id) and the verbs it is good for."""

    route: str
    verbs: frozenset[str]


PURPOSES: dict[str, Purpose] = {
    "status": Purpose(
        "referrals:status",
        frozenset(
            {
                "status.see",
                "referral.see",
                "person.see",
                "message.read",
                "message.write",
                "thanks.say",
                "suggestion.answer",
                "referral.leave",
                "referral.withdraw",
                "referral.re_offer",
                "handover.choose_not",
                "need.settle",
                "goal.set",
                "sharing.see",
                "sharing.withdraw",
                "sharing.renew",
                "person.set_contact",
                "matter.tell",
                "measure.answer",
                "measure.see",
                "measure.see_clinical",
                "alert.raise",
                "concern.write",
            }
        ),
    ),
    "answer": Purpose(
        "referrals:by_link",
        frozenset(
            {
                "referral.answer_by_link",
                "message.read",
                "referral.see",
                "referral.see_name",
                "referral.accept",
                "referral.decline",
                "referral.ask_question",
                "referral.wait",
                "referral.start",
                "referral.complete",
                "referral.leave",
            }
        ),
    ),
    "measures": Purpose(
        "outcomes:answer",
        frozenset(
            {
                "goal.set",
                "need.settle",
                "measure.answer",
                "measure.see",
                "measure.see_clinical",
                "alert.raise",
                "person.see",
            }
        ),
    ),
}
