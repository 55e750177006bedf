"""A question between the two sides of a referral: the receiver asks before they answer, the referrer tells."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.audit import api as audit
from watersmeet.base.problems import Invalid
from watersmeet.base.ref import Ref
from watersmeet.desk import words
from watersmeet.desk.forms import AnswerForm, QuestionForm
from watersmeet.desk.story import done, title
from watersmeet.records.referrals import api as referrals


@require_http_methods(["GET", "POST"])
def question(request: Asked, referral: UUID) -> HttpResponse:
    """Ask the referrer, or answer what was asked: whichever is the actor's to do now."""
    seen = referrals.get(request.actor, referral)
    asking = referrals.may_ask_question(request.actor, referral)
    if not asking and not referrals.may_answer_question(request.actor, referral):
        answered = any(step.what == "answer_question" for step in referrals.history(request.actor, referral))
        raise words.moved_on(seen, ours=answered or seen.receiver == request.actor.partner)
    audit.looked(by=request.actor, subjects=[Ref("person", seen.person), Ref("referral", seen.id)], why="question")
    act, made = (referrals.ask_question, QuestionForm) if asking else (referrals.answer_question, AnswerForm)
    form = made(request.POST if request.method == "POST" else None, initial={"seen_version": seen.version})
    if request.method == "POST" and form.is_valid():
        try:
            act(referral, by=request.actor, **form.cleaned_data)
        except Invalid as problem:
            form.refuse(problem)
        else:
            return done(request, referral, _("Sent. They have been told by reference."))
    asked = "" if asking else referrals.open_question(request.actor, referral)
    page = {"form": form, "seen": seen, "asking": asking, "asked": asked, "who": title(seen)}
    return render(request, "desk/question.html", page, status=400 if form.errors else 200)
